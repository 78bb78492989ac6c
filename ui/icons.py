"""Lucide icons, drawn in the colour of a role at the size and the sharpness of the screen."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache

from ui.theme import Role, Theme

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"


@lru_cache(maxsize=256)
def drawing(name: str) -> bytes:
    """The SVG of an icon, whose strokes are in `currentColor`; KeyError if this program does not carry it."""
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        raise KeyError(name)
    return path.read_bytes()


def icon_pixmap(name: str, color: QColor, side: int, ratio: float = 1.0, stroke: float = 2.0) -> QPixmap:
    """Square picture of an icon: `side` logical pixels, `ratio` device pixels to each; kept in Qt's own cache.

    `stroke` is the width of lines in the drawing's own 24 units.
    """
    key = f"icon/{name}/{color.name()}/{side}/{ratio:.3f}/{stroke}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    from PySide6.QtSvg import QSvgRenderer

    source = drawing(name).replace(b"currentColor", color.name().encode("ascii"))
    if stroke != 2.0:
        source = source.replace(b'stroke-width="2"', f'stroke-width="{stroke}"'.encode("ascii"))
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, pixmap)
    return pixmap


def icon(name: str, theme: Theme, role: Role = Role.TEXT, size: int = 20) -> QIcon:
    """Icon in a role's colour; `size` is in logical pixels before the text size, as in the specification."""
    side = theme.icon(size)
    made = QIcon()
    for ratio in sorted({1.0, screen_ratio()}):
        made.addPixmap(icon_pixmap(name, theme.color(role), side, ratio))
        made.addPixmap(icon_pixmap(name, theme.color(Role.HINT), side, ratio), QIcon.Mode.Disabled)
    return made


def draw_icon(
    painter: QPainter, name: str, color: QColor, at: tuple[float, float], side: int, *, stroke: float = 2.0
) -> None:
    """Paint an icon with its top left corner `at` (x, y), as sharp as the device that is painted on."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(round(at[0]), round(at[1]), icon_pixmap(name, color, side, ratio, stroke))


def screen_ratio() -> float:
    """The sharpest screen's device pixels to one logical pixel."""
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
