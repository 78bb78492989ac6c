"""Colours, sizes and fonts of the window by role; the only place where a colour is written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.settings import PcSettings

CAPTION, BODY, SECTION, PAGE, SPEAK = 9.0, 10.0, 12.0, 15.0, 18.0
"""Sizes of type in points, before the user's text size: badges, body, section, page, the sentence to say."""

STYLE = "fusion"
"""Dynamic property of an application that wears Qt's Fusion style already."""

FAMILIES = ("Segoe UI", "Open Sans", "Noto Sans", "DejaVu Sans")
SMALLEST_SCALE, LARGEST_SCALE = 0.9, 2.0


class Role(Enum):
    """What a colour is for; values stand in `LIGHT` and `DARK`, contrasts were measured by the design."""

    GROUND = auto()
    SURFACE = auto()
    SUNKEN = auto()
    TEXT = auto()
    TEXT_SECOND = auto()
    HINT = auto()
    BORDER = auto()
    LINE = auto()
    ACCENT = auto()
    ACCENT_FILL = auto()
    ON_FILL = auto()
    ACCENT_SOFT = auto()
    LATE = auto()
    LATE_SOFT = auto()
    LATE_FILL = auto()
    SOON = auto()
    SOON_SOFT = auto()
    DONE = auto()
    DONE_SOFT = auto()


class ThemeChoice(StrEnum):
    """What the agent asked for in the settings (`PcSettings.theme`)."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


LIGHT: Mapping[Role, str] = MappingProxyType(
    {
        Role.GROUND: "#F1F3F5",
        Role.SURFACE: "#FFFFFF",
        Role.SUNKEN: "#E6E9ED",
        Role.TEXT: "#1B1F24",
        Role.TEXT_SECOND: "#4A525C",
        Role.HINT: "#5C6570",
        Role.BORDER: "#767F8A",
        Role.LINE: "#D2D7DD",
        Role.ACCENT: "#1F5A99",
        Role.ACCENT_FILL: "#1F5A99",
        Role.ON_FILL: "#FFFFFF",
        Role.ACCENT_SOFT: "#E1ECF8",
        Role.LATE: "#A8201A",
        Role.LATE_SOFT: "#FBE9E7",
        Role.LATE_FILL: "#A8201A",
        Role.SOON: "#7A4A00",
        Role.SOON_SOFT: "#FBEBCB",
        Role.DONE: "#1C6639",
        Role.DONE_SOFT: "#E1F2E7",
    }
)
DARK: Mapping[Role, str] = MappingProxyType(
    {
        Role.GROUND: "#1B1E22",
        Role.SURFACE: "#272B30",
        Role.SUNKEN: "#212529",
        Role.TEXT: "#ECEEF1",
        Role.TEXT_SECOND: "#BAC1CA",
        Role.HINT: "#A3ACB7",
        Role.BORDER: "#808A96",
        Role.LINE: "#3C424A",
        Role.ACCENT: "#8FBDF2",
        Role.ACCENT_FILL: "#2B6CB3",
        Role.ON_FILL: "#FFFFFF",
        Role.ACCENT_SOFT: "#243B56",
        Role.LATE: "#FFA59B",
        Role.LATE_SOFT: "#4A2724",
        Role.LATE_FILL: "#C23B31",
        Role.SOON: "#F2C374",
        Role.SOON_SOFT: "#463617",
        Role.DONE: "#8AD3A5",
        Role.DONE_SOFT: "#203C2C",
    }
)

_HIGH_CONTRAST_ROLES: Mapping[Role, QPalette.ColorRole] = MappingProxyType(
    {
        Role.GROUND: QPalette.ColorRole.Window,
        Role.SURFACE: QPalette.ColorRole.Base,
        Role.SUNKEN: QPalette.ColorRole.Window,
        Role.ACCENT: QPalette.ColorRole.Link,
        Role.ACCENT_FILL: QPalette.ColorRole.Highlight,
        Role.ON_FILL: QPalette.ColorRole.HighlightedText,
        Role.ACCENT_SOFT: QPalette.ColorRole.Base,
        Role.LATE_SOFT: QPalette.ColorRole.Base,
        Role.LATE_FILL: QPalette.ColorRole.Highlight,
        Role.SOON_SOFT: QPalette.ColorRole.Base,
        Role.DONE_SOFT: QPalette.ColorRole.Base,
    }
)
"""In high contrast every text role is the system's window text, so that words and shapes carry the meaning."""


