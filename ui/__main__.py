"""Starts the window: `amf42 [--data DIR] [--demo] [--self-test [--bases DIR] [--report FILE]] [LINK]`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    gc.disable()  # among what is only being loaded there is nothing to free; `ui.collecting` takes it over
    try:
        from ui.start import start
    except ImportError as missing:
        from ui.incomplete import tell_incomplete

        return tell_incomplete(missing, sys.argv[1:] if arguments is None else arguments)
    return start(arguments)


def make_application() -> QApplication:
    """The Qt application, in French; the caller keeps it."""
    from ui.start import make_application

    return make_application()


if __name__ == "__main__":
    raise SystemExit(main())
