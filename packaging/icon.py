"""Make the program's icon for Windows and the installer's picture from the drawings: `python packaging/icon.py`.

It writes `icon/amf42.ico` and `icon/side.bmp`. Run once, by hand, with the project's `.venv`, when a drawing changes;
the result is kept. `icon/amf42.svg` serves from 24 pixels up, `icon/amf42-small.svg` below: at 16 pixels thin lines
are lost. Each size is a PNG inside the ICO, which every Windows since Vista reads.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent / "icon"
SIZES = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256)  # 16, 24, 32, 48 at 100 to 200 %, and what the shell asks for
SIDE = (328, 628)  # pixels: twice what NSIS shows at 100 %
SMALL = 20  # pixels: up to here, the drawing with fewer lines


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    target = HERE / "amf42.ico"
    target.write_bytes(icon_file({side: picture(side) for side in SIZES}))
    print(f"{target.name} : {len(SIZES)} tailles, {target.stat().st_size} octets")
    side = HERE / "side.bmp"
    side.write_bytes(side_picture())
    print(f"{side.name} : {side.stat().st_size} octets")
    del application
    return 0


def picture(side: int) -> bytes:
    """One size as PNG, `side` pixels square."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    drawing = HERE / ("amf42-small.svg" if side <= SMALL else "amf42.svg")
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(drawing.read_bytes())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(kept.data())


def side_picture() -> bytes:
    """What stands beside the installer's last page: the icon on the program's own blue, as a BMP of 256 colours."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint
    from PySide6.QtGui import QColor, QImage, QPainter

    sys.path.append(str(HERE.parent.parent))
    from ui.theme import LIGHT, Role

    width, height = SIDE
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT[Role.SUNKEN]))
    painter = QPainter(image)
    painter.fillRect(0, 0, 12, height, QColor(LIGHT[Role.ACCENT_FILL]))
    icon = 176
    painter.drawImage(QPoint((width - icon + 12) // 2, (height - icon) // 3), QImage.fromData(picture(icon)))
    painter.end()
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.convertToFormat(QImage.Format.Format_Indexed8).save(buffer, "BMP")
    return bytes(kept.data())


def icon_file(pictures: dict[int, bytes]) -> bytes:
    """An ICO: its header, one entry of 16 bytes for each picture (256 is written 0), then the pictures."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    entries, bodies = b"", b""
    for side, png in sorted(pictures.items()):
        entries += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(png), place + len(bodies))
        bodies += png
    return head + entries + bodies


if __name__ == "__main__":
    sys.exit(main())
