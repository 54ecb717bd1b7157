"""Presets on the command line, and fixing with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deblur_studio import cli
from deblur_studio.presets import Presets

pytestmark = pytest.mark.usefixtures("tiny_weights")

Picture = Callable[..., Path]
CPU = ("--device", "cpu")


def run(*arguments: str | Path) -> int:
    return cli.main([str(each) for each in arguments])


def test_a_preset_is_saved_listed_removed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("presets", "list") == 0
    assert "no presets yet" in capsys.readouterr().out
    assert (
        run("presets", "save", "night", "--method", "nafnet", "--strength", "0.6", "--set", "weights=tiny")
        == 0
    )
    assert run("presets", "save", "night") == 2
    assert "already" in capsys.readouterr().err
    assert run("presets", "save", "web", "--for-export", "--format", "jpg", "--quality", "80") == 0
    capsys.readouterr()
    assert run("presets", "list") == 0
    told = capsys.readouterr().out
    assert "night" in told
    assert "weights=tiny" in told
    assert run("presets", "list", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["presets"][0]["parameters"] == {"weights": "tiny"}
    assert told["export_presets"][0]["format"] == "JPEG"
    assert run("presets", "remove", "night") == 0
    assert run("presets", "remove", "night") == 2
    assert run("presets", "remove", "web", "--for-export") == 0
    assert not Presets.load().names()


def test_the_two_kinds_are_not_mixed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("presets", "save", "a", "--format", "png") == 2
    assert "--format needs --for-export" in capsys.readouterr().err
    assert run("presets", "save", "a", "--for-export", "--method", "nafnet", "--keep-bokeh", "2") == 2
    assert "--method, --keep-bokeh" in capsys.readouterr().err
    assert run("presets", "save", "a", "--method", "magic") == 2
    assert run("presets", "save", "a", "--set", "magic=1") == 2
    assert not Presets.load().names()


def test_presets_go_to_another_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.json"
    assert run("presets", "export", file) == 2
    assert run("presets", "save", "night", "--strength", "0.6") == 0
    assert run("presets", "export", file, "night") == 0
    assert run("presets", "export", file) == 2
    monkeypatch.setenv("DEBLUR_STUDIO_HOME", str(tmp_path / "other"))
    assert run("presets", "import", file) == 0
    assert run("presets", "import", file) == 0
    assert Presets.load().fix("night").strength == 0.6
    assert run("presets", "save", "night", "--overwrite") == 0
    assert run("presets", "import", file) == 2
    assert run("presets", "import", file, "--overwrite") == 0
    (tmp_path / "bad.json").write_text("{}")
    capsys.readouterr()
    assert run("presets", "import", tmp_path / "bad.json") == 2
    assert "holds no presets" in capsys.readouterr().err


def test_fix_with_a_preset_is_fix_with_its_settings(tmp_path: Path, picture: Picture) -> None:
    source = picture(tmp_path / "a.png")
    assert run("presets", "save", "half", "--method", "nafnet", "--strength", "0.5") == 0
    for name, options in (
        ("preset", ("--preset", "half")),
        ("plain", ("--method", "nafnet", "--strength", "0.5")),
        ("full", ("--preset", "half", "--strength", "1")),
        ("plain full", ("--method", "nafnet")),
    ):
        assert run("fix", source, "-o", tmp_path / f"{name}.png", *options, *CPU) == 0
    read = {path.stem: np.asarray(Image.open(path)) for path in tmp_path.glob("*.png")}
    assert np.array_equal(read["preset"], read["plain"])
    assert np.array_equal(read["full"], read["plain full"])
    assert not np.array_equal(read["preset"], read["full"])


def test_settings_are_told_one_by_one_beside_a_preset(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    source = picture(tmp_path / "a.png")
    assert run("presets", "save", "p", "--method", "nafnet", "--weights", "none", "--strength", "0.5") == 0
    assert run("fix", source, "--preset", "p", *CPU) == 2  # weights that are not here
    assert "none" in capsys.readouterr().err
    assert run("fix", source, "--preset", "p", "--weights", "tiny", "--json", *CPU) == 0
    assert json.loads(capsys.readouterr().out)["strength"] == 0.5
    assert run("fix", source, "--preset", "nothing", *CPU) == 2
    assert "There is no preset 'nothing'; there are: 'p'" in capsys.readouterr().err


def test_an_export_preset_says_how_and_where(tmp_path: Path, picture: Picture) -> None:
    source = picture(tmp_path / "a.png")
    folder = tmp_path / "out"
    options = ("--format", "jpeg", "--quality", "70", "--template", "{name}-{number:02}", "--folder", folder)
    assert run("presets", "save", "web", "--for-export", *options) == 0
    other = picture(tmp_path / "b.png")
    run_it = ("fix", source, other, "--export-preset", "web", "--method", "nafnet", *CPU)
    assert run(*run_it) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["a-01.jpg", "b-02.jpg"]
    assert (
        run("fix", source, "--export-preset", "web", "-o", tmp_path / "c.tif", "--method", "nafnet", *CPU)
        == 0
    )
    with Image.open(tmp_path / "c.tif") as image:
        assert image.format == "TIFF"


def test_batch_takes_presets_too(tmp_path: Path, picture: Picture) -> None:
    folder = picture(tmp_path / "in" / "a.png").parent
    assert run("presets", "save", "half", "--method", "nafnet", "--strength", "0.5") == 0
    assert (
        run("presets", "save", "web", "--for-export", "--format", "jpeg", "--folder", tmp_path / "out") == 0
    )
    assert run("batch", folder, "--preset", "half", "--export-preset", "web", *CPU) == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a_deblurred.jpg"]
