"""The report command, called in this process on real files with tiny weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deblur_studio import cli
from deblur_studio.engine.context import Cancelled
from deblur_studio.report import chapters
from tests.unit.diagnosis import moving
from tests.unit.report.reading import Reader
from tests.unit.weights import tiny

pytestmark = pytest.mark.usefixtures("tiny_weights")

Picture = Callable[..., Path]
CPU = ("--device", "cpu")


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A folder whose name nobody should learn."""
    folder = tmp_path / "Jane Doe's secret folder"
    folder.mkdir()
    return folder


def report(*arguments: str | Path) -> int:
    return cli.main(["report", *map(str, arguments), *CPU])


def test_all_about_a_photo_is_in_one_file_and_the_photo_stays(secret: Path, picture: Picture) -> None:
    moving.install((8, -6), (-8, 6))
    source = picture(secret / "a b.png", 300, 200)
    before = source.read_bytes()
    target = secret / "r.html"
    assert report(source, "-o", target, "--method", "nafnet", "--strength", "0.7") == 0
    assert source.read_bytes() == before
    assert sorted(path.name for path in secret.iterdir()) == ["a b.png", "r.html"]
    read = Reader(target.read_text(encoding="utf-8"))
    assert read.mistakes == []
    words = read.text()
    for told in (
        "a b.png",
        "20 px along 37 degrees",
        "NAFNet",
        "70 %",
        "tiny",
        "Noise",
        "Consistency",
        "fp32",
    ):
        assert told in words, told
    assert {"Motion of a b.png", "Consistency of a b.png"} <= {each["alt"] for each in read.attributes("img")}
    recipe = json.loads(read.text("pre"))
    assert recipe["method"] == "nafnet"
    assert recipe["strength"] == 0.7
    assert recipe["output"]["name"] == "a b_deblurred.png"
    assert recipe["weights"][0]["sha256"] in read.text("pre")


def test_neither_folders_nor_places_get_into_it(secret: Path, picture: Picture) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif[0x013B] = "Jane Doe"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (48.0, 51.0, 24.0)
    source = secret / "a.jpg"
    Image.open(picture(secret / "a.png")).save(source, exif=exif)
    tiny.install(secret, "own")
    weights = secret / "own.safetensors"
    target = secret.parent / "r.html"
    named = source, secret / "none.jpg"
    assert report(*named, "-o", target, "--method", "nafnet", "--weights", weights) == 2
    text = target.read_text(encoding="utf-8")
    for private in ("secret", "Jane", str(secret.parent), secret.parent.name, "GPS", "48.0"):
        assert private not in text, private
    assert "Cannot open none.jpg" in Reader(text).text("p")
    assert "Maker" in text
    for name in ("own.safetensors", "a.jpg"):
        assert name in text


