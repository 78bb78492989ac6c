"""The project's own check of a tagged PDF: what neither `pdfua` nor `outloud` sees, and the order in which it reads.

    assert faults(pdf) == []                  # sentences, one a fault
    for role, text in reading_order(pdf): …   # ("H1", "Mme Hélène Fayard"), ("LBody", "☐ 1 …"), …

Rules: ISO 14289-1 (PDF/UA-1) and ISO 32000-1, 14.7 and 14.8. The text is that of the content stream, decoded by each
font's own table: no space is guessed, so words that a screen reader would glue are seen glued.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

from tests.pdf_content import FONTS_WITHOUT_FILE, Content, ObjectId, page_content

STANDARD_ROLES = re.compile(  # ISO 32000-1, 14.8.4
    "Document|Part|Art|Sect|Div|BlockQuote|Caption|TOCI?|Index|NonStruct|Private|P|H[1-6]?|L|LI|Lbl|LBody|Table|TR|TH|TD|"
    "THead|TBody|TFoot|Span|Quote|Note|Reference|BibEntry|Code|Link|Annot|Figure|Formula|Form"
)
PLACES = {  # ISO 32000-1, 14.8.4.3: what may stand only there
    "LI": {"L"},
    "LBody": {"LI"},
    "Lbl": {"LI", "Note"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
}
Sequence = tuple[ObjectId, int]  # a page and a number of marked content


@dataclass
class Element:
    """One element of the tree: its role, what it claims in reading order, and what it says of itself."""

    role: str
    inside: str  # role of its parent
    object: pikepdf.Object
    sequences: list[Sequence] = field(default_factory=list)


@dataclass
class Tree:
    """The structure tree, walked once: elements as they are met, and the pieces of content as they are read."""

    elements: list[Element] = field(default_factory=list)
    order: list[tuple[Element, Sequence | None]] = field(default_factory=list)  # None: a figure, read by its words
    owners: dict[Sequence, ObjectId] = field(default_factory=dict)
    annotations: dict[ObjectId, ObjectId] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def faults(pdf: bytes) -> list[str]:
    """Every fault as a sentence; empty when there is none."""
    with pikepdf.open(BytesIO(pdf)) as document:
        found = [*_file_faults(document), *_font_faults(document)]
        root = document.Root.get("/StructTreeRoot")
        if root is None:
            return [*found, "the file has no structure tree"]
        tree = read_tree(root)
        contents = [page_content(page.obj) for page in document.pages]
        found += tree.faults
        found += _element_faults(tree)
        found += _parent_tree_faults(root, document, tree, contents)
        for number, content in enumerate(contents, start=1):
            found += [f"page {number}: {fault}" for fault in content.faults]
        return list(dict.fromkeys(found))


def reading_order(pdf: bytes) -> list[tuple[str, str]]:
    """Role and text of each piece as it is read out; a figure reads as its words, pieces of one element are joined."""
    with pikepdf.open(BytesIO(pdf)) as document:
        texts: dict[Sequence, str] = {}
        for page in document.pages:
            for number, text in page_content(page.obj).texts.items():
                texts[page.obj.objgen, number] = text
        read: list[tuple[Element, str]] = []
        for element, sequence in read_tree(document.Root.StructTreeRoot).order:
            text = str(element.object.get("/Alt", "")) if sequence is None else texts.get(sequence, "")
            if read and read[-1][0] is element:
                read[-1] = (element, read[-1][1] + text)
            else:
                read.append((element, text))
        return [(element.role, text) for element, text in read]


# ----------------------------------------------------------------- the tree, from its root


def read_tree(root: pikepdf.Object) -> Tree:
    """Walk the tree from its root; what is malformed goes to its `faults`."""
    tree = Tree()
    roles = {str(name): str(role) for name, role in root.get("/RoleMap", {}).items()}
    for kid in _kids(root):
        _walk(kid, root, None, "", roles, tree)
    return tree


def _walk(
    object_: pikepdf.Object, parent: pikepdf.Object, page: Any, inside: str, roles: dict[str, str], tree: Tree
) -> None:
    name = str(object_.get("/S", "/"))
    role = roles.get(name, name).removeprefix("/")
    element = Element(role, inside, object_)
    tree.elements.append(element)
    if not object_.is_indirect:
        tree.faults.append(f"an element {role} is not an object of its own")
    if object_.get("/P") is None or object_.P.objgen != parent.objgen:
        tree.faults.append(f"an element {role} names another parent than the one that holds it")
    page = object_.get("/Pg", page)
    if role == "Figure":
        tree.order.append((element, None))
    for kid in _kids(object_):
        if isinstance(kid, int):
            _claim(element, page, kid, tree)
        elif kid.get("/Type") == "/MCR":
            _claim(element, kid.get("/Pg", page), int(kid.MCID), tree)
        elif kid.get("/Type") == "/OBJR":
            _claim_annotation(element, kid, tree)
        else:
            _walk(kid, object_, page, role, roles, tree)


def _claim(element: Element, page: Any, number: int, tree: Tree) -> None:
    if page is None:
        tree.faults.append(f"an element {element.role} claims content {number} of no page")
        return
    sequence = (page.objgen, number)
    if sequence in tree.owners:
        tree.faults.append(f"content {number} of page object {page.objgen[0]} is claimed twice")
    tree.owners[sequence] = element.object.objgen
    element.sequences.append(sequence)
    if element.role != "Figure":
        tree.order.append((element, sequence))


def _claim_annotation(element: Element, reference: pikepdf.Object, tree: Tree) -> None:
    annotation = reference.get("/Obj")
    if annotation is None:
        tree.faults.append(f"an element {element.role} refers to no annotation")
    elif annotation.objgen in tree.annotations:
        tree.faults.append(f"annotation {annotation.objgen[0]} is claimed twice")
    else:
        tree.annotations[annotation.objgen] = element.object.objgen


def _kids(element: pikepdf.Object) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _element_faults(tree: Tree) -> Iterator[str]:
    level = 0
    for element in tree.elements:
        if not STANDARD_ROLES.fullmatch(element.role):
            yield f"the role {element.role} is none of the standard's"
        if element.role in PLACES and element.inside not in PLACES[element.role]:
            yield f"an element {element.role} stands in {element.inside or 'the root'}"
        if element.role == "Figure":
            if not str(element.object.get("/Alt", "")).strip():
                yield "a figure has no words in its place (/Alt)"
            if not any("/BBox" in box and box.get("/O") == "/Layout" for box in _attributes(element.object)):
                yield "a figure has no box (/BBox)"
        if element.role == "TH" and not any("/Scope" in box for box in _attributes(element.object)):
            yield "a head of a table does not say of what it is the head (/Scope)"
        if element.role == "Table":
            widths = {_cells(row) for row in _rows(element.object)}
            if len(widths) > 1:
                yield f"a table has rows of {' and '.join(map(str, sorted(widths)))} cells"
        if element.role == "Link" and element.object.objgen not in tree.annotations.values():
            yield "a Link leads to no annotation (/OBJR)"
        if element.role[:1] == "H" and element.role[1:].isdigit():
            if int(element.role[1:]) > level + 1:
                yield f"a heading {element.role} comes under level {level}"
            level = int(element.role[1:])
        elif element.role == "Part":
            level = 0  # each sheet of a batch begins anew


def _attributes(element: pikepdf.Object) -> list[Any]:
    attributes = element.get("/A", {})
    return list(attributes) if isinstance(attributes, pikepdf.Array) else [attributes]


def _rows(table: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for kid in _kids(table):
        if not isinstance(kid, int) and "/S" in kid:
            yield from [kid] if kid.S == "/TR" else _rows(kid)


def _cells(row: pikepdf.Object) -> int:
    return sum(next((int(box["/ColSpan"]) for box in _attributes(cell) if "/ColSpan" in box), 1) for cell in _kids(row))


# ----------------------------------------------------------------- from the content back to the tree


def _parent_tree_faults(
    root: pikepdf.Object, document: pikepdf.Pdf, tree: Tree, contents: list[Content]
) -> Iterator[str]:
    if "/ParentTree" not in root:
        yield "the structure tree has no /ParentTree"
        return
    entries: list[tuple[int, Any]] = []
    yield from _number_tree(root.ParentTree, entries, None)
    keys = [key for key, _ in entries]
    if keys != sorted(set(keys)):
        yield "the keys of /ParentTree are not in order, each once"
    if keys and int(root.get("/ParentTreeNextKey", max(keys) + 1)) <= max(keys):
        yield "/ParentTreeNextKey is a key in use"
    parents, used = dict(entries), Counter[int]()
    painted: set[Sequence] = set()
    seen: set[ObjectId] = set()
    for number, (page, content) in enumerate(zip(document.pages, contents, strict=True), start=1):
        if page.obj.get("/Tabs") != "/S":
            yield f"page {number}: the tab key does not follow the structure (/Tabs)"
        for annotation in page.obj.get("/Annots", []):
            seen.add(annotation.objgen)
            yield from (f"page {number}: {one}" for one in _annotation_faults(annotation, parents, tree, used))
        painted |= {(page.obj.objgen, mark) for mark in content.texts}
        key = page.obj.get("/StructParents")
        if key is None:
            yield f"page {number} has no /StructParents"
            continue
        used[int(key)] += 1
        row = parents.get(int(key))
        if not isinstance(row, pikepdf.Array):
            yield f"page {number}: /ParentTree has no row for it"
            continue
        owners = {mark: owner.objgen for mark, owner in enumerate(row) if owner is not None}
        for mark in sorted({*content.texts, *owners}):
            claimed = tree.owners.get((page.obj.objgen, mark))
            if claimed is None:
                yield f"page {number}: no element claims content {mark}"
            if owners.get(mark) != claimed:
                yield f"page {number}: /ParentTree names another owner of content {mark} than the structure does"
    yield from (f"key {key} of /ParentTree is used {times} times" for key, times in used.items() if times > 1)
    yield from (f"key {key} of /ParentTree belongs to nothing" for key in keys if key not in used)
    yield from (
        f"the structure claims content {mark} of page object {page[0]}, which is not there"
        for page, mark in sorted(tree.owners.keys() - painted)
    )
    yield from (f"annotation {one[0]} of the structure is on no page" for one in tree.annotations.keys() - seen)


def _annotation_faults(
    annotation: pikepdf.Object, parents: dict[int, Any], tree: Tree, used: Counter[int]
) -> Iterator[str]:
    key = annotation.get("/StructParent")
    if key is None:
        yield "an annotation has no /StructParent"
        return
    used[int(key)] += 1
    owner, claimed = parents.get(int(key)), tree.annotations.get(annotation.objgen)
    if claimed is None:
        yield "an annotation is claimed by no element (/OBJR)"
    if owner is None or isinstance(owner, pikepdf.Array) or owner.objgen != claimed:
        yield "/ParentTree names another owner of an annotation than the structure does"
    if annotation.get("/Subtype") == "/Link" and not str(annotation.get("/Contents", "")).strip():
        yield "a link has no words (/Contents)"


def _number_tree(node: pikepdf.Object, entries: list[tuple[int, Any]], limits: Any) -> Iterator[str]:
    """Gather the leaves of a number tree (ISO 32000-1, 7.9.7)."""
    if limits is None and "/Limits" in node:
        yield "the root of /ParentTree has /Limits"
    pairs = list(node.get("/Nums", []))
    here = [(int(key), value) for key, value in zip(pairs[::2], pairs[1::2], strict=True)]
    entries += here
    if limits is not None and here and [here[0][0], here[-1][0]] != [int(one) for one in limits]:
        yield "a leaf of /ParentTree says other /Limits than it has"
    for kid in node.get("/Kids", []):
        if "/Limits" not in kid:
            yield "a node of /ParentTree has no /Limits"
        yield from _number_tree(kid, entries, kid.get("/Limits", []) or None)


# ----------------------------------------------------------------- the file and its fonts


def _file_faults(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if not str(root.get("/Lang", "")).startswith("fr"):
        yield "the file does not say that it is in French (/Lang)"
    marks = root.get("/MarkInfo", {})
    if not marks.get("/Marked", False) or marks.get("/Suspects", False):
        yield "the file does not say that it is tagged (/MarkInfo)"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "the window would show the file's name, not its title (/DisplayDocTitle)"
    if "/Metadata" not in root:
        yield "the file has no XMP metadata"
        return
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as known:
        if not str(known.get("dc:title", "")).strip():
            yield "the metadata have no title (dc:title)"
        if str(known.get("pdfuaid:part", "")) != "1":
            yield "the metadata do not say PDF/UA-1 (pdfuaid:part)"
        if known.get("dc:title") and str(known["dc:title"]) != str(document.docinfo.get("/Title", "")):
            yield "the metadata have another title than the file"


def _font_faults(document: pikepdf.Pdf) -> Iterator[str]:
    """Fonts that do not travel with the file, set or not: a reader's program puts others in their place."""
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Dictionary) or thing.get("/Type") != "/Font":
            continue
        if thing.get("/Subtype") in FONTS_WITHOUT_FILE:
            continue
        described = thing.get("/FontDescriptor", {})
        if not any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"the font {str(thing.get('/BaseFont', '?')).removeprefix('/')} is not embedded"
