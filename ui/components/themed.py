"""What every component shares: it reads colours and sizes again when the theme changes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakSet

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QWidget

from ui.theme import Theme, current_theme, is_theme_change

if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object


class Themed(_Base):
    """Mixed in before a Qt widget class; `retheme` runs when made (call `start_theme`) and at each change of theme."""

    _theme_seen: Theme | None = None

    def start_theme(self, *, anew: bool = False) -> None:
        """Read the theme for the first time; to be called at the end of the constructor. `anew`: read it again."""
        if anew and self._theme_seen is None:
            return  # Its constructor has not come to its end.
        if self._theme_seen is None:
            _dressed(QCoreApplication.instance()).add(self)
        self._theme_seen = None
        self._follow_theme()

    def retheme(self, theme: Theme) -> None:
        """Take fonts, colours and sizes from `theme`; components override it."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self._theme_seen is not None and is_theme_change(event):
            self._follow_theme()

    def _follow_theme(self) -> None:
        theme = current_theme()
        if theme is not self._theme_seen:
            self._theme_seen = theme
            self.retheme(theme)
            self.updateGeometry()
            self.update()


def dressed_widgets(app: QCoreApplication) -> list[Themed]:
    """The components that live now. Asking Qt for all widgets would wrap its own inner ones, freed since or not."""
    from shiboken6 import isValid

    return [widget for widget in list(_dressed(app)) if isValid(widget)]


def _dressed(app: QCoreApplication | None) -> WeakSet[Themed]:
    """The components of this application, held weakly; they are kept with it, as its theme is."""
    kept = app.property("dressed") if app is not None else None
    if isinstance(kept, WeakSet):
        return kept
    fresh: WeakSet[Themed] = WeakSet()
    if app is not None:
        app.setProperty("dressed", fresh)
    return fresh


def show_part(part: QWidget, shown: bool) -> None:
    """Show or hide a part of something; one that has no parent yet waits for it instead of opening as a window."""
    if not shown:
        part.hide()
    elif part.parentWidget() is not None:
        part.setVisible(True)
    else:
        part.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)


def plain_tooltip(text: str) -> str:
    """A tooltip that shows `text` as typed: Qt would read `<b>` in somebody's name as markup."""
    if not Qt.mightBeRichText(text):
        return text
    import html

    return html.escape(text)
