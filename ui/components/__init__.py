"""The parts that every page is built from; import them from here."""

from typing import TYPE_CHECKING, Any

from ui.components.badges import Badge, BadgeData, BadgeKind, SignCount, badge_size, paint_badge, paint_sign, sign_role
from ui.components.banner import Banner
from ui.components.buttons import Button, IconButton, LinkButton
from ui.components.choices import Chip, ChipGroup
from ui.components.controls import CheckBox, ComboBox, RadioButton, paint_radio
from ui.components.flow import FlowLayout
from ui.components.frames import Card, DeadlineBox, EmptyState, Line, PageHead, Section
from ui.components.labels import ElidedLabel, KeyCap, Pill, Text, key_cap_size, paint_key_cap, text_width
from ui.components.progress import PhaseNumber, ProgressStrip, SeatsBar, paint_seats, seats_size, seats_words
from ui.components.progress_notice import ProgressNotice
from ui.components.switch import YES_NO_LATER, Segmented
from ui.components.themed import Themed, plain_tooltip, show_part

if TYPE_CHECKING:
    from ui.components.rows import RowDelegate, dress_table, paint_row_ground

LinkLabel = LinkButton
"""A link is a button: it acts and takes the keyboard."""

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


def __getattr__(name: str) -> Any:
    """Tables come when the first one is wanted: their part of Qt takes 20 ms, and the window shows before them."""
    if name in ("RowDelegate", "dress_table", "paint_row_ground"):
        from ui.components import rows

        return getattr(rows, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
