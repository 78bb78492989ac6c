"""The bar at the top: search at the left, the agent, and the call at the far right, on every page."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.components import Button, LinkButton, Pill, Themed
from ui.theme import BODY, Theme, current_theme

HEIGHT, SEARCH_WIDTH, SEARCH_LEAST = 52, 440, 120
LEVELS = 5  # of shortness: all, no agent, a short mark of the demonstration, a short way out, a short call


class TopBar(Themed, QWidget):
    """Holds the search box given to it; the call button turns green while a call goes on."""

    callWanted = Signal()  # noqa: N815 - Qt’s way of naming
    agentWanted = Signal()  # noqa: N815 - Qt’s way of naming
    leaveDemoWanted = Signal()  # noqa: N815 - Qt’s way of naming

    def __init__(self, agent: str) -> None:
        super().__init__()
        self.setProperty("part", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lasted: timedelta | None = None
        self._calls = 1
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
        self._agent.setAccessibleName(f"Agent\u00a0: {agent.rstrip('.') or 'nom à indiquer'}. Ouvrir les réglages")

    def show_call(self, lasted: timedelta | None, calls: int = 1) -> None:
        """« Nouvel appel », or « Appel en cours 04:12 » while a call goes on; several are counted."""
        self._lasted, self._calls = lasted, calls
        self._call.set_kind("primary" if lasted is None else "call")
        self._call.set_icon_name("phone" if lasted is None else "phone-call")
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Where the bar is narrow for its text, words get shorter before one is cut; the name is in *Réglages* too."""
        for level in range(LEVELS):
            self._say(level)
            if self._fits():
                return

    def _say(self, level: int) -> None:
        """Say everything (0), or less and less."""
        self._agent.setVisible(level < 1)
        self._demo.setText("Démonstration\u00a0: personnes inventées" if level < 2 else "Démonstration")
        self._leave_demo.set_text("Quitter la démonstration" if level < 3 else "Quitter")
        if self._lasted is None:
            self._call.set_text("Nouvel appel" if level < 4 else "Appel")
            return
        minutes, seconds = divmod(int(self._lasted.total_seconds()), 60)
        words = "Appel" if self._calls == 1 else f"{self._calls}\u00a0appels"
        self._call.set_text(f"{words}{' en cours ' if level < 4 else ''} {minutes:02}:{seconds:02}")
        self._call.setToolTip("" if self._calls == 1 else "Maj+F2\u00a0: l’autre appel")

    def _fits(self) -> bool:
        theme = current_theme()
        shown = [one for one in (self._demo, self._leave_demo, self._agent, self._call) if one.isVisibleTo(self)]
        gaps = self._layout.spacing() * (1 + len(shown)) + 2 * theme.px(16)
        return sum(one.sizeHint().width() for one in shown) + theme.px(SEARCH_LEAST) + gaps <= self.width()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._layout.setSpacing(theme.px(16))
        self.setFixedHeight(theme.px(HEIGHT))
        self._fold()
