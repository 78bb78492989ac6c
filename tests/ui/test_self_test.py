"""The program tries itself: 0 when all of it worked, else 1 and a reason."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ui import self_test

ROOT = Path(self_test.__file__).resolve().parent.parent


def test_the_trial_goes_through_the_main_job_and_tells_its_times(tmp_path: Path) -> None:
    report = tmp_path / "temps.json"
    ran = subprocess.run(
        [sys.executable, "-m", "ui", "--self-test", "--timings", str(report)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Essai réussi" in ran.stderr
    told = json.loads(report.read_text())
    assert 0 < told["first_paint"] < told["usable"]


@pytest.mark.parametrize("problem", [self_test.FailedError("la fiche est vide"), ValueError("Odile Thévenet")])
def test_a_trial_that_fails_leaves_with_a_reason(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], problem: Exception
) -> None:
    def fail(*_arguments: object) -> None:
        raise problem

    monkeypatch.setattr(self_test, "_main_job", fail)
    assert self_test.self_test(qapp) == 1
    told = capsys.readouterr().err
    assert "Essai manqué" in told
    assert "Odile" not in told
    assert "Traceback" not in told


def test_wrong_use_is_told_in_french() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ui", "--selftest"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "Usage\u00a0: amf42" in ran.stderr
