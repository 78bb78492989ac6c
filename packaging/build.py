r"""Make the Windows package: the folder with both programs, what is inside it, and the installer.

Run by a Windows Python that has the libraries of `uv.lock` and PyInstaller (python.org's, or Wine's `python.exe`):

    python packaging\build.py [--output FOLDER] [--version-suffix NUMBER] [--sign COMMAND] [--makensis FILE]

It leaves in FOLDER (`build/windows`) `AMF42/`, `files.txt`, `sizes.txt`, `sbom.cdx.json` and the installer. Where NSIS
is not at hand (Wine's Python does not see Linux's), it stops before the installer, and
`python packaging/build.py --installer-only`, run by any Python, makes it from that folder.

Two builds of one commit list the same files with the same bytes: set SOURCE_DATE_EPOCH, or have git. A path of this
machine inside any file stops the build. COMMAND signs one file, whose path takes the place of `{file}`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:] = [place for place in sys.path if Path(place or ".").resolve() != HERE]  # `packaging` is a library too
sys.path += [str(HERE), str(ROOT)]

from inspecting import DamagedError  # noqa: E402 - after the path is set
from licences import LicenceMissingError  # noqa: E402 - after the path is set
from package_contents import PARTS  # noqa: E402 - after the path is set
from version_info import Version, read_version, resource_text  # noqa: E402 - after the path is set

PROGRAMS = ("amf42", "amf42-admin")
MOST_INSTALLED, MOST_INSTALLER = 120, 35  # MB
LONGEST_PLACE = 120  # characters under the folder: Windows counts 260 for the whole, and names of users are long
LATE = 1_767_225_600  # 1 January 2026: the moment of files where neither git nor SOURCE_DATE_EPOCH tells one
MEGABYTE = 1_000_000


class BuildError(Exception):
    """The package cannot be made; the message, in French, says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what is asked for; 0 done, 1 refused."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # a text stream
    options = parser().parse_args(arguments)
    output: Path = options.output.resolve()
    version = read_version(options.version_suffix)
    try:
        if not options.installer_only:
            make_folder(output, version, options.sign)
        makensis = find_makensis(options.makensis)
        if options.no_installer or (makensis is None and not options.installer_only):
            say("L’installeur reste à faire : python packaging/build.py --installer-only, là où se trouve NSIS.")
            return 0
        if makensis is None:
            raise BuildError("NSIS n’est pas sur ce poste. Installez-le, ou dites où il est avec --makensis.")
        make_installer(output, version, makensis, options.sign)
    except (BuildError, DamagedError, LicenceMissingError) as refusal:
        say(f"Paquet non fait : {refusal}")
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="build.py", description="Fait le paquet Windows du programme.")
    add = top.add_argument
    add("--output", type=Path, default=ROOT / "build" / "windows", metavar="DOSSIER", help="où laisser le paquet")
    add("--version-suffix", type=int, default=0, metavar="NUMÉRO", help="quatrième nombre de la version, pour un essai")
    add("--sign", metavar="COMMANDE", help="commande qui signe un fichier, écrit {file}")
    add("--makensis", type=Path, metavar="FICHIER", help="le programme makensis de NSIS 3")
    add("--no-installer", action="store_true", help="le dossier seulement")
    add("--installer-only", action="store_true", help="l’installeur, à partir du dossier déjà fait")
    return top


# The folder


def make_folder(output: Path, version: Version, sign: str | None) -> None:
    """`AMF42/` with both programs, their licences and their list, signed where asked."""
    if sys.platform != "win32":
        raise BuildError("Lancez ce script avec un Python de Windows, ou celui de Wine (packaging/README.md).")
    work, folder, moment = output / "work", output / "AMF42", moment_of_build()
    for old in (work, folder):
        shutil.rmtree(old, ignore_errors=True)
    work.mkdir(parents=True)
    run_pyinstaller(output, work, version, moment)
    finish_folder(output, version, sign, moment)


