"""What the window does with keys and drops that belong to no page: help, regions, undo in a field, a dropped file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from ui.rail_pages import Page

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def ask_help(window: MainWindow, left: Page) -> None:
    """F1: the help, the gestures of the page that was on screen first; F1 again leads back to that page."""
    from ui.pages.help import HelpPage

    if window.front is None:
        return
    if left is Page.AIDE:
        window.back()
        return
    page = window.page(Page.AIDE)
    assert isinstance(page, HelpPage)
    page.come_from(left)
    window.show_page(Page.AIDE)


def focus_next(regions: Sequence[QWidget]) -> bool:
    """Take the keyboard to the region after the one that has it; False after the last one."""
    focus = QApplication.focusWidget()
    shown = [region for region in regions if region.isVisible()]
    inside = next(
        (n for n, region in enumerate(shown) if focus is not None and (region is focus or region.isAncestorOf(focus))),
        -1,
    )
    return any(focus_into(region) for region in shown[inside + 1 :])


def dropped_file(data: QMimeData) -> Path | None:
    """The one local file that is being dropped, if it is one."""
    urls = data.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def focus_into(region: QWidget) -> bool:
    """Give the keyboard to a region, or to the first part of it that takes it; False when none does."""
    from ui.focus_view import bring_into_view  # knows the fields: the first paint needs none

    if region.focusPolicy() != Qt.FocusPolicy.NoFocus:
        region.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True
    for child in region.findChildren(QWidget):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisibleTo(region) and child.isEnabled():
            child.setFocus(Qt.FocusReason.ShortcutFocusReason)
            QTimer.singleShot(0, child, partial(bring_into_view, child))  # once it has its place
            return True
    return False


def turn_back_typing(what: str) -> bool:
    """Undo or redo in the field that has the keyboard, while it has something to turn back."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        available = field.isUndoAvailable() if what == "undo" else field.isRedoAvailable()
    elif isinstance(field, QPlainTextEdit | QTextEdit):
        document = field.document()
        available = document.isUndoAvailable() if what == "undo" else document.isRedoAvailable()
    else:
        return False
    if available:
        field.undo() if what == "undo" else field.redo()
    return available
