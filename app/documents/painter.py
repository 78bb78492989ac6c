"""Blocks put on the pages of a tagged PDF (towards PDF/UA-1, ISO 14289-1): black or white, every font embedded.

How a file is built, and why:
- Each block is painted once, from its own corner (`tagging`); a page moves there and draws it. What is only seen is
  marked as an artefact, what is read as numbered runs, in the order in which it is read; each element of the structure
  (`structure`) knows its runs, and the parent tree leads from each run back to its element.
- In a file of many sheets what comes a second time is kept once, as a form that pages draw by its name. A form holds no
  number of a run: it is drawn inside a run of each page (a number inside would count twice). All pages share one
  dictionary of resources.
- Objects are written as they come (`pdf_file`) and fonts last, with the letters that were drawn (`embedded`).
- Known traps: a run nested in a run with /ActualText makes poppler lose the rest of the element's text, so a box to
  tick is a letter of a font of its own; lines need a space at their end, or their words are glued where they are read.
"""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO

from app.documents.embedded import embed
from app.documents.forms import Forms
from app.documents.layout import Block
from app.documents.metrics import MM, PAGE_HEIGHT, PAGE_WIDTH
from app.documents.operators import NAMES
from app.documents.pdf_file import PdfFile, escaped, text_string
from app.documents.structure import Outline, Structure
from app.documents.tagging import Box, Element, Painted, painted

LANGUAGE = b"fr-FR"
_HIGH = PAGE_HEIGHT * MM


