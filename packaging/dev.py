"""The two commands of an empty machine, `run` and `test`, and a few for whoever works on the program.

Standard library only, Python 3.11 to 3.13: this file runs before anything is installed. It makes `.venv` from `uv.lock`
with the very interpreter that runs it; uv itself comes through pip, into `.venv-tools`. As root on Debian it adds the
system packages that are missing; anywhere else it says which ones, and how to get them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from machine import (
    PEER_LIBRARIES,
    Refusal,
    add_libraries,
    has_screen,
    install_packages,
    is_debian,
    is_root,
    prepare_system,
    say,
)

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
TOOLS = ROOT / ".venv-tools"
TOUR = ROOT / "build" / "visite"
UV_VERSION = "0.13.9"
OLDEST, NEWEST = (3, 11), (3, 13)
WINDOWS = sys.platform == "win32"

NOT_TRIED = 3  # `windows` could not be tried here: no registry, or not Debian


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused or failed, 2 wrong use, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    before, after = split_at_dashes(sys.argv[1:] if arguments is None else arguments)
    options, unknown = parser().parse_known_args(before)
    options.rest = [*unknown, *after]
    if unknown and options.command not in {run, test}:
        parser().error(f"option inconnue : {unknown[0]}")
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        check_interpreter()
        prepare_system(uv_ready=uv_is_ready())
        return command(options)
    except Refusal as refusal:
        say(str(refusal), sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="python packaging/dev.py",
        description="Prépare l’environnement du projet, puis lance le programme ou ses vérifications.",
        add_help=False,
    )
    french_help(top)
    commands = top.add_subparsers(title="commandes", metavar="COMMANDE", required=True)

    def add(name: str, command: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=words, description=words, add_help=False)
        french_help(one)
        one.set_defaults(command=command)
        return one

    words = "ouvre la fenêtre ; sans écran, parcourt la démonstration et en laisse des images"
    add("run", run, f"{words} ; ce qui suit « -- » est transmis au programme")
    words = "style, types, architecture et tous les tests, sans écran"
    add("test", test, f"{words} ; ce qui suit « -- » est transmis à pytest")
    measuring = add("bench", bench, "mesure le démarrage, la mémoire et les fiches, à côté d’autres programmes")
    measuring.add_argument("--json", type=Path, required=True, metavar="FICHIER", help="fichier où écrire les mesures")
    measuring.add_argument("--only", nargs="+", default=[], metavar="LIGNE", help="ces lignes seulement")
    measuring.add_argument("--rounds", metavar="NOMBRE", help="tours de chaque mesure")
    add("lint", lint, "style seulement : ruff")
    add("types", types, "types seulement : mypy")
    proof = add("windows", windows, "fait et éprouve le paquet Windows, sous Wine (Debian, en root)")
    proof.add_argument("--each-dll", action="store_true", help="retire aussi chaque bibliothèque tour à tour (long)")
    proof.add_argument("--keep", action="store_true", help="garde le Windows de Wine pour y regarder ensuite")
    add("lock", lock, "recalcule uv.lock d’après pyproject.toml")
    return top


def french_help(one: argparse.ArgumentParser) -> None:
    one.add_argument_group("options").add_argument("-h", "--help", action="help", help="montre cette aide")


def run(options: argparse.Namespace) -> int:
    """Open the window, or do the main job without one where there is no screen."""
    rest: list[str] = options.rest
    synchronise("--no-dev", "--inexact")  # What a developer has installed for the tests stays.
    program = [str(environment_program("python")), "-m", "ui"]
    if has_screen():
        return call([*program, *rest])
    if {"--self-test", "--tour", "--help", "-h", "--version"} & set(rest):
        return call([*program, *rest], QT_QPA_PLATFORM="offscreen")
    say("Il n’y a pas d’écran ici : le programme parcourt sa démonstration sans fenêtre.")
    TOUR.mkdir(parents=True, exist_ok=True)
    for left in (*TOUR.glob("*.png"), *TOUR.glob("*.pdf")):
        left.unlink()
    code = call([*program, "--tour", str(TOUR)], QT_QPA_PLATFORM="offscreen")
    made = sorted(path.name for path in TOUR.iterdir() if path.suffix in {".png", ".pdf"})
    if code or not made:
        raise Refusal("La démonstration s’est arrêtée avant la fin : les lignes au-dessus disent où.")
    say(f"Images des pages et fiches de chaque branche, dans {TOUR} :")
    for name in made:
        say(f"  {name}")
    return 0


def test(options: argparse.Namespace) -> int:
    """Every check, one stage after the other; a failed stage does not hide the next ones."""
    synchronise()
    python = str(environment_program("python"))
    stages = [
        ("Style", [python, "-m", "ruff", "check"]),
        ("Mise en forme", [python, "-m", "ruff", "format", "--check"]),
        ("Types", [python, "-m", "mypy"]),
        ("Tests", [python, "-m", "pytest", "-n", "auto", "--dist", "loadfile", *options.rest]),  # one process a core
    ]
    return stages_in_turn(stages)


def lint(_options: argparse.Namespace) -> int:
    synchronise()
    python = str(environment_program("python"))
    return stages_in_turn(
        [
            ("Style", [python, "-m", "ruff", "check"]),
            ("Mise en forme", [python, "-m", "ruff", "format", "--check"]),
        ]
    )


def types(_options: argparse.Namespace) -> int:
    synchronise()
    return stages_in_turn([("Types", [str(environment_program("python")), "-m", "mypy"])])


def bench(options: argparse.Namespace) -> int:
    """Measure in fresh processes, without a screen, compiled bytecode on both sides of each pair."""
    add_libraries(PEER_LIBRARIES if sys.platform.startswith("linux") else {})
    synchronise("--group", "peers")  # `test` takes them away again
    target: Path = options.json.resolve()
    python = str(environment_program("python"))
    if call([python, "-m", "compileall", "-q", "app", "ui", "resources", "tests/benchmarks"]):
        raise Refusal("Le code n’a pas pu être compilé : les lignes au-dessus disent où.")
    command = [python, "-m", "tests.benchmarks", "--json", str(target)]
    command += ["--rounds", options.rounds] if options.rounds else []
    command += ["--only", *options.only] if options.only else []
    return call(command, QT_QPA_PLATFORM="offscreen")


def windows(options: argparse.Namespace) -> int:
    """Build the Windows package under Wine and prove it; 3 where that could not be tried, which is not its failure."""
    if not (is_debian() and is_root()):
        say("La preuve Windows demande Debian et les droits de root : elle n’a pas été tentée.")
        return NOT_TRIED
    import tomllib  # not in the older Pythons that `check_interpreter` turns away with a sentence

    pieces = tomllib.loads((ROOT / "packaging" / "windows" / "pieces.toml").read_text(encoding="utf-8"))
    missing = [package for package, program in pieces["packages"].items() if not Path(program).exists()]
    try:
        if missing:
            install_packages(missing)
        synchronise()
    except Refusal as refusal:
        say(f"{refusal}\nLa preuve Windows n’a pas été tentée : ses pièces n’ont pas pu être obtenues.")
        return NOT_TRIED
    uv()  # its environment has the pip that fetches the pieces
    command = [str(environment_program("python")), str(ROOT / "packaging" / "windows" / "proof.py")]
    command += ["--pip", str(program_in(TOOLS, "python"))]
    command += ["--each-dll"] if options.each_dll else []
    command += ["--keep"] if options.keep else []
    return call(command)


def lock(_options: argparse.Namespace) -> int:
    return call([str(uv()), "lock"], **uv_settings())


def stages_in_turn(stages: Sequence[tuple[str, list[str]]]) -> int:
    outcomes = []
    for name, command in stages:
        say(f"── {name}")
        started = time.monotonic()
        code = call(command, QT_QPA_PLATFORM="offscreen")
        seconds = time.monotonic() - started
        outcomes.append((name, code))
        say(f"── {name} : {'en ordre' if code == 0 else 'à reprendre'} ({seconds:.0f} s)\n")
    failed = [name for name, code in outcomes if code]
    say(f"Bilan : {', '.join(failed)} à reprendre." if failed else "Bilan : tout est en ordre.")
    return 1 if failed else 0


def split_at_dashes(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands before the first `--`, and after it."""
    if "--" not in arguments:
        return list(arguments), []
    place = list(arguments).index("--")
    return list(arguments[:place]), list(arguments[place + 1 :])


