"""The Windows package, as far as it can be judged without Windows: what it says of itself, carries and leaves out."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest
from packaging.markers import Marker

from app import __version__

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
sys.path.append(str(PACKAGING))  # a folder of scripts, not a package: it would hide the library of that name

import bytecode  # noqa: E402
import carried  # noqa: E402
import inspecting  # noqa: E402
import licences  # noqa: E402
import package_contents  # noqa: E402
import sbom  # noqa: E402
import version_info  # noqa: E402

import build  # noqa: E402

WINDOWS = {
    "python_full_version": "3.13.2",
    "python_version": "3.13",
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
}
# Keyrings that app/storage/keys.py imports where the system is theirs.
OF_OTHER_SYSTEMS = {"keyring.backends.macOS", "keyring.backends.SecretService", "keyring.backends.kwallet"}


def on_windows(need: dict[str, str]) -> bool:
    return "marker" not in need or Marker(need["marker"]).evaluate(WINDOWS)


def installed_on_windows() -> dict[str, str]:
    """{library: version} that the program brings to Windows, from uv.lock, without those of the tests."""
    lock = {package["name"]: package for package in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]}
    found: dict[str, str] = {}
    waiting = [need for need in lock["amf42"]["dependencies"] if on_windows(need)]
    while waiting:
        need = waiting.pop()
        package = lock[need["name"]]
        if package["name"] in found:
            continue
        found[package["name"]] = package["version"]
        waiting += [more for more in package.get("dependencies", ()) if on_windows(more)]
        for extra in need.get("extra", ()):
            waiting += [more for more in package["optional-dependencies"][extra] if on_windows(more)]
    return found


def imported_names(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{one.name}" for one in node.names}
    return names


# What Windows shows


def test_the_version_that_windows_shows_is_the_program_s() -> None:
    version = version_info.read_version()
    assert version.full == __version__
    assert version.four == (*(int(part) for part in __version__.split(".")), 0)
    assert version_info.read_version(7).full == f"{__version__}.7"


@pytest.mark.parametrize("program", build.PROGRAMS)
def test_the_version_resource_is_in_french(program: str) -> None:
    tree = ast.parse(version_info.resource_text(version_info.read_version(), program), mode="eval")
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert "040C04B0" in texts  # French, Unicode
    assert f"{program}.exe" in texts
    assert any("Accueil des élus" in text for text in texts)
    assert __version__ in texts


def test_the_version_resource_says_the_same_in_each_of_its_places() -> None:
    text = version_info.resource_text(version_info.Version("4.5.6", 7), "amf42")
    assert "filevers=(4, 5, 6, 7), prodvers=(4, 5, 6, 7)" in text
    assert "VarStruct('Translation', [1036, 1200])" in text
    told = dict(re.findall(r"StringStruct\('(\w+)', '([^']*)'\)", text))
    assert (told["FileVersion"], told["ProductVersion"]) == ("4.5.6.7", "4.5.6.7")
    assert (told["InternalName"], told["OriginalFilename"]) == ("amf42", "amf42.exe")


def test_the_icon_has_each_size_that_windows_asks_for() -> None:
    data = (PACKAGING / "icon" / "amf42.ico").read_bytes()
    _reserved, kind, count = struct.unpack_from("<HHH", data)
    assert kind == 1
    sizes = set()
    for number in range(count):
        width, height, *_more, length, place = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        picture = data[place : place + length]
        assert picture.startswith(b"\x89PNG")
        assert struct.unpack_from(">II", picture, 16) == (width or 256, height or 256)
        sizes.add(width or 256)
    assert {16, 20, 24, 32, 40, 48, 64, 256} <= sizes


# What goes in and what stays out


def test_nothing_that_the_program_imports_is_left_out() -> None:
    for room in ("app", "ui", "resources"):
        for path in (ROOT / room).rglob("*.py"):
            missing = {name for name in imported_names(path) if not package_contents.is_wanted_module(name)}
            missing -= OF_OTHER_SYSTEMS
            assert not missing, f"{path}: {missing}"


def test_what_the_migrations_alone_import_is_asked_for() -> None:
    """They are read as files: the recipe's analysis never sees what they import."""
    folder = ROOT / "app" / "storage" / "migrations"
    modules = {
        path for room in ("app", "ui") for path in (ROOT / room).rglob("*.py") if not path.is_relative_to(folder)
    }
    seen = set().union(*(imported_names(path) for path in modules)) | set(package_contents.FOUND_BY_NAME)
    for path in [folder / "env.py", *(folder / "versions").glob("*.py")]:
        tree = ast.parse(path.read_text("utf-8"))
        wanted = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        missing = {name for name in wanted if name.startswith("app.")} - seen
        assert not missing, f"{path.name}: {missing}"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("phonenumbers.data.region_FR", True),
        ("phonenumbers.data.region_GP", True),
        ("phonenumbers.data.region_BE", True),
        ("phonenumbers.shortdata.region_FR", True),
        ("phonenumbers.shortdata.region_DE", False),
        ("phonenumbers.geodata.data0", False),
        ("phonenumbers.carrierdata", False),
        ("PIL.Image", True),
        ("PIL.PngImagePlugin", False),
        ("PySide6.QtWidgets", True),
        ("sqlalchemy.dialects.postgresql.psycopg", True),
        ("sqlalchemy.dialects.mysql.base", False),
        ("sixpence", True),
    ],
)
def test_a_module_goes_in_or_stays_out(name: str, *, wanted: bool) -> None:
    assert package_contents.is_wanted_module(name) is wanted


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/plugins/imageformats/qjpeg.dll", False),
        ("PySide6/translations/qtbase_fr.qm", True),
        ("PySide6/translations/qtbase_de.qm", False),
        ("PySide6/Qt6Core.dll", True),
        ("PySide6/Qt6Quick.dll", False),
        ("PySide6/opengl32sw.dll", False),
        ("tzdata/zoneinfo/Europe/Paris", True),
        ("tzdata/zoneinfo/Asia/Tokyo", False),
        ("icuuc.dll", False),
        ("api-ms-win-crt-runtime-l1-1-0.dll", False),
        ("resources/reference/communes.tsv.xz", True),
        ("app/storage/migrations/versions/0001_first_schema.py", True),
        ("resources/screenshots/appel.png", False),
        ("keyring-25.7.0.dist-info/RECORD", False),
        ("keyring-25.7.0.dist-info/METADATA", True),
        ("reportlab-5.1.0.dist-info/direct_url.json", False),
        ("PySide6/d3dcompiler_47.dll", False),
        ("PySide6/Qt6Pdf.dll", False),
        ("PySide6/Qt6PrintSupport.dll", True),
        ("PySide6/plugins/platforms/qoffscreen.dll", True),
        ("ucrtbase.dll", False),
        ("PySide6/ucrtbase.dll", False),
        ("PySide6/icuuc.dll", False),
        ("PySide6/VCRUNTIME140.dll", True),
        ("tzdata/zoneinfo/Indian/Reunion", True),
        ("tzdata/zoneinfo/Pacific/Noumea", True),
    ],
)
def test_a_file_goes_in_or_stays_out(place: str, *, wanted: bool) -> None:
    assert package_contents.is_wanted_file(place) is wanted


