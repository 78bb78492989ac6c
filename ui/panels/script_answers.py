"""What the caller may answer: a block that stands where it is read, or stays on screen below what scrolls."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from ui.components import Text, Themed
from ui.panels.answer_button import AnswerButton
from ui.script_position import KEYS
from ui.theme import CAPTION, Role, Theme, current_theme

LEAST_READ = 0.45  # of the panel must be left to what is read; in a lower window the answers scroll with it


class AnswerBox(Themed, QWidget):
    """« Elle répond » and one button for each answer."""

    def __init__(
        self,
        who: str,
        answers: tuple[tuple[str, str], ...],
        answered: Callable[[int], object],
        *,
        likely: bool = True,
    ) -> None:
        """`likely`: the first answer is the next gesture, and solid."""
        super().__init__()
        self.setProperty("part", "page")
        self.buttons: list[AnswerButton] = []
        self.pinned = False
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(Text(f"{who.capitalize()} répond", CAPTION, Role.TEXT_SECOND, semibold=True))
        for place, (words, hint) in enumerate(answers[: len(KEYS)]):
            button = AnswerButton(KEYS[place], words, hint, likely=likely and place == 0)
            button.clicked.connect(lambda _on, at=place: answered(at))
            self._layout.addWidget(button)
            self.buttons.append(button)
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.px(6))
        self.set_pinned(self.pinned)

    def set_pinned(self, pinned: bool) -> None:
        """Below what scrolls it needs its own margins."""
        self.pinned = pinned
        theme = current_theme()
        edge = theme.px(24) if pinned else 0
        self._layout.setContentsMargins(edge, theme.px(8), edge, theme.px(8) if pinned else 0)
        self.setMaximumWidth(theme.px(860) + 2 * edge)

    def height_for(self, width: int) -> int:
        """Pixels that it takes at this width."""
        return _height(self._layout, width)


def stays(box: AnswerBox, before: QLayout, slot: int, width: int, room: int) -> bool:
    """Whether the answers must be kept on screen: they would begin or end below the fold, and there is room for it.

    `before` is what is read, of which the first `slot` items stand above the answers; `width` and `room` in pixels.
    """
    above = 0
    for at in range(slot):
        item = before.itemAt(at)
        if item is not None:
            tall = item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
            above += tall + before.spacing()
    answers = box.height_for(width)
    return above + answers > room and room - answers >= LEAST_READ * room


def _height(layout: QLayout, width: int) -> int:
    return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else QSize(layout.sizeHint()).height()