def finish_folder(output: Path, version: Version, sign: str | None, moment: int) -> None:
    """Sign, describe, date and inspect what PyInstaller made, then list it."""
    from carried import describe
    from inspecting import check_programs, own_paths, paths_inside

    work, folder = output / "work", output / "AMF42"
    contents = json.loads((work / "contents.json").read_text(encoding="utf-8"))
    say("Licences et liste de ce qui est à l’intérieur…")
    check_programs([folder / f"{name}.exe" for name in PROGRAMS])
    if sign:
        for name in PROGRAMS:
            sign_file(sign, folder / f"{name}.exe")
    bill = describe(folder, version, contents, moment)
    text = json.dumps(bill, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_file(folder / "licences" / "sbom.cdx.json", text.encode())
    write_file(output / "sbom.cdx.json", text.encode())
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (moment, moment))
    say("Recherche des chemins de cette machine…")
    found = paths_inside(folder, own_paths(ROOT, output))
    if found:
        raise BuildError("des chemins de cette machine sont dans le paquet :\n  " + "\n  ".join(found[:20]))
    write_list(output, folder)
    tell_sizes(output, folder)


def run_pyinstaller(output: Path, work: Path, version: Version, moment: int) -> None:
    """PyInstaller in a process of its own, whose hash seed is fixed: sets are then written in the same order."""
    for name in PROGRAMS:
        (work / f"{name}.version").write_text(resource_text(version, name), encoding="utf-8")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(output), "--workpath", str(work / "pyinstaller"), str(HERE / "amf42.spec")]
    surroundings = {
        **os.environ,
        "AMF42_WORK": str(work),
        "PYTHONHASHSEED": "42",
        "PYTHONDONTWRITEBYTECODE": "1",
        "SOURCE_DATE_EPOCH": str(moment),
        "PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0",  # see amf42.spec
        "PYINSTALLER_CONFIG_DIR": str(work / "cache"),  # nothing of an earlier build
    }
    say("PyInstaller…")
    started = time.monotonic()
    code, words = run_heard(command, surroundings)
    (work / "pyinstaller.log").write_bytes(words)
    if code:
        say(words.decode("utf-8", errors="replace")[-4000:])
        raise BuildError("PyInstaller s’est arrêté ; les lignes au-dessus disent où.")
    say(f"PyInstaller : {time.monotonic() - started:.0f} s")


def run_heard(command: Sequence[str], surroundings: Mapping[str, str]) -> tuple[int, bytes]:
    """Run a program to its end: its exit code and what it wrote.

    Its end is waited for, not that of its pipe: under Wine a service that it started may hold the pipe for ever.
    """
    process = subprocess.Popen(
        command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0
    )
    heard: list[bytes] = []

    def listen() -> None:
        assert process.stdout is not None
        while part := process.stdout.read(65536):
            heard.append(part)

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    code = process.wait()
    listener.join(5)
    return code, b"".join(heard)


