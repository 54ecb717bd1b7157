"""Which photos are taken and what they become: found out before anything runs."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from deblur_studio.errors import UserError
from deblur_studio.queue import Existing, QueueSettings
from deblur_studio.queue.jobs import Planner, gather, likely_suffix, taken
from tests.unit.queue.makers import files


def names(planner: Planner, folder: Path, *given: str) -> dict[str, str]:
    jobs = planner.plan(files(folder, given))
    return {
        job.source.relative_to(folder).as_posix(): job.target.relative_to(folder).as_posix() for job in jobs
    }


def test_photos_of_folders_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    files(tmp_path, ["b.jpg", "a.PNG", "note.txt", ".hidden.jpg", "sub/c.tif", "sub/.git/d.jpg", "out/e.jpg"])
    assert [each.path.name for each in gather([tmp_path], False)] == ["a.PNG", "b.jpg"]
    found = list(gather([tmp_path], True, [tmp_path / "out"]))
    assert [each.path.name for each in found] == ["a.PNG", "b.jpg", "c.tif"]
    assert {each.root for each in found} == {tmp_path}


def test_each_photo_is_taken_once(tmp_path: Path) -> None:
    files(tmp_path, ["a.jpg", "b.jpg"])
    found = gather([tmp_path / "b.jpg", tmp_path, Path(os.path.relpath(tmp_path))], False)
    assert [each.path.name for each in found] == ["b.jpg", "a.jpg"]


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"There is no .*gone"):
        list(gather([tmp_path / "gone"], False))


def test_results_lie_beside_their_photos(tmp_path: Path) -> None:
    planned = names(Planner(QueueSettings()), tmp_path, "a.JPG", "sub/a.png", "x.y.CR3", "h.heic")
    assert planned == {
        "a.JPG": "a_deblurred.JPG",
        "sub/a.png": "sub/a_deblurred.png",
        "x.y.CR3": "x.y_deblurred.tif",
        "h.heic": "h_deblurred.jpg",
    }


def test_or_in_a_folder_that_mirrors_theirs(tmp_path: Path) -> None:
    settings = QueueSettings(folder=tmp_path / "out", format="TIFF", template="{number:02}_{name}_{method}")
    planned = names(Planner(settings), tmp_path, "a.jpg", "sub/deep/b.tiff")
    assert planned == {"a.jpg": "out/01_a_auto.tif", "sub/deep/b.tiff": "out/sub/deep/02_b_auto.tiff"}


def test_results_of_an_earlier_run_are_no_photos(tmp_path: Path) -> None:
    planned = names(
        Planner(QueueSettings()), tmp_path, "a.jpg", "a_deblurred.jpg", "b.jpg", "c_deblurred.jpg"
    )
    assert list(planned) == ["a.jpg", "b.jpg", "c_deblurred.jpg"]
    numbered = Planner(QueueSettings(template="{number}_{name}"))
    assert list(names(numbered, tmp_path, "1_z.jpg", "z.jpg")) == ["1_z.jpg", "z.jpg"]
    assert list(names(Planner(QueueSettings(template="0_{name}")), tmp_path, "0_z.jpg", "z.jpg")) == ["z.jpg"]


def test_two_results_of_one_name_are_found_beforehand(tmp_path: Path) -> None:
    planner = Planner(QueueSettings(format="TIFF"))
    with pytest.raises(UserError) as told:
        names(planner, tmp_path, "a.CR3", "a.jpg", "b.jpg")
    assert "Nothing was begun" in str(told.value)
    assert "a.CR3 and " in str(told.value)
    assert "a.jpg would both be written to " in str(told.value)
    assert [job.number for job in planner.plan(files(tmp_path, ["b.jpg"]))] == [1], "nothing was planned"


def test_or_numbered_if_that_is_wished(tmp_path: Path) -> None:
    settings = QueueSettings(format="TIFF", existing=Existing.NUMBER)
    planned = names(Planner(settings), tmp_path, "a.CR3", "a.jpg", "a.png")
    assert sorted(planned.values()) == ["a_deblurred-2.tif", "a_deblurred-3.tif", "a_deblurred.tif"]


@pytest.mark.parametrize("existing", [Existing.SKIP, Existing.REPLACE])
def test_no_photo_is_ever_a_result(tmp_path: Path, existing: Existing) -> None:
    planner = Planner(QueueSettings(template="{name}", existing=existing))
    with pytest.raises(UserError, match=r"a\.jpg would be written over the photo .*a\.jpg"):
        names(planner, tmp_path, "a.jpg")
    to_png = Planner(QueueSettings(template="{name}", format="PNG", existing=existing))
    with pytest.raises(UserError, match=r"a\.jpg would be written over the photo .*a\.png"):
        names(to_png, tmp_path, "a.jpg", "a.png")


def test_many_mistakes_are_told_shortly(tmp_path: Path) -> None:
    planner = Planner(QueueSettings(folder=tmp_path / "out", template="{name}", format="PNG"))
    clashing = [f"{name}{ending}" for name in "abcdefgh" for ending in (".jpg", ".tif")]
    with pytest.raises(UserError, match="and 3 more like this"):
        names(planner, tmp_path, *clashing)


def test_later_photos_respect_earlier_ones(tmp_path: Path) -> None:
    planner = Planner(QueueSettings(folder=tmp_path / "out"))
    (first,) = planner.plan(files(tmp_path, ["a.jpg"]))
    assert planner.owns(tmp_path / "out" / "a_deblurred.jpg")
    assert planner.knows(tmp_path / "a.jpg")
    assert not planner.knows(tmp_path / "b.jpg")
    with pytest.raises(UserError, match="would both be written"):
        planner.plan(files(tmp_path / "other", ["a.jpg"]))
    (second,) = planner.plan(files(tmp_path, ["b.jpg"]))
    assert (first.number, second.number) == (1, 2)
    assert planner.claim(first.source, tmp_path / "out" / "a_deblurred.png")
    assert not planner.claim(second.source, tmp_path / "out" / "a_deblurred.png")
    assert not planner.claim(second.source, first.source)


def test_endings_are_told_from_names() -> None:
    told = {
        name: likely_suffix(Path(name), None) for name in ("a.JPEG", "a.nef", "a.avif", "a.webp", "a.tiff")
    }
    assert list(told.values()) == [".JPEG", ".tif", ".jpg", ".webp", ".tiff"]
    assert likely_suffix(Path("a.JPEG"), "JPEG") == ".JPEG"
    assert likely_suffix(Path("a.nef"), "PNG") == ".png"


def test_the_day_a_photo_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[36867] = "2021:02:03 04:05:06"
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg", exif=exif)
    assert taken(tmp_path / "a.jpg") == datetime(2021, 2, 3, 4, 5, 6)
    (tmp_path / "b.jpg").write_bytes(b"no photo")
    os.utime(tmp_path / "b.jpg", (1_600_000_000, 1_600_000_000))
    assert taken(tmp_path / "b.jpg") == datetime.fromtimestamp(1_600_000_000)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"format": "GIF"}, "not as GIF"),
        ({"quality": 0}, "from 1 to 100"),
        ({"bits": 12}, "8, 16 or 32 bits"),
        ({"template": "x"}, "it needs {name}"),
    ],
)
def test_impossible_settings_are_told(fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        QueueSettings(**fields)  # type: ignore[arg-type]
