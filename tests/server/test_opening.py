"""A base on a server of the house, from the first connection to what refuses it; without a window."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app.bootstrap import copy_of_the_day, examine, open_desk, remember_account, restore_copy
from app.errors import AccountRefused, StorageUnavailable, UserError
from app.server import Account, PasswordPlace, Server
from app.settings import PcSettings, Places, save_pc_settings
from app.storage import queries
from app.storage.on_server import open_server, revision_of
from tests.factories import add_person
from tests.house_server import CLAIRE, NADIA, OTHERS, HouseServer, address_of
from tests.keyring_of_a_test import Ring

Lay = Callable[[str], Path]


def refusal(server: Server, account: Account) -> str:
    """What is told when the base does not open."""
    with pytest.raises(StorageUnavailable) as caught:
        open_server(server, account).close()
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert not account.password or account.password not in shown
    return caught.value.message


# Opening


def test_the_desk_opens_the_server_that_it_named_and_keeps_no_file(shared: Server, places: Places) -> None:
    with open_desk(places, account=CLAIRE) as opened:
        add_person(opened.desk)
        assert (opened.server, opened.account, opened.key) == (replace(shared), "claire", None)
        assert copy_of_the_day(opened) is None
    with open_desk(places, account=NADIA) as opened:
        assert [person.name for person in queries.officials(opened.desk)] == ["Odile Thévenet"]
    assert not places.base.exists()
    assert not places.key_file.exists()
    assert not places.copies.exists()


def test_the_password_is_in_the_keyring_and_nowhere_else(shared: Server, places: Places, ring: Ring) -> None:
    with open_desk(places, account=NADIA) as opened:
        assert opened.password is PasswordPlace.ASKED
        remember_account(opened, NADIA)
        assert opened.password is PasswordPlace.KEYRING
        assert NADIA.password not in repr(opened)
        assert NADIA.password not in repr(opened.desk.database._writer)
    save_pc_settings(places, PcSettings(agent="Nadia B.", server_account="nadia"))
    with open_desk(places) as opened:
        assert opened.password is PasswordPlace.KEYRING
    for file in places.data.rglob("*"):
        assert NADIA.password.encode() not in file.read_bytes()
    assert list(ring.kept.values()) == [NADIA.password]


def test_another_account_takes_the_place_of_the_one_before(shared: Server, places: Places, ring: Ring) -> None:
    with open_desk(places, account=NADIA) as opened:
        remember_account(opened, NADIA)
    save_pc_settings(places, PcSettings(server_account="nadia"))
    with open_desk(places, account=CLAIRE) as opened:
        remember_account(opened, CLAIRE)
    assert list(ring.kept.values()) == [CLAIRE.password]


def test_an_account_that_the_server_knows_otherwise_needs_no_password(
    base: Server, office: Lay, places: Places, ring: Ring
) -> None:
    office(f'server = "{address_of(base).replace("//", "//muet@")}"\n')
    with open_desk(places) as opened:
        assert (opened.account, opened.password) == ("muet", PasswordPlace.NONE)
    assert ring.kept == {}


def test_the_demonstration_stays_on_this_pc(shared: Server, places: Places) -> None:
    with open_desk(Places(places.data / "demo", demo=True)) as opened:
        assert opened.server is None
        assert opened.key is not None


# What refuses it


def test_without_an_account_it_is_asked_for(shared: Server, places: Places) -> None:
    with pytest.raises(AccountRefused, match="Indiquez le compte"):
        open_desk(places)


def test_each_refusal_of_the_server_is_told_apart(base: Server, house: HouseServer) -> None:
    open_server(base, CLAIRE).close()
    for account, words in (
        (Account("claire"), "demande un mot de passe"),
        (Account("claire", "faux"), "n’accepte pas ce compte avec ce mot de passe"),
        (Account("personne", "faux"), "n’accepte pas ce compte avec ce mot de passe"),
        (Account("refuse", OTHERS), "pg_hba.conf"),
        (Account("etranger", OTHERS), "n’a pas les droits qu’il faut"),
    ):
        assert words in refusal(base, account), account.name
    assert "n’a pas la base" in refusal(replace(base, base="ailleurs"), CLAIRE)
    assert "ne chiffre pas la connexion" in refusal(replace(base, tls="require"), CLAIRE)
    assert "ne répond pas" in refusal(replace(base, port=1), CLAIRE)
    assert "ne répond pas" in refusal(replace(base, host="nulle-part.invalid"), CLAIRE)


def test_an_account_that_may_not_make_the_tables_is_told_so_and_leaves_none(base: Server, house: HouseServer) -> None:
    assert "n’a pas les droits qu’il faut" in refusal(base, Account("etranger", OTHERS))
    assert house.administer("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", base.base) == [(0,)]


def test_a_base_without_room_for_more_connections_is_told_so(base: Server, house: HouseServer) -> None:
    house.administer("ALTER ROLE claire CONNECTION LIMIT 0")
    try:
        assert "n’a plus de place" in refusal(base, CLAIRE)
    finally:
        house.administer("ALTER ROLE claire CONNECTION LIMIT -1")


def test_a_password_that_was_changed_on_the_server_is_asked_for_again(
    shared: Server, places: Places, ring: Ring, house: HouseServer
) -> None:
    with open_desk(places, account=CLAIRE) as opened:
        remember_account(opened, CLAIRE)
    save_pc_settings(places, PcSettings(server_account="claire"))
    house.administer("ALTER ROLE claire PASSWORD 'nouveau'")
    try:
        with pytest.raises(AccountRefused, match="n’accepte plus le mot de passe gardé"):
            open_desk(places)
    finally:
        house.administer(f"ALTER ROLE claire PASSWORD '{CLAIRE.password}'")


def test_a_server_that_goes_away_is_told_and_found_again(base: Server, house: HouseServer) -> None:
    database = open_server(base, CLAIRE)
    try:
        house.stop()
        with pytest.raises(StorageUnavailable, match="ne répond pas") as caught, database.read() as session:
            session.execute(text("SELECT 1"))
        assert not isinstance(caught.value, AccountRefused)
        house.start()
        with database.read() as session:
            assert session.execute(text("SELECT 1")).scalar_one() == 1
    finally:
        database.close()


def test_a_base_of_a_later_version_is_left_alone(base: Server, house: HouseServer) -> None:
    open_server(base, CLAIRE).close()
    house.administer("UPDATE alembic_version SET version_num = '9999'", base.base)
    assert "version plus récente" in refusal(base, CLAIRE)


# Copies, and what IT asks


def test_copies_are_the_servers(shared: Server, places: Places, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="ses copies sont faites là-bas") as caught:
        restore_copy(places, tmp_path / "copie.db")
    assert shared.base in caught.value.message


def test_what_it_asks_of_the_server_changes_nothing_there(shared: Server, places: Places) -> None:
    empty = examine(places, CLAIRE)
    assert (empty["sound"], empty["exists"], empty["revision"]) == (False, True, None)
    assert "est vide" in empty["problems"][0]
    assert revision_of(shared, CLAIRE) == ""
    open_server(shared, CLAIRE).close()
    report = examine(places, CLAIRE)
    assert (report["sound"], report["revision"], report["problems"]) == (True, report["schema"], [])
    assert report["server"]["host"] == "127.0.0.1"
    assert report["copies"] is None
    assert CLAIRE.password not in str(report)
    assert "n’a pas la base" in examine_elsewhere(places, shared)


def examine_elsewhere(places: Places, server: Server) -> str:
    from app.bootstrap import _examine_server

    return str(_examine_server(replace(server, base="ailleurs"), CLAIRE, "")["problems"][0])
