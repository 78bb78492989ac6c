"""A link from outside leads to a place of the window, or to a sentence; what it holds is never trusted or repeated."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UserError
from ui.links import place_of
from ui.places import GoTo, NewCall, OpenDossier, Page, Place


@pytest.mark.parametrize(
    ("link", "place"),
    [
        ("amf42://aujourdhui", GoTo(Page.TODAY)),
        ("AMF42://Aujourdhui/", GoTo(Page.TODAY)),
        ("amf42://appel", NewCall()),
        ("amf42:appel", NewCall()),
        ("amf42://appel/0199000142", NewCall(typed="0199000142")),
        ("amf42://appel/%2B33%201%2099%2000%2001%2042", NewCall(typed="+33199000142")),
        ("amf42://dossier/12", OpenDossier(12)),
        ("amf42://dossier/12/", OpenDossier(12)),
        (" amf42://dossier/0012\n", OpenDossier(12)),
        ("tel:+33199000142", NewCall(typed="+33199000142", outgoing=True)),
        ("tel:+33-1-99-00-01-42;ext=12", NewCall(typed="+33199000142", outgoing=True)),
        ("TEL:01%2099%2000%2001%2042", NewCall(typed="0199000142", outgoing=True)),
        ("tel:(01)99.00.01.42;phone-context=+33", NewCall(typed="0199000142", outgoing=True)),
        ("tel://0199000142", NewCall(typed="0199000142", outgoing=True)),
        ("tel:3939", NewCall(typed="3939", outgoing=True)),
    ],
)
def test_a_link_leads_to_its_place(link: str, place: Place) -> None:
    assert place_of(link) == place


@pytest.mark.parametrize(
    "link",
    [
        "",
        "amf42",
        "amf42://",
        "amf42://dossier",
        "amf42://dossier/0",
        "amf42://dossier/-1",
        "amf42://dossier/1e3",
        "amf42://dossier/９",
        "amf42://dossier/99999999999",
        "amf42://dossier/2147483648",
        "amf42://dossier/1/2",
        "amf42://dossier/1?supprimer",
        "amf42://dossier/1; DROP TABLE dossiers",
        "amf42://supprimer/1",
        "amf42://aujourdhui/1",
        "https://exemple.fr/amf42://dossier/1",
        "file:///C:/Windows/notepad.exe",
        "--data",
        "tel:",
        "tel:+",
        "tel:Odile",
        "tel:*#06#",
        "tel:1",
        "tel:1234567890123456",
        "tel:255074201912349",
        "tel:02550742019123",  # a NIR behind a zero, a country, before a digit
        "tel:+332550742019123",
        "tel:25507420191235",
        "tel:+33199000142<script>",
        "tel:٠١٩٩٠٠٠١٤٢",
        "tel:" + "0" * 500,
        "amf42://dossier/" + "1" * 500,
    ],
)
def test_a_broken_link_gets_a_sentence_that_repeats_nothing_of_it(link: str) -> None:
    with pytest.raises(UserError) as refusal:
        place_of(link)
    assert refusal.value.message.endswith((".", ")."))
    assert "supprimer" not in refusal.value.message
    assert "Odile" not in refusal.value.message


@settings(max_examples=50)
@given(st.one_of(st.text(), st.text().map("amf42://".__add__), st.text().map("tel:".__add__)))
def test_whatever_comes_is_a_place_or_a_sentence(link: str) -> None:
    try:
        place = place_of(link)
    except UserError:
        return
    assert isinstance(place, GoTo | NewCall | OpenDossier)
    if isinstance(place, NewCall):
        assert place.typed.lstrip("+").isascii()
        assert len(place.typed) <= 16
