"""Rebuild the list of communes in `resources/reference/` from the npm package that the README there names; run by hand.

npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
python packaging/reference.py package/data
"""

from __future__ import annotations

import csv
import io
import json
import lzma
import sys
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).resolve().parent.parent / "resources" / "reference"
KINDS = {
    "commune-actuelle": "commune",
    "commune-deleguee": "déléguée",
    "commune-associee": "associée",
    "arrondissement-municipal": "arrondissement",
}


def table(rows: list[list[str]]) -> bytes:
    """Write rows as CSV with line feeds, the same bytes on every machine."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def commune_rows(communes: list[dict[str, Any]], epci_of: dict[str, int]) -> list[list[str]]:
    """Return one row a record: insee, name, department, postal codes, EPCI line, kind, code today, former codes."""
    rows = []
    for record in sorted(communes, key=lambda record: (record["code"], record["type"] != "commune-actuelle")):
        current = record.get("chefLieu") or record.get("commune") or ""
        kind = KINDS[record["type"]]
        rows.append(
            [
                record["code"],
                record["nom"],
                # Overseas collectivities have no department: the first three characters stand for it.
                record.get("departement") or record["code"][:3],
                " ".join(record.get("codesPostaux", [])),
                str(epci_of.get(record["code"], "")) if kind == "commune" else "",
                "" if kind == "commune" else kind,
                "" if kind == "commune" else current,
                " ".join(record.get("anciensCodes", [])),
            ]
        )
    return rows


def main(arguments: list[str]) -> int:
    """Read the package's `data` folder and write the files; returns the exit code."""
    if len(arguments) != 1:
        sys.stderr.write((__doc__ or "") + "\n")
        return 2
    data = Path(arguments[0])
    communes = json.loads((data / "communes.json").read_text(encoding="utf-8"))
    epcis = json.loads((data / "epci.json").read_text(encoding="utf-8"))
    departments = json.loads((data / "departements.json").read_text(encoding="utf-8"))

    epci_of = {member["code"]: line for line, epci in enumerate(epcis) for member in epci["membres"]}
    packed = {
        "communes.csv.xz": commune_rows(communes, epci_of),
        "epci.csv.xz": [[epci["code"], epci["nom"]] for epci in epcis],
    }
    for name, rows in packed.items():
        content = lzma.compress(table(rows), preset=9 | lzma.PRESET_EXTREME)
        (REFERENCE / name).write_bytes(content)
        sys.stdout.write(f"{name}: {len(rows)} lines, {len(content)} bytes\n")
    departments_rows = [[department["code"], department["nom"]] for department in departments]
    (REFERENCE / "departements.csv").write_bytes(table(departments_rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