def test_what_is_only_found_by_name_is_asked_for() -> None:
    """Without Windows' own keyring the program would work, and leave the key in a file beside the base."""
    assert {
        *("keyring.backends.Windows", "keyring.backends.fail", "_cffi_backend", "alembic.context", "alembic.op"),
        *("psycopg_binary._psycopg", "sqlalchemy.dialects.postgresql.psycopg"),
        "sqlalchemy.dialects.sqlite.pysqlcipher",
    } <= set(package_contents.FOUND_BY_NAME)


def test_each_thing_left_out_has_its_reason() -> None:
    told = {**package_contents.LEFT_OUT_MODULES, **package_contents.LEFT_OUT_FILES, **package_contents.QT_PLUGINS}
    assert all(reason.strip() for reason in told.values())


def test_the_table_of_sizes_counts_each_file_once() -> None:
    sizes = {"amf42.exe": 9_000_000, "_internal/PySide6/Qt6Core.dll": 10_400_000, "_internal/python313.dll": 6_000_000}
    table = build.size_table({**sizes, "unheard/of.bin": 1_000_000})
    assert re.search(r"26\.4 Mo +4 fichiers +total", table)
    assert re.search(r"1\.0 Mo +1 fichiers +autres +unheard/of\.bin", table)
    assert "autres" not in build.size_table(sizes)


