"""The walls of the house, each titled with an English sentence.

A wall is a pure function of one module's source. It is tried on the whole project, and on a small offending module that
it must refuse: a wall that cannot fall keeps nothing out.
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).resolve().parent.parent

# Modules that may be longer than 400 lines, each with the reason why it is one room and not two.
LONG_MODULES: dict[str, str] = {}


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the project's root, with slashes, and its text."""

    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def imports(self) -> list[tuple[int, str]]:
        """(line, dotted name) of all that is imported, inside functions and for types alone too."""
        return list(imported_names(self))

    def inside(self, *places: str) -> bool:
        """Whether this module is one of these files, or lies in one of these folders (written with a closing slash)."""
        return any(self.path.startswith(place) if place.endswith("/") else self.path == place for place in places)


def imported_names(module: Module) -> Iterator[tuple[int, str]]:
    package = module.path.removesuffix(".py").split("/")[:-1]
    for node in module.nodes:
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=name, names=names, level=level):
                start = package[: len(package) + 1 - level] if level else []
                whole = ".".join([*start, *([name] if name else [])])
                yield from ((node.lineno, f"{whole}.{alias.name}") for alias in names)
            case ast.Call(func=ast.Attribute(attr="import_module") | ast.Name(id="import_module" | "__import__")):
                for argument in node.args[:1]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield node.lineno, argument.value


def imports_of(module: Module, *packages: str) -> list[str]:
    return [
        f"{module.path}:{line} imports {name}"
        for line, name in module.imports
        if any(name == package or name.startswith(f"{package}.") for package in packages)
    ]


def mentions_of(module: Module, names: Iterable[str]) -> list[str]:
    """Where one of these names is read, called, imported or inherited from."""
    wanted = set(names)
    found = []
    for node in module.nodes:
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name) if name in wanted:
                found.append(f"{module.path}:{node.lineno} uses {name}")
    return found


def calls_of(module: Module, names: Iterable[str]) -> list[str]:
    wanted = set(names)
    found = []
    for node in module.nodes:
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in wanted:
                found.append(f"{module.path}:{node.lineno} calls {name}")
    return found


Wall = Callable[[Module], list[str]]


def app_never_imports_the_window(module: Module) -> list[str]:
    """The program's heart never imports ui or Qt."""
    return imports_of(module, "ui", "PySide6", "shiboken6") if module.inside("app/") else []


def rules_know_neither_storage_nor_services(module: Module) -> list[str]:
    """The domain, the checks and the guide import neither storage nor services."""
    if not module.inside("app/domain/", "app/checks/", "app/guide/"):
        return []
    return imports_of(module, "app.storage", "app.services", "app.bootstrap", "app.exchange", "app.documents")


def only_storage_creates_engines(module: Module) -> list[str]:
    """Only storage creates engines and speaks to the databases' own drivers."""
    if module.inside("app/storage/"):
        return []
    engines = ("create_engine", "engine_from_config", "create_async_engine", "create_pool_from_url")
    return mentions_of(module, engines) + imports_of(module, "sqlcipher3", "sqlite3", "psycopg", "alembic")


def only_documents_set_paper(module: Module) -> list[str]:
    """Only the documents import reportlab."""
    return [] if module.inside("app/documents/") else imports_of(module, "reportlab")


def only_printing_reaches_printers(module: Module) -> list[str]:
    """Only ui/printing.py imports Qt's printing."""
    return [] if module.inside("ui/printing.py") else imports_of(module, "PySide6.QtPrintSupport")


def only_messages_open_boxes(module: Module) -> list[str]:
    """Only ui/messages.py opens message boxes."""
    return [] if module.inside("ui/messages.py") else mentions_of(module, ("QMessageBox", "QErrorMessage"))


def only_bootstrap_wires(module: Module) -> list[str]:
    """Only app/bootstrap.py puts the desk together from its database, its guide and its settings."""
    if module.inside("app/bootstrap.py", "app/storage/"):
        return []
    return calls_of(module, ("Desk", "Database", "open_encrypted", "open_postgres"))


