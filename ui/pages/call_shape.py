"""The parts of the call page and how they stand: side by side, with all the steps, or as two tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ui.components import Line, Segmented, Themed
from ui.pages.call_form import WIDE_WIDTH, WIDTH, CallForm
from ui.panels.script import ScriptPanel
from ui.panels.script_parts import StepsColumn
from ui.theme import Theme, current_theme
from ui.window_hands import focus_into

if TYPE_CHECKING:
    from ui.front import Front

# Widths of the window at which the page changes shape (looks/window/SPEC.md, section 1), less the rail.
RAIL = 92
TABS_BELOW, COLUMN_FROM = 1180 - RAIL, 1600 - RAIL
FORM, SCRIPT = "form", "script"
SMALLEST = QSize(480, 320)
_NO_LIMIT = 16_777_215  # QWIDGETSIZE_MAX


class CallShape(Themed, QWidget):
    """Form, script and steps. They grow with the text, so the shape depends on the text size too."""

    def __init__(self, front: Front, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = CallForm(front)
        self.script = ScriptPanel()
        self._right = QStackedWidget()
        self._right.addWidget(self.script)
        self.steps = StepsColumn()
        self.tabs = Segmented(((FORM, "Fiche"), (SCRIPT, "Guide")), FORM, accessible_name="Parties de l’appel")
        self.tabs.setToolTip("Ctrl+Tab")
        self.tabs.changed.connect(lambda _value: self.arrange())
        self._steps_wanted = False
        self._between, self._before_steps = Line(upright=True), Line(upright=True)
        self._tab_row = QWidget()
        self._tab_layout = QHBoxLayout(self._tab_row)
        self._tab_layout.addWidget(self.tabs)
        self._tab_layout.addStretch(1)
        parts = QHBoxLayout()
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(0)
        for part in (self.form, self._between, self._right, self._before_steps, self.steps):
            parts.addWidget(part, 1 if part is self._right else 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        # A window that gets narrower turns the parts into tabs: they must not keep it from getting narrower.
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        layout.addWidget(self._tab_row)
        layout.addLayout(parts, 1)
        self.start_theme()

    def minimumSizeHint(self) -> QSize:
        return QSize(SMALLEST)

    def narrow(self) -> bool:
        """Whether the call shows as two tabs."""
        return self.width() < current_theme().px(TABS_BELOW)

    def show_tab(self, tab: str) -> None:
        """Bring one of the two tabs to the front; side by side both are."""
        self.tabs.set_value(tab)
        self.arrange()

    def other_tab(self) -> None:
        """Ctrl+Tab: the other part, and the keyboard with it."""
        self.show_tab(SCRIPT if self.tabs.value() == FORM else FORM)
        focus_into(self.form if self.tabs.value() == FORM else self.beside())

    def beside(self) -> QWidget:
        """What stands beside the form: the script, or what has taken its place."""
        return self._right.currentWidget() or self.script

    def show_beside(self, widget: QWidget | None) -> None:
        """Put something in the script's place; None gives the place back."""
        shown = widget if widget is not None else self.script
        if self._right.indexOf(shown) < 0:
            self._right.addWidget(shown)
        self._right.setCurrentWidget(shown)

    def want_steps(self, wanted: bool) -> None:
        """Whether there are steps to show where there is room."""
        self._steps_wanted = wanted
        self.arrange()

    def arrange(self) -> None:
        """Stand as the width allows."""
        theme = current_theme()
        narrow, wide = self.narrow(), self.width() >= theme.px(COLUMN_FROM)
        self._tab_row.setVisible(narrow)
        self.form.setVisible(not narrow or self.tabs.value() == FORM)
        self._right.setVisible(not narrow or self.tabs.value() == SCRIPT)
        self._between.setVisible(not narrow)
        self.steps.setVisible(wide and self._steps_wanted)
        self._before_steps.setVisible(wide and self._steps_wanted)
        across = QSizePolicy.Policy.Expanding if narrow else QSizePolicy.Policy.Fixed
        self.form.setSizePolicy(across, QSizePolicy.Policy.Expanding)
        width = theme.px(WIDE_WIDTH if wide else WIDTH)
        self.form.setMinimumWidth(0 if narrow else width)
        self.form.setMaximumWidth(_NO_LIMIT if narrow else width)

    def retheme(self, theme: Theme) -> None:
        self._tab_layout.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), 0)
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
