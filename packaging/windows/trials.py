"""What is tried on an installed program: upgraded, interrupted, installed over while it runs, removed, mutilated."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from installed import (
    ADDED,
    INSTALLER_PATIENCE,
    LISTING,
    NBSP,
    TrialPC,
    admin,
    close_window,
    ending,
    faults,
    install,
    listed_program,
    open_window,
    require_people,
    self_test,
    uninstall,
)
from package import MEGABYTE, Package, differences, digests
from report import FailedError, Step, duration
from wine import TIMED_OUT, end_group, wait_for

TOO_OLD, FOLDER_REFUSED, UNDER_WAY = 3, 4, 9  # the installer's codes
SHORTEST_LIMIT = 25.0  # seconds: a program that lacks a library waits for ever in a box


# ── Upgrades ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def try_interrupted(step: Step, desk: TrialPC, old: Package, new: Package, usual: float) -> None:
    """Kill the installer at several moments: afterwards all of the old version is there, or all of the new one.

    `usual` is how many seconds a whole installation takes here. Killing is harsher than *Annuler*.
    """
    beside = desk.program.with_name("AMF42.new")
    for share in (0.2, 0.5, 0.8):
        running = desk.wine.start([desk.wine.windows(new.installer), "/S"])
        wait_for(running, usual * share, time.monotonic())
        moment = duration(usual * share)
        found = digests(desk.program)
        left_old, left_new = (differences(one.entries, found, allowed=ADDED) for one in (old, new))
        if left_old and left_new:
            raise FailedError(
                f"Coupée après {moment}, l’installation laisse un mélange{NBSP}:\n" + "\n".join(left_old[:10])
            )
        laid = sum(path.is_file() for path in beside.rglob("*"))
        whole = "l’ancienne" if not left_old else "la nouvelle"
        step.found(f"coupée après {moment} ({laid} fichiers posés à côté){NBSP}: {whole} version est entière")
        if not left_new:  # Too late to interrupt anything: it was over.
            install(desk, old)
    require_people(desk)
    step.found("le programme s’ouvre encore, sa base aussi")


def try_obstacles(step: Step, desk: TrialPC, package: Package) -> None:
    """A cut between the two renamings and a file of somebody's since; two installers at once; somebody's own folder.

    This version is whole before, and afterwards.
    """
    aside, beside = (desk.program.with_name(name) for name in ("AMF42.old", "AMF42.new"))
    desk.program.rename(aside)
    desk.program.mkdir()
    (desk.program / "note.txt").write_text("theirs", encoding="utf-8")
    started = time.monotonic()
    both = [desk.wine.start([desk.wine.windows(package.installer), "/S"]) for _ in range(2)]
    codes = sorted(wait_for(one, INSTALLER_PATIENCE, started).code for one in both)
    step.require(codes == [0, UNDER_WAY], f"Deux installateurs à la fois ont répondu {codes}.")
    kept = desk.program / "conserve-1"
    step.require((kept / "note.txt").exists(), "Le fichier posé entre les deux renommages n’a pas été gardé.")
    shutil.rmtree(kept)
    wrong = faults(desk, package)
    left = [path.name for path in (aside, beside) if path.exists()]
    step.require(not wrong and not left, f"La réparation laisse{NBSP}: {', '.join(left + wrong[:10])}")
    step.found("coupée entre ses deux renommages, réparée par l’installation suivante, le fichier étranger gardé")
    step.found(f"deux installateurs à la fois{NBSP}: l’un installe, l’autre le dit (code {UNDER_WAY}) et s’arrête")
    for folder in (aside, beside):
        folder.mkdir()
        (folder / "photo.jpg").write_bytes(b"theirs")
        refused = install(desk, package)
        step.require(refused.code == FOLDER_REFUSED, f"Devant {folder.name}, l’installateur a répondu {refused.code}.")
        step.require(digests(folder).keys() == {"photo.jpg"}, f"L’installation a touché au dossier {folder.name}.")
        step.require(not faults(desk, package), f"L’installation refusée devant {folder.name} abîme le programme.")
        shutil.rmtree(folder)
    step.found(f"un dossier étranger du même nom est refusé (code {FOLDER_REFUSED}), rien n’y est touché")


def try_full_disk(step: Step, desk: TrialPC, old: Package, new: Package) -> None:
    """Upgrade on a disk too small for it: the installer says so by its code, and the old version is whole."""
    disk = desk.program.parent
    aside = disk.with_name("Programs-aside")
    disk.rename(aside)
    try:
        with small_disk(disk, old.size + 60 * MEGABYTE) as mounted:
            if not mounted:
                step.found("non éprouvé ici : ce poste ne permet pas de monter un petit disque")
                return
            shutil.copytree(aside / desk.program.name, desk.program)
            outcome = install(desk, new)
            step.require(not outcome.ended_well, "L’installateur dit avoir réussi sur un disque plein.")
            wrong = faults(desk, old)
            step.require(not wrong, f"Le disque plein abîme l’ancienne version{NBSP}: {', '.join(wrong[:10])}")
            left = sorted(path.name for path in disk.iterdir() if path != desk.program)
            step.require(not left, f"L’installation manquée laisse{NBSP}: {', '.join(left)}")
            step.found(f"refusée (code {outcome.code}), l’ancienne version est entière, rien n’est laissé")
    finally:
        disk.rmdir()
        aside.rename(disk)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[bool]:
    """A file system of so many bytes on this folder; yields False where this machine does not let one be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    mounting = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    try:
        yield mounting.returncode == 0
    finally:
        if mounting.returncode == 0:
            subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=False)


