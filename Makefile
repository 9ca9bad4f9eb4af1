# Each target does all of its set-up; on Windows: py .ci\lam.py demo (test, setup, lock).
.PHONY: demo test setup lock lock-upgrade
demo test setup lock:
	@sh .ci/lam $@
lock-upgrade:
	@sh .ci/lam lock --upgrade
