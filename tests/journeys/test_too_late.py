"""Too late: the session is in six days, and the program says so before anything is promised (situation 10)."""

from collections.abc import Callable
from datetime import date, timedelta

from app.desk import Desk
from app.storage import queries
from tests.factories import ACCOUNT_OPEN, TODAY, add_dossier, add_person, add_session, add_training
from tests.journeys.desktop import Desktop
from tests.journeys.reading import dites, sheet_text

Start = Callable[[], Desktop]
IN_SIX_DAYS = TODAY + timedelta(days=6)
RULE = "Il fallait demander le lun. 9 nov. au plus tard : 11 jours ouvrés pleins entre notre validation et le 30 nov."
NEXT = "Jeu. 14 janv. 2027, Feurs"
ITS_LAST_DAY = "15 places · Demander d'ici au mer. 23 déc."


def catalogue(desk: Desk) -> tuple[int, int]:
    """A session in six days, and the next one of the same training; the nearest of all is of another training."""
    training = add_training(desk)
    late = add_session(desk, training, starts_on=IN_SIX_DAYS)
    following = add_session(desk, training, starts_on=date(2027, 1, 14), place="Feurs")
    add_session(desk, add_training(desk, "Les finances de la commune"), starts_on=date(2026, 12, 22))
    return late, following


def test_a_dossier_asked_for_on_the_phone_goes_to_the_next_session(prepared: Desk, desktop: Start) -> None:
    _, following = catalogue(prepared)
    odile = add_person(prepared)
    window = desktop()
    window.key("F2")
    window.type("theven")
    window.key("Return", "Ctrl+N")
    window.type("domaine 30")
    window.key("Return")
    assert window.sees("Trop tard pour le lun. 30 nov.")
    assert window.sees(RULE)
    assert window.sees(NEXT)
    assert window.sees(ITS_LAST_DAY)
    assert queries.dossiers_of(window.desk, odile) == ()  # nothing is promised yet
    window.key("F3")
    (row,) = queries.dossiers_of(window.desk, odile)
    assert row.session_id == following
    assert dites(window).startswith("Avez-vous déjà ouvert votre compte")
    assert window.lacks("Trop tard")
    text = sheet_text(window, row.id)
    assert "Demande à envoyer au plus tard le mercredi 23 décembre 2026" in text
    assert "novembre 2026 Pourquoi" not in text


def test_during_a_call_the_script_says_so_first_and_one_key_takes_the_next(prepared: Desk, desktop: Start) -> None:
    late, following = catalogue(prepared)
    dossier = add_dossier(prepared, add_person(prepared), late, ACCOUNT_OPEN)
    window = desktop()
    assert "Trop tard pour cette session" in sheet_text(window, dossier)
    window.key("F2")
    window.type("theven")
    window.key("Return")
    assert window.sees("Trop tard pour le lun. 30 nov.")
    assert window.sees(RULE)
    said = "C'est trop tard pour le lundi 30 novembre 2026. La prochaine session est le jeudi 14 janvier 2027 à Feurs."
    assert window.sees(said)
    before = dites(window)
    window.key("F3")
    assert queries.dossier(window.desk, dossier).row.session_id == following
    assert window.banner().startswith("Session d'Odile Thévenet : La gestion du domaine public")
    assert window.lacks("Trop tard")
    assert dites(window) == before  # F7 to F9 still answer the guide
    assert window.sees("Demander le mer. 23 déc. au plus tard : 11 jours ouvrés pleins")
    text = sheet_text(window, dossier)
    assert "jeudi 14 janvier 2027" in text
    assert "Demande à envoyer au plus tard le mercredi 23 décembre 2026" in text
    assert "Trop tard" not in text
    window.key("Ctrl+Z")
    assert queries.dossier(window.desk, dossier).row.session_id == late
    assert window.sees("Trop tard pour le lun. 30 nov.")
    window.key("F7")
    assert queries.dossier(window.desk, dossier).situation["training_found"] == "yes"


def test_beside_the_board_a_dossier_and_a_new_one_say_so_and_one_key_takes_the_next(
    prepared: Desk, desktop: Start
) -> None:
    late, following = catalogue(prepared)
    dossier = add_dossier(prepared, add_person(prepared), late, ACCOUNT_OPEN)
    robert = add_person(prepared, "Robert", "Pallandre", "Feurs", civility="M.")
    window = desktop()
    window.key("Alt+D", "Return")
    assert window.sees("Trop tard pour cette session")
    assert window.sees(RULE)
    assert window.sees(ITS_LAST_DAY)
    window.key("F3")
    assert queries.dossier(window.desk, dossier).row.session_id == following
    assert window.sees("Demander le mer. 23 déc. au plus tard")
    assert window.sees("Validation dans EDOF le lun. 28 déc. au plus tard")
    assert window.sees("En jours calendaires (guide de 2022) : demander le dim. 3 janv. au plus tard")
    window.key("Ctrl+Z")
    assert queries.dossier(window.desk, dossier).row.session_id == late
    window.key("Ctrl+N")
    window.type("pallan")
    window.key("Return")
    window.type("domaine 30")
    window.key("Return")
    assert window.sees("Trop tard pour le lun. 30 nov.")
    assert window.sees(RULE)
    window.key("Return")  # the next session has the keyboard
    assert window.sees("Demander le mer. 23 déc. au plus tard")
    window.key("Ctrl+S")
    (row,) = queries.dossiers_of(window.desk, robert)
    assert row.session_id == following
