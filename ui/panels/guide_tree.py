"""The steps of an edition as a tree: phases, columns, steps; where one goes, adds, moves and takes away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from app.domain.stages import Stage
from app.guide.edition import Edition, Step
from ui.components import BadgeKind, paint_row_ground, paint_sign
from ui.components.keys import held_keys
from ui.components.themed import Themed
from ui.guide_words import ACTORS, without_fields
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

Index = QModelIndex | QPersistentModelIndex
ID, MARKS, LEVEL, STAGE = (Qt.ItemDataRole.UserRole + number for number in range(4))
WHOLE = "L’édition, ses dates, ses noms"
PHASE, COLUMN, STEP = range(3)


@dataclass(frozen=True)
class Marks:
    """What is said of a step below its title; `points` keep the edition from being saved."""

    actor: str = ""
    whom: str = ""  # for whom, where another step has the same title
    changed: bool = False
    unsure: bool = False
    points: int = 0

    def words(self) -> list[tuple[str, BadgeKind | None]]:
        """Each with its sign."""
        said: list[tuple[str, BadgeKind | None]] = []
        if self.points:
            said.append((f"{self.points}\u00a0point{'s' * (self.points > 1)} à relire", BadgeKind.LATE))
        if self.unsure:
            said.append(("à confirmer", BadgeKind.SOON))
        if self.whom:
            said.append((self.whom, None))
        said.append((self.actor, None))
        if self.changed:
            said.append(("modifiée", None))
        return said


def groups(edition: Edition) -> Iterator[tuple[int, Stage, tuple[Step, ...]]]:
    """Yield phase number, column and its steps, in the order of the steps; then the columns that have none."""
    for (phase, stage), steps in groupby(edition.steps, key=lambda step: (step.phase, step.stage)):
        yield phase, stage, tuple(steps)
    used = {step.stage for step in edition.steps}
    for column in edition.columns:
        if column.phase is not None and column.stage not in used:
            yield column.phase, column.stage, ()


class StepTree(Themed, QTreeWidget):
    """Arrows go from step to step, Entrée to its form; Alt+↑ ↓ move it, Ctrl+D doubles it, Suppr takes it away."""

    chosen = Signal(str)  # a step, or "" for the edition as a whole
    entered = Signal(str)
    moveWanted = Signal(int)  # noqa: N815 - Qt’s way of naming
    removeWanted = Signal()  # noqa: N815 - Qt’s way of naming
    doubleWanted = Signal()  # noqa: N815 - Qt’s way of naming

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self.setAccessibleName("Étapes de l’édition")
        self.setIndentation(0)
        self.setItemsExpandable(False)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(_StepDelegate(self))
        self._items: dict[str, QTreeWidgetItem] = {}
        self._whole: QTreeWidgetItem | None = None
        self._quiet = False
        self.currentItemChanged.connect(self._current)
        self.itemDoubleClicked.connect(lambda _item, _column: self._enter())
        self.start_theme()

    def show_edition(self, edition: Edition, marks: Mapping[str, Marks], chosen: str) -> None:
        """Show the steps, with the keyboard's line on one of them."""
        self._quiet = True
        top = self.verticalScrollBar().value()
        self.clear()
        self._items = {}
        self._whole = self._line(None, WHOLE, PHASE)
        self._whole.setData(0, Qt.ItemDataRole.AccessibleTextRole, WHOLE)
        phases: dict[int, QTreeWidgetItem] = {}
        titles = {phase.number: phase.title for phase in edition.phases}
        columns = {column.stage: column.title for column in edition.columns}
        for phase, stage, steps in groups(edition):
            if phase not in phases:
                phases[phase] = self._line(None, f"{phase}. {titles.get(phase, '')}", PHASE)
            said = columns.get(stage, stage.value) if steps else f"{columns.get(stage, stage.value)} – aucune étape"
            column = self._line(phases[phase], said, COLUMN)
            column.setData(0, STAGE, stage.value)
            for step in steps:
                item = self._line(column, "", STEP)
                item.setData(0, ID, step.id)
                self._items[step.id] = item
        self.expandAll()
        self.show_marks(edition, marks)
        self.verticalScrollBar().setValue(top)
        self.choose(chosen)
        self._quiet = False

    def show_marks(self, edition: Edition, marks: Mapping[str, Marks]) -> None:
        """Show titles and marks anew; the steps are the same."""
        for step in edition.steps:
            item = self._items.get(step.id)
            if item is None:
                continue
            title, mark = without_fields(step.title) or "Sans titre", marks.get(step.id, Marks(ACTORS[step.actor]))
            spoken = ", ".join([title, *(words for words, _ in mark.words())])
            for role, value in (
                (Qt.ItemDataRole.DisplayRole, title),
                (Qt.ItemDataRole.ToolTipRole, f"{title}, {mark.whom}" if mark.whom else title),
                (Qt.ItemDataRole.AccessibleTextRole, spoken),
                (MARKS, mark),
            ):
                if item.data(0, role) != value:
                    item.setData(0, role, value)

    def choose(self, step_id: str) -> None:
        """Bring the keyboard's line to a step."""
        item = self._items.get(step_id)
        if item is not None and item is not self.currentItem():
            self.setCurrentItem(item)
        if item is not None:
            self.scrollToItem(item)

    def is_whole(self) -> bool:
        """Whether the keyboard stands on the line of the edition as a whole."""
        return self._whole is not None and self.currentItem() is self._whole

    def current_id(self) -> str:
        """The step on whose line the keyboard stands; "" on a phase or a column."""
        item = self.currentItem()
        return str(item.data(0, ID) or "") if item is not None else ""

    def current_stage(self) -> Stage | None:
        """The column on whose line the keyboard stands."""
        item = self.currentItem()
        stage = item.data(0, STAGE) if item is not None else None
        return Stage(stage) if stage else None

    def _line(self, parent: QTreeWidgetItem | None, words: str, level: int) -> QTreeWidgetItem:
        item = QTreeWidgetItem([words])
        item.setData(0, LEVEL, level)
        kind = ("Phase", "Colonne", "")[level]
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{kind} {words}".strip())
        if parent is None:
            self.addTopLevelItem(item)
        else:
            parent.addChild(item)
        return item

    def _current(self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None) -> None:
        if item is not None and not self._quiet and (item.data(0, ID) or item is self._whole):
            self.chosen.emit(str(item.data(0, ID) or ""))

    def _enter(self) -> None:
        if self.current_id() or self.is_whole():
            self.entered.emit(self.current_id())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = held_keys(event)
        alt, ctrl = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
        match event.key():
            case Qt.Key.Key_Up if held == alt:
                self.moveWanted.emit(-1)
            case Qt.Key.Key_Down if held == alt:
                self.moveWanted.emit(1)
            case Qt.Key.Key_D if held == ctrl:
                self.doubleWanted.emit()
            case Qt.Key.Key_Delete if not held:
                self.removeWanted.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not held:
                self._enter()
            case _:
                super().keyPressEvent(event)

    def retheme(self, theme: Theme) -> None:
        self.doItemsLayout()