@dataclass(frozen=True)
class Theme:
    """Colours and sizes in force; `scale` is the text size of the settings, 0.9 to 2.0."""

    dark: bool = False
    scale: float = 1.0
    high_contrast: bool = False
    family: str = ""
    system_colors: tuple[tuple[Role, str], ...] = ()

    def color(self, role: Role) -> QColor:
        """Colour of a role; in high contrast it comes from the system's palette."""
        return QColor(self.name(role))

    def name(self, role: Role) -> str:
        """The same as `#rrggbb`, for style sheets and pictures."""
        if self.high_contrast:
            return dict(self.system_colors)[role]
        return (DARK if self.dark else LIGHT)[role]

    def hover(self, role: Role) -> QColor:
        """The role's colour under the pointer: a step towards the text colour, which keeps the contrast of words."""
        base, ink = self.color(role), self.color(Role.TEXT)
        part = 0.06 if role is not Role.ACCENT_FILL else 0.18
        if role is Role.ACCENT_FILL:
            ink = QColor(Qt.GlobalColor.black)
        return QColor(
            round(base.red() + (ink.red() - base.red()) * part),
            round(base.green() + (ink.green() - base.green()) * part),
            round(base.blue() + (ink.blue() - base.blue()) * part),
        )

    def font(self, size: float = BODY, semibold: bool = False) -> QFont:
        """Font of `size` points times the text size, regular or semibold; there is no third weight."""
        font = QFont(self.family) if self.family else QFont()
        font.setPointSizeF(size * self.scale)
        font.setWeight(QFont.Weight.DemiBold if semibold else QFont.Weight.Normal)
        return font

    def px(self, length: float) -> int:
        """`length` logical pixels, grown or shrunk with the text."""
        return max(1, round(length * self.scale))

    def icon(self, length: float = 20) -> int:
        """Side of an icon in logical pixels; icons grow with the text too."""
        return self.px(length)


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress the whole program: style, palette, font and the one style sheet; widgets get StyleChange and repaint."""
    from ui.components.themed import dressed_widgets
    from ui.focus_ring import install_focus_ring
    from ui.theme_style import style_sheet

    app.setProperty("theme", theme)
    if app.property(STYLE) is None:  # asking Qt for its style would load all that a style can do, 20 ms
        app.setStyle("fusion")
        app.setProperty(STYLE, True)
    app.setPalette(QPalette() if theme.high_contrast else palette_of(theme))
    app.setFont(theme.font(BODY))
    app.setStyleSheet(style_sheet(theme))
    for widget in dressed_widgets(app):
        widget.start_theme(anew=True)  # A new sheet gives widgets that were shown their former font back.
    install_focus_ring(app)


def follow_system(app: QApplication, settings: Callable[[], PcSettings]) -> None:
    """Dress the program again each time that the system turns dark, light or high contrast."""

    def again() -> None:
        if system_theme(app, settings()) != current_theme(app):
            apply_settings(app, settings())

    hints = app.styleHints()  # kept while what it holds is asked: PySide takes that away with it
    hints.colorSchemeChanged.connect(again)
    hints.accessibility().contrastPreferenceChanged.connect(again)


def apply_settings(app: QApplication, settings: PcSettings) -> None:
    """Dress the program for these settings; a theme held light or dark also holds the window's own title bar."""
    held: dict[str, Qt.ColorScheme] = {
        ThemeChoice.LIGHT: Qt.ColorScheme.Light,
        ThemeChoice.DARK: Qt.ColorScheme.Dark,
    }
    app.styleHints().setColorScheme(held.get(settings.theme, Qt.ColorScheme.Unknown))
    apply_theme(app, system_theme(app, settings))


