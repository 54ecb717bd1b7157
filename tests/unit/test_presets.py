"""Presets: kept, handed on, and never lost to a bad file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deblur_studio.atomic import replacing
from deblur_studio.errors import UserError
from deblur_studio.presets import FILE, KIND, VERSION, ExportPreset, Preset, Presets, presets_file

NIGHT = Preset("Night", "nafnet", 0.6, {"weights": "auto"}, 1.5)
WEB = ExportPreset("밤 웹", "JPEG", 85, "{name}_web", "/photos/web")


def text(**changes: Any) -> str:
    table: dict[str, Any] = {"kind": KIND, "version": VERSION, "presets": [], "export_presets": []}
    return json.dumps(table | changes)


def test_what_was_saved_is_there_again() -> None:
    assert Presets.load().names() == ()
    Presets([NIGHT, Preset("a")], [WEB]).save()
    again = Presets.load()
    assert again.names() == ("a", "Night")
    assert again.export_names() == ("밤 웹",)
    assert again.fix("Night") == NIGHT
    assert again.export("밤 웹") == WEB


def test_settings_of_a_preset_are_those_of_a_fix() -> None:
    settings = NIGHT.settings()
    assert (settings.strength, settings.parameters, settings.keep_bokeh) == (0.6, {"weights": "auto"}, 1.5)
    NIGHT.check()
    with pytest.raises(UserError, match="no setting 'magic'"):
        Preset("x", "nafnet", parameters={"magic": 1}).check()
    with pytest.raises(UserError, match="There is no method 'magic'"):
        Preset("x", "magic").check()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Preset(""),
        lambda: Preset(" a"),
        lambda: Preset("a\nb"),
        lambda: Preset("a\u202eb"),
        lambda: Preset("a" * 61),
        lambda: Preset("a", strength=1.1),
        lambda: Preset("a", strength=float("nan")),
        lambda: Preset("a", keep_bokeh=-1),
        lambda: Preset("a", parameters={"x": [1]}),
        lambda: ExportPreset("a", "GIF"),
        lambda: ExportPreset("a", quality=0),
        lambda: ExportPreset("a", template="same for all"),
        lambda: ExportPreset("a", template="../{name}"),
    ],
)
def test_impossible_presets_are_refused(wrong: Any) -> None:
    with pytest.raises(UserError):
        wrong()


def test_one_of_a_name_is_replaced_only_on_purpose() -> None:
    presets = Presets([NIGHT])
    with pytest.raises(UserError, match="'Night' already"):
        presets.put(Preset("Night"))
    presets.put(Preset("Night"), overwrite=True)
    assert presets.fix("Night").strength == 1
    presets.put(ExportPreset("Night"))  # another kind
    presets.remove("Night")
    assert (presets.names(), presets.export_names()) == ((), ("Night",))
    with pytest.raises(UserError, match="There is no preset 'Night'; there are: none yet"):
        presets.remove("Night")
    presets.remove_export("Night")


def test_others_are_taken_all_or_none() -> None:
    presets = Presets([NIGHT])
    others = Presets([Preset("b"), Preset("Night")], [WEB])
    with pytest.raises(UserError, match="'Night'"):
        presets.take(others)
    assert presets.names() == ("Night",)
    presets.take(Presets([NIGHT, Preset("b")]))  # the same again is no conflict
    presets.take(others, overwrite=True)
    assert (presets.names(), presets.fix("Night").strength) == (("b", "Night"), 1)
    assert presets.only(["b", "밤 웹"]).export_names() == ("밤 웹",)
    with pytest.raises(UserError, match="no preset 'z'"):
        presets.only(["b", "z"])


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "holds no presets that can be read"),
        (b"\xff\xfe\x00", "holds no presets that can be read"),
        (b"[" * 100_000, "holds no presets that can be read"),
        (b'{"kind": "else"}', "holds no presets of Deblur Studio"),
        (b"[1]", "holds no presets of Deblur Studio"),
        (text(version=VERSION + 1).encode(), "by a later Deblur Studio"),
        (text(version=True).encode(), "version must be"),
        (text(presets="x").encode(), "a list of up to"),
        (text(presets=[1]).encode(), "Preset 1 .* has no name"),
        (text(presets=[{"name": "a"}, {"name": ["a"]}]).encode(), "Preset 2 .* name must be"),
        (text(presets=[{"name": "a"}, {"name": "a"}]).encode(), "Preset 2 .* already"),
        (text(presets=[{"name": "a", "strength": 2}]).encode(), "strength must be"),
        (
            text(presets=[{"name": "a", "strength": 1e999}]).encode().replace(b"Infinity", b"1e999"),
            "strength",
        ),
        (text(export_presets=[{"name": "a", "template": "{bad}"}]).encode(), "there is no {bad}"),
        (b" " * (5 << 20), "larger than presets"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_bad_file_is_one_sentence_and_stays(content: bytes, complaint: str) -> None:
    path = presets_file()
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(UserError, match=complaint) as caught:
        Presets.load()
    assert FILE in str(caught.value)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == content


def test_a_folder_or_nothing_is_no_file_of_presets(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"is not a file|cannot be read"):
        Presets.read(tmp_path)
    with pytest.raises(UserError, match="There is no file"):
        Presets.read(tmp_path / "none.json")


def test_what_a_file_leaves_out_has_its_default() -> None:
    presets = Presets.from_json(text(presets=[{"name": "a"}], export_presets=[{"name": "b"}]), "x")
    assert presets.fix("a") == Preset("a")
    assert presets.export("b") == ExportPreset("b")


def test_a_failed_save_leaves_the_presets_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    Presets([NIGHT]).save()

    class FullError(OSError):
        pass

    def full(*arguments: Any, **more: Any) -> Any:
        raise FullError(28, "No space left on device")

    monkeypatch.setattr("deblur_studio.presets.replacing", full)
    with pytest.raises(UserError, match="the disk is full"):
        Presets().save()
    monkeypatch.setattr("deblur_studio.presets.replacing", replacing)
    assert Presets.load().names() == ("Night",)


def test_a_folder_of_another_computer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ExportPreset("a").place == ""
    assert ExportPreset("a", folder="~/web").place.endswith("web")
    with pytest.raises(UserError, match="no whole path here"):
        _ = ExportPreset("a", folder="web").place
