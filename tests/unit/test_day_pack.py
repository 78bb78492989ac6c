"""The day pack read back: who is to be called comes first, tables are tables on every page, long names are held."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from pypdfium2 import PdfDocument

from app.documents.day_pack import DayPackData, DayPerson, day_pack
from tests.pdf_structure import faults, reading_order

THURSDAY = date(2026, 11, 26)


def person(number: int, **values: object) -> DayPerson:
    known = {
        "name": f"Fayard{number:03} Hélène",
        "function": "adjointe au maire",
        "commune": "Champdieu",
        "state": "Inscrite\u00a0: la place est confirmée",
        "edof": "EDOF\u00a0: «\u00a0Accepté\u00a0»",
        "phones": ("06\u00a039\u00a098\u00a012\u00a034",),
        "email": "helene.fayard@exemple.fr",
        "fees_cents": 1_800,
    }
    return DayPerson(**{**known, **values})  # type: ignore[arg-type]  # every value is of the kind it names


def data(*people: DayPerson, **values: object) -> DayPackData:
    known = {
        "training": "La gestion du domaine public et privé de la commune",
        "starts_on": THURSDAY,
        "ends_on": THURSDAY,
        "made_on": date(2026, 11, 24),
        "hours": "9\u00a0h à 16\u00a0h",
        "place": "Montbrison, salle du conseil",
        "access": "1er étage, parking derrière la mairie",
        "price_cents": 20_000,
        "seats": 15,
    }
    return DayPackData(people=people, **{**known, **values})  # type: ignore[arg-type]  # as above


def texts(pdf: bytes) -> list[str]:
    """The words of each page, plain."""
    document = PdfDocument(pdf)
    found = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return [" ".join(one.replace("\u00a0", " ").split()) for one in found]


def roles(pdf: bytes) -> list[str]:
    return [role for role, _text in reading_order(pdf)]


FOURTEEN = [person(n, to_call=n in (1, 4, 10), call_by="aujourd’hui" if n in (1, 4, 10) else "") for n in range(14)]


def test_the_calls_to_make_stand_on_the_first_page_before_all_else() -> None:
    document = day_pack(data(*FOURTEEN))
    first = texts(document.pdf)[0]
    assert "14 sur la liste, dont 3 à appeler · 15 places" in first
    calls = first[first.index("À appeler :") : first.index("Où en est chacun")]
    assert [name for name in ("Fayard001", "Fayard004", "Fayard010") if name in calls] == [
        "Fayard001",
        "Fayard004",
        "Fayard010",
    ]
    assert calls.count("06 39 98 12 34") == 3
    assert calls.count("aujourd’hui") == 3
    assert "18 € par personne, 252 € en tout" in first
    assert "1er étage, parking derrière la mairie" in first


def test_all_sign_on_one_page_for_each_half_day() -> None:
    pages = texts(day_pack(data(*FOURTEEN)).pdf)
    (signed,) = [page for page in pages if "Feuille d’émargement" in page]
    assert "Signature, matin" in signed
    assert "Signature, après-midi" in signed
    assert "Formateur ou formatrice" in signed
    assert all(f"Fayard{n:03} Hélène" in signed for n in range(14))
    assert signed.count("inscription à confirmer") == 3
    assert " 16" in signed  # two empty lines for who comes unannounced
    morning = texts(day_pack(data(*FOURTEEN, half_days=("matin",))).pdf)[-1]
    assert "après-midi" not in morning


def test_who_has_not_asked_is_told_but_does_not_sign() -> None:
    waits = person(99, comes=False, fees_cents=0, state="Demande envoyée, à valider par l’AMF42 dans EDOF")
    pages = texts(day_pack(data(*FOURTEEN, waits)).pdf)
    assert "Fayard099" in "".join(pages[:-1])
    assert "Fayard099" not in pages[-1]


def test_each_day_has_its_list_and_a_sunday_none() -> None:
    pages = texts(day_pack(data(*FOURTEEN[:2], ends_on=date(2026, 11, 30))).pdf)
    signed = [page for page in pages if "Feuille d’émargement" in page]
    days = ["Jeudi 26", "Vendredi 27", "Samedi 28", "Lundi 30"]
    assert [day for day, page in zip(days, signed, strict=True) if day in page] == days


@pytest.mark.parametrize("count", range(13, 20))
def test_empty_lines_only_fill_what_is_left_of_a_page(count: int) -> None:
    pages = texts(day_pack(data(*(person(n, to_call=n < 3, call_by="demain") for n in range(count)))).pdf)
    start = next(at for at, page in enumerate(pages) if "Feuille d’émargement" in page)
    assert all("Fayard" in page for page in pages[start:])


def test_nobody_yet_is_said() -> None:
    first = texts(day_pack(data()).pdf)[0]
    assert "Personne n’est encore sur la liste." in first


@pytest.mark.parametrize("count", [1, 14, 60])
def test_it_is_a_tagged_paper_whose_tables_are_read_once(count: int) -> None:
    document = day_pack(data(*(person(n, to_call=n == 0, call_by="demain") for n in range(count))))
    assert faults(document.pdf) == []
    read = reading_order(document.pdf)
    heads = [text.strip() for role, text in read if role == "TH"]
    assert heads.count("Élu") == 1  # repeated on each page to the eye, read once
    assert heads.count("Signature, matin") == 1
    assert [role for role in roles(document.pdf) if role == "H1"] == ["H1"]
    pages = texts(document.pdf)
    assert len(pages) == document.pages
    repeated = [page for page in pages if "Élu Inscription Téléphone, mail" in page]
    states = [page for page in pages if "la place est confirmée" in page]
    assert len(repeated) == len(states)


def test_the_heads_of_columns_say_what_they_head() -> None:
    with pikepdf.open(BytesIO(day_pack(data(*FOURTEEN)).pdf)) as pdf:
        heads = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/TH"]
        assert heads
        assert all(head["/A"]["/Scope"] == "/Column" for head in heads)


def test_names_without_end_stay_in_their_cells_and_no_row_is_cut() -> None:
    long = person(0, name="Chavassieux-Delahautemaison " * 9, commune="Saint-Georges-en-Couzan " * 6, to_call=True)
    document = day_pack(data(long, *FOURTEEN))
    assert faults(document.pdf) == []
    assert "…" in texts(document.pdf)[0]


def test_letters_that_no_font_has_are_told() -> None:
    assert day_pack(data(person(1, name="Fayard 漢"))).missing_letters == ("漢",)


def test_the_same_day_gives_the_same_bytes() -> None:
    assert day_pack(data(*FOURTEEN)).pdf == day_pack(data(*FOURTEEN)).pdf
