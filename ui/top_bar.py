"""The bar at the top: search at the left, the agent, and the call at the far right, on every page."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.components import Button, LinkButton, Pill, Themed
from ui.theme import BODY, Theme, current_theme

HEIGHT, SEARCH_WIDTH, SEARCH_LEAST = 52, 440, 120


class TopBar(Themed, QWidget):
    """Holds the search box given to it; the call button turns green while a call goes on."""

    callWanted = Signal()  # noqa: N815 - Qt’s way of naming
    agentWanted = Signal()  # noqa: N815 - Qt’s way of naming
    leaveDemoWanted = Signal()  # noqa: N815 - Qt’s way of naming

    def __init__(self, agent: str) -> None:
        super().__init__()
        self.setProperty("part", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._layout = QHBoxLayout(self)
        self._demo = Pill("Démonstration\u00a0: personnes inventées")
        self._leave_demo = LinkButton("Quitter la démonstration", size=BODY)
        self._leave_demo.clicked.connect(self.leaveDemoWanted)
        self._agent = Button(agent, "user", kind="quiet")
        self._agent.clicked.connect(self.agentWanted)
        self._call = Button("Nouvel appel", "phone", "F2", "primary", height=34)
        self._call.clicked.connect(self.callWanted)
        self._layout.addStretch(1)
        for widget in (self._demo, self._leave_demo, self._agent, self._call):
            self._layout.addWidget(widget)
        self.set_demo(False)
        self.set_agent(agent)
        self.start_theme()

    def put_search(self, box: QWidget) -> None:
        """Place the search box at the left."""
        self._layout.insertWidget(0, box, 10)
        box.setMaximumWidth(current_theme().px(SEARCH_WIDTH))

    def set_demo(self, demo: bool) -> None:
        """Mark the demonstration plainly, with the way out of it."""
        self._demo.setVisible(demo)
        self._leave_demo.setVisible(demo)
        self._fold()

    def set_agent(self, agent: str) -> None:
        """Show who works here."""
        self._agent.set_text(agent or "Votre nom")
        self._agent.setAccessibleName(f"Agent\u00a0: {agent or 'nom à indiquer'}. Ouvrir les réglages")

    def show_call(self, lasted: timedelta | None) -> None:
        """« Nouvel appel », or « Appel en cours 04:12 » while a call goes on."""
        if lasted is None:
            self._call.set_kind("primary")
            self._call.set_icon_name("phone")
            self._call.set_text("Nouvel appel")
            return
        minutes, seconds = divmod(int(lasted.total_seconds()), 60)
        self._call.set_kind("call")
        self._call.set_icon_name("phone-call")
        self._call.set_text(f"Appel en cours  {minutes:02}:{seconds:02}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Where the bar is narrow for its text, the search and the call stay; the name is in *Réglages* too."""
        theme = current_theme()
        search = theme.px(SEARCH_LEAST)
        shown = [widget for widget in (self._demo, self._leave_demo) if widget.isVisibleTo(self)]
        fixed = sum(widget.sizeHint().width() for widget in (*shown, self._call)) + search
        gaps = self._layout.spacing() * (2 + len(shown)) + 2 * theme.px(16)
        self._agent.setVisible(fixed + gaps + self._agent.sizeHint().width() <= self.width())

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._layout.setSpacing(theme.px(16))
        self.setFixedHeight(theme.px(HEIGHT))
        self._fold()
