"""The first start, when nobody and nothing is there yet: three gestures, three keys, how to read a deadline."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.components import (
    Badge,
    BadgeData,
    BadgeKind,
    Button,
    Card,
    FlowLayout,
    KeyCap,
    Line,
    LinkButton,
    Text,
    Themed,
)
from ui.theme import BODY, SECTION, Role, Theme, current_theme

KEYS = (
    ("F2", "Nouvel appel, où que vous soyez"),
    ("Ctrl+K", "Chercher un élu, un numéro"),
    ("Ctrl+Z", "Annuler ce qui vient d’être fait"),
)
DEADLINES = (
    (BadgeKind.LATE, "1 jour de retard", "À traiter d’abord"),
    (BadgeKind.TODAY, "Aujourd’hui", "Dernier jour"),
    (BadgeKind.SOON, "Demain", "3 jours ouvrés au plus"),
    (BadgeKind.LATER, "31 déc.", "Rien ne presse"),
    (BadgeKind.WAITING, "CDC", "Quelqu’un d’autre agit"),
    (BadgeKind.DONE, "Fait", "Plus rien à faire"),
)


FOLDED_BELOW, BUTTONS_BELOW = 900, 620  # widths at 100 %, in logical pixels


class Numbered(Themed, QLabel):
    """The number of a gesture in a ring, or solid for the first one."""

    def __init__(self, number: int, *, solid: bool) -> None:
        super().__init__(str(number))
        self._solid = solid
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self.setFixedSize(theme.px(32), theme.px(32))
        self.setFont(theme.font(SECTION, semibold=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink: QColor = theme.color(Role.ON_FILL if self._solid else Role.TEXT_SECOND)
        painter.setPen(Qt.PenStyle.NoPen if self._solid else QPen(theme.color(Role.BORDER), 1))
        painter.setBrush(theme.color(Role.ACCENT_FILL) if self._solid else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))
        painter.setPen(ink)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Gesture(Themed, Card):
    """One of the three gestures."""

    def __init__(self, number: int, title: str, text: str, button: Button, *, first: bool = False) -> None:
        super().__init__()
        self._first = first
        self.setAccessibleName(f"{number}. {title}. {text}")
        words = QVBoxLayout()
        words.addWidget(Text(title, SECTION, semibold=True, wrap=True))
        words.addWidget(Text(text, BODY, Role.TEXT_SECOND, wrap=True))
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.addLayout(words, 1)
        self._words.addWidget(button)
        self._button = button
        self._layout = QHBoxLayout(self)
        sign = Numbered(number, solid=first)
        self._layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._layout.addLayout(self._words, 1)
        self.start_theme()

    def fold(self, *, narrow: bool) -> None:
        """The button beside the words, or below them."""
        self._words.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        # Without a place of its own the button's width would be that of the words above it.
        self._words.setAlignment(self._button, Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag(0))

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(18)
        self._layout.setContentsMargins(edge, edge, edge, edge)
        self._layout.setSpacing(theme.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first gesture has a frame of accent: it is the next one."""
        super().paintEvent(event)
        if self._first:
            theme = current_theme()
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color(Role.ACCENT), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(6), theme.px(6))


