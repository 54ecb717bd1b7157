"""The batch and replay commands on real files with tiny weights: what they write is what fix writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deblur_studio import cli, places
from deblur_studio.engine.context import Cancelled
from deblur_studio.methods import pipeline
from deblur_studio.photo.sidecar import read_recipe, sidecar_of

pytestmark = pytest.mark.usefixtures("tiny_weights")

Picture = Callable[..., Path]
CPU = ("--device", "cpu", "--method", "nafnet")


def batch(*arguments: str | Path) -> int:
    return cli.main(["batch", *map(str, arguments), *CPU])


def batch_json(
    capsys: pytest.CaptureFixture[str], *arguments: str | Path
) -> tuple[int, list[dict[str, Any]]]:
    capsys.readouterr()
    code = batch(*arguments, "--json")
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


@pytest.fixture
def folder(tmp_path: Path, picture: Picture) -> Path:
    for number, name in enumerate(("a.png", "b.jpg", "sub/c.png")):
        picture(tmp_path / "in" / name, seed=number)
    return tmp_path / "in"


def test_a_folder_is_mirrored(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert batch(folder, "--out", tmp_path / "out", "--recursive") == 0
    made = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*"))
    assert made == ["a_deblurred.png", "b_deblurred.jpg", "sub/c_deblurred.png"]
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "3 fixed"
    assert err == ""


@pytest.mark.parametrize("more", [(), ("--strength", "0.4"), ("--keep-bokeh", "1.0", "--format", "tiff")])
def test_one_many_and_again_give_the_same_pixels(
    folder: Path, tmp_path: Path, more: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """What `fix`, `batch` and `replay` write is the same, byte for byte."""
    single, many, again = (tmp_path / name for name in ("single", "many", "again"))
    sources = [str(folder / name) for name in ("a.png", "b.jpg")]
    assert cli.main(["fix", *sources, "-o", f"{single}/", "--recipe", *more, *CPU]) == 0
    assert batch(folder, "--out", many, "--recipe", *more) == 0
    again.mkdir()
    for result in sorted(path for path in many.iterdir() if path.suffix != ".json"):
        capsys.readouterr()
        assert cli.main(["replay", str(sidecar_of(result)), "-o", str(again / result.name)]) == 0
        assert "the same pixels, bit for bit" in capsys.readouterr().out
        assert (
            result.read_bytes() == (single / result.name).read_bytes() == (again / result.name).read_bytes()
        )
        one, other = (read_recipe(sidecar_of(place / result.name)) for place in (single, many))
        assert one == other
    assert len(list(again.iterdir())) == 2


def test_one_bad_photo_is_named_and_passed_over(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "aa.jpg").write_bytes(b"\xff\xd8\xff\xe0 no photo")
    code, lines = batch_json(capsys, folder, "--out", tmp_path / "out")
    assert code == 2
    assert [Path(line["input"]).name for line in lines[:-1]] == ["a.png", "aa.jpg", "b.jpg"]
    assert "aa.jpg" in lines[1]["error"]
    assert lines[-1] == {"done": 2, "done_before": 0, "there_already": 0, "failed": 1}
    assert batch(folder, "--out", tmp_path / "out2") == 2
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "2 fixed, 1 failed"
    assert f"1 photos could not be fixed: {folder / 'aa.jpg'}." in err


def test_going_on_does_nothing_twice(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, seen = pipeline.fix, []

    def cancelled_at_b(photo: Any, *rest: Any) -> Any:
        seen.append(photo.path.name)
        if seen.count("b.jpg") == 1 and photo.path.name == "b.jpg":
            raise Cancelled
        return real(photo, *rest)

    monkeypatch.setattr("deblur_studio.queue.one.fix", cancelled_at_b)
    arguments = (folder, "--out", tmp_path / "out", "--recursive", "--template", "{number}_{name}")
    assert batch(*arguments) == 130
    assert "Stopped. The same command with --resume goes on." in capsys.readouterr().err
    Image.new("RGB", (40, 40), "teal").save(folder / "aa.png")  # a new one, in between
    code, lines = batch_json(capsys, *arguments, "--resume")
    assert (code, lines[-1]["done"], lines[-1]["done_before"]) == (0, 3, 1)
    assert seen == ["a.png", "b.jpg", "b.jpg", "c.png", "aa.png"]
    made = sorted(path.name for path in (tmp_path / "out").rglob("*.*"))
    assert made == ["1_a.png", "2_b.jpg", "3_c.png", "4_aa.png"]
    code, lines = batch_json(capsys, *arguments, "--resume")
    assert (code, len(lines), lines[0]["done_before"]) == (0, 1, 4)
    (tmp_path / "out" / "2_b.jpg").unlink()
    assert batch_json(capsys, *arguments, "--resume")[1][-1]["done"] == 1
    assert (tmp_path / "out" / "2_b.jpg").is_file()


def test_going_on_with_other_settings_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert batch(folder, "--out", tmp_path / "out", "--resume") == 0, "nothing to go on with is no mistake"
    assert batch(folder, "--out", tmp_path / "out", "--resume", "--strength", "0.5") == 2
    assert "had other settings (strength 1.0)" in capsys.readouterr().err


def test_without_resume_it_begins_anew_and_leaves_what_is_there(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert batch(folder, "--out", tmp_path / "out") == 0
    before = (tmp_path / "out" / "a_deblurred.png").stat().st_mtime_ns
    code, lines = batch_json(capsys, folder, "--out", tmp_path / "out")
    assert (code, lines[-1]["there_already"]) == (0, 2)
    assert lines[0]["there"].endswith("a_deblurred.png")
    assert (tmp_path / "out" / "a_deblurred.png").stat().st_mtime_ns == before
    code, lines = batch_json(capsys, folder, "--out", tmp_path / "out", "--existing", "replace")
    assert (code, lines[-1]["done"]) == (0, 2)
    code, lines = batch_json(capsys, folder, "--out", tmp_path / "out", "--existing", "number")
    assert Path(lines[0]["output"]).name == "a_deblurred-2.png"


def test_beside_the_photos_results_are_not_fixed_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert batch(folder) == 0
    code, lines = batch_json(capsys, folder, "--resume")
    assert (code, lines[-1]["done_before"]) == (0, 2)
    code, lines = batch_json(capsys, folder)
    assert (code, lines[-1]["there_already"]) == (0, 2)
    assert sorted(path.name for path in folder.glob("*.*")) == [
        "a.png",
        "a_deblurred.png",
        "b.jpg",
        "b_deblurred.jpg",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--template", "{nam}"), "there is no {nam}; known are {name}"),
        (("--template", "{name}"), "would be written over the photo"),
        (("--template", "{number:02}", "--existing", "burn"), "invalid choice: 'burn'"),
        (("--quality", "0"), "a number from 1 to 100"),
        (("--set", "x=1"), "there is no setting 'x'"),
    ],
)
def test_mistakes_are_told_before_anything_runs(
    folder: Path,
    arguments: tuple[str, ...],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("deblur_studio.queue.one.fix", lambda *_: pytest.fail("worked"))
    assert batch(folder, *arguments) == 2
    assert sentence in capsys.readouterr().err
    assert len(list(folder.glob("*.*"))) == 2


def test_mistakes_do_not_cost_the_journal_of_the_last_run(folder: Path, tmp_path: Path) -> None:
    assert batch(folder, "--out", tmp_path / "out") == 0
    (journal,) = places.user_queues_folder().iterdir()
    before = journal.read_bytes()
    Image.new("RGB", (8, 8)).save(folder / "a.jpg")
    assert batch(folder, "--out", tmp_path / "out", "--format", "png") == 2
    assert batch(folder, "--out", tmp_path / "out", "--template", "x") == 2
    assert journal.read_bytes() == before


def test_no_photos_and_no_folder_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert batch(tmp_path / "gone") == 2
    assert "There is no " in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert batch(tmp_path / "empty") == 2
    assert "There are no photos in" in capsys.readouterr().err
    assert not places.user_queues_folder().exists()


def test_a_watched_folder(
    folder: Path,
    tmp_path: Path,
    picture: Picture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While it sleeps another photo comes; two looks later the user presses Ctrl+C."""
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 1:
            picture(folder / "late.png")
        if (tmp_path / "out" / "late_deblurred.png").exists():
            raise KeyboardInterrupt

    monkeypatch.setattr("deblur_studio.queue.watching.serve.__defaults__", (sleep, lambda: 3.0 * len(naps)))
    assert batch(folder, "--out", tmp_path / "out", "--watch") == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "3 fixed"
    assert "Ctrl+C ends it" in err


