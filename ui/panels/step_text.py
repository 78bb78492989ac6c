"""A step of the guide as it is read on screen: title, who acts, text, the platform's screen and the words to say."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from app.guide.edition import Actor
from app.guide.markup import Block, BlockKind, RunKind
from app.guide.wording import WordedStep
from ui.components import Card, Pill, Text, Themed
from ui.theme import BODY, CAPTION, SECTION, Role, Theme

ACTORS = {Actor.OFFICIAL: "Élu", Actor.AMF42: "AMF42", Actor.CDC: "Caisse des dépôts"}

KEPT_WHOLE = 32  # letters of a button that stay on one line; longer ones would not fit a small window


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
                    whole = words.replace(" ", "\u00a0") if len(words) <= KEPT_WHOLE else words
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
    """One step, whole: for reading the guide. Its text is one label: a screen of twenty fields costs no more."""

    def __init__(self, worded: WordedStep, number: int) -> None:
        super().__init__()
        self.worded = worded
        self._number = Text("", SECTION, Role.TEXT_SECOND, semibold=True)
        head = QHBoxLayout()
        head.addWidget(self._number)
        head.addWidget(Text(worded.step.title, SECTION, semibold=True, wrap=True), 1)
        head.addWidget(Pill(ACTORS[worded.step.actor]), 0, Qt.AlignmentFlag.AlignTop)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(head)
        self._layout.addWidget(self._text)
        self.set_number(number)
        self.start_theme()
        self._text.setAccessibleName(" ".join(plain(self._text.text()).split()))

    def set_number(self, number: int) -> None:
        """The step's place in the way that is shown."""
        self._number.setText(str(number))
        self.setAccessibleName(f"Étape {number}. {self.worded.step.title}")

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._layout.setSpacing(theme.px(6))
        self._text.setFont(theme.font(BODY))
        self._text.setText(step_html(self.worded, theme))


def plain(markup: str) -> str:
    """The words of a label's HTML, for a screen reader."""
    document = QTextDocument()
    document.setHtml(markup)
    return document.toPlainText()


def step_html(worded: WordedStep, theme: Theme) -> str:
    """All that is read of a step below its title; words of the guide are escaped."""
    step = worded.step
    parts = [blocks_html(worded.body, theme)]
    if step.screen is not None:
        parts.append(screen_html(worded, theme))
    parts += [_small(html.escape(link.typed), theme, Role.ACCENT) for link in step.links]
    second = theme.name(Role.TEXT_SECOND)
    if step.say:
        words = f"Dites\u00a0: «\u00a0{html.escape(step.say)}\u00a0»"
        parts.append(f"<p style='margin:6px 0 2px 0;color:{second}'>{words}</p>")
    if step.source:
        source = f"Source\u00a0: guide AMF42, {step.source}" if step.source.startswith("page") else step.source
        parts.append(_small(html.escape(source), theme, Role.HINT))
    return "".join(parts)


def screen_html(worded: WordedStep, theme: Theme) -> str:
    """The platform's screen in its own words, on a ground of its own: title, fields with their hints, buttons."""
    screen = worded.step.screen
    assert screen is not None
    lines = [f"<p style='margin:2px 0'><b>À l’écran\u00a0: {html.escape(screen.title)}</b></p>"]
    if screen.place or screen.address:
        lines.append(_small(html.escape(screen.place or screen.address), theme, Role.TEXT_SECOND))
    if screen.text:
        lines.append(_small(html.escape(screen.text), theme, Role.TEXT))
    section = ""
    for field in screen.fields:
        if field.section and field.section != section:
            section = field.section
            lines.append(_small(f"<b>{html.escape(section)}</b>", theme, Role.TEXT))
        words = f"•\u00a0{field.label}" + (f" – {field.hint}" if field.hint else "")
        lines.append(_small(html.escape(words), theme, Role.TEXT))
    if worded.screen_note:
        lines.append(blocks_html(worded.screen_note, theme))
    if screen.buttons:
        ground = theme.name(Role.SUNKEN)
        named = "&nbsp; ".join(
            f'<span style="background-color:{ground}"><b>&nbsp;{html.escape(button)}&nbsp;</b></span>'
            for button in screen.buttons
        )
        lines.append(_small(named, theme, Role.TEXT))
    inner = "".join(lines)
    ground = theme.name(Role.GROUND)
    return (
        f"<table width='100%' cellpadding='{theme.px(8)}' style='margin:4px 0'>"
        f"<tr><td bgcolor='{ground}'>{inner}</td></tr></table>"
    )


def _small(words: str, theme: Theme, role: Role) -> str:
    """One line in the small size; `words` are escaped already."""
    size = theme.font(CAPTION).pointSizeF()
    return f"<p style='margin:2px 0;font-size:{size:.1f}pt;color:{theme.name(role)}'>{words}</p>"
