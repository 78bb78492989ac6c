"""Colours by role, the text size, sharp icons, the focus ring, and components that follow a change of theme."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.settings import PcSettings
from ui import icons
from ui.components import (
    Badge,
    BadgeData,
    BadgeKind,
    Banner,
    Button,
    CheckBox,
    Chip,
    ChipGroup,
    DeadlineBox,
    ElidedLabel,
    FlowLayout,
    IconButton,
    SeatsBar,
    Segmented,
    Text,
    badge_size,
)
from ui.components.banner import STAY
from ui.focus_ring import FocusRing
from ui.theme import (
    BODY,
    CAPTION,
    DARK,
    LIGHT,
    Role,
    Theme,
    ThemeChoice,
    apply_settings,
    apply_theme,
    current_theme,
    follow_system,
    high_contrast_theme,
    system_theme,
)

Dress = Callable[..., Theme]


def luminance(color: QColor) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_can_be_read_on_every_ground_it_stands_on(dark: bool) -> None:
    theme = Theme(dark=dark)
    grounds = (Role.SURFACE, Role.GROUND, Role.SUNKEN)
    for text in (Role.TEXT, Role.TEXT_SECOND, Role.HINT, Role.ACCENT, Role.LATE, Role.SOON, Role.DONE):
        for ground in grounds:
            assert contrast(theme.color(text), theme.color(ground)) >= 4.5, (text, ground)
    for text, ground in (
        (Role.ON_FILL, Role.ACCENT_FILL),
        (Role.ON_FILL, Role.LATE_FILL),
        (Role.TEXT, Role.ACCENT_SOFT),
        (Role.LATE, Role.LATE_SOFT),
        (Role.SOON, Role.SOON_SOFT),
        (Role.DONE, Role.DONE_SOFT),
    ):
        assert contrast(theme.color(text), theme.color(ground)) >= 4.5, (text, ground)
    assert contrast(theme.hover(Role.ACCENT_FILL), theme.color(Role.ON_FILL)) >= 4.5
    for ground in grounds:
        assert contrast(theme.color(Role.BORDER), theme.color(ground)) >= 3, ground


def test_both_themes_have_every_role() -> None:
    assert set(LIGHT) == set(DARK) == set(Role)


def test_settings_hold_the_theme_and_the_text_size(qapp: QApplication) -> None:
    assert system_theme(qapp, PcSettings(theme="dark", text_scale=200)).dark
    assert system_theme(qapp, PcSettings(theme="dark", text_scale=200)).scale == 2.0
    assert not system_theme(qapp, PcSettings(theme="light")).dark
    assert system_theme(qapp, PcSettings(text_scale=5000)).scale == 2.0
    assert system_theme(qapp, PcSettings(text_scale=10)).scale == 0.9
    assert PcSettings().theme == ThemeChoice.SYSTEM


def test_the_program_follows_its_settings_and_the_system(qapp: QApplication) -> None:
    chosen = [PcSettings(theme="dark", text_scale=150)]
    apply_settings(qapp, chosen[0])
    follow_system(qapp, lambda: chosen[0])
    assert (current_theme().dark, current_theme().scale) == (True, 1.5)
    chosen[0] = PcSettings(theme="light")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert (current_theme().dark, current_theme().scale) == (False, 1.0)
    chosen[0] = PcSettings()
    apply_settings(qapp, chosen[0])
    assert current_theme().dark == (qapp.styleHints().colorScheme() == Qt.ColorScheme.Dark)


def test_high_contrast_takes_all_its_colours_from_the_system(qapp: QApplication) -> None:
    palette = QPalette()
    for role, color in ((QPalette.ColorRole.Window, "black"), (QPalette.ColorRole.WindowText, "yellow")):
        palette.setColor(role, QColor(color))
    theme = high_contrast_theme(palette, 1.0)
    assert theme.color(Role.TEXT) == theme.color(Role.LATE) == theme.color(Role.BORDER) == QColor("yellow")
    assert theme.color(Role.GROUND) == QColor("black")
    assert theme.dark
    apply_theme(qapp, theme)
    assert not Badge(BadgeData(BadgeKind.TODAY, "Aujourd’hui")).grab().isNull()


def test_fonts_and_sizes_grow_together(light: Theme, dress: Dress) -> None:
    assert light.font(CAPTION).pointSizeF() == 9
    assert light.px(32) == 32
    large = dress(scale=2.0)
    assert large.font(BODY, True).pointSizeF() == 20
    assert large.px(32) == 64
    assert Button("Appeler", "phone").sizeHint().height() == 64


@pytest.mark.parametrize(
    "make", [lambda: Button("Appeler", "phone", "F2"), lambda: Chip("Tous", 58), lambda: CheckBox("Oui")]
)
def test_what_is_on_screen_follows_a_change_of_theme(qtbot: QtBot, dress: Dress, make: Callable[[], QWidget]) -> None:
    widget = make()
    qtbot.addWidget(widget)
    widget.show()
    before, size = widget.grab().toImage(), widget.sizeHint()
    dress(dark=True)
    assert widget.grab().toImage() != before
    dress(dark=False, scale=1.5)
    assert widget.sizeHint().width() > size.width()


def test_words_keep_their_role_when_they_move_into_another_window(qtbot: QtBot, light: Theme, dress: Dress) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    text = Text("████", CAPTION, Role.HINT)
    text.ensurePolished()
    text.set_role(Role.LATE)
    QVBoxLayout(window).addWidget(text)
    window.show()
    assert light.color(Role.LATE).rgba() in colors(text.grab().toImage())
    dark = dress(dark=True)
    assert dark.color(Role.LATE).rgba() in colors(text.grab().toImage())


def colors(image: QImage) -> set[int]:
    """All that was painted, as 0xAARRGGBB."""
    return {image.pixelColor(x, y).rgba() for x in range(image.width()) for y in range(image.height())}


def test_markup_in_a_name_is_shown_as_typed(qtbot: QtBot) -> None:
    name = "<b>O'Brien</b> & Fils " * 8
    label = ElidedLabel(name)
    qtbot.addWidget(label)
    label.resize(100, 20)
    label.show()
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text().endswith("…")
    assert label.accessibleName() == label.full_text() == name
    assert "&lt;b&gt;" in label.toolTip()
    button = Button("Nouvel appel avec O'Brien & Fils")
    qtbot.addWidget(button)
    assert button.shortcut().isEmpty()
    assert button.words() == "Nouvel appel avec O'Brien & Fils"


# Icons


def test_every_icon_is_a_lucide_drawing_that_can_be_drawn_in_any_colour(light: Theme) -> None:
    names = [path.stem for path in icons.ICONS.glob("*.svg")]
    assert len(names) > 60
    assert (icons.ICONS / "LICENSE").read_text("utf-8").startswith("ISC License")
    for name in names:
        image = icons.icon_pixmap(name, light.color(Role.LATE), 24).toImage()
        assert light.color(Role.LATE).rgba() in colors(image), name
        assert image.pixelColor(0, 0).alpha() == 0, name


def test_every_icon_named_in_the_code_is_there() -> None:
    here = {path.stem for path in icons.ICONS.glob("*.svg")}
    calls = re.compile(r'(?:draw_icon\(\s*[\w.()]+,|icon_pixmap\(|IconButton\(|icon=)\s*"([a-z0-9-]+)"')
    root = Path(icons.__file__).parent
    used = {name for path in root.rglob("*.py") for name in calls.findall(path.read_text("utf-8"))}
    assert used
    assert used <= here


def test_an_icon_is_as_sharp_as_the_screen(light: Theme) -> None:
    pixmap = icons.icon_pixmap("phone", light.color(Role.TEXT), 20, 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (40, 2.0)
    assert icons.icon("phone", light, size=16).actualSize(pixmap.size()).width() == 16
    with pytest.raises(KeyError):
        icons.icon_pixmap("no-such-icon", light.color(Role.TEXT), 20)


# The ring


def ring_of(window: QWidget) -> FocusRing | None:
    return next((ring for ring in window.findChildren(FocusRing) if ring.isVisible()), None)


def test_the_ring_stands_two_pixels_outside_what_has_the_keyboard_and_follows_it(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    first, second = QLineEdit(), Button("Enregistrer")
    layout.addWidget(first)
    layout.addWidget(second)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    first.setFocus()
    qtbot.waitUntil(lambda: ring_of(window) is not None)
    ring = ring_of(window)
    assert ring is not None
    assert ring.geometry() == first.geometry().adjusted(-4, -4, 4, 4)
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert ring.geometry() == second.geometry().adjusted(-4, -4, 4, 4)
    window.resize(500, 300)
    qtbot.waitUntil(lambda: ring.geometry() == second.geometry().adjusted(-4, -4, 4, 4))
    accent = current_theme().color(Role.ACCENT)
    middle = QPoint(ring.geometry().left() + 1, ring.geometry().center().y())
    assert window.grab().toImage().pixelColor(middle) == accent
    second.hide()
    qtbot.waitUntil(lambda: ring_of(window) is None or ring_of(window).geometry() != second.geometry())


def test_the_ring_does_not_lie_over_what_a_scrolled_area_hides(qtbot: QtBot) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    inside = QWidget()
    inside.resize(200, 900)
    line = QLineEdit(inside)
    line.setGeometry(20, 20, 100, 32)
    area.setWidget(inside)
    area.resize(240, 200)
    area.show()
    qtbot.waitExposed(area)
    area.activateWindow()
    line.setFocus()
    qtbot.waitUntil(lambda: ring_of(area) is not None)
    area.verticalScrollBar().setValue(400)
    assert ring_of(area) is None


def test_the_ring_of_a_switch_goes_around_the_whole_of_it(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    switch = Segmented([("yes", "Oui"), ("no", "Non")], "no", accessible_name="Compte ouvert")
    QVBoxLayout(window).addWidget(switch)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    switch.setFocus()
    qtbot.waitUntil(lambda: ring_of(window) is not None)
    ring = ring_of(window)
    assert ring is not None
    assert ring.geometry() == switch.geometry().adjusted(-4, -4, 4, 4)


# Choosing


def test_arrows_answer_a_switch_and_nobody_is_told_of_what_the_program_sets(qtbot: QtBot) -> None:
    switch = Segmented([("yes", "Oui"), ("no", "Non"), ("unknown", "À voir")], accessible_name="Compte ouvert")
    qtbot.addWidget(switch)
    switch.show()
    qtbot.waitExposed(switch)
    switch.activateWindow()
    answers: list[object] = []
    switch.changed.connect(answers.append)
    switch.set_value("yes")
    assert (answers, switch.value()) == ([], "yes")
    first = switch.focusProxy()
    assert first is not None
    assert first.accessibleName() == "Compte ouvert, Oui"
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert (answers, switch.value()) == (["no"], "no")
    qtbot.keyClick(switch.focusWidget(), Qt.Key.Key_Left)
    qtbot.keyClick(switch.focusWidget(), Qt.Key.Key_Left)
    assert (answers, switch.value()) == (["no", "yes", "unknown"], "unknown")
    switch.set_value(None)
    assert switch.value() is None
    qtbot.keyClick(switch.focusProxy(), Qt.Key.Key_Return)
    assert switch.value() == "yes"


def test_a_group_of_chips_is_one_stop_and_arrows_go_through_it(qtbot: QtBot) -> None:
    group = ChipGroup([("a", "Connexion"), ("b", "Formation"), ("c", "Suivi")], optional=True)
    qtbot.addWidget(group)
    group.show()
    chosen: list[object] = []
    group.changed.connect(chosen.append)
    stops = [name for name in "abc" if group.chip(name).focusPolicy() == Qt.FocusPolicy.StrongFocus]
    assert stops == ["a"]
    group.chip("a").setFocus()
    qtbot.keyClick(group.chip("a"), Qt.Key.Key_Right)
    qtbot.keyClick(group.chip("b"), Qt.Key.Key_Right)
    qtbot.keyClick(group.chip("c"), Qt.Key.Key_Right)
    assert chosen == ["b", "c", "a"]
    qtbot.keyClick(group.chip("a"), Qt.Key.Key_Space)
    assert (chosen[-1], group.value()) == (None, None)
    qtbot.mouseClick(group.chip("b"), Qt.MouseButton.LeftButton)
    assert group.value() == "b"
    assert group.chip("b").isChecked()
    group.set_options([("b", "Formation"), ("d", "Autre")])
    assert group.value() == "b"


class TakesKeys(QWidget):
    """A window that takes the keys that its controls leave alone."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.accept()


