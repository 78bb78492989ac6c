"""The version resource of the two programs: what Windows shows in a file's properties, in French."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PUBLISHER = "AMF42 – Fédération des maires de la Loire"
PRODUCT = "AMF42 – Accueil des élus"
FRENCH, UNICODE = 0x040C, 1200


@dataclass(frozen=True)
class Version:
    """The version of a package: that of the program and, for trials, the number of a build."""

    program: str  # as `app/__init__.py` has it, "0.3.0"
    build: int = 0

    @property
    def full(self) -> str:
        """`0.3.0`, or `0.3.0.7` for a build that has a number."""
        return f"{self.program}.{self.build}" if self.build else self.program

    @property
    def four(self) -> tuple[int, int, int, int]:
        """The four numbers that Windows wants."""
        numbers = [int(part) for part in self.program.split(".")]
        if len(numbers) != 3:
            raise ValueError(f"three numbers wanted in the version, not {self.program!r}")
        return numbers[0], numbers[1], numbers[2], self.build


def read_version(build: int = 0) -> Version:
    """The version that `app/__init__.py` holds, read without importing it."""
    module = ast.parse((ROOT / "app" / "__init__.py").read_text(encoding="utf-8"))
    for line in module.body:
        if isinstance(line, ast.Assign) and [ast.unparse(target) for target in line.targets] == ["__version__"]:
            return Version(ast.literal_eval(line.value), build)
    raise ValueError("app/__init__.py has no __version__")


def strings(version: Version, program: str) -> dict[str, str]:
    """The words of the resource, for `amf42` or `amf42-admin`."""
    about = PRODUCT if program == "amf42" else f"{PRODUCT}, commandes pour l’informatique"
    return {
        "CompanyName": PUBLISHER,
        "FileDescription": about,
        "FileVersion": version.full,
        "InternalName": program,
        "LegalCopyright": "AMF42, licence MIT",
        "OriginalFilename": f"{program}.exe",
        "ProductName": PRODUCT,
        "ProductVersion": version.full,
    }


def resource_text(version: Version, program: str) -> str:
    """The resource as PyInstaller reads it from a file: an expression that it evaluates."""
    words = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in strings(version, program).items())
    return (
        "VSVersionInfo(\n"
        f"  ffi=FixedFileInfo(filevers={version.four!r}, prodvers={version.four!r}, mask=0x3F, flags=0, OS=0x40004,\n"
        "    fileType=1, subtype=0, date=(0, 0)),\n"
        f"  kids=[StringFileInfo([StringTable('{FRENCH:04X}{UNICODE:04X}', [{words}])]),\n"
        f"    VarFileInfo([VarStruct('Translation', [{FRENCH}, {UNICODE}])])])\n"
    )
