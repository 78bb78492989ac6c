"""What the proof says while it works, and the summary that it leaves: each step, how it ended, how long it took."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

NBSP = "\u00a0"
LONGEST = 4000  # letters of what went wrong


class FailedError(Exception):
    """A step of the proof did not find what it must; the message, in French, says what."""


@dataclass
class Step:
    """One step: what it does, how many seconds it took, whether it ended well, and what it found."""

    title: str
    seconds: float = 0.0
    good: bool = False
    findings: list[str] = field(default_factory=list)

    def found(self, words: str) -> None:
        """Add one finding, said at once."""
        self.findings.append(words)
        say(f"   {words}")

    def require(self, condition: bool, words: str) -> None:
        """Raise `FailedError` with these words unless the condition holds."""
        if not condition:
            raise FailedError(words)


@dataclass
class Report:
    """All steps of one proof, in their order."""

    steps: list[Step] = field(default_factory=list)
    sizes: str = ""  # the build's own table: each part, its weight and what it is for

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Say what is about to be done, then how it went. What goes wrong inside is written down and raised again."""
        step = Step(title)
        self.steps.append(step)
        say(f"── {len(self.steps)}. {title}")
        started = time.monotonic()
        try:
            yield step
            step.good = True
        except BaseException as problem:
            step.findings.append((str(problem) or type(problem).__name__)[:LONGEST])
            raise
        finally:
            step.seconds = time.monotonic() - started
            say(f"   {'en ordre' if step.good else 'MANQUÉ'} ({duration(step.seconds)})\n")

    @property
    def good(self) -> bool:
        return bool(self.steps) and all(step.good for step in self.steps)

    @property
    def seconds(self) -> float:
        return sum(step.seconds for step in self.steps)

    def verdict(self) -> str:
        failed = [step.title for step in self.steps if not step.good]
        if failed:
            return f"Preuve Windows{NBSP}: manquée à «{NBSP}{failed[0]}{NBSP}» ({duration(self.seconds)})."
        return f"Preuve Windows{NBSP}: {len(self.steps)} étapes en ordre ({duration(self.seconds)})."

    def write(self, folder: Path) -> None:
        """Leave `preuve.md` for people and `preuve.json` for programs. Neither names a folder of this machine."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "preuve.md").write_text(self.as_markdown(), encoding="utf-8")
        whole = {"good": self.good, "seconds": round(self.seconds, 1), "steps": [asdict(step) for step in self.steps]}
        (folder / "preuve.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def as_markdown(self) -> str:
        lines = [
            "# Preuve du paquet Windows",
            "",
            self.verdict(),
            "",
            "| étape | durée | résultat |",
            "| --- | --- | --- |",
        ]
        for number, step in enumerate(self.steps, start=1):
            result = "en ordre" if step.good else "**manqué**"
            lines.append(f"| {number}. {step.title} | {duration(step.seconds)} | {result} |")
        for number, step in enumerate(self.steps, start=1):
            if step.findings:
                lines += ["", f"## {number}. {step.title}", ""]
                lines += [f"- {finding}".replace("\n", "\n  ") for finding in step.findings]
        if self.sizes:
            lines += ["", "## Taille de chaque partie installée", "", "```", self.sizes.rstrip(), "```"]
        return "\n".join(lines) + "\n"


def duration(seconds: float) -> str:
    """`8,4 s`, `2 min 05 s`, as a French reader writes it."""
    if seconds < 60:
        return f"{seconds:.1f}".replace(".", ",") + f"{NBSP}s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}{NBSP}min{NBSP}{rest:02d}{NBSP}s"


def megabytes(size: int) -> str:
    """Millions of bytes, one decimal: `34,2`."""
    return f"{size / 1e6:.1f}".replace(".", ",")


def say(words: str) -> None:
    print(words, file=sys.stdout, flush=True)