class FirstSteps(Themed, QScrollArea):
    """What an empty base shows on *Aujourd’hui*."""

    importWanted = Signal()  # noqa: N815 - Qt’s way of naming
    trainingWanted = Signal()  # noqa: N815 - Qt’s way of naming
    callWanted = Signal()  # noqa: N815 - Qt’s way of naming
    demoWanted = Signal()  # noqa: N815 - Qt’s way of naming

    def __init__(self, agent: str) -> None:
        super().__init__()
        first_name = agent.split(maxsplit=1)[0] if agent.split() else ""
        self._title = Text(f"Bonjour {first_name}".strip(), 18, semibold=True, wrap=True)
        words = "Trois gestes suffisent pour prendre le premier appel."
        self._text = Text(words, SECTION, Role.TEXT_SECOND, wrap=True)
        self.choose = Button("Choisir le fichier…", "upload", kind="primary")
        self.choose.clicked.connect(self.importWanted)
        self.add = Button("Ajouter", "plus")
        self.add.clicked.connect(self.trainingWanted)
        self.call = Button("Nouvel appel", "phone", "F2")
        self.call.clicked.connect(self.callWanted)
        self.demo = LinkButton("Ouvrir avec des données inventées", size=BODY)
        self.demo.clicked.connect(self.demoWanted)
        self._left = QVBoxLayout()
        self._head = QVBoxLayout()
        self._head.addWidget(self._title)
        self._head.addWidget(self._text)
        self._left.addLayout(self._head)
        self._gestures = (
            Gesture(
                1,
                "Importer les maires de la Loire",
                "Le fichier des maires du Répertoire national des élus. Vous voyez tout avant d’accepter, et vous "
                "pouvez revenir en arrière. Déposez-le aussi sur cette fenêtre.",
                self.choose,
                first=True,
            ),
            Gesture(
                2,
                "Ajouter une première formation",
                "Un titre, une date, un lieu. Le dernier jour pour demander se calcule seul.",
                self.add,
            ),
            Gesture(
                3,
                "Prendre un appel",
                "Tapez le numéro ou le nom\u00a0: le guide vous dit quoi répondre, étape par étape.",
                self.call,
            ),
        )
        for gesture in self._gestures:
            self._left.addWidget(gesture)
        try_first = FlowLayout(across=12)
        try_first.addWidget(Text("Envie d’essayer d’abord\u00a0?", BODY, Role.TEXT_SECOND))
        try_first.addWidget(self.demo)
        self._left.addLayout(try_first)
        self._left.addStretch(1)
        self._aside = QFrame()
        right = QVBoxLayout(self._aside)
        right.addWidget(Text("Trois touches à retenir", SECTION, semibold=True, wrap=True))
        right.addLayout(_table([(KeyCap(key), words) for key, words in KEYS]))
        right.addSpacing(16)
        right.addWidget(Text("Comment lire les échéances", SECTION, semibold=True, wrap=True))
        right.addLayout(_table([(Badge(BadgeData(kind, text)), words) for kind, text, words in DEADLINES]))
        right.addSpacing(16)
        right.addWidget(Text("Ce qui ne se perd pas", SECTION, semibold=True))
        right.addWidget(
            Text(
                "Chaque saisie est gardée aussitôt. Fermez quand vous voulez\u00a0: l’appel en cours vous attendra.",
                BODY,
                Role.TEXT_SECOND,
                wrap=True,
            )
        )
        right.addStretch(1)
        self._between = Line(upright=True)
        inner = QWidget()
        inner.setProperty("part", "page")
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._layout.addLayout(self._left, 70)
        self._layout.addWidget(self._between)
        self._layout.addWidget(self._aside, 30)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(40), theme.px(28), theme.px(24), theme.px(16))
        self._layout.setSpacing(theme.px(28))
        self._left.setSpacing(theme.px(12))
        self._head.setSpacing(theme.px(4))
        self._head.setContentsMargins(0, 0, 0, theme.px(8))
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Keys and signs beside the gestures, or below them where the window is narrow for its text."""
        narrow = self.width() < FOLDED_BELOW * current_theme().scale
        self._between.setVisible(not narrow)
        self._layout.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        for gesture in self._gestures:
            gesture.fold(narrow=self.width() < BUTTONS_BELOW * current_theme().scale)


def _table(rows: list[tuple[QWidget, str]]) -> QGridLayout:
    table = QGridLayout()
    table.setColumnStretch(1, 1)
    table.setHorizontalSpacing(16)
    table.setVerticalSpacing(8)
    for place, (sign, words) in enumerate(rows):
        table.addWidget(sign, place, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.addWidget(Text(words, BODY, Role.TEXT_SECOND, wrap=True), place, 1)
    return table