def check_interpreter() -> None:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise Refusal(
            f"Ce programme demande Python 3.11, 3.12 ou 3.13, et celui-ci est {sys.version.split()[0]}. "
            "Relancez la commande avec l’un d’eux, par exemple :\n    python3.13 packaging/dev.py run"
        )


def synchronise(*flags: str) -> None:
    """Bring `.venv` to the locked versions, bytecode compiled (0.5 s when there is nothing to do).

    Compiling is asked for each time: a machine that sets PYTHONDONTWRITEBYTECODE would else start three times slower.
    """
    command = [str(uv()), "sync", "--frozen", "--compile-bytecode", *flags]
    first = not environment_program("python").exists()
    if first:
        say("Installation des bibliothèques du programme, aux versions de uv.lock (quelques minutes la première fois)…")
    if call(command if first else [*command, "--quiet"], **uv_settings()):
        raise Refusal(
            "Les bibliothèques n’ont pas pu être installées : les lignes au-dessus disent pourquoi. "
            "Vérifiez l’accès à Internet ou au dépôt de paquets de votre organisme, puis relancez."
        )


def uv_settings() -> dict[str, str]:
    """uv works in this project's `.venv`, with this interpreter, trusting the certificates that pip trusts."""
    settings = {
        # `sys._base_executable` is the real interpreter even when this file is run from a virtual environment.
        "UV_PYTHON": getattr(sys, "_base_executable", "") or sys.executable,
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_PROJECT_ENVIRONMENT": str(ENVIRONMENT),
        "UV_HTTP_TIMEOUT": os.environ.get("UV_HTTP_TIMEOUT", "180"),
        "UV_SYSTEM_CERTS": os.environ.get("UV_SYSTEM_CERTS", "true"),
    }
    if "PIP_CERT" in os.environ and "SSL_CERT_FILE" not in os.environ:
        settings["SSL_CERT_FILE"] = os.environ["PIP_CERT"]
    return settings


