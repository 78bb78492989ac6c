"""The proof of the Windows package: built, installed, tried, looked at, upgraded and removed, under Wine.

Run by `python packaging/dev.py windows`. Exit codes: 0 all in order; 1 a step failed; 3 the pieces could not be had.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import first_paint
import pieces
import trials
from installed import (
    NBSP,
    SELF_TEST_LIMIT,
    TrialPC,
    admin,
    close_window,
    faults,
    fill,
    install,
    listed_program,
    open_window,
    require_people,
    self_test,
)
from package import (
    INSTALLED_LIMIT,
    INSTALLER_LIMIT,
    Package,
    components_of,
    differences,
    digests,
    files_of,
    paths_of_builder,
    read_package,
    wrong_checksums,
)
from report import FailedError, Report, Step, duration, megabytes, say
from screen import virtual_screen
from window import painted_window
from wine import Wine, WineError, end_group, make_prefix, serving

ROOT = Path(__file__).resolve().parent.parent.parent
TARGET = ROOT / "build" / "windows"
NEXT = ROOT / "build" / "windows-next"
NOT_TRIED = 3
BUILDER = "constructeur-amf42"  # the Windows user and the folder of the build: their names must not be in the package
FIXED_MOMENT = "1767225600"  # 1 January 2026, where git does not tell
SBOM_PLACE = "licences/sbom.cdx.json"  # which cannot hold its own digest
BUILD_PATIENCE = 2400.0  # seconds


@dataclass(frozen=True)
class Options:
    """What the command line asked for."""

    pip: tuple[str, ...]
    prefix: Path
    each_dll: bool
    keep: bool
    reuse: bool


def main(arguments: Sequence[str] | None = None) -> int:
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))  # Wine and Xvfb are stopped then too
    options = read_options(arguments)
    report = Report()
    code = 0
    try:
        prove(report, options)
    except pieces.PieceUnreachableError as problem:
        say(f"{problem}\nLa preuve Windows n’a pas été tentée : ses pièces n’ont pas pu être obtenues.")
        return NOT_TRIED
    except (FailedError, WineError, pieces.PieceRefusedError) as problem:
        say(str(problem))
        code = 1
    except OSError as problem:
        say(f"{type(problem).__name__}{NBSP}: {str(problem)[:2000]}")
        code = 1
    finally:
        report.write(TARGET)
    say(report.verdict())
    return code


def read_options(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="proof.py")
    parser.add_argument("--pip", default=sys.executable, help="a Python that has pip")
    parser.add_argument("--prefix", type=Path, default=ROOT / "build" / "wine")
    parser.add_argument("--each-dll", action="store_true")
    parser.add_argument("--keep", action="store_true", help="leave the prefix for a look")
    parser.add_argument(
        "--reuse", action="store_true", help="prove the packages of the last build, for work on the proof"
    )
    given = parser.parse_args(arguments)
    return Options((given.pip, "-m", "pip"), given.prefix.resolve(), given.each_dll, given.keep, given.reuse)


def prove(report: Report, options: Options) -> None:
    """Each step in turn; the first that fails ends the proof."""
    pins = pieces.read_pins()
    cache = pieces.cache_folder()
    with report.step("Réunir les pièces, contrôler l’empreinte de chacune") as step:
        lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
        wheels = pieces.windows_wheels(lock, pins)
        fetched = pieces.fetch_python(pins.python, cache, options.pip)
        fetched += pieces.fetch_wheels(wheels, pins.python.full_version, cache, options.pip)
        step.found(f"{len(wheels) + 1} pièces contrôlées, dont {fetched} obtenues à l’instant")
    with ExitStack() as stack:
        with report.step("Préparer le Windows de Wine et son Python") as step:
            wine = make_prefix(options.prefix)
            if not options.keep:
                stack.callback(shutil.rmtree, options.prefix, ignore_errors=True)
            python = pieces.lay_python(pins.python, wheels, cache, wine.drive / BUILDER)
            screen = stack.enter_context(virtual_screen())
            wine = stack.enter_context(serving(replace(wine, display=screen.display)))
            told = wine.run([wine.windows(python), "-c", "import platform; print(platform.platform())"], seconds=60)
            step.require(told.ended_well, f"Le Python de Windows ne démarre pas (code {told.code}).")
            step.found(f"{told.output.strip()}, utilisateur «{NBSP}{wine.user}{NBSP}»")
        with report.step("Faire le paquet deux fois, côte à côte, et leurs installateurs") as step:
            if options.reuse and NEXT.exists():
                first, following = read_package(TARGET), read_package(NEXT)
                step.found("repris de la dernière construction")
            else:
                first, following = build_both(wine, python)
            bare = first_paint.build_bare_window(replace(wine, user=BUILDER), python)
            for package in (first, following):
                weights = megabytes(package.size), megabytes(package.installer.stat().st_size)
                step.found(
                    f"{package.version}{NBSP}: {len(package.entries)} fichiers, {weights[0]} Mo installés, "
                    f"installateur de {weights[1]} Mo"
                )
        judge_package(report, first, following)
        desk = TrialPC(wine, screen)
        with report.step("Retirer le Python du constructeur : le paquet doit s’en passer") as step:
            shutil.rmtree(wine.drive / BUILDER)
        try_installed(report, desk, first, following, bare, each_dll=options.each_dll)


def build_both(wine: Wine, python: Path) -> tuple[Package, Package]:
    """This version and the next, side by side; where one fails, or somebody stops the proof, the other is ended too."""
    with ThreadPoolExecutor(2) as two:
        builds = [two.submit(build, wine, python, place, number) for number, place in enumerate((TARGET, NEXT))]
        try:
            first, following = (one.result() for one in builds)
        except BaseException:
            wine.stop()
            raise
    return first, following


def build(wine: Wine, python: Path, target: Path, suffix: int) -> Package:
    """Run the build script through Wine's Python, then NSIS; raises `FailedError` with the last words of either."""
    shutil.rmtree(target, ignore_errors=True)
    builder = replace(wine, user=BUILDER)
    (wine.drive / "users" / BUILDER / "AppData" / "Local" / "Temp").mkdir(parents=True, exist_ok=True)
    script = ROOT / "packaging" / "build.py"
    number = ["--version-suffix", str(suffix)] if suffix else []
    outcome = builder.run(
        [wine.windows(python), wine.windows(script), "--output", wine.windows(target), *number, "--no-installer"],
        seconds=BUILD_PATIENCE,
        PYTHONUTF8="1",
        SOURCE_DATE_EPOCH=moment_of_commit(),
    )
    if not outcome.ended_well:
        raise FailedError(f"build.py a répondu {outcome.code}{NBSP}:\n{outcome.last_words}")
    installer = subprocess.run(  # Debian's NSIS is a program of this machine's own
        [sys.executable, str(script), "--installer-only", "--output", str(target), *number],
        env={**os.environ, "SOURCE_DATE_EPOCH": moment_of_commit()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if installer.returncode:
        raise FailedError(f"L’installateur n’est pas fait{NBSP}:\n{installer.stdout[-1500:]}")
    try:
        return read_package(target)
    except ValueError as problem:
        raise FailedError(str(problem)) from None


def moment_of_commit() -> str:
    """When the commit was made, in seconds since 1970: Wine's Python sees no git."""
    git = ["git", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return FIXED_MOMENT
    return done.stdout.strip() or FIXED_MOMENT


def judge_package(report: Report, package: Package, following: Package) -> None:
    with report.step("Juger le paquet : liste, tailles, sommes de contrôle, SBOM, chemins du constructeur") as step:
        report.sizes = (package.folder / "sizes.txt").read_text(encoding="utf-8")
        wrong = differences(package.entries, digests(package.program))
        step.require(not wrong, f"files.txt ne dit pas ce qu’il y a{NBSP}: {', '.join(wrong[:10])}")
        apart = sorted(package.places ^ following.places)
        step.require(not apart, f"Deux constructions ne donnent pas la même liste{NBSP}: {', '.join(apart[:10])}")
        ours = {entry.place: entry.sha256 for entry in package.entries}
        # The version is in the programs' resources, and in the list of what is inside.
        changed = [
            entry.place
            for entry in following.entries
            if ours[entry.place] != entry.sha256 and not entry.place.endswith((".exe", "sbom.cdx.json"))
        ]
        step.require(
            not changed, f"Deux constructions ne donnent pas les mêmes octets{NBSP}: {', '.join(changed[:10])}"
        )
        step.found(f"deux constructions, les mêmes {len(package.entries)} fichiers, les mêmes octets à la version près")
        installer = package.installer.stat().st_size
        step.require(package.size <= INSTALLED_LIMIT, f"{megabytes(package.size)} Mo installés, plus que 120.")
        step.require(installer <= INSTALLER_LIMIT, f"L’installateur fait {megabytes(installer)} Mo, plus que 35.")
        wrong = wrong_checksums([*sorted(package.program.glob("*.exe")), package.installer])
        step.require(not wrong, "; ".join(wrong))
        step.found("somme de contrôle juste pour chaque programme et pour l’installateur")
        told = files_of(package.folder / "sbom.cdx.json")
        untold = differences([entry for entry in package.entries if entry.place != SBOM_PLACE], told)
        step.require(
            not untold, f"Le SBOM et le paquet ne disent pas les mêmes fichiers{NBSP}: {', '.join(untold[:10])}"
        )
        step.found(
            f"{len(components_of(package.folder / 'sbom.cdx.json'))} composants dans le SBOM, et chaque fichier avec "
            "son empreinte"
        )
        traces = paths_of_builder(builder_paths(ROOT), package.program)
        step.require(not traces, "Des chemins du constructeur sont dans le paquet :\n" + "\n".join(traces[:20]))
        step.found("aucun chemin du constructeur, fichiers et modules compilés compris")


def builder_paths(root: Path) -> list[str]:
    """What would tell on which machine the package was made."""
    slashes = str(root)
    windows = "Z:" + slashes.replace("/", "\\")
    return [BUILDER, slashes, windows, windows.replace("\\", "\\\\"), windows.replace("\\", "/")]


def try_installed(
    report: Report, desk: TrialPC, first: Package, following: Package, bare: Path, *, each_dll: bool
) -> None:
    bases = bases_folder(desk)
    with report.step("Refuser un Windows trop ancien") as step:
        trials.try_older_windows(step, desk, first)
    with report.step(f"Installer sans un mot sous le compte «{NBSP}{desk.wine.user}{NBSP}»") as step:
        outcome = install(desk, first)
        step.require(outcome.ended_well, f"L’installateur a répondu {outcome.code}{NBSP}:\n{outcome.last_words}")
        wrong = faults(desk, first)
        step.require(not wrong, f"Le dossier installé n’est pas le paquet{NBSP}: {', '.join(wrong[:10])}")
        listed = listed_program(desk)
        needed = ("DisplayName", "DisplayVersion", "Publisher", "DisplayIcon", "UninstallString", "EstimatedSize")
        absent = [name for name in needed if not listed.get(name)]
        step.require(not absent, f"Applications installées{NBSP}: il manque {', '.join(absent)}.")
        step.require(bool(trials.shortcuts(desk)), "Le menu Démarrer n’a pas de raccourci.")
        step.found(f"«{NBSP}{listed['DisplayName']}{NBSP}» {listed['DisplayVersion']} en {duration(outcome.seconds)}")
        usual = outcome.seconds
    with report.step("Faire l’essai du programme installé, avec une base de chaque ancien schéma") as step:
        tried(step, desk, bases)
    with report.step("Remplir la base du poste et la relire par amf42-admin") as step:
        fill(desk)
        require_people(desk)
        step.found(trials.people_and_state(desk))
    with report.step("Ouvrir la fenêtre avec le greffon « windows » de Qt et la regarder") as step:
        look(step, desk)
    with report.step("Mesurer le premier affichage, à côté d’une fenêtre nue de Qt") as step:
        first_paint.measure_first_paint(step, desk, bare, TARGET / "start.json")
    with report.step("Couper l’installation de la version suivante en plusieurs moments") as step:
        trials.try_interrupted(step, desk, first, following, usual)
    with report.step("Réparer une installation coupée, en lancer deux, refuser un dossier étranger") as step:
        trials.try_obstacles(step, desk, first)
    with report.step("Installer la version suivante sur un disque plein") as step:
        trials.try_full_disk(step, desk, first, following)
    with report.step("Passer à la version suivante, la base restant en place") as step:
        trials.try_upgrade(step, desk, first, following)
    with report.step("Installer pendant que le programme est ouvert sur sa base") as step:
        trials.try_over_running(step, desk, following)
    with report.step("Désinstaller sans un mot, puis réinstaller et rouvrir la base") as step:
        trials.try_uninstall(step, desk, following)
    with report.step("Installer pour tous les comptes, dans un dossier choisi") as step:
        trials.try_for_all(step, desk, following)
    with report.step("Montrer que l’essai sait échouer : retirer ce dont il a besoin") as step:
        trials.try_mutilations(step, desk, bases)
    if each_dll:
        with report.step("Retirer chaque bibliothèque tour à tour") as step:
            trials.try_each_library(step, desk, bases, say)


def bases_folder(desk: TrialPC) -> Path:
    """The bases of earlier releases, where the installed program may write beside them."""
    folder = desk.wine.drive / "anciennes bases"
    shutil.copytree(ROOT / "tests" / "storage" / "bases", folder, dirs_exist_ok=True)
    return folder


def tried(step: Step, desk: TrialPC, bases: Path) -> None:
    outcome = self_test(desk, bases=bases)
    step.require(outcome.ended_well, f"L’essai a répondu {outcome.code}{NBSP}:\n{outcome.last_words}")
    step.require("dans le trousseau du système" in outcome.output, "La clé n’est pas gardée dans le trousseau.")
    step.found(outcome.last_words)
    slow = "" if outcome.seconds <= SELF_TEST_LIMIT else f", plus que les {SELF_TEST_LIMIT:.0f} s promises sur un PC"
    step.found(f"réussi en {duration(outcome.seconds)}{slow}")


def look(step: Step, desk: TrialPC) -> None:
    """Open the demonstration, wait until its day is on the screen, keep the picture, close by the cross."""
    admin(desk, "demo")
    running = open_window(desk, "--demo")
    try:
        picture, wrong = painted_window(desk.screen, running, 120)
        TARGET.mkdir(parents=True, exist_ok=True)
        picture.save(TARGET / "fenetre.png")
        step.require(not wrong, f"La fenêtre n’est pas celle attendue{NBSP}: {'; '.join(wrong)}. Voir fenetre.png.")
        step.found("fenêtre peinte, image gardée dans fenetre.png")
        code = close_window(desk, running)
        step.require(code == 0, f"Fermée par sa croix, la fenêtre a répondu {code}.")
    finally:
        if running.poll() is None:
            end_group(running)


if __name__ == "__main__":
    sys.exit(main())
