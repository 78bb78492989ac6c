"""Blocks drawn on reportlab's canvas: black or white, nothing between, every letter in an embedded font."""

from __future__ import annotations

from io import BytesIO
from itertools import groupby

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from app.documents import fonts
from app.documents.fonts import Face
from app.documents.layout import Block, Code, Frame, Mark, Ring, Rule, Shape, Text
from app.documents.metrics import MM, PAGE_HEIGHT, PAGE_WIDTH

# Letters of a PDF string that stand for themselves only behind a backslash, and those outside ASCII.
_ESCAPED = {code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))} | {
    ord(sign): f"\\{sign}" for sign in "()\\"
}


class Paper:
    """A PDF being made: pages of blocks, then its bytes. The same blocks give the same bytes, whatever the day."""

    def __init__(self, *, title: str, author: str, subject: str) -> None:
        rl_config.useA85 = 0  # binary streams: a quarter smaller, read by everything since PDF 1.0
        fonts.font(Face.REGULAR.value)
        self._buffer = BytesIO()
        self._canvas = Canvas(
            self._buffer,
            pagesize=(PAGE_WIDTH * MM, PAGE_HEIGHT * MM),
            pageCompression=1,
            invariant=1,
            initialFontName=Face.REGULAR.value,  # type: ignore[arg-type]  # a name, whatever the stubs say
            pdfVersion=(1, 7),
            lang="fr-FR",
        )
        self._document = self._canvas._doc  # type: ignore[attr-defined] # private, see `_write`
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(subject)
        self._canvas.setCreator(author)
        self._canvas.setViewerPreference("DisplayDocTitle", "true")

    def place(self, block: Block, x: float, y: float) -> None:
        """Draw a block whose top left corner is at `x`, `y` millimetres from the page's."""
        for mark in block.marks:
            self._draw(mark, x, y)
        for dx, dy, inner in block.inside:
            self.place(inner, x + dx, y + dy)

    def place_reduced(self, block: Block, x: float, y: float, scale: float) -> None:
        """Draw a block smaller than it is: the last resort for what is higher than a page."""
        self._canvas.saveState()
        self._canvas.translate(x * MM, (PAGE_HEIGHT - y) * MM)
        self._canvas.scale(scale, scale)
        self._canvas.translate(0, -PAGE_HEIGHT * MM)
        self.place(block, 0, 0)
        self._canvas.restoreState()

    def end_page(self) -> None:
        """Close the page; the next mark goes on a new one."""
        self._canvas.showPage()

    def finish(self) -> bytes:
        """The whole PDF."""
        self._canvas.save()
        return self._buffer.getvalue()

    def _write(self, operators: str) -> None:
        """Add PDF operators as they are: through reportlab's own methods a sheet takes half as long again.

        These lists are private to reportlab, whose version is pinned; every test of the sheet stands on them.
        """
        self._canvas._code.append(operators)  # type: ignore[attr-defined] # private, as said above

    def _draw(self, mark: Mark, x: float, y: float) -> None:
        match mark:
            case Text():
                self._text(mark, x, y)
            case Rule():
                self._rule(mark, x, y)
            case Frame():
                self._frame(mark, x, y)
            case Shape():
                self._shape(mark, x, y)
            case Ring():
                self._canvas.setLineWidth(mark.weight)
                self._canvas.circle(*_point(x + mark.x, y + mark.y), mark.radius * MM)
            case Code():
                self._code(mark, x, y)

    def _text(self, mark: Text, x: float, y: float) -> None:
        # A space at the end of a line keeps its last word apart from the next line's where text is read back.
        text = mark.text + " " if mark.ends_line else mark.text
        shown: list[str] = []
        for name, piece in fonts.pieces(text, mark.face):
            font = fonts.font(name)
            for subset, codes in font.splitString(piece, self._document):
                letters = codes.decode("latin-1").translate(_ESCAPED)
                shown.append(f"{font.getSubsetInternalName(subset, self._document)} {mark.size:g} Tf ({letters}) Tj")
        place = _place(x + mark.x, y + mark.y)
        words = f"BT 1 0 0 1 {place} Tm {' '.join(shown)} ET"
        self._write(f"1 g {words} 0 g" if mark.white else words)

    def _rule(self, mark: Rule, x: float, y: float) -> None:
        line = f"{_place(x + mark.x, y + mark.y)} m {_place(x + mark.to_x, y + mark.to_y)} l S"
        if mark.dotted:  # round ends make a dot of a dash without length
            self._write(f"q {mark.weight:g} w 1 J [0 {1.5 * MM:.3f}] 0 d {line} Q")
        else:
            self._write(f"{mark.weight:g} w {line}")

    def _frame(self, mark: Frame, x: float, y: float) -> None:
        inset = 0.0 if mark.solid else mark.weight / 2
        left, bottom = _point(x + mark.x, y + mark.y + mark.height)
        left, bottom = left + inset, bottom + inset
        width, height = mark.width * MM - 2 * inset, mark.height * MM - 2 * inset
        if mark.radius:
            self._canvas.setLineWidth(mark.weight)
            self._canvas.roundRect(
                left, bottom, width, height, mark.radius * MM, stroke=int(not mark.solid), fill=int(mark.solid)
            )
            return
        box = f"{left:.2f} {bottom:.2f} {width:.2f} {height:.2f} re"
        if mark.solid:
            self._write(f"{box} f")
        elif mark.dashed:
            self._write(f"q {mark.weight:g} w [2.6 2] 0 d {box} S Q")
        else:
            self._write(f"{mark.weight:g} w {box} S")

    def _shape(self, mark: Shape, x: float, y: float) -> None:
        path = self._canvas.beginPath()
        for index, (px, py) in enumerate(mark.points):
            (path.lineTo if index else path.moveTo)(*_point(x + px, y + py))
        if mark.closed:
            path.close()
        if mark.weight:
            self._canvas.setLineWidth(mark.weight)
        if not mark.closed:
            self._canvas.saveState()
            self._canvas.setLineCap(1)
            self._canvas.setLineJoin(1)
        self._canvas.drawPath(path, stroke=int(bool(mark.weight)), fill=int(not mark.weight))
        if not mark.closed:
            self._canvas.restoreState()

    def _code(self, mark: Code, x: float, y: float) -> None:
        """All black modules as one path, neighbours of a row merged: no hairline shows between them."""
        size = len(mark.rows)
        runs: list[str] = []
        for index, row in enumerate(mark.rows):
            column = 0
            for black, run in groupby(row):
                length = sum(1 for _ in run)
                if black:
                    runs.append(f"{column} {size - 1 - index} {length} 1 re")
                column += length
        canvas = self._canvas
        module = mark.side * MM / size
        canvas.saveState()
        canvas.translate(*_point(x + mark.x, y + mark.y + mark.side))
        canvas.scale(module, module)
        self._write(" ".join(runs) + " f")
        canvas.restoreState()


def _place(x: float, y: float) -> str:
    """Millimetres from the page's top left as a pair of PDF numbers, in points to the hundredth."""
    return f"{x * MM:.2f} {(PAGE_HEIGHT - y) * MM:.2f}"


def _point(x: float, y: float) -> tuple[float, float]:
    """Millimetres from the page's top left to points from its bottom left."""
    return round(x * MM, 3), round((PAGE_HEIGHT - y) * MM, 3)