def test_enter_presses_a_button_and_a_refused_one_says_why(qtbot: QtBot) -> None:
    window = TakesKeys()
    qtbot.addWidget(window)
    button = Button("Imprimer", "printer", "Ctrl+P", parent=window)
    window.show()
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    qtbot.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == 2
    assert button.accessibleName() == "Imprimer, Ctrl+P"
    button.refuse("Ouvrez d’abord un dossier.")
    button.click()
    assert len(pressed) == 2
    assert button.toolTip() == button.accessibleDescription() == "Ouvrez d’abord un dossier."
    button.refuse("")
    assert button.isEnabled()


def test_an_icon_alone_always_has_a_name_and_room_for_a_finger(qtbot: QtBot, dress: Dress) -> None:
    dress(scale=0.9)
    button = IconButton("x", "Fermer")
    qtbot.addWidget(button)
    assert button.accessibleName() == button.toolTip() == "Fermer"
    assert button.sizeHint().width() >= 24


# Signs


def test_a_deadline_is_said_in_words_and_never_cut(light: Theme, dress: Dress) -> None:
    badge = Badge(BadgeData(BadgeKind.SOON, "Demander d’ici à ven."))
    assert badge.text() == "Demander d’ici à ven."
    assert badge.minimumSizeHint() == badge.sizeHint()
    pictures = {
        kind: Badge(BadgeData(kind, "Fait")).grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        for kind in BadgeKind
    }
    assert len({bytes(picture.constBits()) for picture in pictures.values()}) == len(BadgeKind)
    large = dress(scale=2.0)
    assert badge_size(badge.badge(), large).width() > badge_size(badge.badge(), light).width()


