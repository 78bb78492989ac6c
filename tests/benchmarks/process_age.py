"""How long this process has lived and how much memory it has held at most, by the system's own account."""

from __future__ import annotations

import json
import os
import platform
import time
from pathlib import Path


def process_age() -> float:
    """Seconds since this process was started, interpreter's start included (to 10 ms on Linux)."""
    now = time.time()
    if platform.system() == "Linux":
        started = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started / os.sysconf("SC_CLK_TCK")
    import psutil

    return now - float(psutil.Process().create_time())


def peak_memory() -> float:
    """The most MiB that this process has held resident."""
    if platform.system() == "Linux":  # `ru_maxrss` would count what its parent held when it was started
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    import psutil

    told = psutil.Process().memory_info()
    return float(getattr(told, "peak_wset", told.rss)) / 2**20


class Watch:
    """Seconds since it was made: by the clock, and by the processors, which others on the machine do not lengthen."""

    def __init__(self) -> None:
        self._began, self._worked = time.perf_counter(), time.process_time()

    def told(self) -> dict[str, float]:
        return {"seconds": time.perf_counter() - self._began, "processor": time.process_time() - self._worked}


def report(path: str, timings: dict[str, float]) -> None:
    Path(path).write_text(json.dumps(timings), encoding="utf-8")