COLOUR_WORDS = re.compile(r"^#[0-9a-fA-F]{3}$|#[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?\b|\b(?:rgba?|hsla?)\(")


def colours_live_in_the_theme(module: Module) -> list[str]:
    """No colour is written outside ui/theme.py."""
    if module.inside("ui/theme.py"):
        return []
    found = []
    for node in module.nodes:
        match node:
            case ast.Constant(value=str(text)) if COLOUR_WORDS.search(text):
                found.append(f"{module.path}:{node.lineno} writes the colour {text[:40]!r}")
            case ast.Call(
                func=ast.Name(id="QColor" | "HexColor" | "qRgb" | "qRgba" as name)
                | ast.Attribute(attr="QColor" | "fromRgb" | "fromRgbF" | "fromHsl" | "fromHsv" | "HexColor" as name),
                args=[ast.Constant(), *_],
            ):
                found.append(f"{module.path}:{node.lineno} makes a colour with {name}")
            case ast.Attribute(value=ast.Attribute(attr="GlobalColor"), attr=name) if name != "transparent":
                found.append(f"{module.path}:{node.lineno} names the colour {name}")
    return found


NIR_NAMES = re.compile(r"(?:^|_)(?:nir|nirpp|niss|ssn|securite_sociale|social_security\w*)(?:_|$)", re.IGNORECASE)
NIR_TRACE = "nir_checked"  # « contrôlé le … par … » is all that stays.


def no_nir_is_kept(module: Module) -> list[str]:
    """No column, no row and no setting has a place for a NIR: what stays is by whom and when it was checked."""
    if not module.inside("app/domain/", "app/storage/", "app/settings.py"):
        return []
    found = []
    for node in module.nodes:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case ast.Call(
                func=ast.Name(id="Column" | "mapped_column") | ast.Attribute(attr="Column" | "mapped_column")
            ):
                names = [a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            case _:
                continue
        found += [
            f"{module.path}:{node.lineno} keeps {name}"
            for name in names
            if NIR_NAMES.search(name) and not name.startswith(NIR_TRACE)
        ]
    return found


def one_place_bears_the_version(module: Module) -> list[str]:
    """The version is written in app/__init__.py and nowhere else."""
    if module.inside("app/__init__.py"):
        return []
    found = []
    for node in module.nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id="__version__")]) | ast.Constant(value=app.__version__):
                found.append(f"{module.path}:{node.lineno} writes the version again")
    return found


def modules_fit_in_the_head(module: Module) -> list[str]:
    """No module is over 400 lines, but for those listed with a reason."""
    lines = module.source.count("\n")
    return [f"{module.path} has {lines} lines"] if lines > 400 and module.path not in LONG_MODULES else []


def only_command_lines_print(module: Module) -> list[str]:
    """Nothing prints but the command lines."""
    return [] if module.inside("app/admin.py", "packaging/") else calls_of(module, ("print",))


def no_error_is_swallowed_whole(module: Module) -> list[str]:
    """No bare except, and no except of everything that does nothing."""
    found = []
    for node in module.nodes:
        match node:
            case ast.ExceptHandler(type=None):
                found.append(f"{module.path}:{node.lineno} has a bare except")
            case ast.ExceptHandler(type=ast.Name(id="Exception" | "BaseException"), body=[ast.Pass()]):
                found.append(f"{module.path}:{node.lineno} swallows every error")
    return found


def nothing_is_global(module: Module) -> list[str]:
    """No function changes a variable of its module: what is shared is passed in."""
    return [f"{module.path}:{node.lineno} uses global" for node in module.nodes if isinstance(node, ast.Global)]


def modules_say_their_duty(module: Module) -> list[str]:
    """Every module opens with a sentence on its duty."""
    empty = not module.source.strip()
    return [] if empty or ast.get_docstring(module.tree) else [f"{module.path} does not say what it is for"]


def mapped_classes() -> frozenset[str]:
    """The names of the classes that SQLAlchemy maps, found by their base."""
    found = set()
    for path in (ROOT / "app" / "domain").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == "Base" for base in node.bases):
                found.add(node.name)
    return frozenset(found)


