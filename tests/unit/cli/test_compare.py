"""The compare command, called in this process on real files with tiny weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deblur_studio import cli
from deblur_studio.engine.context import Cancelled, JobContext
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings, MethodSpec, Parameter, Restoration, registry
from deblur_studio.methods.pipeline import cut

pytestmark = pytest.mark.usefixtures("tiny_weights", "made_up")

Picture = Callable[..., Path]
CPU = ("--device", "cpu")


class MadeUp:
    """Makes a photo brighter in its lower right quarter; fails where the parameter says so."""

    spec = MethodSpec(
        "made-up", "Made up", "For tests.", (Parameter("fails", "Fails", "how", ""),), "none", "none"
    )

    def apply(self, pixels: Any, settings: FixSettings, context: JobContext) -> Restoration:
        errors = {"politely": UserError("It is no use."), "badly": ValueError("oh"), "stop": Cancelled()}
        how = str(self.spec.values(settings.parameters)["fails"])
        if how:
            raise errors[how]
        result = pixels.copy()
        height, width = pixels.shape[:2]
        result[height // 2 :, width // 2 :] += 0.2
        return Restoration(cut(result, settings.region), "cpu", "fp32", 1.0, notes=("A note.",))


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "METHODS", (*registry.METHODS, MadeUp()))


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, Any, str]:
    code = cli.main(["compare", *map(str, arguments), *CPU, "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def test_the_sheet_lies_beside_the_photo_which_stays(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    source = picture(tmp_path / "a b.png", 200, 160)
    before = source.read_bytes()
    assert cli.main(["compare", str(source), "--methods", "nafnet,made-up", *CPU]) == 0
    out, err = capsys.readouterr()
    assert source.read_bytes() == before
    with Image.open(tmp_path / "a b_compared.png") as sheet:
        assert sheet.width > 3 * 200
        assert sheet.height > 160 + 200
    rows = [line.split("  ")[0] for line in out.splitlines()]
    assert rows == ["method", "Original", "NAFNet", "Made up", str(tmp_path / "a b_compared.png")]
    assert err == "  made-up: A note.\n"


def test_json_tells_times_and_measures(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = picture(tmp_path / "a.png", 200, 160), tmp_path / "s.jpg"
    methods = "nafnet:strength=0.5,made-up"
    code, told, err = run_json(capsys, source, "--methods", methods, "-o", target, "--crop", "64")
    assert (code, err) == (0, "")
    assert (told["input"], told["output"]) == (str(source), str(target))
    assert (told["width"], told["height"], told["checked"]) == (200, 160, "0,0,200,160")
    assert told["failed"] == []
    original, nafnet, made_up = told["methods"]
    assert (original["method"], original["consistency"]) == ("original", None)
    assert original["sharpness_gain_db"] == 0
    assert (nafnet["method"], nafnet["strength"], nafnet["weights"]) == ("nafnet", 0.5, "tiny")
    assert nafnet["seconds"] > 0
    assert 0 <= nafnet["consistency"] <= 1
    assert made_up["notes"] == ["A note."]
    assert made_up["consistency"] < 0.8, "a photo that is turned over is made brighter elsewhere"
    assert 1 <= len(told["crops"]) <= 3
    with Image.open(target) as sheet:
        assert sheet.format == "JPEG"


def test_crops_of_a_region_are_told_in_the_photo(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    source = picture(tmp_path / "a.png", 200, 160)
    code, told, _ = run_json(
        capsys, source, "--methods", "made-up", "--region", "60,40,130,110", "--crop", "64", "--crops", "1"
    )
    assert code == 0
    assert told["checked"] == "60,40,130,110"
    (x, y, width, height) = map(int, told["crops"][0].split(","))
    assert (width, height) == (64, 64)
    assert x >= 100 - 6, "the change begins in the middle of the whole photo"
    assert y >= 80 - 6
    with Image.open(tmp_path / "a_compared.png") as sheet, Image.open(source) as photo:
        crop = np.asarray(photo)[y : y + 64, x : x + 64]
        seen = np.asarray(sheet)
        assert any(
            np.array_equal(seen[row : row + 64, 10:74], crop) for row in range(220, sheet.height - 64)
        ), "the original's crop"


def test_one_method_that_fails_does_not_stop_the_others(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    source = picture(tmp_path / "a.png")
    code, told, err = run_json(capsys, source, "--methods", "made-up:fails=politely,nafnet")
    assert code == 2
    assert [each["method"] for each in told["methods"]] == ["original", "nafnet"]
    assert told["failed"] == [{"method": "made-up:fails=politely", "error": "It is no use."}]
    assert "made-up:fails=politely: It is no use." in err
    assert (tmp_path / "a_compared.png").is_file()


def test_a_fault_is_one(tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]) -> None:
    source = picture(tmp_path / "a.png")
    code, told, _ = run_json(capsys, source, "--methods", "made-up:fails=badly")
    assert code == 1
    assert len(told["failed"]) == 1
    assert not (tmp_path / "a_compared.png").exists()


def test_cancelling_leaves_nothing(tmp_path: Path, picture: Picture) -> None:
    source = picture(tmp_path / "a.png")
    assert cli.main(["compare", str(source), "--methods", "nafnet,made-up:fails=stop", *CPU]) == 130
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--methods", "nothing"], "There is no method 'nothing'"),
        (["--methods", "restormer"], "Restormer"),
        (["--methods", "nafnet:strength=7"], "strength must be"),
        (["--methods", "original"], "Name 1 to 8 methods"),
        (["--methods", ","], "wants at least one method"),
        (["--methods", ",".join(f"nafnet:strength=0.{n}" for n in range(1, 10))], "Name 1 to 8 methods"),
        (["--methods", "nafnet", "-o", "sheet.bmp"], "names no format"),
        (["--methods", "nafnet", "-o", "gone/sheet.png"], "There is no folder gone"),
        (["--crops", "0"], "wants a whole number from 1 to 12"),
        (["--methods", "nafnet", "--device", "toaster"], "toaster"),
        (["--methods", "nafnet", "--region", "0,0,4000,10"], "reaches outside the photo"),
    ],
)
def test_mistakes_are_told_before_the_work(
    tmp_path: Path,
    picture: Picture,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    source = picture(tmp_path / "a.png")
    assert cli.main(["compare", str(source), *arguments]) == 2
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [source]


def test_nothing_is_overwritten_unless_asked(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = picture(tmp_path / "a.png"), tmp_path / "s.png"
    target.write_bytes(b"precious")
    command = ["compare", str(source), "--methods", "nafnet", "-o", str(target), *CPU]
    assert cli.main(command) == 2
    assert "replace it with --overwrite" in capsys.readouterr().err
    assert target.read_bytes() == b"precious"
    assert cli.main([*command, "--overwrite"]) == 0
    with Image.open(target) as sheet:
        assert sheet.format == "PNG"


def test_by_default_it_takes_the_methods_that_have_weights(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "METHODS", [m for m in registry.METHODS if m.spec.needs])
    code, told, _ = run_json(capsys, picture(tmp_path / "a.png"))
    assert code == 0
    assert [each["method"] for each in told["methods"]] == ["original", "nafnet"]


def test_a_photo_that_is_none_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["compare", str(tmp_path / "gone.jpg"), "--methods", "nafnet"]) == 2
    assert "gone.jpg" in capsys.readouterr().err
