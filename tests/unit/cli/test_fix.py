"""The fix command, called in this process on real files with tiny weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deblur_studio import cli
from deblur_studio.engine.context import Cancelled
from deblur_studio.methods import pipeline

pytestmark = pytest.mark.usefixtures("tiny_weights")

Picture = Callable[..., Path]
CPU = ("--device", "cpu")
FIELDS = {
    "input", "output", "method", "seconds", "width", "height", "device", "precision", "peak_memory_mb",
}  # fmt: skip


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image).astype(int)


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, Any, str]:
    code = cli.main(["fix", *map(str, arguments), *CPU, "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def test_the_result_lies_beside_the_photo_which_stays(tmp_path: Path, picture: Picture) -> None:
    source = picture(tmp_path / "a b.JPG")
    before = source.read_bytes()
    assert cli.main(["fix", str(source), *CPU]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a b.JPG", "a b_deblurred.JPG"]
    assert source.read_bytes() == before
    result = pixels(tmp_path / "a b_deblurred.JPG")
    assert result.shape == (40, 48, 3)
    assert np.abs(result - pixels(source)).max() > 2


def test_json_tells_everything_in_one_object(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    source = picture(tmp_path / "a.png")
    code, told, err = run_json(capsys, source, "-o", tmp_path / "b.tif")
    assert (code, err) == (0, "")
    assert told.keys() >= FIELDS
    assert told["input"] == str(source)
    assert told["output"] == str(tmp_path / "b.tif")
    assert (told["method"], told["weights"]) == ("nafnet", "tiny")
    assert (told["width"], told["height"], told["device"]) == (48, 40, "cpu")
    assert told["seconds"] > 0
    assert told["peak_memory_mb"] >= 0
    assert Path(told["output"]).is_file()


def test_for_people_there_is_a_line_for_each_photo(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = [str(picture(tmp_path / name)) for name in ("a.png", "b.png")]
    assert cli.main(["fix", *sources, *CPU, "--method", "nafnet"]) == 0
    out, err = capsys.readouterr()
    assert [line.split("  ")[0] for line in out.splitlines()] == [
        str(tmp_path / "a_deblurred.png"),
        str(tmp_path / "b_deblurred.png"),
    ]
    assert err == ""


def test_auto_says_what_it_takes_and_why(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["fix", str(picture(tmp_path / "a.png")), *CPU]) == 0
    out, err = capsys.readouterr()
    assert ", nafnet, cpu" in out
    assert "Auto takes NAFNet: nothing here can see motion." in err


def test_one_bad_photo_does_not_stop_the_others(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    good, other = picture(tmp_path / "a.png"), picture(tmp_path / "c.png")
    bad = tmp_path / "b.jpg"
    bad.write_bytes(b"\xff\xd8\xff\xe0 no photo")
    code = cli.main(["fix", str(good), str(bad), str(tmp_path / "gone.png"), str(other), *CPU])
    out, err = capsys.readouterr()
    assert code == 2
    assert (tmp_path / "a_deblurred.png").is_file()
    assert (tmp_path / "c_deblurred.png").is_file()
    assert not list(tmp_path.glob("b_*"))
    assert len(out.splitlines()) == 2
    last = err.splitlines()[-1]
    assert last.endswith(f"2 of 4 photos could not be fixed: {bad}, {tmp_path / 'gone.png'}.")
    assert "Traceback" not in err


def test_json_of_several_photos(tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, _ = run_json(capsys, picture(tmp_path / "a.png"), tmp_path / "gone.png")
    assert code == 2
    assert [one["input"] for one in told["photos"]] == [str(tmp_path / "a.png")]
    assert told["photos"][0].keys() >= FIELDS
    assert [one["input"] for one in told["failed"]] == [str(tmp_path / "gone.png")]
    assert "no such file" in told["failed"][0]["error"]


def test_json_of_one_bad_photo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, err = run_json(capsys, tmp_path / "gone.png")
    assert code == 2
    assert told["input"] == str(tmp_path / "gone.png")
    assert told["error"] in err


def test_nothing_is_overwritten_unless_asked(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    source = picture(tmp_path / "a.png")
    target = tmp_path / "a_deblurred.png"
    target.write_bytes(b"precious")
    assert cli.main(["fix", str(source), *CPU]) == 2
    assert "is there already; choose another name with -o, or replace it with --overwrite" in (
        capsys.readouterr().err
    )
    assert target.read_bytes() == b"precious"
    assert cli.main(["fix", str(source), "--overwrite", *CPU]) == 0
    assert pixels(target).shape == (40, 48, 3)
    before = source.read_bytes()
    assert cli.main(["fix", str(source), "-o", str(source), *CPU]) == 2
    assert source.read_bytes() == before


def test_what_is_there_is_noticed_before_the_work(
    tmp_path: Path, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = picture(tmp_path / "a.png")
    (tmp_path / "a_deblurred.png").touch()
    monkeypatch.setattr("deblur_studio.queue.one.fix", lambda *_: pytest.fail("worked in vain"))
    assert cli.main(["fix", str(source), *CPU]) == 2


def test_several_photos_go_into_a_folder_that_is_made(tmp_path: Path, picture: Picture) -> None:
    sources = [str(picture(tmp_path / name)) for name in ("a.png", "b.jpg")]
    assert cli.main(["fix", *sources, "-o", str(tmp_path / "new" / "out"), *CPU]) == 0
    made = sorted(path.name for path in (tmp_path / "new" / "out").iterdir())
    assert made == ["a_deblurred.png", "b_deblurred.jpg"]


def test_photos_of_the_same_name_never_replace_each_other(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = picture(tmp_path / "1" / "a.png", seed=1), picture(tmp_path / "2" / "a.png", seed=2)
    out = tmp_path / "out"
    assert cli.main(["fix", str(one), str(two), "-o", str(out), "--overwrite", *CPU]) == 2
    assert f"{two} was left out: {one} of this run" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == ["a_deblurred.png"]


def test_another_format_can_be_asked_for(tmp_path: Path, picture: Picture) -> None:
    source = picture(tmp_path / "a.png")
    assert cli.main(["fix", str(source), "--format", "webp", *CPU]) == 0
    with Image.open(tmp_path / "a_deblurred.webp") as image:
        assert image.format == "WEBP"


def test_quality_changes_the_size(tmp_path: Path, picture: Picture) -> None:
    source = picture(tmp_path / "a.png", 200, 200)
    for quality in ("30", "98"):
        code = cli.main(
            ["fix", str(source), "-o", str(tmp_path / f"{quality}.jpg"), "--quality", quality, *CPU]
        )
        assert code == 0
    assert (tmp_path / "30.jpg").stat().st_size < (tmp_path / "98.jpg").stat().st_size / 2


def test_strength_0_gives_the_same_pixels(tmp_path: Path, picture: Picture) -> None:
    source = picture(tmp_path / "a.png")
    assert cli.main(["fix", str(source), "--strength", "0", *CPU]) == 0
    assert np.array_equal(pixels(tmp_path / "a_deblurred.png"), pixels(source))


def test_strength_lies_between(tmp_path: Path, picture: Picture) -> None:
    source = picture(tmp_path / "a.png")
    for strength in ("0.5", "1"):
        cli.main(["fix", str(source), "-o", str(tmp_path / f"{strength}.png"), "--strength", strength, *CPU])
    half = (pixels(source) + pixels(tmp_path / "1.png")) / 2
    assert np.abs(pixels(tmp_path / "0.5.png") - half).max() <= 1


def test_a_region_is_written_in_the_whole_photo(tmp_path: Path, picture: Picture) -> None:
    source = picture(tmp_path / "a.png", 120, 100)
    assert cli.main(["fix", str(source), "--region", "30,20,60,50", *CPU]) == 0
    assert cli.main(["fix", str(source), "-o", str(tmp_path / "full.png"), *CPU]) == 0
    before, part, full = (pixels(tmp_path / name) for name in ("a.png", "a_deblurred.png", "full.png"))
    outside = np.ones((100, 120), bool)
    outside[20:70, 30:90] = False
    assert np.array_equal(part[outside], before[outside])
    assert np.array_equal(part[36:54, 46:74], full[36:54, 46:74])


def test_a_region_outside_is_told(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["fix", str(picture(tmp_path / "a.png")), "--region", "30,20,60,50", *CPU]) == 2
    assert "outside the photo, which is 48 x 40" in capsys.readouterr().err
    assert len(list(tmp_path.iterdir())) == 1


def test_weights_can_be_chosen(tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]) -> None:
    source = picture(tmp_path / "a.png")
    assert run_json(capsys, source, "--weights", "tiny")[1]["weights"] == "tiny"
    code, told, _ = run_json(capsys, source, "--set", "weights=other", "--overwrite")
    assert code == 2
    assert "no weights named 'other'; installed: tiny" in told["error"]


def test_an_unknown_device_is_told_before_any_photo_is_read(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deblur_studio.queue.one.read", lambda path: pytest.fail("read"))
    assert cli.main(["fix", str(picture(tmp_path / "a.png")), "--device", "cuda:7"]) == 2
    err = capsys.readouterr().err
    assert "no device 'cuda:7'" in err
    assert err.count("\n") == 1


def test_cancelling_ends_the_run_and_keeps_what_is_whole(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pipeline.fix

    def cancelled_at_b(photo: Any, *rest: Any) -> Any:
        if photo.path.name == "b.png":
            raise Cancelled
        return real(photo, *rest)

    monkeypatch.setattr("deblur_studio.queue.one.fix", cancelled_at_b)
    sources = [str(picture(tmp_path / f"{name}.png")) for name in "abc"]
    assert cli.main(["fix", *sources, *CPU, "--json"]) == 130
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert told["cancelled"] is True
    assert [Path(one["output"]).name for one in told["photos"]] == ["a_deblurred.png"]
    assert "Cancelled. 1 of 3 photos were finished." in err
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.png",
        "a_deblurred.png",
        "b.png",
        "c.png",
    ]


def test_a_fault_of_ours_is_told_logged_and_outweighs_mistakes(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pipeline.fix

    def broken_at_a(photo: Any, *rest: Any) -> Any:
        if photo.path.name == "a.png":
            raise AssertionError("never happens")
        return real(photo, *rest)

    monkeypatch.setattr("deblur_studio.queue.one.fix", broken_at_a)
    sources = [str(picture(tmp_path / "a.png")), str(tmp_path / "gone.png"), str(picture(tmp_path / "c.png"))]
    assert cli.main(["fix", *sources, *CPU]) == 1
    err = capsys.readouterr().err
    assert "fault of its own (AssertionError: never happens)" in err
    assert "Traceback" not in err
    assert (tmp_path / "c_deblurred.png").is_file()


def test_too_little_memory_is_a_fact_of_the_machine(
    tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hungry(*_: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr("deblur_studio.queue.one.fix", hungry)
    assert cli.main(["fix", str(picture(tmp_path / "a.png")), *CPU]) == 2
    assert "not enough memory to fix" in capsys.readouterr().err