# Licences


def test_each_library_that_goes_to_windows_has_a_licence_and_its_text() -> None:
    found = installed_on_windows()
    assert {"pyside6-essentials", "psycopg-binary", "tzdata", "pywin32-ctypes", "pynacl"} <= found.keys()
    assert not {"holidays", "cryptography"} & found.keys()  # the tests', and of whoever signs a release
    for name in found:
        if not package_contents.is_wanted_module(name.replace("-", "_")):
            continue
        try:
            library = distribution(name)
        except PackageNotFoundError:  # for Windows alone
            assert name in licences.SPDX, name
            continue
        assert licences.licence_of(library), name
        assert licences.texts_of(library), name


def test_pynacl_tells_which_libsodium_it_brings() -> None:
    assert re.fullmatch(r"1\.\d+\.\d+(-\w+)?", carried.bundled_libsodium(distribution("pynacl")))


def test_the_runtime_of_microsoft_is_found_however_its_name_is_written() -> None:
    [runtime] = [work for work in licences.INSIDE if work.name.startswith("Microsoft")]
    places = ["_internal/VCRUNTIME140.dll", "_internal/PySide6/MSVCP140_1.dll", "_internal/vcruntime140_1.dll"]
    assert carried.files_of(runtime, [*places, "_internal/python3.dll"]) == places


def test_both_libraries_of_an_openssl_have_its_version(tmp_path: Path) -> None:
    (tmp_path / "libcrypto-3.dll").write_bytes(b"..OpenSSL 3.0.15 3 Sep 2024..")
    (tmp_path / "libssl-3.dll").write_bytes(b"no version here")
    [work] = [work for work in licences.INSIDE if work.name == "OpenSSL"]
    places = ["libcrypto-3.dll", "libssl-3.dll"]
    assert carried.by_version(work, tmp_path, places, []) == {"3.0.15": places}


def test_the_digest_of_a_library_is_that_of_its_wheel_for_windows() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    [package] = [one for one in lock["package"] if one["name"] == "sqlalchemy"]
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}"
    [digest] = [wheel["hash"] for wheel in package["wheels"] if wheel["url"].endswith(f"{tag}-{tag}-win_amd64.whl")]
    assert f"sha256:{carried.wheels_of_lock()['sqlalchemy', package['version']]}" == digest


def test_a_library_of_unknown_licence_stops_the_build(tmp_path: Path) -> None:
    folder = tmp_path / "unheard-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: unheard\nVersion: 1.0\n", "utf-8")
    (folder / "RECORD").write_text("unheard-1.0.dist-info/METADATA,,\n", "utf-8")
    from importlib.metadata import PathDistribution

    library = PathDistribution(folder)
    with pytest.raises(licences.LicenceMissingError, match="unheard"):
        licences.licence_of(library)
    with pytest.raises(licences.LicenceMissingError, match="unheard"):
        licences.texts_of(library)


def test_the_texts_of_what_is_inside_the_libraries_are_kept_here() -> None:
    for work in licences.INSIDE:
        for text in work.texts:
            path = ROOT / text if "/" in text else licences.TEXTS / text
            assert path.stat().st_size > 300, path
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (licences.TEXTS / "LGPL-3.0.txt").read_text("utf-8")