def test_with_fix_a_recipe_is_written_only_if_asked_for(folder: Path, tmp_path: Path) -> None:
    assert cli.main(["fix", str(folder / "a.png"), *CPU]) == 0
    assert not list(folder.glob("*.json"))
    assert cli.main(["fix", str(folder / "a.png"), "--overwrite", "--recipe", *CPU]) == 0
    recipe = read_recipe(folder / "a_deblurred.png.deblur.json")
    assert (recipe.photo.name, recipe.output.name) == ("a.png", "a_deblurred.png")


def test_a_result_that_cannot_be_written_leaves_the_recipe_of_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    sidecar = folder / "a_deblurred.png.deblur.json"
    with monkeypatch.context() as broken:
        broken.setattr("deblur_studio.queue.one.write", refused)
        assert cli.main(["fix", str(folder / "a.png"), "--recipe", *CPU]) == 2
        assert not sidecar.exists()
    assert cli.main(["fix", str(folder / "a.png"), "--recipe", *CPU]) == 0
    before = sidecar.read_bytes()
    monkeypatch.setattr("deblur_studio.queue.one.write", refused)
    again = ["fix", str(folder / "a.png"), "--recipe", "--overwrite", "--strength", "0.5", *CPU]
    assert cli.main(again) == 2
    assert sidecar.read_bytes() == before


