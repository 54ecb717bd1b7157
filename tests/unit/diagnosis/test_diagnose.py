"""What edges and motion mean together."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from deblur_studio.diagnosis import EdgeBlur
from deblur_studio.diagnosis.diagnose import diagnose, judged
from deblur_studio.diagnosis.motion import Motion, Region
from deblur_studio.diagnosis.see_motion import SeenMotion
from deblur_studio.engine import region
from tests.unit.diagnosis import made, moving

SHAKE = Motion("shake", axis=32, length=14, longest=15, share=1, steady=True, confidence=0.9)
THING = Motion(
    "object", axis=80, length=22, longest=22, share=0.2, steady=True,
    regions=(Region(80, 22, 0.2, (0.1, 0.1, 0.4, 0.5)),), confidence=0.8,
)  # fmt: skip
STILL = Motion("none", steady=True, confidence=0.9)
CRISP, SMEARED, BETWEEN = (EdgeBlur(width, None, 900, width) for width in (0.6, 3.0, 1.2))


def seen(motion: Motion) -> SeenMotion:
    flow = np.zeros((4, 6, 4), np.float32)
    everywhere = region.Region(0, 0, 4000, 3000)
    return SeenMotion(
        flow, flow[..., 0] == 0, everywhere, (4000, 3000), 0.5, motion, "w", "", "cpu", "fp32", 0.1
    )


@pytest.mark.parametrize(
    ("edges", "motion", "cause"),
    [
        (SMEARED, SHAKE, "camera shake"),
        (SMEARED, THING, "object motion"),
        (CRISP, THING, "object motion"),
        (CRISP, SHAKE, "sharp"),
        (CRISP, STILL, "sharp"),
        (BETWEEN, STILL, "sharp"),
        (SMEARED, STILL, "soft"),
        (SMEARED, Motion("uneven", length=9, confidence=0.3), "uneven motion"),
        (EdgeBlur(math.nan, None, 0), Motion("unknown"), "unknown"),
        (EdgeBlur(math.nan, None, 0), SHAKE, "camera shake"),
    ],
)
def test_causes(edges: EdgeBlur, motion: Motion, cause: str) -> None:
    found = judged(edges, seen(motion))
    assert found.cause == cause
    assert 0 <= found.confidence <= 1
    assert found.advice.endswith(".")
    json.dumps(found.to_json())


def test_words_and_facts_are_those_of_the_motion() -> None:
    found = judged(SMEARED, seen(SHAKE))
    assert found.words == "camera shake, 14 px along 32 degrees, steady over the frame"
    told = found.to_json()
    assert (told["axis"], told["length"], told["share"], told["confidence"]) == (32, 14, 1, 0.9)
    assert "Auto" in found.advice


def test_what_is_sharp_or_soft_has_no_axis() -> None:
    sharp, soft = judged(CRISP, seen(SHAKE)), judged(SMEARED, seen(STILL))
    assert sharp.words == "sharp, with edges 0.6 px wide"
    assert soft.words == "soft, with edges 3.0 px wide, and no motion to be seen"
    assert sharp.to_json()["axis"] is None
    assert sharp.to_json()["length"] == 0
    assert "next to nothing" in sharp.advice
    assert "out of focus" in soft.advice


def test_motion_that_the_edges_deny_counts_less() -> None:
    assert judged(CRISP, seen(SHAKE)).confidence < judged(CRISP, seen(STILL)).confidence
    assert judged(BETWEEN, seen(SHAKE)).confidence < judged(SMEARED, seen(SHAKE)).confidence


def test_very_long_motion_is_said_to_be_hopeless() -> None:
    far = Motion("shake", axis=0, length=90, longest=90, share=1, steady=True, confidence=0.9)
    assert "longer than the 60 px" in judged(SMEARED, seen(far)).advice


def test_a_photo_is_looked_at_for_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moving.hide_bundled(tmp_path, monkeypatch)
    moving.install((9, 0), (-9, 0))
    scenery = made.scenery()
    crisp = diagnose(scenery.astype(np.float32) / 255)
    moved = diagnose(made.dragged(scenery, 18, 0).astype(np.float32) / 255)
    assert crisp.cause == "sharp"
    assert moved.cause == "camera shake"
    assert moved.to_json()["length"] == pytest.approx(18, abs=0.1)
    assert moved.edges.width > crisp.edges.width + 1
