"""What only the Windows shell knows: the taskbar's button and its tasks, and which program may come forward.

On other systems each function does nothing. The jump list is made through COM by hand: its interfaces are called by
their place in the table, as `shobjidl_core.h` and `shobjidl.h` give it.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from typing import Any

from ui.links import CALL, TODAY

APP_ID = "AMF42.AccueilDesElus"  # the installer gives its shortcut the same: one button in the taskbar

logger = logging.getLogger("amf42")


@dataclass(frozen=True)
class Task:
    """One line of the jump list: its words, and the link that it opens."""

    title: str
    link: str


TASKS = (Task("Nouvel appel", CALL), Task("Aujourd’hui", TODAY))


def name_program() -> None:
    """Tell Windows which program this is; before the first window is made."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(ctypes.c_wchar_p(APP_ID))


def let_come_forward(process: int) -> None:
    """Hand the right to come in front of all windows to another process; only the one in front has it to give."""
    if sys.platform == "win32" and process:
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(ctypes.c_ulong(process))


def system_color(number: int) -> tuple[int, int, int]:
    """Red, green and blue of one of Windows' own colours, by its number (`COLOR_WINDOW` is 5)."""
    value = 0
    if sys.platform == "win32":
        import ctypes

        value = ctypes.windll.user32.GetSysColor(number)
    return value & 0xFF, value >> 8 & 0xFF, value >> 16 & 0xFF


def make_jump_list(program: str, first_arguments: str = "") -> bool:
    """Offer `TASKS` on the taskbar's button of `program`; False where Windows does not take them."""
    if sys.platform == "win32":
        try:
            _make_jump_list(program, first_arguments)
        except OSError as refusal:  # a Windows whose shell has no such list, or whose user keeps none
            logger.info("no jump list: %#x", (refusal.winerror or 0) & 0xFFFFFFFF)
        else:
            return True
    return False