def moment_of_build() -> int:
    """Seconds since 1970 that every file bears: SOURCE_DATE_EPOCH, else the commit's, else a fixed day."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told:
        return int(told)
    git = shutil.which("git")
    if git:
        command = [git, "log", "-1", "--format=%ct"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.strip():
            return int(done.stdout)
    say("Ni git ni SOURCE_DATE_EPOCH : les fichiers porteront la date du 1er janvier 2026.")
    return LATE


def write_list(output: Path, folder: Path) -> None:
    """`files.txt`: place, size, SHA-256 of each file, sorted. Raises BuildError for a place that Windows may refuse."""
    lines = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        place = path.relative_to(folder).as_posix()
        if not place.isascii() or len(place) > LONGEST_PLACE:
            raise BuildError(f"« {place} » est un nom trop long ou accentué pour un dossier d’installation.")
        lines.append(f"{place}\t{path.stat().st_size}\t{digest_of(path)}\n")
    write_file(output / "files.txt", "".join(sorted(lines)).encode())


def read_list(output: Path) -> list[tuple[str, int, str]]:
    """What `files.txt` says: place with slashes, size in bytes, SHA-256. Raises BuildError where there is none."""
    try:
        lines = (output / "files.txt").read_text(encoding="utf-8").splitlines()
    except OSError:
        raise BuildError(f"« {output} » ne contient pas de paquet. Faites-le d’abord.") from None
    rows = [line.split("\t") for line in lines]
    return [(place, int(size), digest) for place, size, digest in rows]


def tell_sizes(output: Path, folder: Path) -> None:
    """What each part weighs and what it is for, on screen and in `sizes.txt`. Raises BuildError above the limit."""
    sizes = {place: size for place, size, _digest in read_list(output)}
    table = size_table(sizes)
    write_file(output / "sizes.txt", table.encode())
    say(table)
    total = sum(sizes.values())
    if total > MOST_INSTALLED * MEGABYTE:
        raise BuildError(f"{total / MEGABYTE:.1f} Mo installés, la limite est de {MOST_INSTALLED}.")


def size_table(sizes: Mapping[str, int]) -> str:
    """One line for each part of the package: MB, files, what it is for; the heaviest first."""
    from fnmatch import fnmatchcase

    left, rows = dict(sizes), []
    for part in PARTS:
        mine = [place for place in left if any(fnmatchcase(place, pattern) for pattern in part.patterns)]
        rows.append((sum(left.pop(place) for place in mine), len(mine), part.name, part.purpose))
    if left:
        rows.append((sum(left.values()), len(left), "autres", ", ".join(sorted(left)[:3])))
    rows.append((sum(sizes.values()), len(sizes), "total", ""))
    return "".join(
        f"{size / MEGABYTE:7.1f} Mo  {count:4d} fichiers  {name:<24} {purpose}".rstrip() + "\n"
        for size, count, name, purpose in sorted(rows, key=lambda row: (row[2] == "total", -row[0]))
        if count
    )


# The installer


def make_installer(output: Path, version: Version, makensis: Path, sign: str | None) -> Path:
    """The installer from the folder, checked against its list first. Raises BuildError."""
    from inspecting import write_checksum

    folder, rows = output / "AMF42", read_list(output)
    for place, size, _digest in rows:
        if not (folder / place).is_file() or (folder / place).stat().st_size != size:
            raise BuildError(f"« {place} » n’est plus comme files.txt le dit. Refaites le dossier.")
    work, target = output / "work", output / f"AMF42-{version.full}-installer.exe"
    work.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    listed = (
        "".join(f"{size} {place}\r\n".replace("/", "\\") for place, size, _digest in rows) + "- desinstaller.exe\r\n"
    )
    write_file(work / "installed.txt", listed.encode("ascii"))
    total = sum(size for _place, size, _digest in rows)
    settings = {
        "VERSION": version.full,
        "VERSION4": ".".join(str(number) for number in version.four),
        "SOURCE": str(folder),
        "LIST": str(work / "installed.txt"),
        "SIZE": str(total // 1024),
        "SIZE_MB": str(total // MEGABYTE + 1),
        "OUTPUT": str(target),
    }
    if sign:
        settings["SIGN"] = sign.replace("{file}", "%1")
    say("Installeur…")
    command = [str(makensis), "-V2", "-WX", "-NOCD", *(f"-D{name}={value}" for name, value in settings.items())]
    done = subprocess.run(
        [*command, "installer.nsi"],
        cwd=HERE,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(moment_of_build())},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode or not target.is_file():
        say(done.stdout.decode("utf-8", errors="replace")[-3000:])
        raise BuildError("NSIS s’est arrêté ; les lignes au-dessus disent où.")
    write_checksum(target)
    if sign:
        sign_file(sign, target)
    size = target.stat().st_size
    say(f"{target.name} : {size / MEGABYTE:.1f} Mo, SHA-256 {digest_of(target)}")
    if size > MOST_INSTALLER * MEGABYTE:
        raise BuildError(f"{size / MEGABYTE:.1f} Mo pour l’installeur, la limite est de {MOST_INSTALLER}.")
    return target


def find_makensis(told: Path | None) -> Path | None:
    """NSIS's compiler: as told, else on the path, else where its own installer puts it."""
    if told is not None:
        return told
    found = shutil.which("makensis")
    usual = [Path(os.environ.get(name, "")) / "NSIS" / "makensis.exe" for name in ("ProgramFiles(x86)", "ProgramFiles")]
    return Path(found) if found else next((path for path in usual if path.is_file()), None)


def sign_file(command: str, path: Path) -> None:
    """Run the hook on one file. Raises BuildError when it refuses."""
    if "{file}" not in command:
        raise BuildError("La commande de --sign doit contenir {file}, à la place du fichier à signer.")
    done = subprocess.run(command.replace("{file}", str(path)), shell=True, check=False)  # the builder's own words
    if done.returncode:
        raise BuildError(f"« {path.name} » n’a pas été signé (code {done.returncode}).")


# Files


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
