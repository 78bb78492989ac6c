"""The project's own check of tagged PDF sees each fault: a small tagged file, broken in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

import resources
from app.documents.fonts import Face
from tests.pdf_structure import faults, reading_order

FONT = resources.path("fonts", f"{Face.REGULAR.value}.ttf").read_bytes()
WORDS = (
    b"/H1 <</MCID 0>> BDC BT /F1 12 Tf 50 700 Td (Fiche ) Tj 0 -20 Td (courte) Tj ET EMC "
    b"/Artifact BMC 1 w 50 650 100 1 re f EMC "
    b"/LBody <</MCID 1>> BDC /Fm0 Do EMC "
    b"/Link <</MCID 2>> BDC BT /F1 12 Tf 50 560 Td (www.exemple.fr) Tj ET EMC "
    b"/Figure <</MCID 3>> BDC 50 500 20 20 re S EMC"
)
MAP = b"1 beginbfrange <20> <7E> <0020> endbfrange 1 beginbfchar <80> <2610> endbfchar"
XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Fiche courte</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


@lru_cache(maxsize=1)
def small() -> bytes:
    """Two like pages: a heading, a rule, a list item painted by a form, a link, a figure."""
    document = pikepdf.new()
    root = document.Root
    file = document.make_stream(FONT, Length1=len(FONT))
    described = Dictionary(Type=Name.FontDescriptor, FontName=Name.Lisible, Flags=32, FontFile2=file)
    font = document.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name.Lisible,
            Encoding=Name.WinAnsiEncoding,
            FirstChar=32,
            LastChar=32,
            Widths=[300],
            FontDescriptor=document.make_indirect(described),
            ToUnicode=document.make_stream(MAP),
        )
    )
    fonts = Dictionary(Font=Dictionary(F1=font))
    form = document.make_stream(b"BT /F1 12 Tf 50 600 Td (\x80 1 ) Tj (Cochez) Tj ET")
    form.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842], Resources=fonts))
    tree = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = document.make_indirect(Dictionary(S=Name.Document, P=tree, K=Array()))
    tree.K = Array([whole])
    numbers = Array()
    for key in (0, 2):
        page = document.add_blank_page(page_size=(595, 842)).obj
        page.Resources = Dictionary(Font=Dictionary(F1=font), XObject=Dictionary(Fm0=form))
        page.Contents = document.make_stream(WORDS)
        page.Tabs, page.StructParents = Name.S, key
        link = document.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=[50, 555, 150, 575],
                Contents=String("www.exemple.fr"),
                StructParent=key + 1,
                A=Dictionary(S=Name.URI, URI=String("https://www.exemple.fr")),
            )
        )
        page.Annots = Array([link])
        heading = _element(document, Name.H1, whole, page, 0)
        listed = document.make_indirect(Dictionary(S=Name.L, P=whole, K=Array()))
        item = document.make_indirect(Dictionary(S=Name.LI, P=listed, K=Array()))
        body = _element(document, Name.LBody, item, page, 1)
        listed.K, item.K = Array([item]), Array([body])
        reached = _element(document, Name.Link, whole, page, 2)
        reached.K = Array([2, Dictionary(Type=Name.OBJR, Pg=page, Obj=link)])
        figure = _element(document, Name.Figure, whole, page, 3)
        figure.Alt = String("Une case")
        figure.A = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=[50, 500, 70, 520])
        whole.K.extend([heading, listed, reached, figure])
        numbers.extend([key, Array([heading, body, reached, figure]), key + 1, reached])
    tree.ParentTree = document.make_indirect(Dictionary(Nums=numbers))
    tree.ParentTreeNextKey = 4
    root.StructTreeRoot = tree
    root.MarkInfo = Dictionary(Marked=True)
    root.Lang = String("fr-FR")
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.Metadata = document.make_stream(XMP.encode(), Type=Name.Metadata, Subtype=Name.XML)
    document.docinfo = document.make_indirect(Dictionary(Title=String("Fiche courte")))
    return _saved(document)


def _element(document: Pdf, role: Name, parent: pikepdf.Object, page: pikepdf.Object, mark: int) -> pikepdf.Object:
    return document.make_indirect(Dictionary(S=role, P=parent, Pg=page, K=mark))


def _saved(document: Pdf) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def broken(change: Callable[[Pdf], None]) -> list[str]:
    """What is said of the small file once one thing in it has been changed."""
    with pikepdf.open(BytesIO(small())) as document:
        change(document)
        return faults(_saved(document))


def rewritten(document: Pdf, before: bytes, after: bytes) -> None:
    stream = document.pages[0].obj.Contents
    assert before in stream.read_bytes()
    stream.write(stream.read_bytes().replace(before, after))


def test_a_sound_file_has_no_fault_and_reads_in_the_order_of_its_tree() -> None:
    assert faults(small()) == []
    page = [("H1", "Fiche courte"), ("LBody", "☐ 1 Cochez"), ("Link", "www.exemple.fr"), ("Figure", "Une case")]
    assert reading_order(small()) == page * 2


# The seven that neither pdfua nor outloud catches (tried in November 2026), then what they catch, caught here too.


def no_parent_tree(document: Pdf) -> None:
    del document.Root.StructTreeRoot.ParentTree


def wrong_parent_tree(document: Pdf) -> None:
    row = document.Root.StructTreeRoot.ParentTree.Nums[1]
    row[0], row[1] = row[1], row[0]


def no_struct_parents(document: Pdf) -> None:
    del document.pages[1].obj.StructParents


def wrong_struct_parent_of_a_link(document: Pdf) -> None:
    document.pages[0].obj.Annots[0].StructParent = 3


def a_figure_without_box(document: Pdf) -> None:
    del document.Root.StructTreeRoot.K[0].K[3].A.BBox


def marked_content_in_a_form(document: Pdf) -> None:
    form = document.pages[0].obj.Resources.XObject.Fm0
    form.write(b"/P <</MCID 7>> BDC " + form.read_bytes() + b" EMC")


def an_unembedded_font_that_is_never_set(document: Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    document.pages[0].obj.Resources.Font.F2 = document.make_indirect(font)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (no_parent_tree, "the structure tree has no /ParentTree"),
        (wrong_parent_tree, "page 1: /ParentTree names another owner of content 0 than the structure does"),
        (no_struct_parents, "page 2 has no /StructParents"),
        (wrong_struct_parent_of_a_link, "page 1: /ParentTree names another owner of an annotation than the structure"),
        (a_figure_without_box, "a figure has no box"),
        (marked_content_in_a_form, "page 1: marked content stands in the form /Fm0"),
        (an_unembedded_font_that_is_never_set, "the font Helvetica is not embedded"),
    ],
)
def test_what_the_two_other_checkers_do_not_see_is_seen(change: Callable[[Pdf], None], sentence: str) -> None:
    assert any(one.startswith(sentence) for one in broken(change))


def test_a_leaf_or_a_row_too_many_is_seen() -> None:
    def used_twice(document: Pdf) -> None:
        document.pages[1].obj.StructParents = 0

    def of_nothing(document: Pdf) -> None:
        tree = document.Root.StructTreeRoot
        tree.ParentTree.Nums.extend([9, tree.K[0].K[0]])

    def wrong_limits(document: Pdf) -> None:
        tree = document.Root.StructTreeRoot.ParentTree
        tree.Kids = Array([document.make_indirect(Dictionary(Nums=tree.Nums, Limits=[0, 2]))])
        del tree.Nums

    def claimed_twice(document: Pdf) -> None:
        document.Root.StructTreeRoot.K[0].K[0].K = Array([0, 1])

    assert "key 0 of /ParentTree is used 2 times" in broken(used_twice)
    assert {"key 9 of /ParentTree belongs to nothing", "/ParentTreeNextKey is a key in use"} <= set(broken(of_nothing))
    assert broken(wrong_limits) == ["a leaf of /ParentTree says other /Limits than it has"]
    assert any("is claimed twice" in one for one in broken(claimed_twice))


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (b"/Artifact BMC", b"", "page 1: a shape is neither marked nor an artefact"),
        (b"/H1 <</MCID 0>> BDC", b"/Artifact BMC", "which is not there"),
        (b"/Artifact BMC", b"/P <</MCID 9>> BDC", "page 1: no element claims content 9"),
        (b"/LBody <</MCID 1>> BDC", b"", "page 1: text is neither marked nor an artefact in the form /Fm0"),
        (b"EMC /Link", b"/Link", "page 1: content 2 stands inside another sequence"),
        (b"<</MCID 2>>", b"<</MCID 1>>", "page 1: content 1 is marked twice"),
        (b"(courte) Tj ET", b"(courte) Tj ET /Artifact BMC 1 1 2 2 re f EMC", "page 1: an artefact stands inside"),
    ],
)
def test_each_thing_painted_belongs_to_the_tree_or_is_an_artefact(before: bytes, after: bytes, sentence: str) -> None:
    assert any(sentence in one for one in broken(lambda document: rewritten(document, before, after)))


def test_an_artefact_in_a_form_is_seen() -> None:
    def change(document: Pdf) -> None:
        form = document.pages[0].obj.Resources.XObject.Fm0
        form.write(form.read_bytes() + b" /Artifact BMC 0 0 5 5 re f EMC")

    assert "page 1: an artefact stands in the form /Fm0" in broken(change)


@pytest.mark.parametrize("key", ["Lang", "MarkInfo", "ViewerPreferences", "Metadata", "StructTreeRoot"])
def test_what_the_file_must_say_of_itself_is_asked_for(key: str) -> None:
    def change(document: Pdf) -> None:
        del document.Root[f"/{key}"]

    assert len(broken(change)) >= 1


def test_a_link_and_a_figure_must_be_told_in_words() -> None:
    def silent(document: Pdf) -> None:
        whole = document.Root.StructTreeRoot.K[0]
        del whole.K[3].Alt
        del document.pages[0].obj.Annots[0].Contents
        del document.pages[1].obj.Tabs
        whole.K[2].K = 2  # the link's element no longer refers to its annotation

    said = broken(silent)
    for sentence in (
        "a figure has no words in its place (/Alt)",
        "page 1: a link has no words (/Contents)",
        "page 2: the tab key does not follow the structure (/Tabs)",
        "page 1: an annotation is claimed by no element (/OBJR)",
        "a Link leads to no annotation (/OBJR)",
    ):
        assert sentence in said


def test_a_table_must_be_even_and_its_heads_say_of_what() -> None:
    def change(document: Pdf) -> None:
        """The list of one item becomes a table whose two rows have one cell and two."""
        table = document.Root.StructTreeRoot.K[0].K[1]
        row = table.K[0]
        table.S, row.S, row.K[0].S = Name.Table, Name.TR, Name.TH
        other = document.make_indirect(Dictionary(S=Name.TR, P=table, K=Array()))
        for _ in range(2):
            other.K.append(document.make_indirect(Dictionary(S=Name.TD, P=other)))
        table.K.append(other)

    assert {
        "a table has rows of 1 and 2 cells",
        "a head of a table does not say of what it is the head (/Scope)",
    } <= set(broken(change))


def test_words_that_a_missing_space_glues_are_read_glued() -> None:
    with pikepdf.open(BytesIO(small())) as document:
        rewritten(document, b"(Fiche )", b"(Fiche)")
        assert reading_order(_saved(document))[0] == ("H1", "Fichecourte")
