"""A step of the guide as it is read on screen: title, who acts, text, the platform's screen and the words to say."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.guide.edition import Actor
from app.guide.markup import Block, BlockKind, RunKind
from app.guide.wording import WordedStep
from ui.components import Card, Pill, Text, Themed
from ui.theme import BODY, CAPTION, SECTION, Role, Theme

ACTORS = {Actor.OFFICIAL: "Élu", Actor.AMF42: "AMF42", Actor.CDC: "Caisse des dépôts"}


def blocks_html(blocks: tuple[Block, ...], theme: Theme) -> str:
    """Blocks as the small HTML of a label; every word is escaped: a name is never markup."""
    ground = theme.name(Role.SUNKEN)
    parts: list[str] = []
    for block in blocks:
        runs: list[str] = []
        for run in block.runs:
            words = html.escape(run.text)
            match run.kind:
                case RunKind.BOLD | RunKind.ADDRESS:
                    runs.append(f"<b>{words}</b>")
                case RunKind.BUTTON:
                    whole = words.replace(" ", "\u00a0")
                    runs.append(f'<span style="background-color:{ground}"><b>&nbsp;{whole}&nbsp;</b></span>')
                case RunKind.TEXT:
                    runs.append(words)
        line = "".join(runs)
        prefix = {BlockKind.ITEM: "•&nbsp;", BlockKind.WARNING: "▌&nbsp;"}.get(block.kind, "")
        parts.append(f"<p style='margin:2px 0'>{prefix}{line}</p>")
    return "".join(parts)


class BlocksLabel(Themed, QLabel):
    """Blocks of the guide in one label that follows the theme."""

    def __init__(self, blocks: tuple[Block, ...], size: float = BODY) -> None:
        super().__init__()
        self._blocks, self._size = blocks, size
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(" ".join("".join(run.text for run in block.runs) for block in blocks))
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self.setFont(theme.font(self._size))
        self.setText(blocks_html(self._blocks, theme))


class StepCard(Themed, Card):
    """One step, whole: for reading the guide."""

    def __init__(self, worded: WordedStep, number: int) -> None:
        super().__init__()
        step = worded.step
        self.setAccessibleName(f"Étape {number}. {step.title}")
        head = QHBoxLayout()
        head.addWidget(Text(str(number), SECTION, Role.TEXT_SECOND, semibold=True))
        title = Text(step.title, SECTION, semibold=True, wrap=True)
        head.addWidget(title, 1)
        head.addWidget(Pill(ACTORS[step.actor]), 0, Qt.AlignmentFlag.AlignTop)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(head)
        if worded.body:
            self._layout.addWidget(BlocksLabel(worded.body))
        if step.screen is not None:
            self._layout.addWidget(ScreenSummary(worded))
        for link in step.links:
            self._layout.addWidget(Text(link.typed, CAPTION, Role.ACCENT, selectable=True, wrap=True))
        if step.say:
            self._layout.addWidget(Text(f"Dites\u00a0: «\u00a0{step.say}\u00a0»", BODY, Role.TEXT_SECOND, wrap=True))
        if step.source:
            self._layout.addWidget(
                Text(
                    f"Source\u00a0: guide AMF42, {step.source}" if step.source.startswith("page") else step.source,
                    CAPTION,
                    Role.HINT,
                    wrap=True,
                )
            )
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._layout.setSpacing(theme.px(6))


class ScreenSummary(Themed, QWidget):
    """The platform's screen in its own words: title, fields with their hints, buttons."""

    def __init__(self, worded: WordedStep) -> None:
        super().__init__()
        screen = worded.step.screen
        assert screen is not None
        self.setProperty("part", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._layout = QVBoxLayout(self)
        place = screen.place or screen.address
        self._layout.addWidget(Text(f"À l’écran\u00a0: {screen.title}", BODY, semibold=True, wrap=True))
        if place:
            self._layout.addWidget(Text(place, CAPTION, Role.TEXT_SECOND, wrap=True))
        if screen.text:
            self._layout.addWidget(Text(screen.text, CAPTION, wrap=True))
        section = ""
        for field in screen.fields:
            if field.section and field.section != section:
                section = field.section
                self._layout.addWidget(Text(section, CAPTION, semibold=True))
            words = f"•\u00a0{field.label}" + (f" – {field.hint}" if field.hint else "")
            self._layout.addWidget(Text(words, CAPTION, wrap=True))
        if worded.screen_note:
            self._layout.addWidget(BlocksLabel(worded.screen_note, CAPTION))
        if screen.buttons:
            words = "   ".join(f"[{button}]" for button in screen.buttons)
            self._layout.addWidget(Text(words, CAPTION, semibold=True, wrap=True))
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        self._layout.setSpacing(theme.px(2))
