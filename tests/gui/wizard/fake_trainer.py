"""A training that only pretends: it tells the events of a real one, quickly, and heeds the same words.

    python fake_trainer.py FOLDER estimate --device cpu
    python fake_trainer.py FOLDER run PLAN.json

FOLDER/behaviour.json may change what it does: {"crash_at": step, "fail_at": step, "verdict": "helps",
"delay": seconds a step, "deaf": true (heeds no word)}.
"""

from __future__ import annotations

import json
import math
import os
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from training.cameras import events
from training.cameras.plan import CameraPlan
from training.cameras.presets import PRESETS

STEPS_TOLD = 50


class Trainer:
    """One run."""

    def __init__(self, folder: Path, plan: CameraPlan) -> None:
        self.plan = plan
        path = folder / "behaviour.json"
        self.behaviour = json.loads(path.read_text()) if path.exists() else {}
        self.words: list[str] = []
        self.paused = False
        self.stopped = threading.Event()
        self.pictures = plan.folder / "pictures"
        self.pictures.mkdir(parents=True, exist_ok=True)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        if self.behaviour.get("deaf"):
            return
        for line in sys.stdin:
            word = line.strip()
            if word == events.STOP:
                break
            self.paused = word == events.PAUSE
        self.stopped.set()

    def tell(self, event: events.Event, status: bool = False) -> None:
        try:
            events.write(event, sys.stdout)
        except OSError:  # the window has gone
            self.stopped.set()
        if status:
            with (self.plan.folder / "status.json").open("w", encoding="utf-8") as stream:
                events.write(event, stream)

    def saved(self) -> int:
        path = self.plan.folder / "state.pt"
        return int(path.read_text()) if path.exists() else 0

    def save(self, step: int) -> None:
        (self.plan.folder / "state.pt").write_text(str(step))

    def run(self) -> int:
        print("a library that talks")
        print("loading", file=sys.stderr)
        plan, delay = self.plan, float(self.behaviour.get("delay", 0.002))
        self.tell(events.Stage("preparing", 0, len(plan.blurry)))
        measured = {"radius": 2.4, "halo": 0.1, "shortest": 3.0, "longest": 14.0}
        self.tell(events.Prepared(len(plan.blurry), len(plan.sharp), (), measured))
        start = self.saved()
        every = max(1, plan.length // STEPS_TOLD)
        for step in range(start + every, plan.length + 1, every):
            if self.rest() or self.stopped.is_set():
                self.save(step - every)
                self.tell(events.Stopped(step - every, plan.length), status=True)
                return 0
            time.sleep(delay)
            if step >= self.behaviour.get("fail_at", 10**9):
                self.tell(events.Failed("The disk is full: make room and go on.", start), status=True)
                return 2
            if step >= self.behaviour.get("crash_at", 10**9):
                print("Segmentation fault (pretended)", file=sys.stderr)
                sys.stderr.flush()
                os._exit(139)
            left = (plan.length - step) * delay / every
            self.tell(
                events.Step(
                    step, plan.length, 1.0, left, 1 / (1 + step / 300), 0.4 + 0.2 * math.sin(step / 90)
                )
            )
            if step // every % 10 == 0:
                self.save(step)
                self.check(step)
        return self.finish()

    def rest(self) -> bool:
        """Wait while paused; whether it was told to stop meanwhile."""
        if self.paused:
            self.tell(events.Stage("paused"))
            while self.paused and not self.stopped.is_set():
                time.sleep(0.005)
            self.tell(events.Stage("training"))
        return self.stopped.is_set()

    def check(self, step: int) -> None:
        photo = self.plan.shown or self.plan.held_out[0]
        pictures = self.draw(photo, "shown")
        measures = {"score": 0.2 + 0.8 * step / self.plan.length, "sharpness": 1.0}
        self.tell(events.Checked(step, measures, True, pictures), status=True)

    def draw(self, photo: Path, name: str) -> dict[str, str]:
        import numpy as np
        from PIL import Image

        pixels = np.asarray(Image.open(photo).convert("RGB"))
        pixels = pixels[: pixels.shape[0] // 8 * 8, : pixels.shape[1] // 8 * 8]
        soft = np.asarray(
            Image.fromarray(pixels[::4, ::4]).resize(pixels.shape[1::-1], Image.Resampling.BILINEAR)
        )
        made = {
            "blurry": soft,
            "stock": (soft * 0.5 + pixels * 0.5),
            "converted": soft * 0.9,
            "fixed": pixels,
        }
        paths = {}
        for kind, each in made.items():
            path = self.pictures / f"{name}-{kind}.png"
            Image.fromarray(np.asarray(each).astype(np.uint8)).save(path)
            paths[kind] = str(path)
        return paths

    def finish(self) -> int:
        plan = self.plan
        comparisons = []
        for place, photo in enumerate(plan.held_out):
            self.tell(events.Stage("judging", place, len(plan.held_out)))
            gain = f"+{0.4 + 0.1 * place:.1f} dB sharper"
            comparisons.append({"name": photo.name, "gain": gain, **self.draw(photo, f"held-{place}")})
        result = plan.folder / "result" / f"{plan.name}.safetensors"
        result.parent.mkdir(exist_ok=True)
        result.write_bytes(b"weights")
        verdict = self.behaviour.get("verdict", "helps")
        words = (
            f"On {len(comparisons)} photos that were held out the photos come out sharper by 0.8 dB with the "
            "translator than without, at the same noise, and explain the blurry photos better."
        )
        measures = {"score": 0.93, "sharpness": 0.81, "residual": -0.42, "disagreement": -0.11, "noise": 0.04}
        self.save(plan.length)
        self.tell(events.Finished(verdict, words, measures, tuple(comparisons), str(result)), status=True)
        return 0


def main() -> int:
    folder, command = Path(sys.argv[1]), sys.argv[2]
    if command == "estimate":
        path = folder / "behaviour.json"
        behaviour = json.loads(path.read_text()) if path.exists() else {}
        if behaviour.get("no_estimate"):
            return 1
        time.sleep(float(behaviour.get("estimate_delay", 0)))
        for preset, seconds in zip(PRESETS, (840.0, 9_000.0, 160_000.0), strict=True):
            events.write(events.Estimate(preset.name, seconds, 900.0, preset.disk_mb, "cpu"), sys.stdout)
        return 0
    return Trainer(folder, CameraPlan.load(Path(sys.argv[3]))).run()


if __name__ == "__main__":
    sys.exit(main())
