"""The window: PySide6 over `app`, which never imports it."""

import sys


def _keep_constants_alive() -> None:
    """Give None, True and False references to lose: PySide6 6.12.0 drops one at each call that answers one of them.

    Since Python 3.12 they are immortal (PEP 683) and nothing happens; Python 3.11 has some 5,000 references to None and
    then ends with « none_dealloc ». PySide6 6.11.3 counts right; to be taken out with the release that mends 6.12.
    """
    if sys.version_info < (3, 12) and sys.implementation.name == "cpython":
        import ctypes

        for constant in (None, True, False):
            # A reference count is the first word of an object; 2 ** 40 calls are more than a desk makes in its life.
            ctypes.c_ssize_t.from_address(id(constant)).value += 1 << 40


_keep_constants_alive()
