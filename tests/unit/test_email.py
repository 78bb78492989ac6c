"""Mail addresses dictated over the phone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checks.email import check_email
from app.checks.reference import table


@pytest.mark.parametrize(
    ("typed", "email"),
    [
        ("b.chavassieux@exemple.fr", "b.chavassieux@exemple.fr"),
        (" jean @ orange.fr ", "jean@orange.fr"),
        ("Jean.Dupont@ORANGE.FR", "Jean.Dupont@orange.fr"),
        ("Jean Dupont <jean@orange.fr>", "jean@orange.fr"),
        ("mailto:jean@orange.fr", "jean@orange.fr"),
        ("jean@orange.fr.", "jean@orange.fr"),
        ("mairie@saint-just.fr", "mairie@saint-just.fr"),
        ("jean@yahoo.co.uk", "jean@yahoo.co.uk"),
        ("jean+mairie@laposte.net", "jean+mairie@laposte.net"),
    ],
)
def test_a_right_address_is_tidied_and_nothing_is_said(typed: str, email: str) -> None:
    result = check_email(typed)
    assert (result.email, result.suggestion, result.problems) == (email, None, ())


@pytest.mark.parametrize("slip", sorted(slip for slip in table("emails")["slips"] if "." in slip[:-2]))
def test_a_known_slip_is_named_and_not_corrected(slip: str) -> None:
    result = check_email(f"jean@{slip}")
    meant = table("emails")["slips"][slip]
    assert result.email == f"jean@{slip}"
    assert result.suggestion == f"jean@{meant}"
    assert [problem.message for problem in result.problems] == [f"Vouliez-vous dire {meant}\u00a0?"]
    assert result.ok


@pytest.mark.parametrize("known", table("emails")["known"])
def test_no_provider_is_taken_for_another(known: str) -> None:
    assert check_email(f"jean@{known}").problems == ()


@pytest.mark.parametrize("domain", ["gmaill.com", "orrange.fr", "wanadooo.fr", "hotmaill.fr", "outlouk.fr"])
def test_a_likely_slip_that_no_list_holds_is_named_too(domain: str) -> None:
    assert [problem.code for problem in check_email(f"jean@{domain}").problems] == ["email.slip"]


@pytest.mark.parametrize(
    ("typed", "code", "suggestion"),
    [
        ("jeangmail.com", "email.no_at", "jean@gmail.com"),
        ("jean arobase orange.fr", "email.no_at", "jean@orange.fr"),
        ("jean@@orange.fr", "email.several_at", "jean@orange.fr"),
        ("jean dupont@orange.fr", "email.space", "jeandupont@orange.fr"),
        ("jean@gmail,com", "email.comma", "jean@gmail.com"),
        ("jean..dupont@orange.fr", "email.dot", "jean.dupont@orange.fr"),
        ("jean@orange", "email.no_ending", "jean@orange.fr"),
        ("jean@orange.f", "email.no_ending", "jean@orange.fr"),
        ("@orange.fr", "email.incomplete", None),
        ("jean@", "email.incomplete", None),
        ("", "email.empty", None),
        ("jean@orange.fr; marie@free.fr", "email.several_at", None),
        (f"{'x' * 65}@orange.fr", "email.form", None),
        ("jean@[127.0.0.1]", "email.form", None),
    ],
)
def test_what_cannot_be_an_address_says_why(typed: str, code: str, suggestion: str | None) -> None:
    result = check_email(typed)
    assert [problem.code for problem in result.problems] == [code]
    assert not result.ok
    assert result.email is None
    assert result.suggestion == suggestion


def test_an_accent_is_kept_with_a_warning() -> None:
    result = check_email("éric@orange.fr")
    assert result.ok
    assert result.suggestion == "eric@orange.fr"


@given(st.text(max_size=40))
def test_any_text_is_judged_without_harm(text: str) -> None:
    result = check_email(text)
    assert (result.email is not None) == result.ok
