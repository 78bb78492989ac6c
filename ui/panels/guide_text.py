"""A text of the guide in its form: label, toolbar, what the field at the cursor says, and the box that makes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.checks.problems import Problem, error
from app.guide.edition import Edition
from app.guide.markup import BlockKind, RunKind, is_address
from app.guide.wording import PLACEHOLDERS
from ui.components import Button, Card, Chip, FlowLayout, LinkButton, Text, Themed
from ui.components.keys import pressed_enter
from ui.fields.base import Field
from ui.fields.rich import RichEdit
from ui.forms import ComboField, TextField
from ui.guide_words import field_sentence, read_field, value_name, without_fields, written_field
from ui.panels.guide_rows import choice
from ui.theme import BODY, Theme

STEP = "step"
ADDRESS_HINT = "Une page, comme www.amf42.fr, ou une adresse mail."
NO_ADDRESS = "Ce n’est pas une adresse. Écrivez-la entière, comme www.amf42.fr ou amf42@amf42.fr."
EditionNow = Callable[[], Edition]


class TextTools(Themed, QWidget):
    """Gras, liste, attention, bouton, lien, champ: a tick says what holds at the cursor."""

    def __init__(self, edit: RichEdit) -> None:
        super().__init__()
        self._edit = edit
        self.setAccessibleName("Mise en forme du texte")
        self._flow = FlowLayout(self)
        self.runs = {
            RunKind.BOLD: self._chip("Gras", "Ctrl+G"),
            RunKind.BUTTON: self._chip("Bouton", "Ctrl+Maj+B"),
            RunKind.ADDRESS: self._chip("Lien", "Ctrl+Maj+K"),
        }
        self.blocks = {
            BlockKind.ITEM: self._chip("Liste", "Ctrl+Maj+L"),
            BlockKind.WARNING: self._chip("Attention", "Ctrl+Maj+A"),
        }
        for run, chip in self.runs.items():
            chip.clicked.connect(lambda _on, kind=run: self._act(lambda: edit.mark(kind)))
        for block, chip in self.blocks.items():
            chip.clicked.connect(lambda _on, kind=block: self._act(lambda: edit.make(kind)))
        for chip in (self.runs[RunKind.BOLD], *self.blocks.values()):
            self._flow.addWidget(chip)
        for chip in (self.runs[RunKind.BUTTON], self.runs[RunKind.ADDRESS]):
            self._flow.addWidget(chip)
        self.field = Button("Champ…", height=28)
        self.field.setToolTip("Une valeur du dossier ou un numéro d’étape (Ctrl+Maj+C)")
        self.field.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.field.setAccessibleName("Champ, Ctrl+Maj+C")
        self.field.clicked.connect(lambda: edit.fieldWanted.emit(edit.field_here()))
        self._flow.addWidget(self.field)
        edit.cursorPositionChanged.connect(self.say)
        edit.currentCharFormatChanged.connect(lambda _form: self.say())
        self.start_theme()

    def _chip(self, words: str, keys: str) -> Chip:
        chip = Chip(words)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard in the text
        chip.setToolTip(f"{words} ({keys})")
        chip.setAccessibleName(f"{words}, {keys}")
        return chip

    def _act(self, gesture: Callable[[], None]) -> None:
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)  # a gesture that asks takes it further
        gesture()
        self.say()

    def say(self) -> None:
        """Show what holds at the cursor."""
        for run, chip in self.runs.items():
            chip.setChecked(self._edit.run_kind() is run)
        for block, chip in self.blocks.items():
            chip.setChecked(self._edit.block_kind() is block)

    def retheme(self, theme: Theme) -> None:
        self._flow.set_gaps(theme.px(6), theme.px(4))


class InsertBox(Themed, Card):
    """Asks what is to be put in at the cursor, below the text: Entrée takes it, Échap leaves."""

    made = Signal(str)  # what is put in, as the file has it
    closed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.take = Button("Insérer", "check", "Entrée", "primary", height=28)
        self.leave = Button("Fermer", None, "Échap", height=28)
        self.take.clicked.connect(self._take)
        self.leave.clicked.connect(self.closed)
        self.asked = QVBoxLayout()  # what a box of its kind asks
        buttons = QHBoxLayout()
        buttons.addWidget(self.take)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self.asked)
        self._layout.addLayout(buttons)
        self.hide()
        self.start_theme()

    def _take(self) -> None:
        """Emit `made`, or say what is missing."""
        raise NotImplementedError  # each box has its own

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if pressed_enter(event):
            self._take()
            return
        super().keyPressEvent(event)

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(12)
        self._layout.setContentsMargins(edge, theme.px(8), edge, theme.px(10))
        for layout in (self._layout, self.asked):
            layout.setSpacing(theme.px(6))


class FieldBox(InsertBox):
    """Makes a field out of names: which value or step, what is read when it is known, and when it is not."""

    def __init__(self, edition: EditionNow) -> None:
        super().__init__("Champ à insérer")
        self._edition = edition
        self._title = Text("Champ", BODY, semibold=True)
        self.value = choice("Valeur", ())
        self.value.edited.connect(self._show_steps)
        self.steps: list[ComboField] = []
        self._steps = QVBoxLayout()
        self.found = TextField("Ce qui se lit quand on le sait", hint="Le signe # est remplacé par la valeur.")
        self.missing = TextField("Ce qui se lit sinon", reserve=False)
        self.asked.addWidget(self._title)
        self.asked.addWidget(self.value)
        self.asked.addLayout(self._steps)
        self.asked.addWidget(self.found)
        self.asked.addWidget(self.missing)

    def begin(self, raw: str) -> None:
        """Show the field that stands at the cursor, or a new one."""
        known = read_field(raw) if raw else None
        names = sorted(PLACEHOLDERS, key=lambda name: value_name(name).casefold())
        self.value.set_options([*((name, value_name(name)) for name in names), (STEP, "Numéro d’une étape")])
        self._title.setText("Champ" if known is None else "Changer ce champ")
        self.take.set_text("Insérer" if known is None else "Changer")
        while self.steps:
            self._drop_last()
        if known is None:
            self.value.set_value(names[0] if self.value.value() != STEP else STEP)
            self.found.set_text("#")
            self.missing.set_text("")
        else:
            self.value.set_value(STEP if known.is_step else known.names[0])
            self.found.set_text(known.found)
            self.missing.set_text(known.missing)
            for name in known.names if known.is_step else ():
                self._add_step(name)
        self._show_steps()
        self.show()
        self.value.lead_here()

    def _show_steps(self) -> None:
        """One list of steps, and one more « à défaut » once the last one is chosen."""
        wanted = self.value.value() == STEP
        if not wanted:
            while self.steps:
                self._drop_last()
        elif not self.steps or self.steps[-1].value():
            self._add_step("")

    def _add_step(self, step_id: str) -> None:
        label = "Étape" if not self.steps else "À défaut, étape"
        options = [("", "Aucune" if self.steps else "À choisir")]
        options += [
            (step.id, f"{without_fields(step.title)} ({self._edition().column(step.stage).title})")
            for step in self._edition().steps
        ]
        field = choice(label, options)
        field.set_value(step_id)
        field.edited.connect(self._show_steps)
        self._steps.addWidget(field)
        self.steps.append(field)

    def _drop_last(self) -> None:
        field = self.steps.pop()
        self._steps.removeWidget(field)
        field.hide()
        field.deleteLater()

    def _take(self) -> None:
        names = tuple(dict.fromkeys(field.value() for field in self.steps if field.value()))
        is_step = self.value.value() == STEP
        if is_step and not names:
            self.steps[0].lead_here()
            return
        chosen = names if is_step else (self.value.value(),)
        found, missing = self.found.line.text(), self.missing.line.text()
        self.made.emit(written_field(chosen, is_step=is_step, found=found, missing=missing))


class AddressBox(InsertBox):
    """Asks which address is to be put in, where what stands at the cursor is none."""

    def __init__(self) -> None:
        super().__init__("Adresse à insérer")
        self.address = TextField("Adresse à taper", hint=ADDRESS_HINT)
        self.asked.addWidget(self.address)

    def begin(self, chosen: str) -> None:
        """Ask; `chosen` is what is selected and stays before the address."""
        behind = f" Elle se place après «\u00a0{chosen}\u00a0»." if chosen else ""
        self.address.set_hint(f"{ADDRESS_HINT}{behind}")
        self.address.set_text("")
        self.address.show_problems(())
        self.show()
        self.address.lead_here()

    def _take(self) -> None:
        address = self.address.line.text().strip().removeprefix("mailto:")
        if is_address(address):
            self.made.emit(address)
            return
        self.address.show_problems([error("address", NO_ADDRESS)])
        self.address.lead_here()


class GuideTextField(Field):
    """One text of the guide. `marked` gives it the toolbar; all of them take fields."""

    def __init__(
        self,
        label: str,
        edition: EditionNow,
        *,
        marked: bool = False,
        lines: int = 1,
        single: bool = False,
        hint: str = "",
        accessible_name: str = "",
        fields: bool = True,
    ) -> None:
        self.edit = RichEdit(marked=marked, lines=lines, single=single)
        self._edition = edition
        self._proved: tuple[Problem, ...] = ()
        super().__init__(label, self.edit, hint=hint, reserve=False, accessible_name=accessible_name)
        self._own_hint = hint
        self.edit.changed.connect(self.edited)
        self.tools: TextTools | None = None
        self.box: FieldBox | None = None
        self.address_box: AddressBox | None = None
        if marked:
            self.edit.addressWanted.connect(self._ask_address)
            self.tools = TextTools(self.edit)
            self._layout.insertWidget(1, self.tools)
        elif fields:
            link = LinkButton("Champ…")
            link.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # by keyboard it is Ctrl+Maj+C, inside the text
            link.setToolTip("Une valeur du dossier ou un numéro d’étape (Ctrl+Maj+C)")
            link.clicked.connect(lambda: self.edit.fieldWanted.emit(self.edit.field_here()))
            self.head.addWidget(link)
        if fields:
            self.edit.fieldWanted.connect(self._open_box)
            self.edit.cursorPositionChanged.connect(self._say_field)

    def text(self) -> str:
        return self.edit.text()

    def set_text(self, text: str) -> None:
        if text != self.edit.text():
            self.edit.set_text(text)
            if self.tools is not None:
                self.tools.say()  # the cursor may stand where it stood, in another kind of line
        self.close_box()

    def examine(self, text: str) -> tuple[str, Sequence[Problem]]:
        """Nothing is tidied: what stands here is proved with the whole edition."""
        return text, self._proved

    def show_proved(self, problems: Sequence[Problem]) -> None:
        """Show what the proof of the edition says of this text."""
        if tuple(problems) != self._proved:
            self._proved = tuple(problems)
            self.show_problems(self._proved)

    def close_box(self) -> bool:
        """Close the box; False where none is open."""
        opened = [box for box in (self.box, self.address_box) if box is not None and not box.isHidden()]
        for box in opened:
            box.hide()
        return bool(opened)

    def leave_box(self) -> bool:
        """Échap in the box: back to the text. False where none is open."""
        if not self.close_box():
            return False
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _open_box(self, raw: str) -> None:
        self.close_box()
        if self.box is None:
            self.box = FieldBox(self._edition)
            self.box.made.connect(self._put)
            self.box.closed.connect(self.leave_box)
            self._layout.addWidget(self.box)
        self.box.begin(raw)

    def _ask_address(self) -> None:
        self.close_box()
        if self.address_box is None:
            self.address_box = AddressBox()
            self.address_box.made.connect(self._put_address)
            self.address_box.closed.connect(self.leave_box)
            self._layout.addWidget(self.address_box)
        self.address_box.begin(self.edit.chosen_words())

    def _put_address(self, address: str) -> None:
        self.edit.put_address(address)
        self.leave_box()

    def _put(self, raw: str) -> None:
        self.edit.put_field(raw)
        self.leave_box()

    def _say_field(self) -> None:
        raw = self.edit.field_here()
        self.set_hint(field_sentence(raw, self._edition()) if raw else self._own_hint)
