"""How long this process has lived, by the system's own account."""

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


def report(path: str, timings: dict[str, float]) -> None:
    Path(path).write_text(json.dumps(timings), encoding="utf-8")
