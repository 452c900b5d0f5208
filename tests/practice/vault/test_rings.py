"""Key rings: files for their owner only, and the sides that may hold them."""

import json
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from practice import vault
from practice.vault import rings


@pytest.fixture
def folder(tmp_path, settings):
    settings.KEYS_DIR = tmp_path / "keys"
    call_command("make_keys")
    return settings.KEYS_DIR


def test_new_installation_gets_its_keys(folder):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}

    assert modes == dict.fromkeys(
        ["care.json", "own.json", "clinician.json", "audit.json", "secret"], 0o600
    )
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(rings.read_secret(folder)) == 64


def test_existing_keys_are_left_alone(folder):
    before = {path.name: path.read_text() for path in folder.iterdir()}

    call_command("make_keys")

    assert {path.name: path.read_text() for path in folder.iterdir()} == before


def test_missing_folder_has_no_keys(tmp_path):
    assert rings.read_dir(tmp_path / "none") == {}
    assert rings.read_secret(tmp_path / "none") == ""


@pytest.mark.parametrize(
    ("side", "names"),
    [
        ("client", ["care", "own", "audit"]),
        ("staff", ["care", "clinician", "audit"]),
        ("both", ["care", "own", "clinician", "audit"]),
    ],
)
def test_each_side_reads_its_own_files_only(folder, side, names):
    assert list(rings.read_dir(folder, side)) == names


@pytest.mark.parametrize("name", ["care.json", "secret"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_file_that_others_may_read_is_refused(folder, name, mode):
    (folder / name).chmod(mode)

    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        _ = (rings.read_dir(folder), rings.read_secret(folder))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        json.dumps({"current": "a", "keys": {}}),
        json.dumps({"current": "a", "keys": {"a": "c2hvcnQ="}}),
        json.dumps({"current": "a", "keys": {"a": "not base64"}}),
    ],
)
def test_file_that_is_no_ring_is_refused(folder, text):
    (folder / "care.json").write_text(text)

    with pytest.raises(ImproperlyConfigured):
        rings.read_dir(folder)


def test_staff_side_holds_no_own_ring(settings):
    settings.TEND_SIDE = "staff"

    with pytest.raises(vault.RingNotLoaded, match="staff side"):
        rings.ring("own")


def test_missing_ring_says_what_to_do(settings):
    settings.TEND_KEYS = {}

    with pytest.raises(vault.RingNotLoaded, match="make_keys"):
        rings.ring("care")


def test_repr_shows_no_key(settings):
    key = settings.TEND_KEYS["care"]["keys"]["test"]

    seen = repr(rings.ring("care"))

    assert seen == "Ring(name='care', current='test')"
    assert key not in seen


def test_new_file_never_replaces_another(folder):
    before = (folder / "care.json").read_text()

    with pytest.raises(FileExistsError):
        rings.write_private(folder / "care.json", "{}", is_new=True)

    assert (folder / "care.json").read_text() == before
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
