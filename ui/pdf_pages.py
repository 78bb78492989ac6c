"""Draws the pages of a PDF as pictures: the preview and the printer show the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

POINTS_PER_INCH = 72
GLANCE = 36  # dots per inch: enough to see whether a page has any colour


def page_pictures(
    pdf: bytes, dots_per_inch: float, *, grey: bool | None = False, numbers: Sequence[int] | None = None
) -> Iterator[QImage]:
    """Each page at this sharpness, one after the other; `numbers` (from 1) says which pages, in which order.

    `grey` takes a quarter of the memory; None does so for pages without colour. PDFium knows one thread at a time: call
    it from the runner's heavy thread only (or from a test's own).
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(1, len(document) + 1) if numbers is None else numbers:
            page = document[number - 1]
            plain = _picture(page, GLANCE, grey=False).allGray() if grey is None else grey
            yield _picture(page, dots_per_inch, grey=plain)
            page.close()
    finally:
        document.close()


def _picture(page: PdfPage, dots_per_inch: float, *, grey: bool) -> QImage:
    bitmap = page.render(scale=dots_per_inch / POINTS_PER_INCH, grayscale=grey, prefer_bgrx=not grey)
    shape = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB32
    # Copied: the picture must outlive PDFium's own memory.
    picture = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, shape).copy()
    bitmap.close()
    return picture


def page_count(pdf: bytes) -> int:
    """How many pages these bytes hold."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
