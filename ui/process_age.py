"""How long this process has lived, by the system's own account; for `--timings`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def process_age() -> float:
    """Seconds since this process was started, interpreter's start included (to 10 ms on Linux)."""
    if sys.platform == "linux":
        started = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - started / os.sysconf("SC_CLK_TCK")
    elif sys.platform == "win32":
        import ctypes

        created, other = ctypes.c_ulonglong(), ctypes.c_ulonglong()
        this_process = ctypes.c_void_p(-1)  # what GetCurrentProcess returns, which ctypes would cut to 32 bits
        told = ctypes.windll.kernel32.GetProcessTimes(
            this_process, ctypes.byref(created), ctypes.byref(other), ctypes.byref(other), ctypes.byref(other)
        )
        if not told:
            raise ctypes.WinError()
        since_1601 = 11_644_473_600  # seconds from FILETIME's beginning to Unix's
        age = time.time() - (created.value / 1e7 - since_1601)
    else:
        age = time.process_time()
    return age
