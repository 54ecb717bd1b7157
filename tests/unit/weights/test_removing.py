"""Removing weights: only the user's own, card first, nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from deblur_studio import places, weights
from deblur_studio.errors import UserError
from tests.unit.weights import tiny


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bundled"
    folder.mkdir()
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: folder)
    return folder


@pytest.fixture
def own(bundled: Path) -> Path:
    tiny.install(places.user_weights_folder(), "mine")
    tiny.install(places.user_weights_folder(), "other", seed=1)
    return places.user_weights_folder()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_card_and_file_go_and_nothing_else(own: Path) -> None:
    weights.remove(weights.find("mine"))
    assert names(own) == ["other.json", "other.safetensors"]
    assert [entry.card.name for entry in weights.installed().entries] == ["other"]


def test_a_card_may_have_another_file_name(own: Path) -> None:
    (own / "mine.json").rename(own / "renamed.json")
    weights.remove(weights.find("mine"))
    assert names(own) == ["other.json", "other.safetensors"]


def test_a_file_that_another_card_needs_stays(own: Path) -> None:
    text = (own / "mine.json").read_text().replace('"name": "mine"', '"name": "twin"')
    (own / "twin.json").write_text(text)
    weights.remove(weights.find("mine"))
    weights.verify(weights.find("twin"))
    assert "mine.json" not in names(own)


def test_the_file_may_be_gone_already(own: Path) -> None:
    (own / "mine.safetensors").unlink()
    weights.remove(weights.find("mine"))
    assert names(own) == ["other.json", "other.safetensors"]


def test_what_came_with_the_program_stays(bundled: Path) -> None:
    tiny.install(bundled, "theirs")
    with pytest.raises(UserError, match=r"The weights theirs came with the program and stay"):
        weights.remove(weights.find("theirs"))
    assert names(bundled) == ["theirs.json", "theirs.safetensors"]


def test_files_elsewhere_stay(bundled: Path, tmp_path: Path) -> None:
    tiny.install(tmp_path / "run", "mine")
    with pytest.raises(UserError, match="not in your folder"):
        weights.remove(weights.find(str(tmp_path / "run" / "mine.safetensors")))
    assert names(tmp_path / "run") == ["mine.json", "mine.safetensors"]


def test_removing_twice_is_told(own: Path) -> None:
    entry = weights.find("mine")
    weights.remove(entry)
    with pytest.raises(UserError, match="no weights named 'mine' any more"):
        weights.remove(entry)


def test_a_disk_that_refuses_leaves_card_and_weights_together(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    entry = weights.find("mine")
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(UserError, match=r"mine\.json cannot be deleted \(Permission denied\)"):
        weights.remove(entry)
    monkeypatch.undo()
    assert {"mine.json", "mine.safetensors"} <= set(names(own))
