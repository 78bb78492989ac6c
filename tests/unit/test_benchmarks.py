"""What the measures stand on: peers stay out of the program, and no time is told of files that say other things."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from app.documents.guide_sheet import SheetData, Size
from app.documents.many import write_sheets
from tests.benchmarks import installed_start
from tests.benchmarks.measure import ROOT, Row
from tests.benchmarks.sheet_content import sheets
from tests.benchmarks.sheet_plain import plain_sheet
from tests.benchmarks.sheet_words import OtherWordsError, require_same_words

PEERS = ("typst", "weasyprint")


def test_the_peers_are_installed_neither_with_the_program_nor_for_its_tests() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    installed = [*project["project"]["dependencies"], *groups["dev"]]
    assert sorted(line.split(">")[0] for line in groups["peers"]) == sorted(PEERS)
    assert not [line for line in installed if line.startswith(PEERS)]
    assert not [line for line in installed if "peers" in str(line)]
    # Nothing of the program imports one, and of the tests the peers' own programs alone.
    users = sorted(
        path.relative_to(ROOT).as_posix()
        for room in ("app", "ui", "resources", "packaging", "tests")
        for path in (ROOT / room).rglob("*.py")
        if any(line.startswith(f"import {peer}") for peer in PEERS for line in path.read_text("utf-8").splitlines())
    )
    assert users == ["tests/benchmarks/peers/typst_sheets.py", "tests/benchmarks/peers/weasyprint_sheets.py"]


def test_the_sheets_measured_are_of_different_people_who_all_have_something_left_to_do() -> None:
    made = list(sheets(300))
    assert len({one.person.title_name for one in made}) == 300
    assert len({tuple(step.id for step in one.steps) for one in made}) > 50
    assert len({one.edition_title for one in made}) == 2
    assert all(one.steps for one in made)
    assert made == list(sheets(300))


def written(file: Path, people: list[SheetData]) -> Path:
    with file.open("wb") as to:
        write_sheets(people, to, Size.STANDARD)
    return file


def test_two_files_are_compared_only_when_they_say_the_same_on_every_sheet(tmp_path: Path) -> None:
    people = list(sheets(6))
    plain = [plain_sheet(one) for one in people]
    ours = written(tmp_path / "ours.pdf", people)
    require_same_words(ours, written(tmp_path / "again.pdf", people), plain)
    words = {**people[4].words, "training": "Une autre formation"}
    other = replace(people[4], words=words, edition_title="Guide AMF42, édition perdue")
    with pytest.raises(OtherWordsError, match=r"sheet 5 of other\.pdf.*'perdue'"):
        require_same_words(ours, written(tmp_path / "other.pdf", [*people[:4], other, people[5]]), plain)
    fewer = replace(people[2], steps=people[2].steps[:-1])
    with pytest.raises(OtherWordsError, match="sheet 3"):
        require_same_words(ours, written(tmp_path / "fewer.pdf", [*people[:2], fewer, *people[3:]]), plain)
    with pytest.raises(OtherWordsError, match="holds 5 sheets, not 6"):
        require_same_words(ours, written(tmp_path / "short.pdf", people[:5]), plain)


def test_a_goal_is_told_of_the_ratio_or_of_our_own_value() -> None:
    half = Row("sheets_1000_vs_typst", 5.0, "s", "a peer", 10.0, 0.35)
    assert (half.ratio, half.reached, half.as_json()["goal_of"]) == (0.5, False, "ratio")
    light = Row("sheet_bytes", 5000.0, "bytes", "a peer", 50_000.0, 8192, "value")
    assert (light.ratio, light.reached, light.as_json()["goal_of"]) == (0.1, True, "value")
    assert not replace(light, value=9000.0).reached


def test_both_installed_programs_start_in_turn_and_the_report_gives_the_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def start(name: str, *seconds: float) -> installed_start.Start:
        times = iter(seconds)

        def one() -> float:
            order.append(name)
            return next(times)

        return one

    report = tmp_path / "windows" / "start.json"
    ours, bare = start("ours", 9.0, 0.6, 0.5, 0.7), start("bare", 9.0, 0.4, 0.5, 0.4)
    row = installed_start.take_turns(ours, bare, report, rounds=3)
    assert order == ["bare", "ours", "ours", "bare", "bare", "ours", "ours", "bare"]
    assert (row.value, row.peer_value, row.reached) == (0.6, 0.4, True)  # the first round is not counted
    monkeypatch.setattr(installed_start, "REPORT", report)
    assert installed_start.installed_rows(tmp_path, 3) == [row]
    report.unlink()
    assert installed_start.installed_rows(tmp_path, 3) == []