def test_several_photos_and_a_bad_one(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = picture(tmp_path / "photos" / "a.png").parent
    picture(folder / "b.png", seed=1)
    (folder / "c.png").write_bytes(b"no photo")
    assert report(folder, "-o", tmp_path / "r.html", "--method", "nafnet", "--json") == 2
    told = json.loads(capsys.readouterr().out)
    assert [Path(each["input"]).name for each in told["photos"]] == ["a.png", "b.png"]
    assert [Path(each["input"]).name for each in told["failed"]] == ["c.png"]
    assert told["bytes"] == (tmp_path / "r.html").stat().st_size
    read = Reader((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert read.mistakes == []
    assert len(read.attributes("article")) == 3
    assert [each["href"] for each in read.attributes("a")] == ["#photo-1", "#photo-2", "#photo-3"]


def test_a_pair_and_a_recipe(tmp_path: Path, picture: Picture) -> None:
    source = picture(tmp_path / "a.png", 80, 60)
    result = tmp_path / "fixed.png"
    assert cli.main(["fix", str(source), "-o", str(result), "--recipe", "--method", "nafnet", *CPU]) == 0
    recipe = tmp_path / "fixed.png.deblur.json"
    assert report("--pair", source, result, "--recipe", recipe, "-o", tmp_path / "r.html") == 0
    read = Reader((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert read.text("h2").split("\n") == ["a.png, fixed.png", "a.png"]
    stored = json.loads(recipe.read_text(encoding="utf-8"))
    shown = json.loads(read.text("pre"))
    assert shown["output"] == stored["output"]
    assert shown["photo"] == stored["photo"] | {"path": ""}
    assert "Since then" not in read.text()


def test_a_photo_that_changed_since_its_recipe_is_told(tmp_path: Path, picture: Picture) -> None:
    source = picture(tmp_path / "a.png")
    arguments = ["fix", str(source), "-o", str(tmp_path / "b.png"), "--recipe", "--method", "nafnet", *CPU]
    assert cli.main(arguments) == 0
    picture(source, seed=3)
    assert report("--recipe", tmp_path / "b.png.deblur.json", "-o", tmp_path / "r.html") == 0
    assert "Since then: the photo a.png is not the one that was fixed" in (tmp_path / "r.html").read_text()


def test_what_cannot_be_done_is_said_before_the_work(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chapters, "fixed", lambda *_: pytest.fail("the work began"))
    source = picture(tmp_path / "a.png")
    there = tmp_path / "there.html"
    there.write_text("mine")
    for arguments, complaint in (
        ([source, "-o", tmp_path / "r.pdf"], "no name for a report"),
        ([source, "-o", tmp_path / "none" / "r.html"], "There is no folder"),
        ([source, "-o", there], "is there already"),
        (["-o", tmp_path / "r.html"], "nothing to report on"),
        ([source, "-o", tmp_path / "r.html", "--method", "magic"], "There is no method"),
        ([source, "-o", tmp_path / "r.html", "--preset", "night"], "There is no preset 'night'"),
    ):
        assert report(*arguments) == 2
        assert complaint in capsys.readouterr().err
    assert there.read_text() == "mine"


def test_photos_of_two_sizes_are_no_pair(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    pair = picture(tmp_path / "a.png"), picture(tmp_path / "b.png", 50, 40)
    assert report("--pair", *pair, "-o", tmp_path / "r.html") == 2
    assert "name two photos of one size" in capsys.readouterr().err
    assert not (tmp_path / "r.html").exists()


def test_after_ctrl_c_what_is_done_is_kept(
    tmp_path: Path, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [picture(tmp_path / name) for name in ("a.png", "b.png")]
    real = chapters.fixed

    def interrupted(source: Path, *rest: object) -> object:
        if source.name == "b.png":
            raise Cancelled
        return real(source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(chapters, "fixed", interrupted)
    assert report(*sources, "-o", tmp_path / "r.html", "--method", "nafnet") == 130
    read = Reader((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert read.text("h2") == "a.png"


def test_a_photo_in_which_nothing_is_to_be_done(tmp_path: Path, picture: Picture) -> None:
    source = picture(tmp_path / "a.png")
    assert report(source, "-o", tmp_path / "r.html", "--method", "nafnet", "--strength", "0") == 0
    words = Reader((tmp_path / "r.html").read_text(encoding="utf-8")).text()
    assert "Nothing was changed." in words
    assert "none: left as it is" in words
    assert "Consistency of" not in words


@pytest.mark.parametrize(
    ("method", "shown"), [("by-hand", "Kernel of a.png"), ("defocus-deconvolution", "Focus of a.png")]
)
def test_what_a_method_tells_on_the_side_is_a_map(
    tmp_path: Path, picture: Picture, method: str, shown: str
) -> None:
    source = picture(tmp_path / "a.png", 96, 80)
    assert report(source, "-o", tmp_path / "r.html", "--method", method) == 0
    read = Reader((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert read.mistakes == []
    assert shown in {each["alt"] for each in read.attributes("img")}


def test_colours_are_those_of_the_photos_profile(tmp_path: Path) -> None:
    from deblur_studio.photo.colour import adobe_rgb_profile

    pixels = np.zeros((40, 48, 3), np.uint8)
    pixels[..., 1] = 200
    Image.fromarray(pixels).save(tmp_path / "a.png", icc_profile=adobe_rgb_profile())
    assert report(tmp_path / "a.png", "-o", tmp_path / "r.html", "--method", "nafnet", "--strength", "0") == 0
    assert "Adobe RGB (1998)" in Reader((tmp_path / "r.html").read_text(encoding="utf-8")).text("td")
