"""Starts the window: `amf42 [--data DIR] [--demo] [--self-test [--timings FILE]]`."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    gc.disable()  # among what is only being loaded there is nothing to free; `ui.collecting` takes it over
    from ui.start import start

    return start(arguments)


def make_application() -> QApplication:
    """The Qt application, in French; the caller keeps it."""
    from ui.start import make_application

    return make_application()


if __name__ == "__main__":
    raise SystemExit(main())