def uv() -> Path:
    """The pinned uv, fetched by pip into `.venv-tools` the first time."""
    if uv_is_ready():
        return program_in(TOOLS, "uv")
    say(f"Installation de l’outil uv {UV_VERSION}…")
    base = getattr(sys, "_base_executable", "") or sys.executable
    pip = [str(program_in(TOOLS, "python")), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if call([base, "-m", "venv", "--clear", str(TOOLS)]) or call([*pip, "--no-deps", f"uv=={UV_VERSION}"]):
        raise Refusal(
            "L’outil uv n’a pas pu être installé par pip : les lignes au-dessus disent pourquoi. "
            "Vérifiez l’accès à Internet ou au dépôt de paquets de votre organisme, puis relancez."
        )
    return program_in(TOOLS, "uv")


def uv_is_ready() -> bool:
    try:
        answer = subprocess.run([program_in(TOOLS, "uv"), "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.stdout.split()[1:2] == [UV_VERSION]


def environment_program(name: str) -> Path:
    return program_in(ENVIRONMENT, name)


def program_in(environment: Path, name: str) -> Path:
    return environment / "Scripts" / f"{name}.exe" if WINDOWS else environment / "bin" / name


def call(command: Sequence[str], **settings: str) -> int:
    """Run a command in the project's folder, its output shown as it comes, and return its exit code."""
    surroundings = {**os.environ, **settings}
    for name in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"):
        surroundings.pop(name, None)
    sys.stdout.flush()
    return subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
