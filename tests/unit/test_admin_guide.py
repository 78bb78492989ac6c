"""The guide by command line: what another desk's IT does with an edition in a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.guide.changing import replace_step
from app.guide.writing import edition_text
from tests.factories import packaged
from tests.unit.test_admin import Ran, Run, filled, process, run

__all__ = ["filled", "run"]  # the fixtures of all commands


def guide(run: Run, data: Path, *arguments: str | Path) -> Ran:
    return run("--data", data, "guide", *arguments)


def test_an_edition_goes_out_is_corrected_and_comes_in_on_another_desk(run: Run, filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "guide de Noël.toml"
    written = guide(run, filled, "export", "2022-03", file)
    assert (written.code, written.told) == (0, "")
    [row] = written.rows
    assert (row["guide"], row["version"], row["bytes"]) == ("2022-03", 0, file.stat().st_size)
    text = file.read_text("utf-8")
    assert text.startswith("# Guide de l’AMF42, édition 2022.")
    again = guide(run, filled, "import", file)
    assert (again.code, again.rows[0]["saved"], again.rows[0]["version"]) == (0, False, 0)
    file.write_text(text.replace("Ouvrez le site", "Allez sur le site"), "utf-8")
    assert "Allez sur le site" in file.read_text("utf-8")
    other = tmp_path / "autre poste"
    taken = guide(run, other, "import", file, "--reason", "Le site a changé")
    assert (taken.code, taken.rows[0]["version"], taken.rows[0]["saved"]) == (0, 1, True)
    assert "Guide importé\u00a0: édition 2022, version 1." in taken.told
    listed = guide(run, other, "list")
    assert listed.code == 0
    first = listed.rows[0]
    assert (first["id"], first["version"], first["for_new"], first["dossiers"]) == ("2022-03", 1, True, 0)
    assert [(one["number"], one["reason"]) for one in first["versions"]] == [
        (1, "Le site a changé"),
        (0, "Livrée avec le programme"),
    ]
    assert guide(run, filled, "list").rows[0]["dossiers"] == 1


def test_an_edition_that_cannot_be_used_is_refused_with_all_that_stands_in_its_way(
    run: Run, filled: Path, tmp_path: Path
) -> None:
    file = tmp_path / "guide.toml"
    guide(run, filled, "export", "2022-03", file)
    text = file.read_text("utf-8")
    unread = "Le guide «\u00a0guide.toml\u00a0»"
    for spoilt, told in (
        (text[: len(text) // 3], unread),
        (
            text.replace("https://", "http://"),
            "Étape «\u00a0Connectez-vous avec FranceConnect\u00a0», lien n°\u00a01, adresse",
        ),
        ("nom = 1", unread),
    ):
        file.write_text(spoilt, "utf-8")
        refused = guide(run, filled, "import", file)
        assert refused.code == 1
        assert refused.told.startswith(told)
        assert "Traceback" not in refused.told
    assert [row["version"] for row in guide(run, filled, "list").rows] == [0, 0]
    # What a file may hold and no situation can live with is told step by step.
    edition = packaged()[0]
    never = {"account_open": ("no",), "elu_account": ("yes",)}
    broken = edition
    for step in edition.steps[1:3]:
        broken = replace_step(broken, replace(step, when=never))
    file.write_text(edition_text(broken), "utf-8")
    refused = guide(run, filled, "import", file)
    assert refused.code == 1
    assert {one["step"] for one in refused.rows[0]["problems"]} >= {step.id for step in edition.steps[1:3]}
    assert refused.told.splitlines() == [one["sentence"] for one in refused.rows[0]["problems"]]
    assert [row["version"] for row in guide(run, filled, "list").rows] == [0, 0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "2031-01", "x.toml"), "n’est pas sur ce poste"),
        (("export", "2022-03", "/nulle/part/x.toml"), "n’a pas pu être enregistré"),
        (("import", "/nulle/part/x.toml"), "ne peut pas être lu"),
        (("import", "."), "ne peut pas être lu"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(run: Run, filled: Path, arguments: tuple[str, ...], said: str) -> None:
    refused = guide(run, filled, *arguments)
    assert (refused.code, refused.out) == (1, "")
    assert said in refused.told
    assert len(refused.told.splitlines()) == 1


def test_a_command_that_lacks_a_word_says_which(run: Run) -> None:
    for arguments, said in (((), "ACTION"), (("export",), "ID, FICHIER"), (("import",), "FICHIER")):
        wrong = run("guide", *arguments)
        assert (wrong.code, wrong.out) == (2, "")
        assert f"Il manque\u00a0: {said}." in wrong.told


def test_it_runs_as_a_program(filled: Path) -> None:
    listed = process("--data", filled, "guide", "list")
    assert listed.code == 0
    assert [row["id"] for row in listed.rows] == ["2022-03", "2026-fcplus"]
