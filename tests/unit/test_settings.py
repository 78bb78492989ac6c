"""Where things lie on a PC, and what it remembers, even after a file was broken."""

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from app.settings import PcSettings, Places, find_places, load_pc_settings, save_pc_settings


def test_the_demonstration_shares_nothing_with_the_desk(tmp_path: Path) -> None:
    desk, demo = find_places(tmp_path), find_places(tmp_path, demo=True)
    assert demo.base == tmp_path / "demo" / "demonstration.db"
    mine = {desk.base, desk.copies, desk.key_file, desk.log, desk.pc_settings}
    assert mine.isdisjoint({demo.base, demo.copies, demo.key_file, demo.log, demo.pc_settings})
    assert desk.base_id != demo.base_id


def test_without_a_folder_the_user_s_own_is_used(home: Path) -> None:
    places = find_places()
    assert places.data.is_relative_to(home.parent if os.name == "nt" else home)
    assert not places.data.exists()


def test_settings_are_kept_as_they_were_saved(tmp_path: Path) -> None:
    places = Places(tmp_path / "new folder")
    kept = PcSettings(
        agent="Élodie", theme="dark", text_scale=150, open_bands=("1", "3"), postgres_url="postgresql://x"
    )
    save_pc_settings(places, kept)
    assert load_pc_settings(places) == kept
    save_pc_settings(places, replace(kept, agent="Karim"))
    assert load_pc_settings(places).agent == "Karim"
    assert list(places.data.iterdir()) == [places.pc_settings]
    if os.name == "posix":
        assert stat.S_IMODE(places.pc_settings.stat().st_mode) == 0o600
    assert "postgresql" not in repr(kept)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe\x00", b"null", b'{"agent": 3, "open_bands": [1]}'])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    places = Places(tmp_path)
    places.pc_settings.write_bytes(content)
    assert load_pc_settings(places) == PcSettings()


def test_what_is_right_in_a_half_broken_file_is_kept(tmp_path: Path) -> None:
    places = Places(tmp_path)
    places.pc_settings.write_text(json.dumps({"agent": "Élodie", "text_scale": "big", "of_tomorrow": 1}), "utf-8")
    assert load_pc_settings(places) == PcSettings(agent="Élodie")
