"""The window of the AMF42 front desk, on top of `app`."""
