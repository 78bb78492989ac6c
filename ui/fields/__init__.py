"""The fields of all forms, one module a kind; pages import them from `ui.forms`."""
