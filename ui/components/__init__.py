"""The parts that every page is built from; import them from here. Each is loaded when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.components.badges import (
        Badge,
        BadgeData,
        BadgeKind,
        SignCount,
        badge_size,
        paint_badge,
        paint_sign,
        sign_role,
    )
    from ui.components.banner import Banner
    from ui.components.buttons import Button, IconButton, LinkButton
    from ui.components.buttons import LinkButton as LinkLabel  # a link is a button: it acts and takes the keyboard
    from ui.components.choices import Chip, ChipGroup
    from ui.components.controls import CheckBox, ComboBox, RadioButton, paint_radio
    from ui.components.flow import FlowLayout
    from ui.components.frames import Card, DeadlineBox, EmptyState, Line, PageHead, Section
    from ui.components.labels import ElidedLabel, KeyCap, Pill, Text, key_cap_size, paint_key_cap, text_width
    from ui.components.progress import PhaseNumber, ProgressStrip, SeatsBar, paint_seats, seats_size, seats_words
    from ui.components.progress_notice import ProgressNotice
    from ui.components.rows import RowDelegate, dress_table, paint_row_ground
    from ui.components.switch import YES_NO_LATER, Segmented
    from ui.components.themed import Themed, plain_tooltip, show_part

_HOMES = {
    "badges": (
        "Badge",
        "BadgeData",
        "BadgeKind",
        "SignCount",
        "badge_size",
        "paint_badge",
        "paint_sign",
        "sign_role",
    ),
    "banner": ("Banner",),
    "buttons": (
        "Button",
        "IconButton",
        "LinkButton",
        "LinkLabel",
    ),
    "choices": (
        "Chip",
        "ChipGroup",
    ),
    "controls": (
        "CheckBox",
        "ComboBox",
        "RadioButton",
        "paint_radio",
    ),
    "flow": ("FlowLayout",),
    "frames": (
        "Card",
        "DeadlineBox",
        "EmptyState",
        "Line",
        "PageHead",
        "Section",
    ),
    "labels": (
        "ElidedLabel",
        "KeyCap",
        "Pill",
        "Text",
        "key_cap_size",
        "paint_key_cap",
        "text_width",
    ),
    "progress": (
        "PhaseNumber",
        "ProgressStrip",
        "SeatsBar",
        "paint_seats",
        "seats_size",
        "seats_words",
    ),
    "progress_notice": ("ProgressNotice",),
    "switch": (
        "YES_NO_LATER",
        "Segmented",
    ),
    "themed": (
        "Themed",
        "plain_tooltip",
        "show_part",
    ),
    "rows": (
        "RowDelegate",
        "dress_table",
        "paint_row_ground",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load the module of a part at its first use: the first paint needs few of them."""
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(name)
    part = getattr(import_module(f"ui.components.{home}"), "LinkButton" if name == "LinkLabel" else name)
    globals()[name] = part
    return part


__all__ = [
    "YES_NO_LATER",
    "Badge",
    "BadgeData",
    "BadgeKind",
    "Banner",
    "Button",
    "Card",
    "CheckBox",
    "Chip",
    "ChipGroup",
    "ComboBox",
    "DeadlineBox",
    "ElidedLabel",
    "EmptyState",
    "FlowLayout",
    "IconButton",
    "KeyCap",
    "Line",
    "LinkButton",
    "LinkLabel",
    "PageHead",
    "PhaseNumber",
    "Pill",
    "ProgressNotice",
    "ProgressStrip",
    "RadioButton",
    "RowDelegate",
    "SeatsBar",
    "Section",
    "Segmented",
    "SignCount",
    "Text",
    "Themed",
    "badge_size",
    "dress_table",
    "key_cap_size",
    "paint_badge",
    "paint_key_cap",
    "paint_radio",
    "paint_row_ground",
    "paint_seats",
    "paint_sign",
    "plain_tooltip",
    "seats_size",
    "seats_words",
    "show_part",
    "sign_role",
    "text_width",
]
