"""Watched folders: each photo once, when it is whole, and never a result of ours."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from deblur_studio.engine import Cancelled, JobContext
from deblur_studio.errors import UserError
from deblur_studio.queue import QueueRunner, QueueSettings
from deblur_studio.queue.watching import Watch, serve
from tests.unit.queue.makers import Pretended


def looked(watch: Watch, now: float) -> list[str]:
    return [found.path.name for found in watch.look(now)]


def nothing(path: Path) -> bool:
    return False


def test_a_photo_is_taken_once_it_rests(tmp_path: Path) -> None:
    watch = Watch([tmp_path], False, nothing, rest=2.0)
    assert looked(watch, 0) == []
    (tmp_path / "a.jpg").write_bytes(b"1")
    assert looked(watch, 1) == []
    (tmp_path / "a.jpg").write_bytes(b"12")  # still growing
    assert looked(watch, 2.9) == []
    assert looked(watch, 4.8) == []
    assert looked(watch, 4.9) == ["a.jpg"]
    assert looked(watch, 99) == []


def test_an_empty_file_is_no_photo_yet(tmp_path: Path) -> None:
    watch = Watch([tmp_path], False, nothing)
    (tmp_path / "a.jpg").touch()
    assert looked(watch, 0) + looked(watch, 99) == []
    (tmp_path / "a.jpg").write_bytes(b"1")
    assert looked(watch, 100) + looked(watch, 103) == ["a.jpg"]


def test_one_that_is_changed_or_comes_again_is_taken_again(tmp_path: Path) -> None:
    watch = Watch([tmp_path], False, nothing)
    path = tmp_path / "a.jpg"
    path.write_bytes(b"1")
    watch.skip(path)
    assert looked(watch, 0) + looked(watch, 9) == []
    path.write_bytes(b"22")
    assert looked(watch, 10) + looked(watch, 13) == ["a.jpg"]
    path.unlink()
    assert looked(watch, 14) == []
    path.write_bytes(b"22")
    assert looked(watch, 15) + looked(watch, 18) == ["a.jpg"]


def test_subfolders_and_other_files(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.jpg").write_bytes(b"1")
    (tmp_path / "a.txt").write_bytes(b"1")
    flat, deep = Watch([tmp_path], False, nothing), Watch([tmp_path], True, nothing)
    assert looked(flat, 0) + looked(flat, 9) == []
    assert looked(deep, 0) + looked(deep, 9) == ["a.jpg"]


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    watch = Watch([tmp_path / "gone"], False, nothing)
    with pytest.raises(UserError, match="There is no"):
        watch.look(0)


class Outer(JobContext):
    def __init__(self) -> None:
        self.ended = False

    def checkpoint(self) -> None:
        if self.ended:
            raise Cancelled


def test_results_beside_their_photos_are_never_taken(tmp_path: Path) -> None:
    """Time is made up: at its fourth second a photo comes, at its twentieth the user has enough."""
    fixing, context, time = Pretended(), Outer(), [0.0]
    runner = QueueRunner(QueueSettings(), fixing=fixing)
    watch = Watch([tmp_path], False, runner.owns)

    def sleep(seconds: float) -> None:
        time[0] += seconds
        if time[0] == 4:
            (tmp_path / "new.jpg").write_bytes(b"1")
            shutil.copy(tmp_path / "new.jpg", tmp_path / "late.png")
        context.ended = time[0] > 20

    refused: list[UserError] = []
    serve(runner, watch, context, refused.append, sleep, lambda: time[0])
    assert sorted(fixing.order) == ["late.png", "new.jpg"]
    assert refused == []
    assert sorted(os.listdir(tmp_path)) == ["late.png", "late_deblurred.png", "new.jpg", "new_deblurred.jpg"]


def test_a_name_that_is_taken_is_told_and_the_watch_goes_on(tmp_path: Path) -> None:
    fixing, context, time = Pretended(), Outer(), [0.0]
    runner = QueueRunner(QueueSettings(folder=tmp_path / "out", format="PNG"), fixing=fixing)
    watch = Watch([tmp_path], False, runner.owns, [tmp_path / "out"])
    for name in ("a.jpg", "a.tif", "b.jpg"):
        (tmp_path / name).write_bytes(b"1")

    def sleep(seconds: float) -> None:
        time[0] += seconds
        context.ended = time[0] > 9

    refused: list[UserError] = []
    serve(runner, watch, context, refused.append, sleep, lambda: time[0])
    assert fixing.order == ["a.jpg", "b.jpg"]
    (sentence,) = map(str, refused)
    assert "a.tif was left out." in sentence
