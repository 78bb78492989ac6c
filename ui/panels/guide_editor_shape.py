"""The shape of the guide's editor: tree, form and sheet side by side or one at a time, points to read again, foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.guide.edition import Edition
from app.guide.proving import Problem
from ui.components import Button, Line, Segmented, Text, Themed, show_part
from ui.fields.summary import points_words
from ui.focus_ring import RING_AROUND_LIST
from ui.panels.form_notices import DraftOffer
from ui.panels.guide_form import StepForm
from ui.panels.guide_head_form import EditionForm
from ui.panels.guide_preview import SheetTrial
from ui.panels.guide_rows import ReasonField
from ui.panels.guide_tree import StepTree
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

if TYPE_CHECKING:
    from ui.front import Front

TREE, FORM, SHEET = "tree", "form", "sheet"
PANES = ((TREE, "Étapes"), (FORM, "Texte"), (SHEET, "Aperçu"))
LOW, NARROW = 400, 540  # below these, at 100 %, what can go without is left out of the foot
ALL_FROM, TWO_FROM = 1080, 740
"""Widths at 100 % from which all three stand side by side, and from which the tree stands beside one of the others."""

NBSP = "\u00a0"


class PointsList(Themed, QWidget):
    """What keeps the edition from being saved: Entrée on a line leads to its field."""

    wanted = Signal(object)
    """The Problem that one wants to put right."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Text("", BODY, Role.LATE, semibold=True, wrap=True)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setTabKeyNavigation(False)
        self.list.setProperty(RING_AROUND_LIST, True)
        self.list.itemActivated.connect(self._lead)
        self.list.itemClicked.connect(self._lead)
        self._problems: tuple[Problem, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.title)
        self._layout.addWidget(self.list)
        self.hide()
        self.start_theme()

    def problems(self) -> tuple[Problem, ...]:
        """What is listed."""
        return self._problems

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """List these; the line of the keyboard stays on its problem."""
        if tuple(problems) == self._problems:
            return
        row = self.list.currentRow()
        self._problems = tuple(problems)
        self.list.clear()
        for problem in problems:
            item = QListWidgetItem(f"⬢ {problem.sentence}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, problem.sentence)
            self.list.addItem(item)
        count = len(self._problems)
        self.title.setText(f"{points_words(count)} à relire avant d’enregistrer{NBSP}:")
        self.list.setAccessibleName(f"{self.title.text()} Entrée mène au champ")
        if count:
            self.list.setCurrentRow(min(max(row, 0), count - 1))
        show_part(self, bool(count))

    def focus_first(self) -> None:
        """The first point."""
        self.list.setCurrentRow(0)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _lead(self, item: QListWidgetItem) -> None:
        row = self.list.row(item)
        if 0 <= row < len(self._problems):
            self.wanted.emit(self._problems[row])

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(12), theme.px(6), theme.px(8), theme.px(6))
        self._layout.setSpacing(theme.px(4))
        self.list.setFont(theme.font(CAPTION))
        self.list.setMaximumHeight(theme.px(150))
        self.list.setMinimumHeight(theme.px(64))


