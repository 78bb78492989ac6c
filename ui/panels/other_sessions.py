"""What is offered in the place of a session that can no longer be asked for: why, and the next ones, one key each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.hindrances import HindranceKind
from app.storage.rows import OtherSessions, SessionRow
from ui.components import BadgeKind, DeadlineBox, Text, Themed, show_part
from ui.dates import NBSP, capitalised, short_date, today_words, week_day
from ui.panels.dossier_parts import clear
from ui.panels.session_offer import Offered, SessionOffer
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

KEYS = ("F3", "F4", "F5")  # beside F7, F8, F9, which answer: a hand finds them without looking
SIDE_BY_SIDE = 190  # width of one session at least
NONE = "Aucune autre session de cette formation ni de son thème ne peut être demandée pour l’instant."


class OtherSessionsPart(Themed, QWidget):
    """Why a session can no longer be asked for, and up to three others; F3, F4 and F5 take one while on screen."""

    chosen = Signal(int)
    """Id of the session taken."""

    def __init__(self, parent: QWidget | None = None, *, solid: bool = False) -> None:
        """`solid`: the first session is the next gesture of its region."""
        super().__init__(parent)
        self._solid = solid
        self.why = DeadlineBox(BadgeKind.LATE, "", "")
        self.heading = Text("", BODY, semibold=True, wrap=True)
        self.none = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.offers: list[SessionOffer] = []
        self._list = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.why, self.heading, self.none):
            self._layout.addWidget(widget)
        self._layout.addLayout(self._list)
        self._has_keys = True
        self._shortcuts = [self._shortcut(place, key) for place, key in enumerate(KEYS)]
        self.start_theme()

    def show_instead(self, instead: OtherSessions | None, today: date, *, with_why: bool = True) -> None:
        """Show what is offered, or nothing; `with_why` unless a box above says it already."""
        offered = offered_sessions(instead, today) if instead is not None else ()
        if instead is not None:
            self.why.set_deadline(hindrance_kind(instead), instead.hindrance.title, f"{instead.hindrance.rule}.")
        show_part(self.why, instead is not None and with_why)
        self.show_offers(heading_words(instead) if instead is not None else "", offered, instead is not None)
        show_part(self, instead is not None)

    def show_offers(self, heading: str, offered: Sequence[Offered], asked: bool = True) -> None:
        """Show these sessions under a heading; the same ones again leave the keyboard where it is."""
        self.heading.setText(heading)
        show_part(self.heading, bool(offered and heading))
        self.none.setText(NONE if asked and not offered else "")
        show_part(self.none, asked and not offered)
        if [offer.offered for offer in self.offers] == list(offered):
            return
        clear(self._list)
        self.offers = [
            SessionOffer(key, one, solid=self._solid and key == KEYS[0])
            for key, one in zip(KEYS, offered, strict=False)
        ]
        for offer in self.offers:
            offer.clicked.connect(lambda _on, session=offer.offered.session_id: self.chosen.emit(session))
            self._list.addWidget(offer, 1)
        self._give_keys(self._has_keys)

    def focus_first(self) -> bool:
        """Put the keyboard on the next session; False when none is offered."""
        if self.offers:
            self.offers[0].setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, self._reveal)  # once all has its place
        return bool(self.offers)

    def showEvent(self, event: QShowEvent) -> None:
        """Two such lists may stand in one window, the call's and its script's: the keys are the newer one's."""
        super().showEvent(event)
        others = [one for one in self.window().findChildren(OtherSessionsPart) if one is not self and one.isVisible()]
        focus = QApplication.focusWidget()
        held = focus is not None and any(one.isAncestorOf(focus) for one in others)
        self._give_keys(not held)
        for one in () if held else others:
            one._give_keys(False)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        others = [one for one in self.window().findChildren(OtherSessionsPart) if one is not self and one.isVisible()]
        for one in others[:1]:
            one._give_keys(True)

    def _give_keys(self, given: bool) -> None:
        self._has_keys = given
        for place, shortcut in enumerate(self._shortcuts):
            shortcut.setEnabled(given and place < len(self.offers))

    def _reveal(self) -> None:
        """Bring the list into sight where its panel is low."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None and self.offers:
            for widget in (self.offers[0], self.why):  # the reason last: it is read first
                if widget.isVisible():
                    area.ensureWidgetVisible(widget, 0, current_theme().px(6))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room for three, which leaves room to read what stands below."""
        super().resizeEvent(event)
        wide = self.width() >= len(KEYS) * current_theme().px(SIDE_BY_SIDE)
        self._list.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def retheme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.px(6))
        self._list.setSpacing(theme.px(6))

    def _shortcut(self, place: int, key: str) -> QShortcut:
        """Of the whole window: Qt gives it keys only while this part is on screen."""
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(lambda: self._take(place))
        return shortcut

    def _take(self, place: int) -> None:
        if place < len(self.offers):
            self.chosen.emit(self.offers[place].offered.session_id)


def offered_sessions(instead: OtherSessions, today: date) -> tuple[Offered, ...]:
    """The next sessions in words; of another training its name stands first."""
    return tuple(_offered(one, today, named=bool(instead.theme)) for one in instead.sessions[: len(KEYS)])


def heading_words(instead: OtherSessions) -> str:
    """« Autres sessions de cette formation », « Sur le même thème : Gestion communale », « … (3 sur 5) »."""
    more = len(instead.sessions)
    counted = f" ({len(KEYS)} sur {more})" if more > len(KEYS) else ""
    words = f"Sur le même thème{NBSP}: {instead.theme}" if instead.theme else "Autres sessions de cette formation"
    return words + counted


def hindrance_kind(instead: OtherSessions) -> BadgeKind:
    """Full is to be reread; too late and cancelled are over."""
    return BadgeKind.TODAY if instead.hindrance.kind is HindranceKind.FULL else BadgeKind.LATE


def _offered(one: SessionRow, today: date, *, named: bool) -> Offered:
    when = ", ".join(part for part in (short_date(one.starts_on), one.place) if part)
    seats = f"{one.free}{NBSP}place{'s' if one.free > 1 else ''}"
    title = f"{one.training_short} · {when}" if named else capitalised(when)
    return Offered(one.id, title, f"{seats} · Demander {_until_words(one.deadline.day, today)}")


def _until_words(day: date, today: date) -> str:
    """« demain », « d’ici à jeudi 26 », « d’ici au mer. 23 déc. »: the year stands with the session."""
    ahead = (day - today).days
    if ahead < 2:
        return today_words(day, today)
    return f"d’ici à{NBSP}{today_words(day, today)}" if ahead < 7 else f"d’ici au{NBSP}{week_day(day)}"
