"""Sheets against their peers and against themselves: the words compared first, then both in turn."""

from __future__ import annotations

import json
from pathlib import Path

from tests.benchmarks.measure import Program, Row, alternate, listen
from tests.benchmarks.sheet_content import sheets
from tests.benchmarks.sheet_plain import plain_sheet
from tests.benchmarks.sheet_words import require_same_words
from tests.benchmarks.sheets_ours import MEASURED, WARM

LONG_ROUNDS = 3  # of programs that run for many seconds: what stands around them weighs little there
OURS = ("-m", "tests.benchmarks.sheets_ours")
TYPST = ("-m", "tests.benchmarks.peers.typst_sheets")
WEASYPRINT = ("-m", "tests.benchmarks.peers.weasyprint_sheets")


def one_vs_typst(folder: Path, rounds: int) -> list[Row]:
    """One warm sheet, the median of sixty people; the words of all of them are compared first."""
    count = WARM + MEASURED
    data = _data(folder / "typst-one", count)
    _require_same_words(folder, data, count, TYPST)
    ours, peer = alternate(
        Program((*OURS, "one", "{report}")), Program((*TYPST, "one", str(data), "{report}")), listen, rounds
    )
    return [
        Row("sheet_one_vs_typst", ours["seconds"], "s", "Typst, PDF/UA-1, a compiler kept warm", peer["seconds"], 1.0),
    ]


def many_vs_typst(folder: Path, rounds: int) -> list[Row]:
    """A thousand different sheets in one file, and what one of them weighs there."""
    ours, peer = _many(folder, 1000, rounds, TYPST)
    words = "Typst, PDF/UA-1, one document of 1,000 sheets"
    return [
        _timed("sheets_1000_vs_typst", ours, words, peer, 0.35),
        Row("sheet_bytes", ours["bytes"], "bytes", f"{words}, QR codes left out", peer["bytes"], 8192, "value"),
    ]


def many_vs_weasyprint(folder: Path, rounds: int) -> list[Row]:
    """A hundred of them in one file."""
    ours, peer = _many(folder, 100, rounds, WEASYPRINT)
    words = "WeasyPrint, PDF/UA-1, 100 documents in one file"
    return [_timed("sheets_100_vs_weasyprint", ours, words, peer, 0.05)]


def ten_times_as_many(folder: Path, rounds: int) -> list[Row]:
    """Ten thousand sheets against one thousand, each written to its file as it comes."""
    many = Program((*OURS, "stream", "10000", str(folder / "10000.pdf"), "{report}"))
    fewer = Program((*OURS, "stream", "1000", str(folder / "1000.pdf"), "{report}"))
    ours, peer = alternate(many, fewer, listen, min(rounds, LONG_ROUNDS), uncounted=0)
    words = "the same program, 1,000 sheets"
    return [
        Row("sheets_10000_memory", ours["peak"], "MiB", words, peer["peak"], 2.0),
        _timed("sheets_10000_growth", ours, words, peer, 11.0),
    ]


def _timed(name: str, ours: dict[str, float], words: str, peer: dict[str, float], goal: float) -> Row:
    processor = ours["processor"] / peer["processor"]
    return Row(name, ours["seconds"], "s", words, peer["seconds"], goal, processor_ratio=processor)


def _many(folder: Path, count: int, rounds: int, program: tuple[str, ...]) -> tuple[dict[str, float], dict[str, float]]:
    data = _data(folder / f"{program[-1]}-{count}", count)
    _require_same_words(folder, data, count, program)
    return alternate(
        Program((*OURS, "many", str(count), str(folder / "ours.pdf"), "{report}")),
        Program((*program, "many", str(data), str(folder / "peer.pdf"), "{report}")),
        listen,
        min(rounds, LONG_ROUNDS),
        uncounted=0,  # both ran once already, for their words
    )


def _data(folder: Path, count: int) -> Path:
    """The plain data of so many sheets, as the peers' programs read them."""
    folder.mkdir()
    file = folder / "sheets.json"
    file.write_text(json.dumps([plain_sheet(one) for one in sheets(count)], ensure_ascii=False), encoding="utf-8")
    return file


def _require_same_words(folder: Path, data: Path, count: int, program: tuple[str, ...]) -> None:
    """Make both files once and compare them. Raises OtherWordsError."""
    ours, peer = folder / "ours.pdf", folder / "peer.pdf"
    listen(Program((*OURS, "many", str(count), str(ours), "{report}")))
    listen(Program((*program, "many", str(data), str(peer), "{report}")))
    require_same_words(ours, peer, json.loads(data.read_bytes()))