if sys.platform == "win32":
    import ctypes
    from collections.abc import Iterator
    from contextlib import contextmanager

    CLSID_DESTINATION_LIST = "{77F10CF0-3DB5-4966-B520-B7C54FD35ED6}"
    CLSID_OBJECT_COLLECTION = "{2D3468C1-36A7-43B6-AC24-D3F02FD9607A}"
    CLSID_SHELL_LINK = "{00021401-0000-0000-C000-000000000046}"
    IID_DESTINATION_LIST = "{6332DEBF-87B5-4670-90C0-5E57B408A49E}"
    IID_OBJECT_ARRAY = "{92CA9DCD-5622-4BBA-A805-5E9F541BD8C9}"
    IID_OBJECT_COLLECTION = "{5632B1A4-E38A-400A-928A-D4CD63230295}"
    IID_SHELL_LINK = "{000214F9-0000-0000-C000-000000000046}"
    IID_PROPERTY_STORE = "{886D8EEB-8CF2-4446-8D02-CDBA1DBDCF99}"
    FORMAT_OF_TITLE = "{F29F85E0-4FF9-1068-AB91-08002B27B3D9}"  # PKEY_Title, with number 2

    # Places in the tables of functions, IUnknown's three included.
    RELEASE = 2
    SET_APP_ID, BEGIN_LIST, ADD_USER_TASKS, COMMIT_LIST = 3, 4, 7, 8
    ADD_OBJECT = 5
    SET_DESCRIPTION, SET_ARGUMENTS, SET_ICON_LOCATION, SET_PATH = 7, 11, 17, 20
    SET_VALUE, COMMIT = 6, 7
    IN_PROCESS, WIDE_TEXT = 1, 31  # CLSCTX_INPROC_SERVER, VT_LPWSTR

    class _Guid(ctypes.Structure):
        _fields_ = (("whole", ctypes.c_byte * 16),)

    class _PropertyKey(ctypes.Structure):
        _fields_ = (("format", _Guid), ("number", ctypes.c_ulong))

    class _Variant(ctypes.Structure):
        _fields_ = (
            ("kind", ctypes.c_ushort),
            ("reserved", ctypes.c_ushort * 3),
            ("text", ctypes.c_wchar_p),
            ("rest", ctypes.c_void_p),
        )

    def _guid(text: str) -> _Guid:
        made = _Guid()
        ctypes.oledll.ole32.CLSIDFromString(ctypes.c_wchar_p(text), ctypes.byref(made))
        return made

    def _call(pointer: ctypes.c_void_p, place: int, *arguments: Any, kinds: tuple[Any, ...] = ()) -> None:
        """Call a function of an interface by its place; OSError where it refuses."""
        table = ctypes.cast(pointer, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
        function = ctypes.WINFUNCTYPE(ctypes.HRESULT, ctypes.c_void_p, *kinds)(table[place] or 0)
        function(pointer, *arguments)

    def _release(pointer: ctypes.c_void_p) -> None:
        table = ctypes.cast(pointer, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
        ctypes.WINFUNCTYPE(ctypes.c_ulong, ctypes.c_void_p)(table[RELEASE] or 0)(pointer)

    @contextmanager
    def _made(class_id: str, interface: str) -> Iterator[ctypes.c_void_p]:
        pointer = ctypes.c_void_p()
        ctypes.oledll.ole32.CoCreateInstance(
            ctypes.byref(_guid(class_id)), None, IN_PROCESS, ctypes.byref(_guid(interface)), ctypes.byref(pointer)
        )
        try:
            yield pointer
        finally:
            _release(pointer)

    @contextmanager
    def _asked(pointer: ctypes.c_void_p, interface: str) -> Iterator[ctypes.c_void_p]:
        """Another interface of the same object (QueryInterface is the first in each table)."""
        other, wanted = ctypes.c_void_p(), _guid(interface)
        kinds = (ctypes.c_void_p, ctypes.c_void_p)
        _call(pointer, 0, ctypes.addressof(wanted), ctypes.addressof(other), kinds=kinds)
        try:
            yield other
        finally:
            _release(other)

    def _make_jump_list(program: str, first_arguments: str) -> None:
        ctypes.windll.ole32.CoInitializeEx(None, 2)  # this thread's, as Qt has done already: told so, no harm
        wide, one = (ctypes.c_wchar_p,), (ctypes.c_void_p,)
        with (
            _made(CLSID_DESTINATION_LIST, IID_DESTINATION_LIST) as list_,
            _made(CLSID_OBJECT_COLLECTION, IID_OBJECT_COLLECTION) as tasks,
        ):
            _call(list_, SET_APP_ID, APP_ID, kinds=wide)
            slots, removed, array = ctypes.c_uint(), ctypes.c_void_p(), _guid(IID_OBJECT_ARRAY)
            _call(
                list_,
                BEGIN_LIST,
                *(ctypes.addressof(slots), ctypes.addressof(array), ctypes.addressof(removed)),
                kinds=(ctypes.c_void_p,) * 3,
            )
            if removed.value:
                _release(removed)
            for task in TASKS:
                with _made(CLSID_SHELL_LINK, IID_SHELL_LINK) as link:
                    _call(link, SET_PATH, program, kinds=wide)
                    _call(link, SET_ARGUMENTS, f"{first_arguments} {task.link}".strip(), kinds=wide)
                    _call(link, SET_DESCRIPTION, task.title, kinds=wide)
                    _call(link, SET_ICON_LOCATION, program, 0, kinds=(ctypes.c_wchar_p, ctypes.c_int))
                    _give_title(link, task.title)
                    _call(tasks, ADD_OBJECT, link, kinds=one)
            with _asked(tasks, IID_OBJECT_ARRAY) as whole:
                _call(list_, ADD_USER_TASKS, whole, kinds=one)
            _call(list_, COMMIT_LIST)

    def _give_title(link: ctypes.c_void_p, title: str) -> None:
        with _asked(link, IID_PROPERTY_STORE) as store:
            key, value = _PropertyKey(_guid(FORMAT_OF_TITLE), 2), _Variant(kind=WIDE_TEXT, text=title)
            kinds = (ctypes.c_void_p, ctypes.c_void_p)
            _call(store, SET_VALUE, ctypes.addressof(key), ctypes.addressof(value), kinds=kinds)
            _call(store, COMMIT)
