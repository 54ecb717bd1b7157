"""Ten thousand photos: no memory is kept for those that are done."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil

from deblur_studio.engine import JobContext
from deblur_studio.methods import FixSettings
from deblur_studio.photo import Metadata, Photo
from deblur_studio.queue import QueueRunner, QueueSettings, events
from deblur_studio.queue.jobs import Found
from deblur_studio.queue.journal import Journal, read_past
from deblur_studio.queue.one import Done, Export
from tests.unit.queue.makers import done

COUNT = 10_000
SIDE = 64  # 49 KB a photo: kept, ten thousand would be half a gigabyte


class Stub:
    """Makes a photo's pixels anew, hands the photo to the queue, and writes nothing."""

    def __init__(self) -> None:
        self.alive = self.most = 0

    def __call__(
        self,
        source: Path,
        place: Callable[[Photo], Path],
        method: str,
        settings: FixSettings,
        export: Export,
        context: JobContext,
        before_writing: Callable[[Path], None] = lambda path: None,
    ) -> Done:
        pixels = np.zeros((SIDE, SIDE, 3), np.float32)
        weakref.finalize(pixels, self._gone)
        self.alive += 1
        self.most = max(self.most, self.alive)
        target = place(Photo(pixels, None, Metadata(), 8, False, source, "JPEG"))
        context.checkpoint()
        before_writing(target)
        return done(source, target)

    def _gone(self) -> None:
        self.alive -= 1


def test_memory_does_not_grow_with_the_photos_that_are_done(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("deblur_studio.queue.journal.os.fsync", lambda handle: None)  # not what is measured
    counts: dict[str, int] = {}
    used: dict[int, tuple[int, int]] = {}

    def tell(event: events.QueueEvent) -> None:
        kind = type(event).__name__
        counts[kind] = counts.get(kind, 0) + 1
        if kind == "JobDone" and counts[kind] in (1000, COUNT):
            gc.collect()
            used[counts[kind]] = psutil.Process().memory_info().rss, sys.getallocatedblocks()

    stub = Stub()
    found = [Found(tmp_path / f"IMG_{number:05}.jpg", tmp_path) for number in range(COUNT)]
    with Journal(tmp_path / "q.jsonl") as journal:
        runner = QueueRunner(QueueSettings(folder=tmp_path / "out"), tell, journal, stub)
        runner.add(found)
        assert runner.run()
    assert counts["JobDone"] == COUNT
    assert stub.most <= 2
    (bytes_then, blocks_then), (bytes_now, blocks_now) = used[1000], used[COUNT]
    assert bytes_now - bytes_then < 30_000_000, "9,000 photos more, hardly any memory more"
    assert blocks_now - blocks_then < 9_000, "not one object more a photo"
    assert len(read_past(tmp_path / "q.jsonl").jobs) == COUNT
