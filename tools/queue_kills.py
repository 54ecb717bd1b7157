"""Kills a batch at random moments with SIGKILL, goes on each time, and looks at what came of it.

    python -m tools.queue_kills                       # 200 photos, ten kills
    python -m tools.queue_kills --photos 20 --kills 3 --method deepdeblur

The same photos are fixed once without interruption; every result must be the same, byte for byte. A result
that is there once must never be written again, and nothing else may lie in the folder. Every second kill
waits for the moment in which a result is being written, which chance alone would seldom meet.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from skimage import data

from deblur_studio.places import HOME_VARIABLE

PROGRAM = (sys.executable, "-m", "deblur_studio")
HEIGHT, WIDTH = 64, 80
#: Seconds for one run of the program.
PATIENCE = 3600.0


@dataclass
class Outcome:
    """What was seen.

    kills: results there at each kill. torn: partial files left by the kills. midway: kills between what the
    journal said of a result before and after it was written.
    right, wrong, missing: results, by their bytes. strange: other files in the folder at the end.
    rewritten: results that were written again. told_twice: photos that the journal says were done twice.
    """

    kills: list[int] = field(default_factory=list)
    torn: int = 0
    midway: int = 0
    right: int = 0
    wrong: int = 0
    missing: int = 0
    strange: int = 0
    rewritten: int = 0
    told_twice: int = 0

    @property
    def good(self) -> bool:
        """Whether nothing was lost and nothing done twice."""
        return not (self.wrong or self.missing or self.strange or self.rewritten or self.told_twice)

    def __str__(self) -> str:
        return (
            f"killed {len(self.kills)} times, with {', '.join(map(str, self.kills))} results there; "
            f"{self.midway} times between the two lines of a result, {self.torn} partial files left behind.\n"
            f"In the end: {self.right} right, {self.wrong} wrong, {self.missing} missing, {self.strange} "
            f"other files, {self.rewritten} written again, {self.told_twice} told twice."
        )


class Trial:
    """Photos in a folder, and a program that is killed over them.

    Args:
        folder: an empty one to work in.
        photos: how many.
        options: of `deblur-studio batch`, method and device say.
        environment: of the program; its home is inside the folder unless one is named.
    """

    def __init__(
        self, folder: Path, photos: int, options: list[str], environment: dict[str, str] | None = None
    ) -> None:
        self.photos, self.options = photos, options
        self.inputs, self.expected, self.out = (folder / name for name in ("in", "expected", "out"))
        self.environment = {HOME_VARIABLE: str(folder / "home"), **os.environ, **(environment or {})}
        self.outcome = Outcome()
        self._seen: dict[Path, tuple[int, int]] = {}
        make_photos(self.inputs, photos)

    def run(self, kills: int, seed: int) -> Outcome:
        """Fix all without a kill, then all again with some; what came of it."""
        chance = random.Random(seed)
        told = self._run(self.expected)
        each = statistics.median(line["seconds"] for line in told if "seconds" in line)
        for number in range(kills):
            # Anywhere in what is left, so that each kill has something to interrupt.
            there = self._count()
            target = there + chance.randrange(max(1, (self.photos - there) // (kills - number)))
            delay = chance.uniform(0, 0.01) if number % 2 else chance.uniform(0, each)
            if not self._killed(target, delay, writing=bool(number % 2)):
                break
        self._run(self.out)
        self._compare()
        return self.outcome

    def _run(self, out: Path) -> list[dict[str, Any]]:
        """One run to its end; what it told."""
        done = subprocess.run(
            self._command(out), env=self.environment, check=True, timeout=PATIENCE, stdout=subprocess.PIPE
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    def _killed(self, target: int, delay: float, writing: bool) -> bool:
        """Go on until so many results are there (or the next is being written), and a moment longer.

        False if the program was done before.
        """
        begun = self._lines()
        process = subprocess.Popen(self._command(self.out), env=self.environment, stdout=subprocess.DEVNULL)
        try:
            while process.poll() is None and (self._count() < target or self._lines() == begun):
                time.sleep(0.001)
            while writing and process.poll() is None and not self._midway:
                time.sleep(0.0005)
            time.sleep(delay)
            alive = process.poll() is None
        finally:
            process.kill()
            process.wait()
        if alive:
            self.outcome.kills.append(self._count())
            self.outcome.torn += sum(1 for _ in self.out.rglob("*.part"))
            self.outcome.midway += self._midway
        self._watch()
        return alive

    @property
    def _midway(self) -> bool:
        lines = self._journal().splitlines()
        return bool(lines) and lines[-1].startswith(b'{"writing"')

    def _watch(self) -> None:
        """Results must stay what they are once they are there."""
        for path in self.out.rglob("*_deblurred.*"):
            if path.name.startswith(".") or path.suffix == ".json":
                continue
            facts = path.stat()
            now = facts.st_ino, facts.st_mtime_ns
            self.outcome.rewritten += self._seen.setdefault(path, now) != now

    def _compare(self) -> None:
        self._watch()
        outcome = self.outcome
        expected = {path.relative_to(self.expected) for path in self.expected.rglob("*") if path.is_file()}
        found = {path.relative_to(self.out) for path in self.out.rglob("*") if path.is_file()}
        outcome.strange = len(found - expected)
        for path in sorted(expected):
            if path.suffix == ".json":
                outcome.missing += path not in found
            elif path not in found:
                outcome.missing += 1
            elif (self.out / path).read_bytes() == (self.expected / path).read_bytes():
                outcome.right += 1
            else:
                outcome.wrong += 1
        done = [line["done"] for line in map(json.loads, self._journal().splitlines()) if "done" in line]
        outcome.told_twice = len(done) - len(set(done))

    def _command(self, out: Path) -> list[str]:
        options = ["--recursive", "--recipe", "--resume", "--json", *self.options]
        return [*PROGRAM, "batch", str(self.inputs), "--out", str(out), *options]

    def _count(self) -> int:
        return sum(1 for path in self.out.rglob("*_deblurred.???") if not path.name.startswith("."))

    def _lines(self) -> int:
        return self._journal().count(b"\n")

    def _journal(self) -> bytes:
        """The journal of the run that is killed: the newer one."""
        found = sorted(Path(self.environment[HOME_VARIABLE], "queues").glob("*.jsonl"), key=_changed)
        return found[-1].read_bytes() if len(found) > 1 else b""


def make_photos(folder: Path, count: int) -> None:
    """Crops of photographs, some in a folder inside, JPEG and PNG in turn."""
    chance = np.random.default_rng(0)
    sources = [data.astronaut(), data.coffee(), data.chelsea()]
    for number in range(count):
        source = sources[number % len(sources)]
        top, left = (
            int(chance.integers(0, source.shape[axis] - side)) for axis, side in enumerate((HEIGHT, WIDTH))
        )
        place = folder / ("more" if number % 4 == 3 else ".")
        place.mkdir(parents=True, exist_ok=True)
        crop = Image.fromarray(source[top : top + HEIGHT, left : left + WIDTH])
        crop.save(place / f"IMG_{number:04}.{'png' if number % 2 else 'jpg'}")


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns


def main() -> int:
    """Run it; 1 if something was lost or done twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--method", default="deepdeblur")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder), options.photos, ["--method", options.method, "--device", "cpu"])
        outcome = trial.run(options.kills, options.seed)
    print(outcome)
    return 0 if outcome.good else 1


if __name__ == "__main__":
    sys.exit(main())
