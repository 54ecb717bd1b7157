"""What edges and motion mean together."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from deblur_studio.diagnosis import EdgeBlur
from deblur_studio.diagnosis.diagnose import diagnose, judged
from deblur_studio.diagnosis.focus import Focus, focus_of
from deblur_studio.diagnosis.motion import Motion, Region
from deblur_studio.diagnosis.parts import SHAKEN
from deblur_studio.diagnosis.see_focus import SeenFocus
from deblur_studio.diagnosis.see_motion import SeenMotion
from deblur_studio.engine import region
from tests.unit.diagnosis import focusing, made, moving

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


def focused(focus: Focus, sigma: float = 0.0) -> SeenFocus:
    plane = np.full((6, 9), sigma, np.float32)
    everywhere = region.Region(0, 0, 4000, 3000)
    return SeenFocus(plane, plane >= 0, everywhere, (4000, 3000), 0.5, focus, "f", "00", "cpu", "fp32", 0.1)


MISSED = Focus("nothing", "middle", 1.0, 5.0, 4.2, 5.0, 0.0, confidence=0.8)
SLIGHTLY = Focus("nothing", "middle", 1.0, 1.3, 1.2, 1.3, 0.0, confidence=0.6)
INTENDED = Focus("part", "middle", 1.0, 3.0, 0.4, 4.0, 0.3, True, 0.8)
MOSTLY = Focus("part", "middle", 1.0, 0.5, 0.2, 3.0, 0.8, False, 0.8)
ALL = Focus("all", "", 1.0, 0.3, 0.1, 0.0, 1.0, False, 0.9)


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


@pytest.mark.parametrize(
    ("edges", "motion", "focus", "cause"),
    [
        (SMEARED, STILL, MISSED, "out of focus"),
        (SMEARED, STILL, SLIGHTLY, "out of focus"),
        (SMEARED, STILL, MOSTLY, "soft"),
        (SMEARED, STILL, Focus("unknown"), "soft"),
        (SMEARED, Motion("unknown"), MISSED, "out of focus"),
        (SMEARED, Motion("unknown"), ALL, "unknown"),
        (SMEARED, SHAKE, MISSED, "both"),
        (SMEARED, SHAKE, ALL, "camera shake"),
        # So little is what smeared edges look like themselves.
        (SMEARED, SHAKE, SLIGHTLY, "camera shake"),
        (SMEARED, Motion("shake", axis=32, length=30, confidence=0.9), MISSED, "camera shake"),
        (SMEARED, THING, MISSED, "both"),
        (SMEARED, THING, SLIGHTLY, "object motion"),
        (SMEARED, Motion("uneven", length=9, confidence=0.3), MISSED, "both"),
        # What is crisp somewhere has what was meant to be sharp.
        (CRISP, STILL, INTENDED, "sharp"),
        (CRISP, THING, INTENDED, "object motion"),
        (BETWEEN, STILL, ALL, "sharp"),
    ],
)
def test_causes_with_the_focus_seen(edges: EdgeBlur, motion: Motion, focus: Focus, cause: str) -> None:
    found = judged(edges, seen(motion), focused(focus))
    assert found.cause == cause
    assert 0 <= found.confidence <= 1
    assert found.advice.endswith(".")
    told = json.loads(json.dumps(found.to_json()))
    assert told["focus"]["kind"] == focus.kind
    assert told["focus"]["weights"] == "f"
    assert (told["axis"] is None) == (motion.axis is None or cause in ("sharp", "out of focus"))


def test_without_the_focus_there_is_none() -> None:
    found = judged(SMEARED, seen(STILL))
    assert found.to_json()["focus"] is None
    assert found.parts == ()


def test_words_of_focus() -> None:
    missed = judged(SMEARED, seen(STILL), focused(MISSED))
    both = judged(SMEARED, seen(SHAKE), focused(MISSED))
    assert missed.words == "out of focus: nothing is in focus, the middle least soft with 4 px"
    assert both.words == f"{SHAKE.words}; {missed.words}"
    assert missed.to_json()["length"] == 0
    assert both.to_json()["length"] == 14
    assert "stays soft" in both.advice


def by_edges(focus: Focus) -> SeenFocus:
    return replace(focused(focus), weights="", weights_sha256="")


@pytest.mark.parametrize(
    ("motion", "focus", "edges_say", "network_says"),
    [
        (SHAKE, MISSED, True, False),  # more than a smear of 14 px looks like
        (SHAKE, SLIGHTLY, True, True),
        (replace(SHAKE, kind="turn", steady=False), INTENDED, True, True),
        (SHAKE, ALL, False, False),
        (SHAKE, Focus("unknown"), False, False),
        (replace(SHAKE, confidence=0.5), SLIGHTLY, False, False),
        (THING, SLIGHTLY, False, False),
        (STILL, MISSED, False, False),
    ],
)
def test_softness_of_a_shaken_photo_may_be_motion(
    motion: Motion, focus: Focus, edges_say: bool, network_says: bool
) -> None:
    for seen_focus, says in ((by_edges(focus), edges_say), (focused(focus), network_says)):
        found = judged(SMEARED, seen(motion), seen_focus)
        told = found.to_json()["focus"]
        assert told["may_be_motion"] is says
        assert told["words"] == (SHAKEN if says else focus.words)
        if says:
            assert found.cause == "camera shake"
    crisp = judged(CRISP, seen(motion), by_edges(focus))
    assert crisp.to_json()["focus"]["may_be_motion"] is False, "the camera stood still"


def test_every_ninth_has_its_cause() -> None:
    """Motion on the left, defocus in the upper two thirds, plain in the lower right."""
    flow = np.zeros((90, 120, 4), np.float32)
    flow[:, :40, 0], flow[:, :40, 2] = 6, -6
    moved = np.ones((90, 120), bool)
    moved[60:, 80:] = False
    everywhere = region.Region(0, 0, 1200, 900)
    motion = SeenMotion(flow, moved, everywhere, (1200, 900), 0.1, THING, "w", "", "cpu", "fp32", 0.1)
    sigma = np.zeros((45, 60), np.float32)
    sigma[:30] = 5
    known = np.ones((45, 60), bool)
    known[30:, 40:] = False
    map_of = SeenFocus(
        sigma, known, everywhere, (1200, 900), 0.05, focus_of(sigma, known, (1200, 900)), "f", "00", "cpu",
        "fp32", 0.1,
    )  # fmt: skip
    parts = judged(SMEARED, motion, map_of).parts
    assert [(part.place, part.cause) for part in parts] == [
        ("upper left", "both"),
        ("upper middle", "out of focus"),
        ("upper right", "out of focus"),
        ("middle left", "both"),
        ("middle", "out of focus"),
        ("middle right", "out of focus"),
        ("lower left", "motion"),
        ("lower middle", "sharp"),
        ("lower right", "unknown"),
    ]
    assert (parts[0].sigma, parts[0].length) == (5, 12)
    assert (parts[8].sigma, parts[8].length) == (None, None)


def test_defocus_is_looked_at_where_there_are_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving.hide_bundled(tmp_path, monkeypatch)
    moving.install((0.1, 0), (-0.1, 0))
    soft = made.smeared(made.scenery(400, 300), 3).astype(np.float32) / 255
    assert diagnose(soft).cause == "soft"
    focusing.install(3.0)
    found = diagnose(soft)
    assert found.cause == "out of focus"
    assert found.focus is not None
    assert found.focus.weights == "focusing"
    assert {part.cause for part in found.parts} == {"out of focus"}
    assert found.to_json()["focus"]["median"] == pytest.approx(3, abs=0.05)


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