def the_window_sees_rows_only(module: Module) -> list[str]:
    """The window never imports a mapped class: it is given frozen rows."""
    if not module.inside("ui/"):
        return []
    mapped = mapped_classes()
    return [
        f"{module.path}:{line} imports {name}"
        for line, name in module.imports
        if name.startswith("app.domain.") and name.rpartition(".")[2] in mapped
    ]


def a_call_is_never_modal(module: Module) -> list[str]:
    """The call is a page, never a dialog that holds the window."""
    return mentions_of(module, ("QDialog", "setModal", "setWindowModality")) if module.inside("ui/pages/") else []


REASONED = re.compile(r"(?:noqa: [A-Z]+\d+(?:, [A-Z]+\d+)*|type: ignore\[[\w\-, ]+\])\W+\w+\W+\w+")


def exceptions_are_reasoned(module: Module) -> list[str]:
    """Every exception to the checkers names its rule and says why."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(module.source).readline):
        if token.type != tokenize.COMMENT or not re.search(r"#\s*(?:noqa|type:\s*ignore)\b", token.string):
            continue
        if not REASONED.search(token.string):
            found.append(f"{module.path}:{token.start[0]} has an exception without a rule or a reason")
    return found


# Each wall with a module that it must refuse.
WALLS: list[tuple[Wall, Module]] = [
    (app_never_imports_the_window, Module("app/x.py", "def f():\n    from PySide6.QtCore import QObject\n")),
    (app_never_imports_the_window, Module("app/x.py", "import importlib\nimportlib.import_module('ui.theme')\n")),
    (rules_know_neither_storage_nor_services, Module("app/domain/x.py", "from app.storage import queries\n")),
    (rules_know_neither_storage_nor_services, Module("app/guide/x.py", "from ..services import calls\n")),
    (only_storage_creates_engines, Module("app/services/x.py", "import sqlalchemy as s\ns.create_engine('')\n")),
    (only_storage_creates_engines, Module("ui/x.py", "def f():\n    import sqlcipher3.dbapi2\n")),
    (only_documents_set_paper, Module("app/services/x.py", "def f():\n    from reportlab.pdfgen import canvas\n")),
    (only_printing_reaches_printers, Module("ui/pages/x.py", "from PySide6 import QtPrintSupport\n")),
    (only_messages_open_boxes, Module("ui/pages/x.py", "from PySide6 import QtWidgets as q\nq.QMessageBox()\n")),
    (only_bootstrap_wires, Module("ui/x.py", "from app.desk import Desk\ndesk = Desk(1, 2, 3, 4)\n")),
    (only_bootstrap_wires, Module("app/services/x.py", "from app.storage import database as d\nd.open_postgres('')\n")),
    (colours_live_in_the_theme, Module("ui/x.py", "style = 'color: #1a2b3c'\n")),
    (colours_live_in_the_theme, Module("ui/x.py", "QColor(255, 0, 0)\n")),
    (colours_live_in_the_theme, Module("ui/x.py", "pen = Qt.GlobalColor.red\n")),
    (colours_live_in_the_theme, Module("app/documents/x.py", "grey = '#ccc'\n")),
    (no_nir_is_kept, Module("app/domain/x.py", "class A(Base):\n    nir: Mapped[str]\n")),
    (no_nir_is_kept, Module("app/storage/migrations/x.py", "sa.Column('numero_nir', sa.String)\n")),
    (one_place_bears_the_version, Module("ui/x.py", f"about = '{app.__version__}'\n")),
    (modules_fit_in_the_head, Module("ui/x.py", "a = 1\n" * 401)),
    (only_command_lines_print, Module("app/services/x.py", "print('fait')\n")),
    (no_error_is_swallowed_whole, Module("ui/x.py", "try:\n    a()\nexcept:\n    b()\n")),
    (no_error_is_swallowed_whole, Module("ui/x.py", "try:\n    a()\nexcept Exception:\n    pass\n")),
    (nothing_is_global, Module("ui/x.py", "def f():\n    global current\n    current = 1\n")),
    (modules_say_their_duty, Module("ui/x.py", "a = 1\n")),
    (the_window_sees_rows_only, Module("ui/x.py", "from app.domain.dossiers import Dossier\n")),
    (a_call_is_never_modal, Module("ui/pages/call.py", "class Call(QDialog):\n    pass\n")),
    (exceptions_are_reasoned, Module("ui/x.py", "import os  # noqa\n")),
    (exceptions_are_reasoned, Module("ui/x.py", "a = f()  # type: ignore[misc]\n")),
]
SENTENCES = {wall: " ".join((wall.__doc__ or "").split()) for wall, _ in WALLS}


@pytest.fixture(scope="session")
def project() -> list[Module]:
    paths = sorted(path for room in ("app", "ui", "resources", "packaging") for path in (ROOT / room).rglob("*.py"))
    return [Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


@pytest.mark.parametrize("wall", SENTENCES, ids=SENTENCES.values())
def test_the_wall_stands(wall: Wall, project: list[Module]) -> None:
    broken = [finding for module in project for finding in wall(module)]
    assert not broken, f"{SENTENCES[wall]}\n" + "\n".join(broken)


@pytest.mark.parametrize(("wall", "offence"), WALLS, ids=[f"{w.__name__}-{n}" for n, (w, _) in enumerate(WALLS)])
def test_the_wall_can_fall(wall: Wall, offence: Module) -> None:
    assert len(wall(offence)) == 1


ACCEPTED = [
    Module("app/documents/sheet.py", '"""Sheets."""\nfrom reportlab.pdfgen import canvas\nissue = "voir #1234"\n'),
    Module("ui/theme.py", '"""Colours."""\nINK = QColor("#102030")\n'),
    Module("ui/card.py", '"""Cards."""\npainter.setBrush(Qt.GlobalColor.transparent)\ncolour = QColor(theme.ink)\n'),
    Module(
        "app/domain/officials.py",
        '"""People."""\nclass A(Base):\n    nir_checked_at: Mapped[datetime]\n    finir: int\n',
    ),
    Module("ui/x.py", '"""X."""\nfrom app.domain.dossiers import Stage\na = f()  # noqa: N802 - Qt names it so\n'),
    Module("app/storage/x.py", '"""Storage."""\nfrom sqlalchemy import create_engine\n'),
]


@pytest.mark.parametrize("module", ACCEPTED, ids=lambda module: module.path)
def test_the_walls_let_honest_work_pass(module: Module) -> None:
    assert [finding for wall in SENTENCES for finding in wall(module)] == []


def test_each_long_module_is_still_long(project: list[Module]) -> None:
    lengths = {module.path: module.source.count("\n") for module in project}
    assert [path for path in LONG_MODULES if lengths.get(path, 0) <= 400] == []


def test_the_package_takes_its_version_from_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "app/__init__.py"


def modules_loaded_after(statement: str) -> set[str]:
    """The modules that a fresh interpreter holds once it has run this statement."""
    script = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


def test_all_of_app_runs_without_qt(project: list[Module]) -> None:
    names = [
        module.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for module in project
        if module.inside("app/") and not module.inside("app/storage/migrations/")
    ]
    loaded = modules_loaded_after(f"import {', '.join(names)}")
    assert "app.admin" in loaded
    assert {name.partition(".")[0] for name in loaded} & {"PySide6", "shiboken6", "ui"} == set()


def test_heavy_libraries_wait_until_they_are_used() -> None:
    """Starting imports the window and the base, and nothing that only some actions need (design, decision 9)."""
    names = modules_loaded_after("import ui.__main__, ui.main_window, app.bootstrap")
    loaded = {name.partition(".")[0] for name in names}
    assert {"PySide6", "app"} <= loaded
    heavy = {"reportlab", "phonenumbers", "alembic", "psycopg", "holidays", "stdnum", "email_validator", "pypdfium2"}
    assert loaded & heavy == set()
