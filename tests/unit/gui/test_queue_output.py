"""Where results of the queue go, and the journals of windows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from deblur_studio.engine.context import Cancelled, JobContext, Progress
from deblur_studio.errors import UserError
from deblur_studio.gui.queue import past
from deblur_studio.gui.queue.culling import Seen, look_through
from deblur_studio.gui.queue.output import Output
from deblur_studio.gui.queue.rows import How
from deblur_studio.methods import FixSettings
from deblur_studio.queue import QueueRunner, QueueSettings
from deblur_studio.queue.journal import DONE, WAITING
from tests.unit.queue.makers import files

HOW = How("nafnet", FixSettings(0.8))
NOW = datetime(2026, 3, 4)


def test_the_example_is_what_the_queue_writes(tmp_path: Path) -> None:
    output = Output(template="{name}_{method}_{strength}_{date}_{number:03}", format="TIFF")
    name = output.example(Path("IMG_1.JPG"), HOW, NOW)
    assert name == "IMG_1_nafnet_80_2026-03-04_001.tif"
    runner = QueueRunner(output.settings(HOW))
    job = runner.add(files(tmp_path, ["IMG_1.JPG"]))[0]
    assert job.target.suffix == Path(name).suffix
    assert job.target.name.startswith("IMG_1_nafnet_80_")


def test_mistakes_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Choose a folder"):
        Output(beside=False).settings(HOW)
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="is a file"):
        Output(beside=False, folder=str(tmp_path / "file" / "below")).settings(HOW)
    with pytest.raises(UserError, match="not a whole path"):
        Output(beside=False, folder="results").settings(HOW)
    with pytest.raises(UserError, match=r"\{name\} or \{number\}"):
        Output(template="x").example(Path("a.jpg"), HOW, NOW)
    settings = Output(beside=False, folder=str(tmp_path / "new" / "deep")).settings(HOW)
    assert settings.folder == tmp_path / "new" / "deep"
    assert settings.fix is HOW.fix, "the very settings of the single view"


def test_what_is_stored_comes_back_and_nonsense_does_not() -> None:
    output = Output(False, "/somewhere", "{number}", "PNG", 80, "replace", True, False)
    assert Output.from_json(output.to_json()) == output
    assert Output.from_json({"quality": 400}) == Output()
    assert Output.from_json({"existing": "burn"}) == Output()
    assert Output.from_json({"format": "DOC"}) == Output()
    assert Output.from_json({"beside": "no", "quality": 70, "other": 1}) == Output(quality=70)


def test_each_window_has_a_journal_and_none_is_emptied_that_is_needed(tmp_path: Path) -> None:
    with past.fresh() as first, past.fresh() as second:
        assert first.path != second.path
        assert past.left_over() is None, "both are at work"
        runner = QueueRunner(QueueSettings(), journal=first)
        jobs = runner.add(files(tmp_path, ["a.jpg", "b.jpg", "c.jpg"]))
        first.ended([jobs[0].number], DONE)
    left = past.left_over()
    assert left is not None
    assert left.total == 3
    assert [job.source.name for job in left.jobs] == ["b.jpg", "c.jpg"]
    assert [job.source.name for job in left.ended] == ["a.jpg"]
    with past.fresh() as third:
        assert third.path == second.path
    left.journal.close()
    with past.fresh() as fourth:
        assert fourth.path == second.path, "the first still tells of photos that are left"
    left = past.left_over()
    assert left is not None
    left.discard()
    assert past.left_over() is None
    with past.fresh() as fifth:
        assert fifth.path == first.path
        assert not fifth.past().with_state(WAITING)


class Stopping(JobContext):
    """Stops after so many reports."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.told: list[Progress] = []

    def report(self, progress: Progress) -> None:
        self.told.append(progress)

    def checkpoint(self) -> None:
        if len(self.told) >= self.after:
            raise Cancelled


def test_photos_are_looked_through_until_told_to_stop(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.jpg", "bad.jpg", "c.jpg", "d.jpg")]
    found: list[Seen] = []

    def look(path: Path, context: JobContext) -> Seen:
        context.report(Progress(1, 2))
        cause = "" if path.name == "bad.jpg" else "sharp"
        return Seen(path, cause, "nothing to do" if cause else "", 0.0, "Because.")

    context = Stopping(99)
    assert look_through(paths, look, found.append, context) == 1
    assert [seen.path for seen in found] == paths
    assert [seen.worthless for seen in found] == [True, False, True, True]
    assert [each.done for each in context.told] == [0, 1, 2, 3, 4], "not of what goes on within one photo"
    found.clear()
    with pytest.raises(Cancelled):
        look_through(paths, look, found.append, Stopping(2))
    assert [seen.path for seen in found] == paths[:2]
