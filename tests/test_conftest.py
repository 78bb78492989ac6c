"""The net under all other tests holds: a log line that nobody expected fails the test that caused it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

CASES = """
import logging
import pytest

def test_unexpected_warning():
    logging.getLogger("amf42").warning("copie illisible")

def test_announced_warning(expected_log):
    expected_log("copie .*")
    logging.getLogger("amf42").warning("copie illisible")

def test_announced_warning_that_never_comes(expected_log):
    expected_log("copie .*")

@pytest.fixture
def leaving_badly():
    yield
    logging.getLogger("amf42").error("fil interrompu")

def test_error_while_leaving(leaving_badly):
    pass

def test_information_is_free():
    logging.getLogger("amf42").info("copie faite")
"""


def test_an_unexpected_log_line_fails_its_test(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path / "conftest.py")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (tmp_path / "test_cases.py").write_text(CASES, encoding="utf-8")

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-ra", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    failed = set(re.findall(r"^(?:FAILED|ERROR) \S+::(\w+)", run.stdout, re.MULTILINE))
    assert failed == {
        "test_unexpected_warning",
        "test_announced_warning_that_never_comes",
        "test_error_while_leaving",
    }, run.stdout
    assert "2 failed, 3 passed, 1 error" in run.stdout


def test_a_test_never_sees_the_real_home(home: Path) -> None:
    import keyring
    import platformdirs

    assert Path.home() == home
    assert Path(platformdirs.user_data_dir("amf42")).is_relative_to(home)
    assert type(keyring.get_keyring()).__module__ == "keyring.backends.fail"