def test_the_licences_folder_tells_who_is_in_it(tmp_path: Path) -> None:
    def write(path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    libraries = [distribution("sqlalchemy"), distribution("pyside6-essentials")]
    licences.write_licences(tmp_path, libraries, [(licences.INSIDE[0], "6.12.0")], ROOT / "LICENSE", write)
    told = (tmp_path / "LISEZ-MOI.txt").read_text("utf-8")
    assert "Qt 6.12.0" in told
    assert "LGPL-3.0-only" in told
    assert (tmp_path / "Qt" / "GPL-3.0.txt").is_file()
    assert (tmp_path / "sqlalchemy" / "LICENSE").is_file()


# What is inside, for an audit


def a_bill() -> dict[str, object]:
    program = sbom.Component("AMF42", "0.1.0", "MIT", "pkg:generic/amf42@0.1.0", kind="application")
    qt = sbom.Component(
        "Qt", "6.12.0", "LGPL-3.0-only", "pkg:generic/qt@6.12.0", files={"_internal/PySide6/Qt6Core.dll": "a" * 64}
    )
    binding = sbom.Component(
        "pyside6-essentials",
        "6.12.0",
        "LGPL-3.0-only",
        "pkg:pypi/pyside6-essentials@6.12.0",
        sha256="b" * 64,
        needs=("pkg:generic/qt@6.12.0",),
    )
    return sbom.bill_of_materials(program, [qt, binding], 1_790_000_000)


def test_the_bill_of_materials_names_each_work_with_version_licence_and_digest() -> None:
    bill = a_bill()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    qt, binding = bill["components"]  # type: ignore[misc]
    assert qt["purl"] == "pkg:generic/qt@6.12.0"
    assert qt["components"][0]["hashes"] == [{"alg": "SHA-256", "content": "a" * 64}]
    assert binding["hashes"] == [{"alg": "SHA-256", "content": "b" * 64}]
    assert bill["metadata"]["timestamp"] == "2026-09-21T14:13:20Z"  # type: ignore[index]  # the moment of the commit
    assert binding["licenses"] == [{"license": {"id": "LGPL-3.0-only"}}]
    assert {"ref": binding["bom-ref"], "dependsOn": [qt["bom-ref"]]} in bill["dependencies"]  # type: ignore[operator]


def test_the_same_build_gives_the_same_bill() -> None:
    assert json.dumps(a_bill()) == json.dumps(a_bill())


def test_a_bill_that_refers_to_nothing_is_refused() -> None:
    bill = a_bill()
    bill["dependencies"][0]["dependsOn"].append("pkg:generic/unheard@1")  # type: ignore[index]
    with pytest.raises(ValueError, match="unknown reference"):
        sbom.check(bill)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("purl", "qt", "purl"),
        ("licenses", [], "licence"),
        ("version", "", "version"),
        ("type", "thing", "type"),
        ("hashes", [{"alg": "SHA-256", "content": "short"}], "digest"),
        ("bom-ref", "pkg:pypi/pyside6-essentials@6.12.0", "same reference"),
    ],
)
def test_a_bill_that_breaks_the_schema_is_refused(field: str, value: object, reason: str) -> None:
    bill = a_bill()
    bill["components"][0][field] = value  # type: ignore[index]
    with pytest.raises(ValueError, match=reason):
        sbom.check(bill)


# Files


def a_program() -> bytes:
    """The least that is a Windows program to whoever looks for its checksum; an odd number of bytes."""
    data = bytearray(bytes(range(256)) * 3 + b"!")
    data[:2] = b"MZ"
    struct.pack_into("<I", data, 0x3C, 0x80)
    data[0x80:0x84] = b"PE\0\0"
    return bytes(data)


def sum_by_the_book(data: bytes) -> int:
    """The checksum word by word, with the carry folded at each step, as the algorithm is told."""
    place = 0x80 + 88
    total = 0
    for at in range(0, len(data), 2):
        word = 0 if place <= at < place + 4 else int.from_bytes(data[at : at + 2], "little")
        total += word
        total = (total & 0xFFFF) + (total >> 16)
    return total + len(data)


def test_a_program_gets_its_right_checksum(tmp_path: Path) -> None:
    path = tmp_path / "program.exe"
    path.write_bytes(a_program())
    with pytest.raises(inspecting.DamagedError, match=re.escape("program.exe")):
        inspecting.check_programs([path])
    inspecting.write_checksum(path)
    inspecting.check_programs([path])
    assert struct.unpack_from("<I", path.read_bytes(), 0x80 + 88)[0] == sum_by_the_book(a_program())
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(inspecting.DamagedError):
        inspecting.check_programs([path])