def try_upgrade(step: Step, desk: TrialPC, old: Package, new: Package) -> None:
    """From one version to the next: each file is the new one's, none of the old stays, the data are not touched."""
    leave_something_old(desk)
    before = digests(desk.data)
    outcome = install(desk, new)
    step.require(outcome.ended_well, f"L’installateur a répondu {outcome.code}{NBSP}:\n{outcome.last_words}")
    wrong = faults(desk, new)
    step.require(
        not wrong, f"Le dossier installé n’est pas celui de la nouvelle version{NBSP}:\n" + "\n".join(wrong[:20])
    )
    beside = sorted(path.name for path in desk.program.parent.iterdir() if path != desk.program)
    step.require(not beside, f"L’installation laisse à côté du programme{NBSP}: {', '.join(beside)}")
    step.require(digests(desk.data) == before, "L’installation a touché au dossier des données.")
    listed = listed_program(desk).get("DisplayVersion", "")
    step.require(listed == new.version, f"Applications installées annonce {listed or 'rien'}, pas {new.version}.")
    require_people(desk)
    step.found(
        f"{old.version} → {new.version} en {duration(outcome.seconds)}, {len(before)} fichiers de données intacts"
    )
    step.found("la bibliothèque que seule l’ancienne version avait est partie")


def leave_something_old(desk: TrialPC) -> None:
    """Make the installed version one that had a library more, in its folder and in its installer's own list."""
    library = desk.program / "_internal" / "vieux" / "ancien.dll"
    library.parent.mkdir()
    library.write_bytes(b"only the old version had it")
    with (desk.program / LISTING).open("ab") as listing:
        listing.write(f"{library.stat().st_size} _internal\\vieux\\ancien.dll\r\n".encode())


def try_over_running(step: Step, desk: TrialPC, package: Package) -> None:
    """Install while the window is open on its base: it is closed politely, or the installer gives up; never both."""
    running = open_window(desk)
    try:
        deadline = time.monotonic() + 90
        while not any(desk.data.glob("*.db-wal")) and time.monotonic() < deadline and running.poll() is None:
            time.sleep(0.5)  # the base is in use once its journal is there
        step.require(running.poll() is None, f"La fenêtre s’est fermée seule (code {running.poll()}).")
        outcome = install(desk, package)
        ended = ending(running, 15)
        wrong = faults(desk, package)
        step.require(
            not wrong, "Installer pendant que le programme tourne laisse un mélange : " + ", ".join(wrong[:10])
        )
        if outcome.ended_well:
            step.require(ended == 0, f"Le programme ouvert n’a pas été fermé poliment (code {ended}).")
            step.found(f"le programme ouvert a été fermé poliment, puis installé ({duration(outcome.seconds)})")
        else:
            step.require(ended is None, f"L’installateur a renoncé (code {outcome.code}) mais la fenêtre est fermée.")
            step.found(f"l’installateur a renoncé (code {outcome.code}), la fenêtre reste ouverte")
    finally:
        if running.poll() is None and close_window(desk, running) is None:
            end_group(running)
    require_people(desk)
    step.found("la base qui était ouverte rend ce qu’elle contenait")


