"""Draws the pages of a PDF as pictures: the preview and the printer show the same bytes."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QImage

POINTS_PER_INCH = 72


def page_pictures(pdf: bytes, dots_per_inch: float, *, grey: bool = False) -> Iterator[QImage]:
    """Each page at this sharpness, one after the other; `grey` takes a quarter of the memory, for paper.

    PDFium knows one thread at a time: call it from the runner's heavy thread only (or from a test's own).
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            bitmap = page.render(scale=dots_per_inch / POINTS_PER_INCH, grayscale=grey, prefer_bgrx=not grey)
            shape = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB32
            # Copied: the picture must outlive PDFium's own memory.
            yield QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, shape).copy()
            bitmap.close()
            page.close()
    finally:
        document.close()


def page_count(pdf: bytes) -> int:
    """How many pages these bytes hold."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
