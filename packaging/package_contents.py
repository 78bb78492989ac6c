"""What goes into the Windows package and what stays out, each with its reason; read by `amf42.spec` and the tests.

Libraries bring far more than a program uses. What is left out here is what nobody would miss: the self-test of the
installed program runs the main job without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

# Modules that libraries import for things this program never does: {module: why it stays out}.
LEFT_OUT_MODULES = {
    "phonenumbers.geodata": "the place of each prefix, 25 MB: the program tells the plan, not the town",
    "phonenumbers.geocoder": "reads that data",
    "phonenumbers.carrierdata": "the operator of each prefix",
    "phonenumbers.carrier": "reads that data",
    "phonenumbers.tzdata": "the time zone of each prefix",
    "phonenumbers.timezone": "reads that data",
    "cffi": "compiles bindings: those of PyNaCl come compiled, and need its `_cffi_backend` alone",
    "dns": "email_validator asks a name server only when told to; the desk is often without one",
    "charset_normalizer": "reportlab guesses encodings of XML with it: there is none here",
    "PIL.AvifImagePlugin": "reportlab wants PIL.Image; no picture is read from a file",
    "PIL._avif": "8 MB, same reason",
    "PIL._imagingft": "same reason: letters are drawn by reportlab and Qt",
    "PIL._imagingcms": "same reason",
    "PIL._imagingtk": "same reason",
    "PIL._webp": "same reason",
    "PIL.ImageTk": "same reason",
    "PIL.ImageQt": "same reason",
    "pypdfium2_cli": "a command line of its own",
    "reportlab.graphics": "drawings and charts: the sheets draw their own lines",
    "sqlalchemy.dialects.mysql": "the base is SQLite or PostgreSQL",
    "sqlalchemy.dialects.mssql": "same reason",
    "sqlalchemy.dialects.oracle": "same reason",
    "sqlalchemy.testing": "tests of SQLAlchemy",
    "alembic.testing": "tests of alembic",
    "sqlite3": "the base is opened by sqlcipher3, never unencrypted",
    "tkinter": "the window is Qt's",
    "unittest": "tests",
    "doctest": "tests",
    "test": "tests of Python",
    "pydoc_data": "help for programmers",
    "lib2to3": "tools for programmers",
    "setuptools": "installs libraries: all are here",
    "pkg_resources": "same reason",
    "distutils": "same reason",
    "ensurepip": "same reason",
    "pip": "same reason",
    "pygments": "colours for programmers",
    "keyring.testing": "tests of keyring",
    "keyring.cli": "a command line of its own",
    "keyring.backends.macOS": "this is Windows",
    "keyring.backends.kwallet": "same reason",
    "keyring.backends.libsecret": "same reason",
    "keyring.backends.SecretService": "same reason",
    "PySide6.QtDBus": "same reason",
}

# Modules that nothing names in an import statement: found by name at run time.
FOUND_BY_NAME = (
    "_cffi_backend",  # PyNaCl's compiled part asks for it
    "alembic.context",
    "alembic.op",
    "app.storage.schema",  # only migrations/env.py imports it, and that is a file, not a module of the package
    "keyring.backends.Windows",
    "keyring.backends.fail",
    "keyring.backends.null",
    "keyring.backends.chainer",
    "psycopg_binary",
    "psycopg_binary.pq",
    "psycopg_binary._psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "sqlalchemy.dialects.sqlite.pysqlcipher",
)

# Qt loads these by itself; every other plugin stays out. {file under PySide6/plugins: what for}.
QT_PLUGINS = {
    "platforms/qwindows.dll": "windows on the screen",
    "platforms/qoffscreen.dll": "--self-test and --tour where nobody has opened a session",
}
# Qt's own words (buttons, menus of a text field) in French.
QT_TRANSLATIONS = {"qtbase_fr.qm"}

# Files that PyInstaller would bring, by the pattern of their place: {pattern: why it stays out}.
LEFT_OUT_FILES = {
    "PySide6/opengl32sw.dll": "OpenGL by the processor, 20 MB: the window is painted without OpenGL",
    "*/d3dcompiler_*.dll": "same reason",
    "*qmodernwindowsstyle.dll": "the program has its own style, on Fusion",
    "*.pyi": "for programmers",
    "*/py.typed": "for programmers",
    "*/RECORD": "what pip wrote on the builder's machine",
    "*/INSTALLER": "same reason",
    "*/REQUESTED": "same reason",
    "*/direct_url.json": "same reason, and it holds a path",
    "stdnum/*.dat": "numbers of other kinds (banks, customs, books): only stdnum.fr.nir is used",
    "stdnum/*/*.dat": "same reason",
    "alembic/templates/*": "for writing new migrations",
    "reportlab/fonts/*": "reportlab's sample fonts; the sheets have their own",
    "api-ms-win-*.dll": "part of Windows 10",
    "*/api-ms-win-*.dll": "same reason",
    "ucrtbase.dll": "same reason",
    "*/ucrtbase.dll": "same reason",
    "icu*.dll": "same reason; under Wine a stand-in would come along",
    "*/icu*.dll": "same reason",
    "resources/screenshots/*": "pictures of the README",
}
# Time zones that a PostgreSQL server in France may name; psycopg takes UTC for any other, and no moment changes.
TIME_ZONES = (
    "Europe/Paris",
    "Europe/Brussels",
    "Europe/Berlin",
    "America/Cayenne",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Miquelon",
    "Indian/Mayotte",
    "Indian/Reunion",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Etc/UTC",
    "Etc/GMT",
    "UTC",
    "GMT",
)


def is_wanted_file(place: str) -> bool:
    """Whether a file that PyInstaller found goes in; `place` is relative to `_internal`, with slashes."""
    if "/plugins/" in place:
        return place.partition("/plugins/")[2] in QT_PLUGINS
    if "/translations/" in place:
        return place.rpartition("/")[2] in QT_TRANSLATIONS
    if place.startswith("tzdata/"):
        return place.removeprefix("tzdata/zoneinfo/") in TIME_ZONES or place.endswith("__init__.py")
    if fnmatchcase(place, "PySide6/*.dll") and any(
        place.startswith(f"PySide6/Qt6{room}") for room in ("Qml", "Quick", "OpenGL", "Pdf", "VirtualKeyboard", "DBus")
    ):
        return False  # Brought by plugins that stay out.
    return not any(fnmatchcase(place, pattern) for pattern in LEFT_OUT_FILES)


def is_wanted_module(name: str) -> bool:
    """Whether a module that PyInstaller found goes in: neither one of those left out, nor inside one."""
    if name.startswith("PIL.") and name.endswith("ImagePlugin"):
        return False  # Readers and writers of picture files: none is read.
    if name.startswith("phonenumbers.shortdata.region_"):
        return name.endswith("_FR")  # Short numbers are judged as France's alone; whole numbers, of every country.
    return not any(name == one or name.startswith(f"{one}.") for one in LEFT_OUT_MODULES)


@dataclass(frozen=True)
class Part:
    """A part of the package as IT may ask about it: files by their patterns, and what they are for."""

    name: str
    purpose: str
    patterns: tuple[str, ...]


PARTS = (
    Part("amf42.exe", "lance la fenêtre", ("amf42.exe",)),
    Part("amf42-admin.exe", "lance les commandes pour l’informatique", ("amf42-admin.exe",)),
    Part("modules.pyz", "le programme et ses bibliothèques, compilés", ("_internal/modules.pyz",)),
    Part("Qt et PySide6", "la fenêtre, l’impression", ("_internal/PySide6/*", "_internal/shiboken6/*")),
    Part("sqlcipher3", "la base chiffrée (SQLite, SQLCipher, OpenSSL)", ("_internal/sqlcipher3/*",)),
    Part("psycopg", "la base partagée par plusieurs postes (PostgreSQL)", ("_internal/psycopg*",)),
    Part("PDFium", "l’aperçu et l’impression des fiches", ("_internal/pypdfium2*",)),
    Part("PyNaCl", "la signature des mises à jour", ("_internal/nacl/*", "_internal/_cffi*")),
    Part("Pillow", "demandé par reportlab, qui fait les fiches", ("_internal/PIL/*",)),
    Part("SQLAlchemy", "lire et écrire la base", ("_internal/sqlalchemy/*", "_internal/alembic*")),
    Part("polices", "le papier, et ses lettres rares", ("_internal/resources/fonts/*",)),
    Part("données", "guide, communes, icônes, lettres, migrations", ("_internal/resources/*", "_internal/app/*")),
    Part("licences", "ce qui doit accompagner chaque bibliothèque, et la liste du contenu", ("licences/*",)),
    Part("Python", "le langage et sa bibliothèque", ("_internal/*",)),
)
