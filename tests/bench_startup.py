"""How long the command takes to start, as a multiple of a bare Python start on the same machine.

    python tests/bench_startup.py          11 rounds; python tests/bench_startup.py 31 for more

The three commands take turns, so that a busy moment hits all alike; each figure is the median of
its runs. Nothing here can fail: wall times depend on the machine, so no test holds them.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SCHEME = """\
bộ tiêu chí "Bộ tiêu chí đánh giá công tác hằng năm"
  áp dụng từ năm đánh giá 2022
  công thức tỷ lệ điểm = điểm đạt được / điểm tối đa được tính

  xếp loại
    mức "Tốt"        khi tỷ lệ điểm từ 85% trở lên
    mức "Khá"        khi tỷ lệ điểm từ 70% đến dưới 85%
    mức "Trung bình" khi tỷ lệ điểm từ 50% đến dưới 70%
    mức "Yếu"        khi tỷ lệ điểm dưới 50%

khối "Các sở, ban, ngành"
  thang điểm 100 điểm
"""
CRITERIA = "".join(f'  nhóm {i} "Nội dung thứ {i}" tối đa 5 điểm\n' for i in range(1, 21))

COMMAND = "import sys; from cqdt_rules.cli import main; sys.exit(main())"


def seconds(words: list[str]) -> tuple[float, int]:
    """The wall time of one run of Python, and its exit code."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return time.perf_counter() - start, done.returncode


def main(rounds: int) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "mot-trang.cqdt"
        page.write_text(SCHEME + CRITERIA, encoding="utf-8")
        commands = {
            "python -c pass": ["-c", "pass"],
            "cqdt --help": ["-c", COMMAND, "--help"],
            "cqdt check (một trang)": ["-c", COMMAND, "check", str(page)],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        codes = {name: seconds(words)[1] for name, words in commands.items()}  # warms the caches
        for _ in range(rounds):
            for name, words in commands.items():
                times[name].append(seconds(words)[0])
    bare = statistics.median(times["python -c pass"])
    for name, runs in times.items():
        median = statistics.median(runs)
        note = f"   (mã thoát {codes[name]})" if codes[name] else ""
        print(f"{name:24}{median * 1000:7.0f} ms{median / bare:7.1f} lần{note}")


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    main(int(sys.argv[1]) if sys.argv[1:] else 11)
