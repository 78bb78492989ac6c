"""AMF42 front desk: the core, free of Qt."""

__version__ = "0.1.0"
