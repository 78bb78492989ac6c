"""The left side of *Élus*: title, filters, the list read page by page, and how much of it is on screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.folding import fold
from app.storage.rows import PersonRow
from ui.components import Button, ChipGroup, EmptyState, Line, Text, Themed
from ui.fields.line_edit import LineEdit
from ui.panels.people_model import PAGE_OF_ROWS, HallRow, ListRow, PeopleModel, people_rows
from ui.panels.people_table import PeopleTable
from ui.theme import CAPTION, PAGE, Role, Theme, current_theme

if TYPE_CHECKING:
    from app.desk import Desk
    from ui.front import Front

ALL, WITH_DOSSIER, HALLS = "all", "with_dossier", "communes"
NBSP = "\u00a0"
MOST_READ_AGAIN = 6000  # rows; whoever has scrolled further down scrolls again
FILTERS = ((ALL, "Tous"), (WITH_DOSSIER, "Avec dossier"), (HALLS, "Mairies"))


def number_words(count: int) -> str:
    """« 5 263 »."""
    return f"{count:,}".replace(",", "\u202f")


class OfficialList(Themed, QWidget):
    """`chosen` tells the row that the keyboard is on; the page shows it beside."""

    chosen = Signal(object)
    entered = Signal()
    importWanted = Signal()  # noqa: N815 - Qt's way of naming signals
    addWanted = Signal()  # noqa: N815 - the same
    menuWanted = Signal(object, QPoint)  # noqa: N815 - the same

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self._counts: Mapping[str, int] = {}
        self._halls: Sequence[HallRow] = ()
        self._open_halls: dict[str, Sequence[PersonRow]] = {}
        self._asked = 0  # which question is the last one: answers to earlier ones are let go
        self._asking_more = False
        self._wanted: tuple[str, int] | None = None
        self.setProperty("part", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = PeopleModel(self._read_more, self)
        self.table = PeopleTable(self.model)
        self.filters = ChipGroup(FILTERS, ALL, accessible_name="Filtrer les élus")
        self.line = LineEdit(icon="search")
        self.line.setPlaceholderText("Nom, prénom ou commune")
        self.line.setAccessibleName("Filtrer la liste")
        self.line.setClearButtonEnabled(False)
        self.line.hide()
        self._title = Text("Élus", PAGE, semibold=True)
        self._count = Text("", PAGE, Role.TEXT_SECOND)
        self._count.setAccessibleName("")
        self.importing = Button("Importer", "upload")
        self.adding = Button("Ajouter", "plus")
        self.adding.setAccessibleName("Ajouter une personne, Ctrl+N")
        self._nothing = EmptyState("", "")
        self._foot = Text("", CAPTION, Role.TEXT_SECOND)
        self._lay_out()
        self._connect()
        self.start_theme()

    def _lay_out(self) -> None:
        self._titles, self._buttons = QHBoxLayout(), QHBoxLayout()
        self._titles.addWidget(self._title)
        self._titles.addWidget(self._count)
        self._titles.addStretch(1)
        for button in (self.importing, self.adding):
            self._buttons.addWidget(button)
        self._head = QHBoxLayout()
        self._head.addLayout(self._titles, 1)
        self._head.addLayout(self._buttons)
        self._above = QVBoxLayout()
        self._above.addLayout(self._head)
        self._above.addWidget(self.filters)
        self._above.addWidget(self.line)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._above)
        column.addWidget(self._stack, 1)
        column.addWidget(Line())
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self.filters.changed.connect(lambda _value: self._ask_anew())
        self.line.textEdited.connect(lambda _text: self._ask_anew())
        self.line.installEventFilter(self)
        self.table.chosen.connect(self.chosen)
        self.table.entered.connect(self._entered)
        self.table.folded.connect(self._fold)
        self.table.typed.connect(self._type)
        self.table.menuWanted.connect(self.menuWanted)
        self.table.moved.connect(self._say_foot)
        self.importing.clicked.connect(self.importWanted)
        self.adding.clicked.connect(self.addWanted)

    # What is shown

    def text(self) -> str:
        """What filters the list."""
        return self.line.text() if not self.line.isHidden() else ""

    def mode(self) -> str:
        """ALL, WITH_DOSSIER or HALLS."""
        return self.filters.value() or ALL

    def refresh(self) -> None:
        """Read again as many rows as are here; the row of the keyboard stays."""
        self._ask(min(max(PAGE_OF_ROWS, self.model.rowCount()), MOST_READ_AGAIN))

    def choose(self, person_id: int) -> bool:
        """Put the keyboard on a person; False when they are not among the rows that are here."""
        row = next((one for one in self.model.rows() if one.person is not None and one.person.id == person_id), None)
        return row is not None and self.table.choose(row.key)

    def look_for(self, name: str, person_id: int) -> None:
        """Filter by a whole name, so that the person stands in the list however far down they were."""
        self._wanted = ("", person_id)
        self.filters.set_value(ALL)
        self._show_line(name)
        self._ask_anew()

    def show_hall(self, insee: str) -> None:
        """Show the town halls, this one open, the keyboard on the first of its people."""
        self.filters.set_value(HALLS)
        self._hide_line()
        self._open_halls.setdefault(insee, ())
        self._wanted = (insee, -1)
        self._ask_anew()

    def focus_first(self) -> None:
        """The list; where it is empty, the gesture that fills it."""
        shown = self.model.rowCount() > 0 or not self._counts  # not read yet: what comes decides
        target = self.table if shown else self.importing if self.is_empty() else self.filters
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_filter(self) -> bool:
        """Take the letters back, then the filter; False when there was neither."""
        if not self.line.isHidden():
            self._hide_line()
        elif self.mode() != ALL:
            self.filters.set_value(ALL)
        else:
            return False
        self._ask_anew()
        self.focus_first()
        return True

    # Reading

    def _ask_anew(self) -> None:
        self._ask(PAGE_OF_ROWS)

    def _ask(self, limit: int) -> None:
        self._asked += 1
        asked, desk, mode, text = self._asked, self._front.desk, self.mode(), self.text()
        opened = tuple(self._open_halls)
        if mode == HALLS:
            self._front.read(lambda: _read_halls(desk, opened), lambda found: self._show_halls(asked, found))
        else:
            query = _query(desk, text, mode == WITH_DOSSIER, limit)
            self._front.read(query, lambda found: self._show_people(asked, limit, found))

    def _read_more(self) -> None:
        if self._asking_more or self.mode() == HALLS:
            return
        from app.storage import queries

        self._asking_more = True
        asked, desk, text, offset = self._asked, self._front.desk, self.text(), self.model.rowCount()
        dossier = self.mode() == WITH_DOSSIER

        def show(people: tuple[PersonRow, ...]) -> None:
            self._asking_more = False
            if asked == self._asked:
                self.model.append(people_rows(people), has_more=len(people) == PAGE_OF_ROWS)
                self._say_foot()

        self._front.read(
            lambda: queries.officials(desk, text=text, with_dossier=dossier, offset=offset, limit=PAGE_OF_ROWS), show
        )

    def _show_people(self, asked: int, limit: int, found: tuple[tuple[PersonRow, ...], dict[str, int]]) -> None:
        if asked != self._asked:
            return
        people, counts = found
        self._asking_more = False
        self._count_all(counts)
        self.model.show(people_rows(people), has_more=len(people) == limit)
        self._settle()

    def _show_halls(
        self, asked: int, found: tuple[Sequence[HallRow], dict[str, Sequence[PersonRow]], dict[str, int]]
    ) -> None:
        if asked != self._asked:
            return
        self._halls, people, counts = found
        self._count_all(counts)
        self._open_halls = people
        self._put_halls()
        self._settle()

    def _put_halls(self) -> None:
        wanted = fold(self.text())
        rows: list[ListRow] = []
        for hall in self._halls:
            if wanted and f" {wanted}" not in f" {fold(hall.name)}":
                continue
            is_open = hall.insee in self._open_halls
            rows.append(ListRow(hall=replace(hall, is_open=is_open)))
            rows += people_rows(self._open_halls.get(hall.insee, ()), hall.insee)
        self.model.show(rows, has_more=False)

    def _settle(self) -> None:
        """Put the keyboard's row where it is wanted, or on the first; say what is here."""
        wanted, self._wanted = self._wanted, None
        rows = self.model.rows()
        if wanted is not None:
            insee, person_id = wanted
            inside = next((row.key for row in rows if person_id < 0 and row.inside == insee), None)
            if not self.table.choose(inside or (insee, max(person_id, 0))) and rows:
                self.table.choose(rows[0].key)
        elif self.table.current() is None and rows:
            self.table.choose(rows[0].key)
        current = self.table.current()
        if current is None or current.hall is not None:
            self.chosen.emit(current)  # nobody; or a town hall, that may have more people now
        self._say_nothing()
        self._say_foot()

    def _count_all(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self._count.setText(number_words(counts.get(ALL, 0)))
        for name in (WITH_DOSSIER, HALLS):
            self.filters.chip(name).set_count(counts.get(name, 0))
        self._fold_head()

    def is_empty(self) -> bool:
        """Whether the directory holds nobody at all."""
        return not self._counts.get(ALL, 0)

    def _say_nothing(self) -> None:
        had_keyboard = self.table.hasFocus()
        self._stack.setCurrentIndex(0 if self.model.rowCount() else 1)
        if had_keyboard and not self.model.rowCount():
            self.focus_first()
        if self.model.rowCount():
            return
        if self.is_empty():
            self._nothing.set_words("Personne encore", "Les élus et les autres personnes des mairies seront ici.")
        elif self.text():
            title = f"Personne ne répond à «{NBSP}{self.text()}{NBSP}»"
            self._nothing.set_words(title, "Échap efface ce filtre. Ajouter crée la fiche d’une personne.")
        else:
            self._nothing.set_words("Aucun dossier ouvert", "Les élus qui ont un dossier ouvert seront ici.")

    def _say_foot(self) -> None:
        count = self.model.rowCount()
        if self.text():
            more = "Plus de " if self.model.has_more else ""
            self._foot.setText(f"{more}{number_words(count)} trouvé{'s' if count > 1 else ''}" if count else "")
            return
        total = max(count, self._counts.get(self.mode(), 0)) if self.mode() != HALLS else count
        shown = self.table.on_screen()
        words = f"{shown} visible{'s' if shown > 1 else ''} sur {number_words(total)}"
        self._foot.setText(words if count else "")

    # Keyboard

    def _type(self, letter: str) -> None:
        self._show_line(self.text() + letter)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask_anew()

    def _show_line(self, text: str) -> None:
        self.line.setText(text)
        self.line.show()

    def _hide_line(self) -> None:
        self.line.clear()
        self.line.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() == Qt.Key.Key_Backspace and not self.line.text():
                self.clear_filter()
                return True
        return super().eventFilter(watched, event)

    def _entered(self, row: ListRow) -> None:
        if row.hall is not None:
            self._fold(row, not row.hall.is_open)
        else:
            self.entered.emit()

    def _fold(self, row: ListRow, to_open: bool) -> None:
        """Open or close a town hall; ← on one of its people closes it too."""
        insee = row.hall.insee if row.hall is not None else row.inside
        if (insee in self._open_halls) == to_open or (row.hall is None and to_open):
            return
        if to_open:
            self._open_halls[insee] = ()
            self._ask_anew()
        else:
            self._open_halls.pop(insee)
            self.table.choose((insee, 0))
            self._put_halls()
            self._say_foot()

    def retheme(self, theme: Theme) -> None:
        self._above.setContentsMargins(theme.px(16), theme.px(8), theme.px(12), theme.px(10))
        self._above.setSpacing(theme.px(10))
        for layout in (self._head, self._titles, self._buttons):
            layout.setSpacing(theme.px(8))
        self._foot.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(8))
        self.filters.setMinimumHeight(theme.px(28))

    def fit(self, page: int) -> None:
        """Take 404 of a page's width at 100 %, and never more than 45 % of it."""
        self.setFixedWidth(min(current_theme().px(404), round(page * 0.45)))
        self._fold_head()

    def _fold_head(self) -> None:
        """The buttons beside the title, or below it where the text is large."""
        parts = (self._title, self._count, self.importing, self.adding)
        wanted = sum(part.sizeHint().width() for part in parts) + current_theme().px(60)
        across = QBoxLayout.Direction.LeftToRight if wanted <= self.width() else QBoxLayout.Direction.TopToBottom
        self._head.setDirection(across)
        self._buttons.setAlignment(Qt.AlignmentFlag.AlignLeft)


def _query(
    desk: Desk, text: str, with_dossier: bool, limit: int
) -> Callable[[], tuple[tuple[PersonRow, ...], dict[str, int]]]:
    def query() -> tuple[tuple[PersonRow, ...], dict[str, int]]:
        from app.storage import queries

        people = queries.officials(desk, text=text, with_dossier=with_dossier, limit=limit)
        return people, queries.count_officials(desk)

    return query


def _read_halls(
    desk: Desk, opened: Sequence[str]
) -> tuple[Sequence[HallRow], dict[str, Sequence[PersonRow]], dict[str, int]]:
    from app.storage import queries

    halls = [HallRow(insee, name, people) for insee, name, people in queries.town_halls(desk)]
    known = {hall.insee for hall in halls}
    people = {insee: queries.officials(desk, territory=insee, limit=1000) for insee in opened if insee in known}
    return halls, dict(people), queries.count_officials(desk)