class _StepDelegate(QStyledItemDelegate):
    """A phase, a column or a step with its marks."""

    def __init__(self, view: StepTree) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        heights = {PHASE: 34, COLUMN: 26, STEP: 44}
        return QSize(100, current_theme().px(heights.get(index.data(LEVEL), 26)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, level = current_theme(), index.data(LEVEL)
        rect = QRectF(0, option.rect.top(), self._view.viewport().width(), option.rect.height())
        current = self._view.currentIndex() == index
        focused = current and self._view.hasFocus()
        paint_row_ground(painter, rect, theme, selected=current, focused=focused, first=True, last=True)
        painter.save()
        inside = rect.adjusted(theme.px(12 if level == PHASE else 20), 0, -theme.px(8), -1)
        if level == STEP:
            self._paint_step(painter, inside.adjusted(theme.px(8), theme.px(3), 0, -theme.px(3)), index, theme)
        else:
            painter.setFont(theme.font(BODY if level == PHASE else CAPTION, semibold=True))
            painter.setPen(theme.color(Role.TEXT if level == PHASE else Role.TEXT_SECOND))
            _line(painter, inside, index.data() or "")
        painter.restore()

    def _paint_step(self, painter: QPainter, rect: QRectF, index: Index, theme: Theme) -> None:
        half = rect.height() / 2
        painter.setFont(theme.font(BODY))
        painter.setPen(theme.color(Role.TEXT))
        _line(painter, QRectF(rect.left(), rect.top(), rect.width(), half), index.data() or "")
        marks = index.data(MARKS)
        if not isinstance(marks, Marks):
            return
        left, side = rect.left(), theme.px(10)
        painter.setFont(theme.font(CAPTION))
        for number, (words, sign) in enumerate(marks.words()):
            if number:
                left += theme.px(10)
            if sign is not None:
                ink = theme.color(Role.LATE if sign is BadgeKind.LATE else Role.SOON)
                top = rect.top() + half + (half - side) / 2
                paint_sign(painter, QRectF(left, top, side, side), sign, ink)
                left += side + theme.px(4)
                painter.setPen(ink)
            else:
                painter.setPen(theme.color(Role.TEXT_SECOND))
            width = painter.fontMetrics().horizontalAdvance(words) + 2
            _line(painter, QRectF(left, rect.top() + half, max(0.0, min(width, rect.right() - left)), half), words)
            left += width


def _line(painter: QPainter, rect: QRectF, words: str) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(rect.width()))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
    painter.drawText(rect, flags, shown)
