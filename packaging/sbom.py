"""The list of what is inside the package, in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/), for an audit."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

# What the schema of 1.6 admits, where we use it.
ALGORITHMS = {"SHA-256": 64}
KINDS = {"application", "library", "file", "data"}
PURL = re.compile(r"pkg:[a-z]+(/[A-Za-z0-9._%\-]+)+(@[A-Za-z0-9._+%\-]+)?(\?[^#]+)?")
# SPDX identifiers that we use; anything else is an expression or a LicenseRef.
SPDX_ID = re.compile(r"[A-Za-z0-9.\-]+\+?")


@dataclass(frozen=True)
class Component:
    """One work inside the package."""

    name: str
    version: str
    licence: str  # SPDX identifier or expression
    purl: str
    kind: str = "library"
    sha256: str = ""  # of the archive that it came from
    source: str = ""
    files: Mapping[str, str] = field(default_factory=dict)  # place in the package: SHA-256
    needs: tuple[str, ...] = ()  # purls of others that it imports


def licence_entry(licence: str) -> list[dict[str, Any]]:
    """The licence as the schema wants it: one identifier, or an expression of them."""
    if " " in licence or licence.startswith("LicenseRef-"):
        return [{"expression": licence}]
    return [{"license": {"id": licence}}]


def component_entry(one: Component) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "type": one.kind,
        "bom-ref": one.purl,
        "name": one.name,
        "version": one.version,
        "licenses": licence_entry(one.licence),
        "purl": one.purl,
    }
    if one.sha256:
        entry["hashes"] = [{"alg": "SHA-256", "content": one.sha256}]
    if one.source:
        entry["externalReferences"] = [{"type": "distribution", "url": one.source}]
    if one.files:
        entry["components"] = [
            {
                "type": "file",
                "bom-ref": f"{one.purl}#{place}",
                "name": place,
                "hashes": [{"alg": "SHA-256", "content": digest}],
            }
            for place, digest in sorted(one.files.items())
        ]
    return entry


def bill_of_materials(program: Component, components: Sequence[Component], made: int) -> dict[str, Any]:
    """The whole document; `made` is the moment of the build in seconds since 1970, the same for the same commit."""
    told = sorted(components, key=lambda one: one.purl)
    moment = datetime.fromtimestamp(made, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    content = "\n".join([program.purl, moment, *(f"{one.purl} {sorted(one.files.items())}" for one in told)])
    number = uuid.uuid5(uuid.NAMESPACE_URL, hashlib.sha256(content.encode()).hexdigest())
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {
            "timestamp": moment,
            "tools": {
                "components": [{"type": "application", "name": "packaging/build.py", "version": program.version}]
            },
            "component": component_entry(program),
        },
        "components": [component_entry(one) for one in told],
        "dependencies": [
            {"ref": program.purl, "dependsOn": [one.purl for one in told]},
            *({"ref": one.purl, "dependsOn": sorted(one.needs)} for one in told),
        ],
    }
    check(document)
    return document


def check(document: Mapping[str, Any]) -> None:
    """Hold a document to the rules of the schema that ours could break. Raises ValueError, naming the first one."""

    def want(fact: bool, words: str) -> None:
        if not fact:
            raise ValueError(f"not CycloneDX 1.6: {words}")

    want(document.get("bomFormat") == "CycloneDX" and document.get("specVersion") == "1.6", "format")
    want(
        re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", document["serialNumber"]) is not None, "id"
    )
    references: list[str] = []

    def want_component(one: Mapping[str, Any]) -> None:
        name = one.get("name", "")
        want(bool(name) and one.get("type") in KINDS, f"type or name of {name!r}")
        references.append(one["bom-ref"])
        if one["type"] != "file":
            want(bool(one.get("version")) and bool(one.get("licenses")), f"version and licence of {name}")
            want(PURL.fullmatch(one.get("purl", "")) is not None, f"purl of {name}: {one.get('purl')}")
        for licence in one.get("licenses", ()):
            want(set(licence) in ({"expression"}, {"license"}), f"licence of {name}")
            if "license" in licence:
                want(SPDX_ID.fullmatch(licence["license"]["id"]) is not None, f"licence of {name}")
        for digest in one.get("hashes", ()):
            length = ALGORITHMS.get(digest["alg"], 0)
            want(re.fullmatch(rf"[0-9a-f]{{{length}}}", digest["content"]) is not None, f"digest of {name}")
        for part in one.get("components", ()):
            want_component(part)

    for one in all_components(document):
        want_component(one)
    want(len(references) == len(set(references)), "two components with the same reference")
    for link in document["dependencies"]:
        want({link["ref"], *link["dependsOn"]} <= set(references), f"unknown reference in {link['ref']}")


def all_components(document: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """The program, then its components."""
    return [document["metadata"]["component"], *document["components"]]
