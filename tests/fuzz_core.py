def run_core(rng): return "", ""