def test_what_is_not_a_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.exe"
    path.write_bytes(b"not a program, but long enough to hold the place of a header: " + b"." * 64)
    with pytest.raises(inspecting.DamagedError):
        inspecting.write_checksum(path)


def test_a_path_of_the_builder_is_found_wherever_it_hides(tmp_path: Path) -> None:
    wanted = inspecting.own_paths(Path("/home/builder/amf42"))
    (tmp_path / "narrow.txt").write_bytes(b"x /home/Builder/amf42/app x")
    (tmp_path / "wide.bin").write_bytes("z:\\home\\builder\\amf42".encode("utf-16-le").replace(b"\\", b"/"))
    with zipfile.ZipFile(tmp_path / "base_library.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.pyc", b"\0/home/builder/amf42/x.py" * 9)
    (tmp_path / "clean.txt").write_bytes(b"app/admin.py")
    found = [line.partition(" : ")[0] for line in inspecting.paths_inside(tmp_path, wanted)]
    assert found == ["base_library.zip!inner.pyc", "narrow.txt", "wide.bin"]


def test_a_path_of_the_builder_is_found_in_compiled_modules_and_programs(tmp_path: Path) -> None:
    """PyInstaller packs both; a path in them is compressed, and seen by nobody who reads the file as it is."""
    from PyInstaller.archive.writers import CArchiveWriter, ZlibArchiveWriter

    here = "/home/builder/amf42"
    code = compile(f"told = '{here}/app'", "app/told.py", "exec")
    ZlibArchiveWriter(str(tmp_path / "modules.pyz"), [("told", f"{here}/app/told.py", "PYMODULE")], {"told": code})
    (tmp_path / "data.txt").write_text(f"{here} " * 99)
    CArchiveWriter(str(tmp_path / "amf42.exe"), [("data.txt", str(tmp_path / "data.txt"), True, "x")], "python313.dll")
    (tmp_path / "data.txt").unlink()
    found = inspecting.paths_inside(tmp_path, [here])
    assert found == [f"amf42.exe!data.txt : {here}", f"modules.pyz!told : {here}"]


def test_what_betrays_the_builder_is_told_in_each_way_to_write_it(monkeypatch: pytest.MonkeyPatch) -> None:
    home: Any = PureWindowsPath(r"C:\Users\Éloïse")
    monkeypatch.setattr(Path, "home", lambda: home)
    project: Any = PureWindowsPath(r"Z:\src\AMF42")
    told = inspecting.own_paths(project)
    assert {r"z:\src\amf42", "z:/src/amf42", r"z:\\src\\amf42", r"\src\amf42", "/src/amf42"} <= told
    assert {r"c:\users\éloïse", "/users/éloïse"} <= told
    assert sys.prefix.lower() in told


def test_a_folder_that_changed_since_its_list_gets_no_installer(tmp_path: Path) -> None:
    program = tmp_path / "AMF42" / "amf42.exe"
    program.parent.mkdir()
    program.write_bytes(a_program())
    build.write_list(tmp_path, program.parent)
    program.write_bytes(b"other")
    with pytest.raises(build.BuildError, match=re.escape("amf42.exe")):
        build.make_installer(tmp_path, version_info.read_version(), Path("makensis"), None)


def test_a_name_that_windows_may_refuse_stops_the_build(tmp_path: Path) -> None:
    folder = tmp_path / "AMF42"
    folder.mkdir()
    (folder / "élus.txt").write_bytes(b"x")
    with pytest.raises(build.BuildError, match="accentué"):
        build.write_list(tmp_path, folder)


def test_a_place_that_is_too_deep_stops_the_build(tmp_path: Path) -> None:
    folder = tmp_path / "AMF42"
    folder.mkdir()
    (folder / ("x" * build.LONGEST_PLACE)).write_bytes(b"x")
    build.write_list(tmp_path, folder)
    (folder / ("x" * (build.LONGEST_PLACE + 1))).write_bytes(b"x")
    with pytest.raises(build.BuildError, match="trop long"):
        build.write_list(tmp_path, folder)