def try_older_windows(step: Step, desk: TrialPC, package: Package) -> None:
    """On a Windows that Qt does not run on, the installer refuses by its code, and lays nothing."""
    for version in ("win81", "win7"):
        try:
            desk.wine.run(["winecfg", "-v", version], seconds=60)
            outcome = install(desk, package)
        finally:
            desk.wine.run(["winecfg", "-v", "win10"], seconds=60)
        step.require(outcome.code == TOO_OLD, f"Sur {version}, l’installateur a répondu {outcome.code}.")
        step.require(not desk.program.exists(), f"Sur {version}, l’installateur a posé des fichiers.")
    step.found(f"refusé (code {TOO_OLD}) sous Windows 7 et 8.1, rien n’est posé")


def try_for_all(step: Step, desk: TrialPC, package: Package) -> None:
    """In a folder that was chosen, for all accounts, with an icon; the base is the same. Then back to one's own."""
    chosen = desk.wine.drive / "Logiciels" / "Accueil des élus"
    uninstall(desk)
    for folder in (r"/D=Q:\AMF42", r"/D=C:\entre guillemets"):  # a drive that is not there; Wine quotes the second
        refused = install(desk, package, folder)
        step.require(refused.code == FOLDER_REFUSED, f"Pour {folder}, l’installateur a répondu {refused.code}.")
        step.require(not desk.program.exists(), f"Pour {folder}, l’installateur a posé le programme ailleurs.")
    # NSIS wants the folder without quotes, which Wine puts round an argument with a space: given word by word.
    words = f"/D={desk.wine.windows(chosen)}".split(" ")
    outcome = install(desk, package, "/ALLUSERS", "/DESKTOP", *words)
    wrong = faults(desk, package, chosen)
    step.require(outcome.ended_well and not wrong, f"Code {outcome.code}{NBSP}: {', '.join(wrong[:10])}")
    step.require(bool(listed_program(desk, "HKLM")), "Applications installées ne l’annonce pas pour tous.")
    links = shortcuts(desk)
    step.require(len(links) == 2, f"Menu Démarrer et bureau attendus{NBSP}: {', '.join(links) or 'rien'}.")
    require_people(desk, chosen)
    step.found("posé pour tous dans le dossier choisi, avec son icône sur le bureau ; la base s’y ouvre")
    uninstall(desk, chosen, "HKLM")
    left = sorted(digests(chosen)) + shortcuts(desk) + list(listed_program(desk, "HKLM"))
    step.require(not left, f"La désinstallation laisse{NBSP}: {', '.join(left[:10])}")
    again = install(desk, package)
    step.require(again.ended_well and not faults(desk, package), f"La réinstallation a répondu {again.code}.")
    step.found("retiré sans reste, puis réinstallé pour le seul compte")


def try_uninstall(step: Step, desk: TrialPC, package: Package) -> None:
    """Remove without a word: the program, its entries and shortcuts go, the data stay; installed anew, they open."""
    before = digests(desk.data)
    outcome = uninstall(desk)
    left = sorted(digests(desk.program)) if desk.program.exists() else []
    step.require(not left, f"La désinstallation laisse{NBSP}: {', '.join(left[:10])}")
    step.require(not desk.program.exists(), "La désinstallation laisse le dossier du programme, vide.")
    step.require(not listed_program(desk), "Le programme est encore dans Applications installées.")
    links = shortcuts(desk)
    step.require(not links, f"Des raccourcis restent{NBSP}: {', '.join(links)}")
    step.require(digests(desk.data) == before, "La désinstallation silencieuse a touché aux données.")
    step.found(f"programme, raccourcis et entrée partis en {duration(outcome.seconds)}, {len(before)} fichiers gardés")
    again = install(desk, package)
    step.require(again.ended_well and not faults(desk, package), f"La réinstallation a répondu {again.code}.")
    require_people(desk)
    step.found("réinstallé, le programme rouvre la base gardée")


def shortcuts(desk: TrialPC) -> list[str]:
    """The program's shortcuts in the start menu and on the desktop, by their names."""
    homes = desk.wine.drive / "users", desk.wine.drive / "ProgramData"
    return sorted(path.name for home in homes for path in home.rglob("*.lnk") if "amf42" in path.name.lower())


# ── What must make the self-test fail ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Mutilation:
    """Something taken away from a copy of the program, by a pattern below its folder, and who must notice.

    The trial of the installer's list misses every file; `noticed_by` is the one that would need this one.
    """

    what: str
    pattern: str
    noticed_by: str