def current_theme(app: QCoreApplication | None = None) -> Theme:
    """The theme that `apply_theme` gave to the program; the light one at 100 % if none was applied yet."""
    app = app or QCoreApplication.instance()
    theme = app.property("theme") if app is not None else None
    return theme if isinstance(theme, Theme) else Theme()


def system_theme(app: QApplication, settings: PcSettings) -> Theme:
    """Theme for the agent's choice and text size; the system decides when asked to, and always in high contrast."""
    scale = min(LARGEST_SCALE, max(SMALLEST_SCALE, settings.text_scale / 100))
    hints, choice = app.styleHints(), settings.theme
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return high_contrast_theme(contrast_palette(app), scale)
    held = choice in (ThemeChoice.LIGHT, ThemeChoice.DARK)
    dark = choice == ThemeChoice.DARK if held else hints.colorScheme() == Qt.ColorScheme.Dark
    return Theme(dark=dark, scale=scale, family=first_family())


def contrast_palette(app: QApplication) -> QPalette:
    """The colours of the system's own high contrast: Fusion knows light and dark only, Windows has four and the user's.

    https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-getsyscolor
    """
    palette, group = QPalette(app.style().standardPalette()), QPalette.ColorRole
    if sys.platform == "win32":
        from ui.windows_shell import system_color

        for role, number in (
            (group.Window, 5),  # COLOR_WINDOW: HC themes paint all ground with it
            (group.Base, 5),
            (group.WindowText, 8),
            (group.Highlight, 13),
            (group.HighlightedText, 14),
            (group.Link, 26),
        ):
            palette.setColor(role, QColor.fromRgb(*system_color(number)))
    return palette


def high_contrast_theme(palette: QPalette, scale: float) -> Theme:
    """Theme that takes every colour from the system's `palette`."""
    window_text = QPalette.ColorRole.WindowText
    colors = tuple((role, palette.color(_HIGH_CONTRAST_ROLES.get(role, window_text)).name()) for role in Role)
    dark = palette.color(QPalette.ColorRole.Window).lightness() < 128
    return Theme(dark=dark, scale=scale, high_contrast=True, family=first_family(), system_colors=colors)


def first_family() -> str:
    """The first family of the design that this machine has; empty where the system's own must do."""
    if sys.platform == "win32":
        return FAMILIES[0]
    return next((family for family in FAMILIES if QFontDatabase.hasFamily(family)), "")


def palette_of(theme: Theme) -> QPalette:
    """Qt's palette made from the roles, for what the style sheet does not reach."""
    palette = QPalette()
    group = QPalette.ColorRole
    for qt_role, role in (
        (group.Window, Role.GROUND),
        (group.WindowText, Role.TEXT),
        (group.Base, Role.SURFACE),
        (group.AlternateBase, Role.SUNKEN),
        (group.Text, Role.TEXT),
        (group.Button, Role.SURFACE),
        (group.ButtonText, Role.TEXT),
        (group.PlaceholderText, Role.HINT),
        (group.Highlight, Role.ACCENT_FILL),
        (group.HighlightedText, Role.ON_FILL),
        (group.Link, Role.ACCENT),
        (group.LinkVisited, Role.ACCENT),
        (group.ToolTipBase, Role.SURFACE),
        (group.ToolTipText, Role.TEXT),
        (group.Light, Role.SURFACE),
        (group.Midlight, Role.SUNKEN),
        (group.Mid, Role.LINE),
        (group.Dark, Role.BORDER),
        (group.Shadow, Role.BORDER),
        (group.Accent, Role.ACCENT_FILL),
    ):
        palette.setColor(qt_role, theme.color(role))
    for qt_role in (group.WindowText, group.Text, group.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, qt_role, theme.color(Role.HINT))
    return palette


def is_theme_change(event: QEvent) -> bool:
    """Whether a widget's `changeEvent` tells that colours or sizes are to be read again."""
    return event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange, QEvent.Type.FontChange)
