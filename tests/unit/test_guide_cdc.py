"""Who writes to the Caisse des Dépôts, and in which way: the guide's own steps tell."""

from app.domain.stages import Stage
from app.guide.cdc import MAIL, POST, reasons_to_write, way_to_write, writes_to_cdc
from app.guide.loading import load_editions

OLD, NEW = load_editions()
WITHOUT_FRANCECONNECT = {"account_open": "yes", "elu_account": "yes", "franceconnect": "no", "digital_identity": "no"}


def test_the_guide_of_2022_writes_by_mail_and_that_of_2026_by_post() -> None:
    assert [way_to_write(edition.step("send_identity")) for edition in (OLD, NEW)] == [MAIL, POST]
    assert {way_to_write(edition.step("write_cdc")) for edition in (OLD, NEW)} == {MAIL}
    assert not writes_to_cdc(NEW.step("confirm"))


def test_who_only_has_a_digital_identity_to_get_has_nothing_to_write() -> None:
    stage = Stage.IDENTITY_TO_CHECK
    assert reasons_to_write(NEW, WITHOUT_FRANCECONNECT, stage, ()) == (stage,)
    assert reasons_to_write(NEW, {**WITHOUT_FRANCECONNECT, "franceconnect": "yes"}, stage, ()) == ()


def test_the_column_where_the_dossier_was_put_by_hand_is_a_reason() -> None:
    stage = Stage.ELU_ACCOUNT_MISSING
    assert reasons_to_write(OLD, {**WITHOUT_FRANCECONNECT, "franceconnect": "yes"}, stage, ()) == (stage,)