def test_a_package_above_its_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (build.MOST_INSTALLED, build.MOST_INSTALLER) == (120, 35)
    folder = tmp_path / "AMF42"
    folder.mkdir()
    (folder / "amf42.exe").write_bytes(a_program())
    build.write_list(tmp_path, folder)
    build.tell_sizes(tmp_path, folder)
    monkeypatch.setattr(build, "MOST_INSTALLED", 0)
    with pytest.raises(build.BuildError, match="la limite est de 0"):
        build.tell_sizes(tmp_path, folder)
    monkeypatch.setattr(build, "MOST_INSTALLER", 0)
    with pytest.raises(build.BuildError, match="pour l’installeur, la limite est de 0"):
        build.make_installer(tmp_path, version_info.read_version(), makensis(tmp_path), None)


def makensis(folder: Path) -> Path:
    """What stands in for NSIS: it notes what it was asked, and makes a program that bears no checksum."""
    tool = folder / "makensis"
    asked = "json.dumps([sys.argv[1:], os.environ.get('SOURCE_DATE_EPOCH')])"
    tool.write_text(
        f"#!{sys.executable}\nimport json, os, pathlib, sys\n"
        f"pathlib.Path({str(folder / 'asked.json')!r}).write_text({asked})\n"
        "made = next(one[len('-DOUTPUT='):] for one in sys.argv if one.startswith('-DOUTPUT='))\n"
        f"pathlib.Path(made).write_bytes({a_program()!r})\n",
        "utf-8",
    )
    tool.chmod(0o755)
    return tool


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for NSIS")
def test_uninstaller_and_installer_are_signed_the_installer_once_it_bears_its_checksum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    program = tmp_path / "AMF42" / "amf42.exe"
    program.parent.mkdir()
    program.write_bytes(a_program())
    build.write_list(tmp_path, program.parent)
    sign = "cp {file} {file}.signed"
    made = build.make_installer(tmp_path, version_info.read_version(7), makensis(tmp_path), sign)
    asked, moment = json.loads((tmp_path / "asked.json").read_text("utf-8"))
    assert "-DSIGN=cp %1 %1.signed" in asked
    assert f"-DVERSION4={__version__}.7" in asked
    assert moment == "1790000000"
    signed = made.with_name(f"{made.name}.signed")
    shutil.move(signed, tmp_path / "signed.exe")
    inspecting.check_programs([made, tmp_path / "signed.exe"])


def test_a_file_that_the_hook_does_not_sign_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(build.BuildError, match=re.escape("{file}")):
        build.sign_file("signtool sign", tmp_path / "amf42.exe")
    with pytest.raises(build.BuildError, match=r"amf42\.exe.*code 7"):
        build.sign_file(f'"{sys.executable}" -c "raise SystemExit(7)" {{file}}', tmp_path / "amf42.exe")


def test_the_programs_are_signed_before_they_are_listed_and_a_path_of_the_builder_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    found: list[str] = []
    monkeypatch.setattr(carried, "describe", lambda *_: done.append("described") or {})
    monkeypatch.setattr(inspecting, "check_programs", lambda _paths: done.append("checked"))
    monkeypatch.setattr(inspecting, "paths_inside", lambda *_: found)
    monkeypatch.setattr(build, "sign_file", lambda _command, path: done.append(f"signed {path.name}"))
    build.write_file(tmp_path / "work" / "contents.json", b"{}")
    for name in build.PROGRAMS:
        build.write_file(tmp_path / "AMF42" / f"{name}.exe", a_program())
    build.finish_folder(tmp_path, version_info.read_version(), "sign {file}", 1_790_000_000)
    assert done == ["checked", "signed amf42.exe", "signed amf42-admin.exe", "described"]
    places = [place for place, _size, _digest in build.read_list(tmp_path)]
    assert places == ["amf42-admin.exe", "amf42.exe", "licences/sbom.cdx.json"]
    assert {int(path.stat().st_mtime) for path in (tmp_path / "AMF42").rglob("*")} == {1_790_000_000}
    found.append("_internal/modules.pyz!app : /home/builder")
    with pytest.raises(build.BuildError, match="chemins de cette machine"):
        build.finish_folder(tmp_path, version_info.read_version(), None, 1_790_000_000)


