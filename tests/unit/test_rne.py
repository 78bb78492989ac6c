"""The register of officials in every dialect that was counted: what is read is the same, what is not is said."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.exchange.csv_text import SEPARATORS
from app.exchange.rne import RneFile, RneLine, columns_of, insee_code, name_case, parse_date, parse_rne, read_rne

HEADINGS_2026 = (
    *("Code du département", "Libellé du département", "Code de la collectivité à statut particulier"),
    *("Libellé de la collectivité à statut particulier", "Code de la commune", "Libellé de la commune"),
    *("Nom de l'élu", "Prénom de l'élu", "Code sexe", "Date de naissance"),
    *("Code de la catégorie socio-professionnelle", "Libellé de la catégorie socio-professionnelle"),
    *("Date de début du mandat", "Date de début de la fonction"),
)
HEADINGS_2019 = (
    *("Code du département (Maire)", "Libellé de département (Maires)", "Code Insee de la commune"),
    *("Libellé de la commune", "Nom de l’élu", "Prénom de l’élu", "Code sexe ", "Date de naissancee"),
    *("Code profession", "Libellé de la profession", "Date de début du mandat", "Date de début de la fonction"),
)
SNAKE_CASE = (
    *("code_departement", "libelle_departement", "code_commune", "libelle_commune", "nom_elu", "prenom_elu"),
    *("code_sexe", "date_naissance", "code_csp", "libelle_csp", "date_debut_mandat", "date_debut_fonction"),
)
# Invented mayors of real communes.
ODILE = ("42", "Loire", "", "", "42019", "Boën-sur-Lignon", "THÉVENET", "Odile", "F", "25/11/1962", "33", "Cadre de la")
REMI = (
    "42",
    "Loire",
    "",
    "",
    "42005",
    "Ambierle",
    "DE LA TOUR-D'ARGENT",
    "Rémi",
    "M",
    "04/03/1971",
    "10",
    "Agriculteur",
)
TERM = ("22/03/2026", "28/03/2026")
PEOPLE = ((*ODILE, *TERM), (*REMI, *TERM))
SHORT = tuple(person[:2] + person[4:] for person in PEOPLE)  # dialects without the « statut particulier »


def table(
    rows: Sequence[Sequence[str]] = PEOPLE,
    headings: Sequence[str] = HEADINGS_2026,
    *,
    separator: str = ";",
    quoted: bool = False,
    end: str = "\n",
    title: str = "",
) -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if quoted else text

    lines = [separator.join(map(cell, row)) for row in (headings, *rows)]
    return end.join(([title] if title else []) + lines) + end


def parsed(text: str, encoding: str = "utf-8", name: str = "elus-maires.csv") -> RneFile:
    return parse_rne(text.encode(encoding), name)


def plain(file: RneFile) -> list[tuple[str, str, str, str, date | None]]:
    return [(line.insee, line.birth_name, line.first_name, line.civility, line.birth_date) for line in file.lines]


EXPECTED = [
    ("42019", "Thévenet", "Odile", "Mme", date(1962, 11, 25)),
    ("42005", "de La Tour-d’Argent", "Rémi", "M.", date(1971, 3, 4)),
]


@pytest.mark.parametrize("quoted", [False, True], ids=["bare", "quoted"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("separator", [";", "\t", ","], ids=["semicolon", "tab", "comma"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_each_encoding_separator_end_of_line_and_quoting_gives_the_same_people(
    encoding: str, separator: str, end: str, quoted: bool
) -> None:
    file = parsed(table(separator=separator, quoted=quoted, end=end), encoding)
    assert plain(file) == EXPECTED
    assert not file.refused


@pytest.mark.parametrize("headings", [HEADINGS_2019, SNAKE_CASE], ids=["2019", "snake_case"])
@pytest.mark.parametrize("title", ["", "Titre du rapport : maires, arrêté au 01/03/2026, France", "sep=;"])
def test_renamed_headings_and_a_title_line_are_understood(headings: Sequence[str], title: str) -> None:
    file = parsed(table(SHORT, headings, title=title))
    assert plain(file) == EXPECTED
    assert file.lines[0].line == (3 if title else 2)


def test_a_title_and_blank_lines_above_the_headings_keep_the_numbers_of_lines() -> None:
    file = parsed("Liste des maires\n\n;;;\n" + table((PEOPLE[0], ("42", "Loire"))))
    assert [line.line for line in file.lines] == [5]
    assert [refusal.line for refusal in file.refused] == [6]


@pytest.mark.parametrize(
    "written", ["25/11/1962", "25/11/62", "1962-11-25", "1962-11-25 00:00:00+00", "25-11-1962", "1962-11-25T00:00:00Z"]
)
def test_each_style_of_date_is_the_same_birthday(written: str) -> None:
    assert parse_date(written, past=True) == date(1962, 11, 25)


@pytest.mark.parametrize(
    ("written", "past", "expected"),
    [
        ("15/03/26", False, date(2026, 3, 15)),
        ("15/03/95", False, date(1995, 3, 15)),
        ("04/07/05", True, date(2005, 7, 4)),
        ("04/07/38", True, date(1938, 7, 4)),
        ("", True, None),
        ("  ", False, None),
    ],
)
def test_two_figures_of_a_year_are_of_the_right_century(written: str, past: bool, expected: date | None) -> None:
    assert parse_date(written, past=past) == expected


@pytest.mark.parametrize("written", ["31/02/1962", "0000-00-00", "n.c.", "1962", "22974", "25/11/196"])
def test_what_is_no_date_is_no_date(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_date(written, past=True)


@pytest.mark.parametrize(
    ("code", "department", "expected"),
    [
        ("42019", "42", "42019"),
        ("19", "42", "42019"),
        ("101", "1", "01101"),
        ("1", "1", "01001"),
        ("1001", "1", "01001"),
        ("1001", "01", "01001"),
        ("1001", "", "01001"),
        ("4", "2A", "2A004"),
        ("2a004", "2a", "2A004"),
        ("1", "971", "97101"),
        ("101", "971", "97101"),
        ("5", "ZA", "97105"),
        ("97105", "ZA", "97105"),
        ("42019.0", "42.0", "42019"),
        ("4205", "42", None),
        ("19", "", None),
        ("", "42", None),
        ("Boën", "42", None),
        ("420190", "42", None),
    ],
)
def test_a_code_robbed_of_its_zeros_is_whole_again(code: str, department: str, expected: str | None) -> None:
    assert insee_code(code, department) == expected


def test_lost_zeros_lead_to_the_right_commune() -> None:
    row = ("1", "Ain", "", "", "101", "Champagne", *PEOPLE[0][6:])
    line = parsed(table([row], separator=";", quoted=True)).lines[0]
    assert line.insee == "01101"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("THÉVENET", "Thévenet"),
        ("LE GOFF", "Le Goff"),
        ("D'ORNANO", "d’Ornano"),
        ("O'BRIEN", "O’Brien"),
        ("DU", "Du"),
        ("SAINT-ANDRÉ", "Saint-André"),
        ("van der Berg", "van der Berg"),
        ("McKay", "McKay"),
        ("ΠΑΠΑΔΟΠΟΥΛΟΣ", "Παπαδοπουλος"),
    ],
)
def test_names_in_capitals_are_written_as_people_write_them(written: str, shown: str) -> None:
    assert name_case(written) == shown


@given(st.text(min_size=1, max_size=200))
def test_writing_a_name_loses_no_letter(name: str) -> None:
    def letters(text: str) -> str:
        return "".join(text.split()).replace("'", "’").casefold()

    if name_case(name).casefold() != name.casefold():
        assert letters(name_case(name)) == letters(name.lower()) or letters(name_case(name)) == letters(name)


@pytest.mark.parametrize("name", ["epci.csv", "elus-conseillers-regionaux.csv", "sans nom", "liste.txt"])
def test_the_name_of_the_file_tells_nothing(name: str) -> None:
    assert plain(parsed(table(), name=name)) == EXPECTED


OTHERS = {
    "conseillers municipaux": (
        *HEADINGS_2026[:13],
        "Libellé de la fonction",
        "Date de début de la fonction",
        "Code nationalité",
    ),
    "conseillers communautaires": (
        *("Code du département", "Libellé du département", "N° SIREN", "Libellé de l'EPCI"),
        *("Code de la commune de rattachement", "Libellé de la commune de rattachement", *HEADINGS_2026[6:]),
    ),
    "conseillers départementaux": (
        *("Code du département", "Libellé du département", "Code du canton", "Libellé du canton"),
        *HEADINGS_2026[6:],
    ),
    "conseillers régionaux": (
        *("Code de la région", "Libellé de la région", "Code de la section départementale"),
        *("Libellé de la section départementale", *HEADINGS_2026[6:]),
    ),
    "d’autres élus": (
        *("Code du département", "Libellé du département", "Code de la circonscription législative"),
        *("Libellé de la circonscription législative", *HEADINGS_2026[6:]),
    ),
}


@pytest.mark.parametrize(("words", "headings"), OTHERS.items(), ids=list(OTHERS))
def test_a_register_of_others_is_told_by_its_columns(words: str, headings: Sequence[str]) -> None:
    with pytest.raises(UserError, match=f"{words}, pas les maires"):
        parsed(table([["42"] * len(headings)], headings), name="elus-maires.csv")


def test_every_heading_of_2026_finds_its_column() -> None:
    places = columns_of(HEADINGS_2026)
    assert {name: HEADINGS_2026[place] for name, place in places.items()} == {
        "department": "Code du département",
        "insee": "Code de la commune",
        "commune": "Libellé de la commune",
        "surname": "Nom de l'élu",
        "first_name": "Prénom de l'élu",
        "sex": "Code sexe",
        "birth_date": "Date de naissance",
        "mandate_on": "Date de début du mandat",
        "function_on": "Date de début de la fonction",
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"\xef\xbb\xbf \r\n\r\n", "vide"),
        (b"\xff\xfe", "vide"),
        (bytes(range(256)) * 40, "pas un fichier CSV"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, "pas un fichier CSV"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "pas un fichier CSV"),
        (b"PK\x03\x04" + b"A" * 300, "classeur"),
        (b"<!DOCTYPE html><html><body>Connexion</body></html>", "page internet"),
        ("\ufeff\n  <html lang='fr'><table><tr><td>Nom</td></tr></table>".encode(), "page internet"),
        ("<?xml version='1.0'?><Workbook/>".encode("utf-16"), "page internet"),
        (b'{"nom": "Th\\u00e9venet", "prenom": "Odile"}', "titres de colonnes"),
        ("Bonjour,\nvoici la liste ; merci.\n".encode("cp1252"), "titres de colonnes"),
        (table([]).encode(), "aucune ligne"),
        (table([["42", "Loire"], ["42", "Loire", "x"]]).encode(), "Aucune ligne"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_file_is_one_french_sentence(content: bytes, words: str) -> None:
    with pytest.raises(UserError, match=words) as refusal:
        parse_rne(content, "elus-maires.csv")
    sentence = refusal.value.message
    assert "\n" not in sentence
    assert not any(word in sentence.lower() for word in ("invalide", "erreur", "veuillez", "!"))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("quoted", [False, True])
def test_half_a_file_is_refused_wherever_it_is_cut(encoding: str, quoted: bool) -> None:
    """Every cut inside a later line is noticed, in the middle of a letter too; between lines nothing can be seen."""
    row = tuple(table([person], quoted=quoted).split("\n")[1] for person in PEOPLE)
    heading = table([], quoted=quoted)
    whole = (heading + row[0] + "\n").encode(encoding)
    last = row[1].encode(encoding.replace("utf-16", "utf-16-le"))
    assert plain(parse_rne(whole + last, "f.csv")) == EXPECTED  # only the end of the line is missing
    for length in range(3, len(last)):
        with pytest.raises(UserError, match="coupé"):
            parse_rne(whole + last[:length], "f.csv")


def test_a_file_cut_in_its_headings_is_refused() -> None:
    content = table().encode()
    for length in range(1, content.index(b"\n"), 7):
        with pytest.raises(UserError):
            parse_rne(content[:length], "f.csv")


def test_a_quote_that_is_never_closed_costs_its_own_line_alone() -> None:
    lines = table([PEOPLE[0], PEOPLE[1], PEOPLE[0]], quoted=True).split("\n")
    lines[2] = lines[2].replace('"Ambierle"', '"Ambierle')
    file = parsed("\n".join(lines))
    assert [line.line for line in file.lines] == [2, 4]
    assert [(refusal.line, refusal.reason) for refusal in file.refused] == [(3, "un guillemet n’est pas refermé")]


def test_one_stray_byte_spoils_no_accent_of_the_others() -> None:
    content = table().encode() + table([PEOPLE[1]]).encode("cp1252").split(b"\n")[1] + b"\n"
    assert [line.first_name for line in parse_rne(content, "f.csv").lines] == ["Odile", "Rémi", "Rémi"]


def changed(**cells: str) -> tuple[str, ...]:
    places = {"insee": 4, "surname": 6, "first_name": 7, "sex": 8, "birth": 9, "mandate": 12, "function": 13}
    row = list(PEOPLE[0])
    for name, text in cells.items():
        row[places[name]] = text
    return tuple(row)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (PEOPLE[0][:9], "la ligne a 9 colonnes au lieu de 14"),
        ((*PEOPLE[0], "de trop"), "la ligne a 15 colonnes au lieu de 14"),
        (changed(surname=" "), "le nom ou le prénom manque"),
        (changed(first_name=""), "le nom ou le prénom manque"),
        (changed(insee=""), "le code de la commune manque"),
        (changed(birth="31/02/1962"), "la date de naissance n’est pas une date"),
        (changed(mandate="mars"), "la date de début du mandat n’est pas une date"),
        (changed(function="?"), "la date de début de la fonction n’est pas une date"),
        (changed(first_name="Odile 2 62 11 42 019 001 23"), "un numéro de sécurité sociale s’y trouve"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_with_its_number_and_reason(row: Sequence[str], reason: str) -> None:
    file = parsed(table([row, PEOPLE[1]]))
    assert [line.birth_name for line in file.lines] == ["de La Tour-d’Argent"]
    assert [refusal.line for refusal in file.refused] == [2]
    assert file.refused[0].reason.startswith(reason)


def test_spare_empty_columns_at_the_end_are_no_fault() -> None:
    text = "\n".join(line + ";;" for line in table().strip().split("\n")) + "\n"
    assert plain(parsed(text)) == EXPECTED


@pytest.mark.parametrize("name", ['<b>O\'Brien & <img src="file:///etc/passwd"/>', "Æ" * 200, "Δημήτρης", "محمد", "🙂"])
def test_any_name_is_read_as_it_is_written(name: str) -> None:
    rows = [changed(first_name=name)]
    line = parsed(table(rows, quoted=True)).lines[0]
    assert line.first_name == name_case(name)


def test_no_column_but_those_that_are_needed_is_kept() -> None:
    """Birth place and political colour, where a dialect has them, are not imported."""
    headings = (*HEADINGS_2026, "Lieu de naissance", "Nuance politique")
    file = parsed(table([(*PEOPLE[0], "Feurs", "DVG")], headings))
    assert plain(file) == EXPECTED[:1]
    assert "DVG" not in repr(file)
    assert "Feurs" not in repr(file)


def test_thirty_five_thousand_lines_are_read() -> None:
    insee = [f"{department:02}{commune:03}" for department in range(1, 96) for commune in range(1, 370)][:35_000]
    rows = [changed(insee=code, surname=f"NOM {place % 997}") for place, code in enumerate(insee)]
    file = parsed(table(rows))
    assert len(file.lines) == 35_000
    assert not file.refused
    assert isinstance(file.lines[-1], RneLine)


def test_a_file_that_is_gone_or_is_a_folder_is_one_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(UserError, match="ne s’ouvre pas"):
            read_rne(path)


def test_reading_changes_nothing_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "maires.csv"
    path.write_bytes(table().encode())
    assert plain(read_rne(path)) == EXPECTED
    assert path.read_bytes() == table().encode()


@given(st.binary(max_size=400))
def test_no_bytes_whatever_are_a_bug(content: bytes) -> None:
    with suppress(UserError):
        assert parse_rne(content, "f.csv").lines


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.sampled_from(SEPARATORS))
def test_no_cell_whatever_is_a_bug(cell: str, separator: str) -> None:
    rows = [changed(surname=cell.replace(separator, " ")), PEOPLE[1]]
    with suppress(UserError):
        file = parsed(table(rows, separator=separator, quoted=True))
        assert {line.line for line in file.lines} | {refusal.line for refusal in file.refused} >= {2, 3}
