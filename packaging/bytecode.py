"""Compiled code without the docstrings of functions, which nobody reads in an installed program: 2 MB less.

Assertions stay, which Python's own `-OO` would take as well. Docstrings of modules and classes stay: they are given by
statements like any other. Holds for Python 3.11 to 3.13; 3.14 marks docstrings otherwise.
"""

from __future__ import annotations

import dis
import inspect
from types import CodeType

READS_A_CONSTANT = {dis.opmap[name] for name in ("LOAD_CONST", "RETURN_CONST") if name in dis.opmap}


def without_docstrings(code: CodeType) -> CodeType:
    """The same code, and that of the functions inside it, each with a blank for its docstring.

    Not with None: SQLAlchemy asserts that some of its functions have one (`sqlalchemy/event/legacy.py`).
    """
    constants = [without_docstrings(one) if isinstance(one, CodeType) else one for one in code.co_consts]
    is_function = bool(code.co_flags & inspect.CO_NEWLOCALS) and not code.co_name.startswith("<")
    if is_function and constants and isinstance(constants[0], str) and not reads_first_constant(code):
        constants[0] = " "
    return code.replace(co_consts=tuple(constants))


def reads_first_constant(code: CodeType) -> bool:
    """Whether the code itself uses its first constant, which is then more than a docstring."""
    return any(
        operation in READS_A_CONSTANT and argument == 0
        for operation, argument in zip(code.co_code[::2], code.co_code[1::2], strict=True)
    )