def test_two_builds_of_a_commit_are_made_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert build.moment_of_build() == 1_790_000_000
    heard: list[dict[str, str]] = []

    def run(_command: object, surroundings: dict[str, str]) -> tuple[int, bytes]:
        heard.append(surroundings)
        return len(heard) - 1, b"words"

    monkeypatch.setattr(build, "run_heard", run)
    build.run_pyinstaller(tmp_path, tmp_path, version_info.read_version(), 1_790_000_000)
    assert heard[0]["PYTHONHASHSEED"].isdigit()
    assert heard[0]["SOURCE_DATE_EPOCH"] == "1790000000"
    with pytest.raises(build.BuildError, match="PyInstaller"):
        build.run_pyinstaller(tmp_path, tmp_path, version_info.read_version(), 1_790_000_000)


# The installer


def test_the_installer_says_the_same_as_the_program() -> None:
    """The same names in two languages: whoever changes one is told of the other."""
    from app.settings import find_places
    from app.windows_session import CAPABILITIES, LINK_CLASS, NAME, REGISTERED, RUN, URL_PROTOCOL, open_links
    from tests.fakes_windows import FakeRegistry
    from ui.windows_shell import APP_ID

    script = (PACKAGING / "installer.nsi").read_text("utf-8-sig")
    assert f'!define MODEL_ID "{APP_ID}"' in script
    assert f'!define TITLE "{version_info.PRODUCT}"' in script
    assert f'!define PUBLISHER "{version_info.PUBLISHER}"' in script
    assert script.count(rf'StrCpy $DataFolder "$LOCALAPPDATA\{find_places().data.name}"') == 2
    assert "!define OLDEST_BUILD 17763 " in script  # the README of IT says 1809
    program: Any = PureWindowsPath(r"$INSTDIR\amf42.exe")
    registry = FakeRegistry()
    open_links(registry, program, on=True)
    for (key, name), value in registry.values.items():
        if name != URL_PROTOCOL:  # that one alone is the program's own to write
            shown = value.replace(version_info.PRODUCT, "${TITLE}")
            written = re.escape(f'WriteRegStr SHCTX "{key}" "{name}" ') + "(.*)"
            assert re.findall(written, script) in ([f'"{shown}"'], [f"'{shown}'"]), (key, name)
    assert f'"{URL_PROTOCOL}"' not in "".join(line for line in script.splitlines() if "WriteReg" in line)
    removal = script[script.index('Section "Uninstall"') :]
    assert f'DeleteRegKey HKCU "{LINK_CLASS}"' in removal
    for key in (RUN, REGISTERED):
        assert f'DeleteRegValue HKCU "{key}" "{NAME}"' in removal
    assert f'DeleteRegKey HKCU "{CAPABILITIES.rpartition(chr(92))[0]}"' in removal


def test_in_silence_the_uninstaller_keeps_the_data() -> None:
    script = (PACKAGING / "installer.nsi").read_text("utf-8-sig")
    asked = [line for line in script.splitlines() if "MessageBox MB_YESNO" in line]
    assert len(asked) == 2
    assert all("MB_DEFBUTTON2" in line and line.endswith(" /SD IDNO IDNO Kept") for line in asked)


def test_each_exit_code_of_the_installer_is_told_once() -> None:
    script = (PACKAGING / "installer.nsi").read_text("utf-8-sig")
    codes = dict(re.findall(r"^!define ([A-Z_]+) (\d)$", script, re.MULTILINE))
    assert len(set(codes.values())) == len(codes) == 8
    told = script[: script.index("Unicode true")]
    assert all(f" {code} " in told for code in codes.values())
    used = set(re.findall(r"insertmacro Stop \$\{([A-Z_]+)\}", script)) | {"GIVEN_UP", "STILL_OPEN"}
    assert used == codes.keys()