class EditorShape(Themed, QWidget):
    """Widgets and where they stand; what is done with them is the editor's."""

    def __init__(self, front: Front, edition: Callable[[], Edition]) -> None:
        super().__init__()
        self.tree, self.form, self.head_form = StepTree(), StepForm(edition), EditionForm(front.desk.today)
        self.sheet = SheetTrial(front, edition)
        self.points = PointsList()
        self.offer = DraftOffer()
        self.told = Text("", BODY, Role.SOON, wrap=True)
        self.told.hide()
        self.add = Button("Ajouter", "plus", "Ctrl+N", height=28)
        self.more = Button("Étape…", "ellipsis", height=28)
        self.more.clicked.connect(lambda: self.show_menu(self.more.mapToGlobal(QPoint(0, self.more.height()))))
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(
            lambda place: self.show_menu(self.tree.viewport().mapToGlobal(place))
        )
        self.panes_switch = Segmented(PANES, FORM, accessible_name="Ce qui est montré")
        self.panes_switch.changed.connect(lambda pane: self.show_pane(str(pane)))
        self.reason = ReasonField("Pourquoi ce changement", show_label=False)
        self._reason_label = Text("Pourquoi ce changement", CAPTION, semibold=True)
        self.save_button = Button("Enregistrer", "check", "Ctrl+S", "primary")
        self.close_button = Button("Fermer", None, "Échap")
        self.state = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self._menu_actions: list[tuple[str, Callable[[], None]]] = []
        self.tools = (self.panes_switch, self.add, self.more)  # stand in the head of the page
        self.folded = False  # not all panes are shown
        self._pane = FORM
        self._lay_out()
        self.start_theme()

    def _lay_out(self) -> None:
        self.left = QWidget()
        self.left.setProperty("part", "surface")
        self.left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        left = QVBoxLayout(self.left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.tree, 1)
        left.addWidget(self.points)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.form)
        self.middle.addWidget(self.head_form)
        self._body = QHBoxLayout()
        self._body.addWidget(self.left)
        self._body.addWidget(self.middle, 1)
        self._body.addWidget(self.sheet)
        self._notices = QVBoxLayout()
        self._notices.addWidget(self.offer)
        self._notices.addWidget(self.told)
        self.foot = QWidget()
        self.foot.setProperty("part", "surface")
        self.foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._foot = QHBoxLayout(self.foot)
        bottom = Qt.AlignmentFlag.AlignBottom
        reason = QVBoxLayout()
        reason.setSpacing(2)
        reason.addWidget(self._reason_label)
        reason.addWidget(self.reason)
        reason.addStretch(1)
        self._foot.addLayout(reason, 1)
        self._foot.addWidget(self.save_button, 0, bottom)
        self._foot.addWidget(self.close_button, 0, bottom)
        self._foot.addWidget(self.state, 0, bottom)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._notices)
        whole.addLayout(self._body, 1)
        whole.addWidget(Line())
        whole.addWidget(self.foot)

    def set_menu(self, actions: Sequence[tuple[str, Callable[[], None]]]) -> None:
        """What one can do with the step of the tree."""
        self._menu_actions = list(actions)

    def show_menu(self, at: QPoint) -> None:
        """The gestures on a step, each with its key."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, act in self._menu_actions:
            menu.addAction(words).triggered.connect(lambda _on=False, gesture=act: gesture())
        menu.popup(at)

    # Panes

    def show_pane(self, pane: str) -> None:
        """Show the tree, the form or the sheet, where there is no room for all."""
        self._pane = pane
        self.panes_switch.set_value(pane)
        scale = current_theme().scale
        width = self.width()
        every, two = width >= ALL_FROM * scale, width >= TWO_FROM * scale
        other = FORM if pane == TREE else pane
        shown = {TREE, FORM, SHEET} if every else {TREE, other} if two else {pane}
        for name, widget in ((TREE, self.left), (FORM, self.middle), (SHEET, self.sheet)):
            show_part(widget, name in shown)
        self.folded = not every
        show_part(self.panes_switch, self.folded and self.isVisible())
        theme = current_theme()
        alone = not two
        self.left.setMaximumWidth(_ANY if alone else theme.px(290))
        self.left.setMinimumWidth(0 if alone else theme.px(250))
        self.sheet.setMaximumWidth(theme.px(420) if every else _ANY)
        self.sheet.setMinimumWidth(theme.px(360) if every else 0)
        self._body.setStretch(0, 1 if alone else 0)
        self._body.setStretch(2, 0 if every else 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_pane(self._pane)
        scale = current_theme().scale
        room = self.height() >= LOW * scale
        self._foot_gaps(room=room)
        for words in (self.state, self.close_button):  # Échap closes too
            show_part(words, self.width() >= NARROW * scale)

    def _foot_gaps(self, *, room: bool) -> None:
        """The field always keeps its label; in a low window the foot goes without its air."""
        theme = current_theme()
        edge = theme.px(16)
        self._foot.setContentsMargins(edge, theme.px(6 if room else 1), edge, theme.px(8 if room else 3))

    def say(self, words: str) -> None:
        """A sentence above all, until it holds no more."""
        self.told.setText(words)
        show_part(self.told, bool(words))

    def retheme(self, theme: Theme) -> None:
        self._body.setSpacing(theme.px(4))
        self._notices.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._notices.setSpacing(theme.px(4))
        self._foot_gaps(room=self.height() >= LOW * theme.scale)
        self._foot.setSpacing(theme.px(8))
        self.state.setMaximumWidth(theme.px(220))
        self.state.setMinimumHeight(theme.px(32))
        self.show_pane(self._pane)


_ANY = 16_777_215
