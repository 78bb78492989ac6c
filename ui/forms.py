"""Fields and forms as pages use them; each kind lives in a module of `ui/fields`."""

from ui.fields.base import MISSING, NIR_STANDS, Check, Field
from ui.fields.choice import ComboField
from ui.fields.line_edit import LineEdit
from ui.fields.message import MessageLine
from ui.fields.summary import ErrorSummary, FormFields, points_words
from ui.fields.text import CompletingField, MultilineField, Suggestion, TextField
from ui.fields.values import DateField, DurationField, MoneyField, NumberField, TimeField, ValueField

__all__ = [
    "MISSING",
    "NIR_STANDS",
    "Check",
    "ComboField",
    "CompletingField",
    "DateField",
    "DurationField",
    "ErrorSummary",
    "Field",
    "FormFields",
    "LineEdit",
    "MessageLine",
    "MoneyField",
    "MultilineField",
    "NumberField",
    "Suggestion",
    "TextField",
    "TimeField",
    "ValueField",
    "points_words",
]