def test_the_installer_speaks_french_as_it_is_set() -> None:
    script = (PACKAGING / "installer.nsi").read_text("utf-8-sig")
    lines = [line for line in script.splitlines() if not line.lstrip().startswith(";")]
    texts = [text for line in lines for text in re.findall(r'"([^"]*[a-zéèà] [^"]*)"', line)]
    assert len(texts) > 20
    for text in texts:
        assert not re.search(r"[\w»)] [:;?!](\s|$)", text.replace("\u00a0", "~")), text
        assert not re.search(r"« | »", text.replace("\u00a0", "~")), text
        assert "'" not in text or text.startswith(("$", "Software")) or "::" in text, text


@pytest.mark.skipif(shutil.which("makensis") is None, reason="NSIS is not on this machine")
def test_the_installer_is_made_from_a_folder(tmp_path: Path) -> None:
    program = tmp_path / "AMF42" / "amf42.exe"
    inner = tmp_path / "AMF42" / "_internal" / "a.txt"
    inner.parent.mkdir(parents=True)
    inner.write_text("x")
    program.write_bytes(a_program())
    build.write_list(tmp_path, program.parent)
    done = subprocess.run(
        [sys.executable, str(PACKAGING / "build.py"), "--output", str(tmp_path), "--installer-only"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    made = tmp_path / f"AMF42-{__version__}-installer.exe"
    inspecting.check_programs([made])
    assert (tmp_path / "work" / "installed.txt").read_text("ascii").splitlines() == [
        "1 _internal\\a.txt",
        "769 amf42.exe",
        "- desinstaller.exe",
    ]


WITHOUT = """
import importlib._bootstrap_external as importing
import sys
sys.path.append("packaging")
from bytecode import without_docstrings
compiled = importing._compile_bytecode
importing._compile_bytecode = lambda *told, **more: without_docstrings(compiled(*told, **more))
from package_contents import LEFT_OUT_MODULES, is_wanted_module
kept = set(sys.argv[2].split(","))
class Refusing:
    def find_spec(self, name, path=None, target=None):
        if not is_wanted_module(name) and not any(name == one or name.startswith(one + ".") for one in kept):
            raise ModuleNotFoundError(f"left out: {name}", name=name)
for name in [name for name in sys.modules if not is_wanted_module(name)]:
    del sys.modules[name]
sys.meta_path.insert(0, Refusing())
from sqlalchemy.engine import make_url
make_url("postgresql+psycopg://host/base").get_dialect().import_dbapi()
from app.checks.email import check_email
from app.checks.phone import check_phone
assert check_phone("+32 470 12 34 56").region == "BE" and check_phone("3646").ok and check_email("mairie@loire.fr").ok
from ui.__main__ import main
sys.exit(main(["--self-test", "--limit", "300"]))
"""


def test_the_main_job_needs_nothing_of_what_is_left_out(tmp_path: Path) -> None:
    others = ",".join([*OF_OTHER_SYSTEMS, "PySide6.QtDBus"])
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, "--self-test", others],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


# Compiled code


def test_functions_lose_their_docstring_and_nothing_else() -> None:
    source = """
def told():
    "docstring"
    assert total(), "kept"
    return 1
def total():
    "same"
    return "same"
class Thing:
    "of a class"
    def method(self):
        "docstring"
        def inner():
            "docstring"
            return list(word for word in ("a", "b"))
        return inner
"""
    space: dict[str, Any] = {}
    exec(bytecode.without_docstrings(compile(source, "x", "exec")), space)
    thing = space["Thing"]()
    assert {space["told"].__doc__, thing.method.__doc__, thing.method().__doc__} == {" "}
    assert (space["told"](), space["total"](), thing.method()()) == (1, "same", ["a", "b"])
    assert space["Thing"].__doc__ == "of a class"
    space["total"] = lambda: ""
    with pytest.raises(AssertionError, match="kept"):
        space["told"]()


def test_what_the_migrations_import_is_in_the_package_although_no_module_of_it_imports_them() -> None:
    migrations = ROOT / "app" / "storage" / "migrations"
    files = [migrations / "env.py", *(migrations / "versions").glob("*.py")]
    ours = {
        node.module
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("app.")
    }
    assert ours
    assert ours <= set(package_contents.FOUND_BY_NAME)