MUTILATIONS = (
    Mutilation("une bibliothèque de Qt", "_internal/PySide6/Qt6Gui.dll", "Il manque une partie du programme"),
    Mutilation("le greffon « platforms »", "_internal/PySide6/plugins/platforms", "Affichage de Qt"),
    Mutilation("une migration", "_internal/app/storage/migrations/versions/0002*.py", "Migrations"),
    Mutilation("un fichier de données (communes)", "_internal/resources/reference/communes*", "Données de référence"),
    Mutilation("une police du papier", "_internal/resources/fonts/AMF42Lisible-Regular.ttf", "Polices"),
)


def mutilated(desk: TrialPC, source: Path, pattern: str) -> tuple[Path, list[str]]:
    """A copy of the program without what the pattern names, and the places that were taken away."""
    copy = desk.wine.drive / "essais" / "AMF42"
    if copy.exists():
        shutil.rmtree(copy)
    shutil.copytree(source, copy, copy_function=os.link)  # links: only names are taken away
    taken = sorted(copy.glob(pattern))
    for path in taken:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return copy, [path.relative_to(copy).as_posix() for path in taken]


def try_mutilations(step: Step, desk: TrialPC, bases: Path, which: Sequence[Mutilation] = MUTILATIONS) -> None:
    """Show that the proof can fail: each time, the self-test must notice what is missing."""
    limit = limit_of_trial(step, desk, bases)
    unnoticed = []
    for one in which:
        copy, taken = mutilated(desk, desk.program, one.pattern)
        step.require(bool(taken), f"Rien à retirer pour «{NBSP}{one.what}{NBSP}» ({one.pattern}).")
        outcome = self_test(desk, copy, bases, limit)
        step.found(f"sans {one.what} ({', '.join(taken[:2])}) : {noticed(outcome.code, outcome.output)}")
        if outcome.ended_well or one.noticed_by not in reason(outcome.output):
            unnoticed.append(one.what)
    step.require(not unnoticed, f"L’essai ne remarque pas l’absence de{NBSP}: {', '.join(unnoticed)}.")


def limit_of_trial(step: Step, desk: TrialPC, bases: Path) -> float:
    """How many seconds to wait for a trial that may hang: three times what one of a whole copy takes here."""
    whole, _ = mutilated(desk, desk.program, "nothing-at-all")
    outcome = self_test(desk, whole, bases)
    step.require(outcome.ended_well, f"La copie entière échoue déjà{NBSP}: {outcome.last_words}")
    step.found(f"copie entière{NBSP}: l’essai réussit ({duration(outcome.seconds)})")
    return max(SHORTEST_LIMIT, 3 * outcome.seconds)


def noticed(code: int, output: str) -> str:
    """How a trial ended, with its reason where it could still say one."""
    if code == 0:
        return "N’A RIEN REMARQUÉ"
    return "bloqué, arrêté au bout du délai" if code == TIMED_OUT else f"code {code}, {reason(output)[:160]}"


def reason(output: str) -> str:
    """What a trial said last: its verdict, with the name of each piece that failed."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "sans mot"


def try_each_library(step: Step, desk: TrialPC, bases: Path, tell: Callable[[str], None]) -> None:
    """Take each DLL and extension module away in turn; those whose absence goes unnoticed are told, to be looked at."""
    libraries = sorted(
        path.relative_to(desk.program).as_posix()
        for path in desk.program.rglob("*")
        if path.suffix.lower() in {".dll", ".pyd"}
    )
    limit = limit_of_trial(step, desk, bases)
    unnoticed = []
    for number, place in enumerate(libraries, start=1):
        copy, _ = mutilated(desk, desk.program, place.replace("[", "[[]"))
        outcome = self_test(desk, copy, bases, limit)
        tell(f"   {number}/{len(libraries)} sans {place} : {noticed(outcome.code, outcome.output)}")
        if outcome.ended_well:
            unnoticed.append(place)
    step.found(f"{len(libraries) - len(unnoticed)} bibliothèques sur {len(libraries)} dont l’absence est remarquée")
    for place in unnoticed:
        step.found(f"absence non remarquée{NBSP}: {place}")


def people_and_state(desk: TrialPC) -> str:
    """Where the base and its key are, as `doctor` says; for the report."""
    [state] = admin(desk, "doctor")
    return f"base {'saine' if state['sound'] else 'abîmée'}, schéma {state['revision']}, clé{NBSP}: {state['key']}"
