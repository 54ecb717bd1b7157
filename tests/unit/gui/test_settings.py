"""The settings survive what happens to files: absence, damage, other versions, a full disk."""

from __future__ import annotations

import errno
import json
import logging
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from deblur_studio.gui import settings as module
from deblur_studio.gui.settings import CHOICES, RECENT, Settings, settings_file


@pytest.fixture(autouse=True)
def log_lines(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    logger = logging.getLogger("deblur_studio")
    logger.propagate, before = True, logger.propagate
    caplog.set_level(logging.INFO, logger="deblur_studio")
    yield
    logger.propagate = before


def stored(content: object) -> Path:
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_file_lies_in_the_users_config_folder(home: Path) -> None:
    assert settings_file() == home / "config" / "settings.json"


def test_the_first_start_has_defaults_and_no_complaint(caplog: pytest.LogCaptureFixture) -> None:
    assert Settings.load() == Settings()
    assert not caplog.records


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    settings = Settings(language="ko", theme="light", memory_percent=75.0, splitter=[1, 2], folded=["info"])
    settings.opened, settings.focus_map = ["focus"], "edges"
    settings.export_format, settings.export_bits, settings.how = "TIFF", 16, "side"
    settings.remember(tmp_path / "사진 1.jpg")
    settings.save()
    assert Settings.load() == settings


@pytest.mark.parametrize("content", ["", "{", "[1]", "null", "[" * 100_000, '"text"', "\ud7ff\x00"])
def test_a_broken_file_means_defaults_a_log_line_and_is_kept(
    content: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = stored(content)
    assert Settings.load() == Settings()
    assert "is broken" in caplog.text
    assert not path.exists()
    assert path.with_name("settings.json.broken").read_text(encoding="utf-8") == content


def test_bytes_that_are_no_text_are_a_broken_file(caplog: pytest.LogCaptureFixture) -> None:
    path = stored("")
    path.write_bytes(b"\xff\xfe\x00{")
    assert Settings.load() == Settings()
    assert "is broken" in caplog.text


WRONG: list[tuple[str, Any]] = [
    ("language", "xx"),
    ("language", ["ko"]),
    ("theme", 1),
    ("surround", None),
    ("how", "sideways"),
    ("focus_map", "guess"),
    ("device", 0),
    ("memory_percent", "50"),
    ("memory_percent", True),
    ("memory_percent", 0),
    ("memory_percent", 1000),
    ("memory_percent", float("nan")),
    ("memory_percent", 10**400),
    ("recent", "a.jpg"),
    ("recent", ["a.jpg", 3]),
    ("export_format", "GIF"),
    ("export_quality", 0),
    ("export_quality", 95.5),
    ("export_bits", 12),
    ("export_bits", False),
    ("export_bits", 8.0),
    ("splitter", [1, "2"]),
    ("splitter", [-1]),
    ("splitter", [2**40]),
    ("folded", {"a": 1}),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_costs_that_field_alone(
    name: str, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    stored({"last_folder": "/photos", name: value})
    assert Settings.load() == Settings(last_folder="/photos")
    assert name in caplog.text


def test_unknown_keys_are_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    stored({"theme": "dark", "of_a_later_version": {"x": 1}, "load": 3, "CHOICES": []})
    assert Settings.load() == Settings(theme="dark")
    assert not caplog.records


def test_a_file_that_cannot_be_read_means_defaults_and_a_log_line(caplog: pytest.LogCaptureFixture) -> None:
    settings_file().mkdir(parents=True)
    assert Settings.load() == Settings()
    assert "cannot be read" in caplog.text


def test_a_full_disk_is_a_log_line_and_the_old_file_stays(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    Settings(theme="light").save()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("deblur_studio.atomic.os.fsync", full)
        Settings(theme="dark").save()
    assert "No space left" in caplog.text
    assert Settings.load().theme == "light"
    assert [entry.name for entry in settings_file().parent.iterdir()] == ["settings.json"]


def test_the_old_file_is_whole_while_the_new_one_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    Settings(theme="light").save()
    seen = []
    write = json.dumps

    def watching(*arguments: Any, **more: Any) -> str:
        seen.append(json.loads(settings_file().read_text())["theme"])
        return write(*arguments, **more)

    monkeypatch.setattr(module.json, "dumps", watching)
    Settings(theme="dark").save()
    assert seen == ["light"]
    assert Settings.load().theme == "dark"


def test_a_folder_that_cannot_be_made_is_a_log_line(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    (home / "config").write_text("in the way")
    Settings().save()
    assert "cannot be saved" in caplog.text


def test_recent_files_are_newest_first_without_doubles_and_few(tmp_path: Path) -> None:
    settings = Settings()
    for number in range(RECENT + 5):
        settings.remember(tmp_path / f"{number}.jpg")
    settings.remember(tmp_path / "10.jpg")
    assert settings.recent[0] == str(tmp_path / "10.jpg")
    assert settings.recent[1] == str(tmp_path / f"{RECENT + 4}.jpg")
    assert len(settings.recent) == RECENT == len(set(settings.recent))


def test_a_relative_path_is_remembered_as_an_absolute_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    settings.remember(Path("a.jpg"))
    assert settings.recent == [str(tmp_path / "a.jpg")]


def test_reset_keeps_what_the_window_remembers_by_itself() -> None:
    settings = Settings(language="ko", theme="dark", memory_percent=90.0, export_bits=16, geometry="AAAA")
    settings.recent, settings.how = ["/a.jpg"], "after"
    settings.reset()
    kept = {"geometry": "AAAA", "recent": ["/a.jpg"], "how": "after"}
    assert asdict(settings) == {**asdict(Settings()), **kept}
    assert all(hasattr(settings, name) for name in CHOICES)
