"""The platform's fields of the script: drafted while typed, saved to the person once left, or before a key goes on."""

from __future__ import annotations

from ui.pages.live_call import LiveCall
from ui.panels.screen_fields import known_values
from ui.panels.script import ScriptPanel


class FieldSaver:
    """Between the script's fields and the call; a field in which a NIR stands is neither drafted nor saved."""

    def __init__(self, script: ScriptPanel) -> None:
        self._script = script

    def draft(self, call: LiveCall) -> None:
        """Keep what is being typed in the call's draft."""
        fields = self._script.fields
        for source, field in fields.fields.items() if fields is not None else ():
            if not field.holds_nir():
                call.actions.type_field(source, field.text())

    def save(self, call: LiveCall, source: str, text: str) -> None:
        """A field was left."""
        fields = self._script.fields
        if fields is None or source not in fields.fields or fields.fields[source].holds_nir():
            return
        if text != fields.shown(source):
            fields.set_shown(source, text)
            call.actions.save_field(source, text)

    def refused(self, call: LiveCall, source: str) -> None:
        """Somebody else changed it meanwhile: what was typed stays, and is saved when the field is left once more."""
        fields = self._script.fields
        if fields is not None and call.official is not None:
            fields.set_shown(source, known_values(call.official).get(source, ""))

    def save_all(self, call: LiveCall) -> None:
        """A key may have come before a field was left: save what differs."""
        fields = self._script.fields
        if fields is None or call.official is None:
            return
        for source, field in fields.fields.items():
            if field.text() != fields.shown(source):
                field.judge()
                self.save(call, source, field.text())