class Paper:
    """A PDF being made: pages of blocks, then its bytes. The same blocks give the same bytes, whatever the day.

    With `to`, pages leave memory as they are written there, and what comes again and again is kept once: for many
    sheets in one file. Raises OSError as `to` does.
    """

    def __init__(self, *, title: str, author: str, subject: str, to: BinaryIO | None = None) -> None:
        self._title, self._author, self._subject = title, author, subject
        self._buffer = BytesIO()
        self._file = PdfFile(to if to is not None else self._buffer)
        self._structure = Structure(self._file)
        self._outline = Outline(self._file)
        self._fonts, self._resources, self._pages = (self._file.reserve() for _ in range(3))
        self._forms = Forms(self._file, self._fonts) if to is not None else None
        self._letters: dict[str, set[str]] = {name: set() for name in NAMES}
        self._mark = object()  # set on what is kept once its letters are known here
        self._nodes: list[int] = []  # of the tree of pages
        self._node, self._node_pages = 0, list[bytes]()
        self.pages = 0
        self._page = 0
        self._key = -1
        self._begin_page()

    def part(self, title: str) -> None:
        """Begin a part with this title and a line in the outline; what is placed next belongs to it."""
        self._structure.end_all()
        if not self._content:
            self._end_node()
            self._structure.end_leaf()
        if not self._page:
            self._page = self._file.reserve()
        self._structure.begin("Part", title)
        self._outline.add(title, self._page)

    def begin(self, role: str) -> None:
        """What is placed next stands in an element of this role (a Sect over several pages), until `end`."""
        self._structure.begin(role)

    def end(self) -> None:
        """Close the element begun last."""
        self._structure.end()

    def place(self, block: Block, x: float, y: float) -> None:
        """Draw a block whose top left corner is at `x`, `y` millimetres from the page's.

        One that only holds others is taken apart, so that those that are kept are painted once.
        """
        kept, tag = block.kept, block.tag
        if kept is not None or (tag is not None and tag.role != "Sect"):
            ready = painted(block)
            if kept is None or kept.paper is not self._mark:
                self._know(ready)
                if kept is not None:
                    kept.paper = self._mark
            self._place(ready, x, y, 1.0)
            return
        if tag is not None:
            self._structure.begin(tag.role)
        if block.marks:
            ready = painted(Block(block.height, block.marks))
            self._know(ready)
            self._place(ready, x, y, 1.0)
        for dx, dy, inner in block.inside:
            self.place(inner, x + dx, y + dy)
        if tag is not None:
            self._structure.end()

    def place_reduced(self, block: Block, x: float, y: float, scale: float) -> None:
        """Draw a block smaller than it is: the last resort for what is higher than a page."""
        ready = painted(block)
        self._know(ready)
        self._place(ready, x, y, scale)

    def end_page(self) -> None:
        """Close the page; the next mark goes on a new one."""
        if self._key < 0:  # nothing stands on it
            self._key = self._structure.key()
        self._page = self._page or self._file.reserve()
        self._node = self._node or self._file.reserve()
        content = self._file.reserve()
        self._file.add_stream(content, b"", b"\n".join(self._content))
        self._file.add(
            self._page,
            b"<</Type/Page/Parent %d 0 R/Resources %d 0 R/MediaBox[0 0 %.2f %.2f]"
            b"/Contents %d 0 R/StructParents %d/Tabs/S%s>>"
            % (
                *(self._node, self._resources, PAGE_WIDTH * MM, _HIGH, content, self._key),
                b"/Annots[%s]" % b" ".join(self._links) if self._links else b"",
            ),
        )
        self._structure.leads_to(self._key, b"[%s]" % b" ".join(self._runs))
        self._node_pages.append(b"%d 0 R" % self._page)
        self.pages += 1
        self._begin_page()

    def finish(self) -> bytes:
        """Write what is left: the whole PDF, or nothing where it was written as it came."""
        file = self._file
        self._structure.finish()
        self._outline.finish()
        self._end_node()
        kids = b" ".join(b"%d 0 R" % node for node in self._nodes)
        file.add(self._pages, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, self.pages))
        named: list[bytes] = []
        for name in sorted(name for name, letters in self._letters.items() if letters):
            number = file.reserve()
            named.append(b"/%s %d 0 R" % (NAMES[name], number))
            embed(file, number, name, self._letters[name])
        file.add(self._fonts, b"<</Font<<%s>>>>" % b"".join(named))
        forms = b"/XObject<<%s>>" % self._forms.names() if self._forms is not None else b""
        file.add(self._resources, b"<</Font<<%s>>%s>>" % (b"".join(named), forms))
        info, metadata, catalog = (file.reserve() for _ in range(3))
        author = text_string(self._author)
        file.add(
            info,
            b"<</Title%s/Author%s/Subject%s/Creator%s/Producer%s>>"
            % (text_string(self._title), author, text_string(self._subject), author, author),
        )
        file.add_stream(metadata, b"/Type/Metadata/Subtype/XML", self._metadata(), packed=False)
        outlines = b"/Outlines %d 0 R" % self._outline.root if self._outline.root else b""
        if self._outline.count > 1:
            outlines += b"/PageMode/UseOutlines"
        file.add_plain(
            catalog,
            b"<</Type/Catalog/Pages %d 0 R/Lang (%s)/MarkInfo<</Marked true>>"
            b"/ViewerPreferences<</DisplayDocTitle true>>/StructTreeRoot %d 0 R/Metadata %d 0 R%s>>"
            % (self._pages, LANGUAGE, self._structure.root, metadata, outlines),
        )
        file.finish(catalog, info)
        return self._buffer.getvalue()

    def _begin_page(self) -> None:
        self._page = 0  # its object, reserved when something refers to it
        self._key = -1
        self._content: list[bytes] = []
        self._runs: list[bytes] = []  # the element of each marked run
        self._links: list[bytes] = []

    def _end_node(self) -> None:
        if self._node:
            self._file.add(
                self._node,
                b"<</Type/Pages/Parent %d 0 R/Kids[%s]/Count %d>>"
                % (self._pages, b" ".join(self._node_pages), len(self._node_pages)),
            )
            self._nodes.append(self._node)
            self._node, self._node_pages = 0, []

    def _place(self, ready: Painted, x: float, y: float, scale: float) -> None:
        if self._key < 0:
            self._key = self._structure.key()
            self._page = self._page or self._file.reserve()
        content = self._content
        at = (x * MM, _HIGH - y * MM)
        content.append(b"q %g 0 0 %g %.2f %.2f cm" % (scale, scale, *at))
        if ready.seen:
            content.append(b"/Artifact BMC %s EMC" % self._shared(ready.seen))
        for kind, operators in ready.running:
            content.append(b"/Artifact<</Type/Pagination/Subtype/%s>>BDC %s EMC" % (kind, self._shared(operators)))
        for element in ready.read:
            self._structure.add(self._read(element, self._structure.parent, x, y, scale))
        content.append(b"Q")

    def _know(self, ready: Painted) -> None:
        """Its letters go into the fonts."""
        for name, letters in ready.letters:
            self._letters[name].update(letters)

    def _shared(self, operators: bytes) -> bytes:
        return operators if self._forms is None else self._forms.drawn(operators)

    def _read(self, element: Element, parent: int, x: float, y: float, scale: float) -> int:
        """Write an element whose block stands at `x`, `y`; its number."""
        number = self._file.reserve()
        kids: list[bytes] = []
        runs, content = self._runs, self._content
        for kid in element.kids:
            if isinstance(kid, bytes):
                kids.append(b"%d" % len(runs))
                content.append(b"/%s<</MCID %d>>BDC %s EMC" % (element.role, len(runs), self._shared(kid)))
                runs.append(b"%d 0 R" % number)
            else:
                kids.append(b"%d 0 R" % self._read(kid, number, x, y, scale))
        more = b""
        if element.alt:
            more = b"/Alt" + text_string(element.alt)
        if element.url:
            kids.append(self._link(element, number, x, y, scale))
        elif element.scope:
            more += b"/A<</O/Table/Scope/%s>>" % element.scope
        elif element.boxes:
            edges = _edges(element.boxes[0], x, y, scale)
            more += b"/A<</O/Layout/Placement/Block/BBox[%s]>>" % edges
        self._file.add(
            number,
            b"<</S/%s/P %d 0 R/Pg %d 0 R/K[%s]%s>>" % (element.role, parent, self._page, b" ".join(kids), more),
        )
        return number

    def _link(self, element: Element, number: int, x: float, y: float, scale: float) -> bytes:
        """Write the place that one clicks; what its element holds of it."""
        annotation = self._file.reserve()
        key = self._structure.key()
        boxes = element.boxes
        whole = (
            *(min(box[0] for box in boxes), min(box[1] for box in boxes)),
            *(max(box[2] for box in boxes), max(box[3] for box in boxes)),
        )
        corners = b""
        if len(boxes) > 1:
            corners = b"/QuadPoints[%s]" % b" ".join(_corners(box, x, y, scale) for box in boxes)
        url = element.url
        words = f"Écrire à {url.removeprefix('mailto:')}" if url.startswith("mailto:") else f"Ouvrir {url}"
        self._file.add(
            annotation,
            b"<</Type/Annot/Subtype/Link/Rect[%s]%s/Border[0 0 0]/F 4/Contents%s/A<</S/URI/URI%s>>/StructParent %d>>"
            % (
                *(_edges(whole, x, y, scale), corners, text_string(words)),
                *(escaped(_in_ascii(url)), key),
            ),
        )
        self._structure.leads_to(key, b"%d 0 R" % number)
        self._links.append(b"%d 0 R" % annotation)
        return b"<</Type/OBJR/Pg %d 0 R/Obj %d 0 R>>" % (self._page, annotation)

    def _metadata(self) -> bytes:
        title, author, subject = (_in_xml(text) for text in (self._title, self._author, self._subject))
        return (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
            '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
            'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
            f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
            f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
            f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>'
            f"<dc:language><rdf:Bag><rdf:li>{LANGUAGE.decode()}</rdf:li></rdf:Bag></dc:language>"
            f"<pdf:Producer>{author}</pdf:Producer><xmp:CreatorTool>{author}</xmp:CreatorTool>"
            "<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta>\n"
            '<?xpacket end="r"?>'
        ).encode()


def _in_xml(text: str) -> str:
    kept = "".join(letter for letter in text if letter >= " " and not "\ud800" <= letter < "\ue000")
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _in_ascii(url: str) -> bytes:
    """An address in the letters that an address may have (RFC 3986, 2.1)."""
    return b"".join(b"%c" % byte if 32 < byte < 127 else b"%%%02X" % byte for byte in url.encode())


def _edges(box: Box, x: float, y: float, scale: float) -> bytes:
    """A box of a block at `x`, `y` as left, bottom, right, top of the page, in points."""
    left, top, right, bottom = box
    return b"%.1f %.1f %.1f %.1f" % (
        (x + left * scale) * MM,
        _HIGH - (y + bottom * scale) * MM,
        (x + right * scale) * MM,
        _HIGH - (y + top * scale) * MM,
    )


def _corners(box: Box, x: float, y: float, scale: float) -> bytes:
    """The four corners of a line of a link: upper left and right, lower left and right, as viewers read them."""
    left, bottom, right, top = _edges(box, x, y, scale).split()
    return b" ".join((left, top, right, top, left, bottom, right, bottom))
