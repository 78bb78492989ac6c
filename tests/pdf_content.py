"""A page's content stream, read operator by operator: what each marked sequence says, and what stands outside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pikepdf

ObjectId = tuple[int, int]
FONTS_WITHOUT_FILE = ("/Type0", "/Type3")  # their letters are in other objects
PAINTING = frozenset(("f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "INLINE IMAGE"))
SHOWING = frozenset(("Tj", "TJ", "'", '"'))
# What is looked at; the paths themselves, a code's thousand squares among them, are not.
READ = " ".join(("BDC", "BMC", "EMC", "Tf", "Do", "BI", "ID", "EI", *SHOWING, *sorted(PAINTING - {"INLINE IMAGE"})))
LEAST_GAP = 180  # thousandths: typesetters that write no space between words move on by so much


@dataclass
class Content:
    """What a page paints: text by number of marked content, fonts that were set, faults as sentences."""

    texts: dict[int, str] = field(default_factory=dict)
    artifacts: list[str] = field(default_factory=list)  # what is drawn and not read
    fonts: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


@dataclass
class _Reader:
    content: Content
    marks: list[tuple[str, int]] = field(default_factory=list)  # open sequences: (tag, number or -1)
    form: str = ""  # name of the form being read
    decode: Any = None

    @property
    def owner(self) -> int:
        """Number of the marked content here, -1 in an artefact or nowhere."""
        return next((number for _, number in reversed(self.marks) if number >= 0), -1)

    @property
    def in_artifact(self) -> bool:
        return any(tag == "/Artifact" for tag, _ in self.marks)


def page_content(page: pikepdf.Object) -> Content:
    """Read a page and the forms that it paints."""
    content = Content()
    _read(page, _resources(page), _Reader(content))
    return content


def _resources(page: pikepdf.Object) -> Any:
    while "/Resources" not in page and "/Parent" in page:
        page = page.Parent
    return page.get("/Resources", pikepdf.Dictionary())


def _read(stream: pikepdf.Object, resources: Any, reader: _Reader) -> None:
    depth = len(reader.marks)
    for operands, operator in pikepdf.parse_content_stream(stream, READ):
        name = str(operator)
        if name in ("BDC", "BMC"):
            _begin(operands, resources, reader)
        elif name == "EMC":
            if len(reader.marks) == depth:
                reader.content.faults.append("a sequence ends that was never begun")
            else:
                reader.marks.pop()
        elif name == "Tf":
            font = resources.Font[operands[0]]
            reader.content.fonts.add(str(font.get("/BaseFont", operands[0])))
            reader.decode = _decoder(font, reader.content)
        elif name in SHOWING:
            _painted("text", reader)
            _say(_shown(operands, reader.decode), reader)
        elif name in PAINTING:
            _painted("a shape" if name != "INLINE IMAGE" else "a picture", reader)
        elif name == "Do":
            _paint_object(operands[0], resources, reader)
    if len(reader.marks) != depth:
        reader.content.faults.append(f"a sequence never ends{reader.form}")
        del reader.marks[depth:]


def _begin(operands: Any, resources: Any, reader: _Reader) -> None:
    tag, properties = str(operands[0]), operands[1] if len(operands) > 1 else {}
    if isinstance(properties, pikepdf.Name):
        properties = resources.Properties[properties]
    number = int(properties.get("/MCID", -1))
    if reader.form and (number >= 0 or tag == "/Artifact"):
        reader.content.faults.append(f"{'an artefact' if number < 0 else 'marked content'} stands{reader.form}")
    if number >= 0 and (reader.owner >= 0 or reader.in_artifact):
        reader.content.faults.append(f"content {number} stands inside another sequence")
    if tag == "/Artifact" and reader.owner >= 0:
        reader.content.faults.append(f"an artefact stands inside content {reader.owner}")
    if number >= 0 and number in reader.content.texts:
        reader.content.faults.append(f"content {number} is marked twice")
    reader.marks.append((tag, number))
    if number >= 0:
        reader.content.texts.setdefault(number, "")
    if "/ActualText" in properties:
        _say(str(properties.ActualText), reader)


def _painted(what: str, reader: _Reader) -> None:
    if reader.owner < 0 and not reader.in_artifact:
        reader.content.faults.append(f"{what} is neither marked nor an artefact{reader.form}")


def _say(text: str, reader: _Reader) -> None:
    if reader.owner >= 0:
        reader.content.texts[reader.owner] += text
    else:
        reader.content.artifacts.append(text)


def _paint_object(name: Any, resources: Any, reader: _Reader) -> None:
    thing = resources.XObject[name]
    if thing.get("/Subtype") != "/Form":
        _painted("a picture", reader)
        return
    for key in ("/StructParents", "/StructParent"):
        if key in thing:
            reader.content.faults.append(f"the form {name} has {key}, though it may be painted many times")
    inner = _Reader(reader.content, list(reader.marks), f" in the form {name}", reader.decode)
    _read(thing, thing.get("/Resources", resources), inner)


# ----------------------------------------------------------------- letters


def _shown(operands: Any, decode: Any) -> str:
    shown = operands[-1]
    if not isinstance(shown, pikepdf.Array):
        return str(decode(bytes(shown)))
    text = ""
    for piece in shown:
        if isinstance(piece, pikepdf.String):
            text += decode(bytes(piece))
        elif float(piece) < -LEAST_GAP:
            text += " "
    return text


def _decoder(font: pikepdf.Object, content: Content) -> Any:
    if "/ToUnicode" in font:
        table = _to_unicode(font.ToUnicode.read_bytes().decode("latin-1"))
    elif font.get("/Encoding") == "/WinAnsiEncoding":
        table = {code: bytes([code]).decode("cp1252", "replace") for code in range(256)}
    else:
        content.faults.append(f"the font {font.get('/BaseFont', '?')} does not say which letters it draws")
        table = {}
    return partial(_decoded, table, 2 if font.get("/Subtype") == "/Type0" else 1)


def _decoded(table: dict[int, str], width: int, codes: bytes) -> str:
    return "".join(
        table.get(int.from_bytes(codes[at : at + width], "big"), "\ufffd") for at in range(0, len(codes), width)
    )


def _to_unicode(written: str) -> dict[int, str]:
    """The table of a ToUnicode map: single letters and runs of letters (ISO 32000-1, 9.10.3)."""
    table: dict[int, str] = {}
    for section in re.findall(r"beginbfchar(.*?)endbfchar", written, re.DOTALL):
        for code, letters in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", section):
            table[int(code, 16)] = _letters(letters)
    for section in re.findall(r"beginbfrange(.*?)endbfrange", written, re.DOTALL):
        for first, last, one, many in re.findall(
            r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]*)>|\[(.*?)\])", section, re.DOTALL
        ):
            codes = range(int(first, 16), int(last, 16) + 1)
            if one:
                start = _letters(one)
                table |= {code: start[:-1] + chr(ord(start[-1]) + code - codes.start) for code in codes}
            else:
                listed = re.findall(r"<([0-9A-Fa-f]*)>", many)
                table |= {code: _letters(letters) for code, letters in zip(codes, listed, strict=True)}
    return table


def _letters(hexadecimal: str) -> str:
    return bytes.fromhex(hexadecimal).decode("utf-16-be", "replace")
