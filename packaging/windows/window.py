"""The picture of the program's window, judged part by part: what is blank, or another window, does not pass."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops
from screen import Screen

sys.path.append(str(Path(__file__).resolve().parent.parent.parent))  # last: `packaging` there hides no library

from ui.theme import LIGHT, Role

NBSP = "\u00a0"
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Part:
    """A part of the window, its sides as shares of the whole, and the least share of each colour there."""

    name: str
    box: tuple[float, float, float, float]  # left, top, right, bottom
    least: tuple[tuple[Role, float], ...]
    colours: int  # letters and icons have many shades: fewer colours is an empty part


# The drawing of the window: looks/window, page Aujourd'hui, light.
PARTS = (
    Part("le rail", (0.0, 0.0, 0.06, 1.0), ((Role.SUNKEN, 0.30), (Role.ACCENT, 0.001)), 30),
    Part("la barre du haut", (0.07, 0.0, 1.0, 0.07), ((Role.SURFACE, 0.40), (Role.ACCENT_FILL, 0.02)), 60),
    # The day of the demonstration goes down the page: until it is read from the base there is nothing there.
    Part("le bas du contenu", (0.07, 0.55, 1.0, 0.90), ((Role.SURFACE, 0.20), (Role.TEXT, 0.002)), 60),
    Part("le contenu", (0.07, 0.08, 1.0, 0.90), ((Role.GROUND, 0.05), (Role.SURFACE, 0.05), (Role.TEXT, 0.001)), 100),
)


def painted_window(screen: Screen, running: subprocess.Popen[bytes], seconds: float) -> tuple[Image.Image, list[str]]:
    """The window once each of its parts is painted and at rest; after so many seconds, as it is, with what is wrong."""
    started = time.monotonic()
    before = screen.picture()
    while True:
        time.sleep(1)  # a day that is just read is laid out line after line
        picture = screen.picture()
        at_rest = ImageChops.difference(before, picture).getbbox() is None
        wrong = judge(picture) or ([] if at_rest else ["elle change encore"])
        if not wrong or running.poll() is not None or time.monotonic() - started > seconds:
            return picture, wrong
        before = picture


def judge(picture: Image.Image) -> list[str]:
    """What is wrong with a picture of the whole screen, in French; nothing if the window is painted on it."""
    frame = window_frame(picture)
    if frame is None:
        return ["l’écran est vide"]
    window = picture.crop(frame)
    return [wrong for part in PARTS for wrong in wrong_in(window, part)]


def window_frame(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """What is not of the screen's own colour, that of its corner; None for a screen of one colour."""
    corner = picture.getpixel((0, 0))
    return ImageChops.difference(picture, Image.new("RGB", picture.size, corner)).getbbox()


def wrong_in(window: Image.Image, part: Part) -> list[str]:
    left, top, right, bottom = part.box
    width, height = window.size
    cut = window.crop((round(left * width), round(top * height), round(right * width), round(bottom * height)))
    whole = cut.width * cut.height
    counted = {colour: count for count, colour in cut.getcolors(whole) or []}
    wrong = []
    if len(counted) < part.colours:
        wrong.append(f"{part.name}{NBSP}: {len(counted)} couleurs, {part.colours} attendues")
    for role, least in part.least:
        share = counted.get(rgb(LIGHT[role]), 0) / whole if whole else 0.0
        if share < least:
            wrong.append(f"{part.name}{NBSP}: {share:.1%} de {role.name}, {least:.1%} attendus")
    return wrong


def rgb(text: str) -> Colour:
    """`#RRGGBB` as three numbers."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