def test_seats_are_said_in_words_too() -> None:
    bar = SeatsBar(11, 15)
    assert bar.text() == "11\u00a0prises sur\u00a015"
    bar.set_seats(1, 15)
    assert bar.text() == "1\u00a0prise sur\u00a015"


def test_a_deadline_box_says_its_rule_to_a_screen_reader(qtbot: QtBot) -> None:
    box = DeadlineBox(BadgeKind.TODAY, "À confirmer aujourd’hui par l’élu", "4 jours ouvrés pour confirmer")
    qtbot.addWidget(box)
    assert box.accessibleName() == "À confirmer aujourd’hui par l’élu. 4 jours ouvrés pour confirmer"


def test_chips_go_on_to_the_next_line_when_there_is_no_room(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = FlowLayout(window)
    chips = [Chip(f"Réponse {number}") for number in range(8)]
    for chip in chips:
        layout.addWidget(chip)
    window.resize(300, 200)
    window.show()
    rows = {chip.y() for chip in chips}
    assert len(rows) > 1
    assert all(chip.geometry().right() < 300 for chip in chips)
    assert layout.heightForWidth(5000) == chips[0].sizeHint().height()


# The banner


def test_a_banner_offers_to_undo_and_waits_while_it_is_held(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    banner = Banner(window)
    banner.show_message("Dossier déplacé vers « Inscrit »")
    assert 0 < banner.remaining() <= STAY * 1.05  # Qt gives its coarse timers 5 %.
    assert banner.geometry().bottom() < 600
    undo = next(one for one in banner.findChildren(Button) if one.words() == "Annuler")
    undo.setFocus()
    qtbot.waitUntil(lambda: banner.remaining() == -1)
    assert banner.isVisible()
    with qtbot.waitSignal(banner.undo):
        qtbot.keyClick(undo, Qt.Key.Key_Return)
    assert not banner.isVisible()
    banner.show_message("Fiche imprimée", can_undo=False)
    assert not undo.isVisible()
    banner.dismiss()
    assert not banner.isVisible()


def test_a_long_banner_stays_inside_a_small_window(qtbot: QtBot, dress: Dress) -> None:
    dress(scale=2.0)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 480)
    window.show()
    banner = Banner(window)
    banner.show_message("Dossier de Bernadette Chavassieux déplacé vers « À confirmer par l’élu »")
    assert banner.geometry().left() >= 0
    assert banner.geometry().right() < 700
    assert banner.geometry().top() >= 0