class TestReplay:
    """The replay command."""

    @pytest.fixture
    def sidecar(self, folder: Path) -> Path:
        assert cli.main(["fix", str(folder / "a.png"), "--recipe", *CPU]) == 0
        return folder / "a_deblurred.png.deblur.json"

    def test_nothing_is_overwritten_unless_asked(
        self, sidecar: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(["replay", str(sidecar)]) == 2
        assert "is there already; choose another name with -o" in capsys.readouterr().err
        result = sidecar.with_name("a_deblurred.png")
        before = result.read_bytes()
        result.unlink()
        assert cli.main(["replay", str(sidecar)]) == 0
        assert result.read_bytes() == before
        photo = sidecar.with_name("a.png")
        assert cli.main(["replay", str(sidecar), "-o", str(photo), "--overwrite"]) == 2
        assert "it is the photo itself" in capsys.readouterr().err.replace("a.png is the", "it is the")

    def test_json_tells_how_near_it_is(
        self, sidecar: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        capsys.readouterr()
        assert cli.main(["replay", str(sidecar), "-o", str(tmp_path), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["same_pixels"] is True
        assert (told["changed"], told["elsewhere"]) == ([], [])
        assert told["output"] == str(tmp_path / "a_deblurred.png")

    def test_on_another_machine_it_says_so(
        self, sidecar: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        table = json.loads(sidecar.read_text(encoding="utf-8"))
        table["machine"]["torch"] = "1.2.3"
        table["output"]["pixels_sha256"] = "0" * 64
        sidecar.write_text(json.dumps(table), encoding="utf-8")
        assert cli.main(["replay", str(sidecar), "-o", str(tmp_path / "b.png")]) == 0
        out = capsys.readouterr().out
        assert "nearly the same, values may differ by 1/255: PyTorch 1.2.3 then" in out

    def test_what_changed_is_named_and_nothing_written(
        self, sidecar: Path, tmp_path: Path, picture: Picture, capsys: pytest.CaptureFixture[str]
    ) -> None:
        picture(sidecar.with_name("a.png"), seed=9)
        assert cli.main(["replay", str(sidecar), "-o", str(tmp_path / "b.png")]) == 2
        err = capsys.readouterr().err
        assert "the photo " in err
        assert "a.png is not the one that was fixed" in err
        assert "--anyway" in err
        assert not (tmp_path / "b.png").exists()
        assert cli.main(["replay", str(sidecar), "-o", str(tmp_path / "b.png"), "--anyway"]) == 0
        assert "not the same: the photo " in capsys.readouterr().out
        assert pixels(tmp_path / "b.png").shape == (40, 48, 3)

    def test_the_photo_can_be_named(
        self, sidecar: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        moved = sidecar.with_name("a.png").rename(tmp_path / "moved.png")
        assert cli.main(["replay", str(sidecar), "-o", str(tmp_path / "b.png")]) == 2
        assert "not where it was" in capsys.readouterr().err
        code = cli.main(["replay", str(sidecar), "-o", str(tmp_path / "b.png"), "--photo", str(moved)])
        assert code == 0
        assert "the same pixels, bit for bit" in capsys.readouterr().out

    def test_what_is_no_recipe_is_told(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["replay", str(folder / "a.png")]) == 2
        assert "is no recipe of Deblur Studio" in capsys.readouterr().err
        assert cli.main(["replay", str(folder / "gone.deblur.json")]) == 2
        assert "There is no recipe" in capsys.readouterr().err
