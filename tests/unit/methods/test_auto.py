"""What Auto chooses, and that the pipeline does it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from deblur_studio.diagnosis.diagnose import judged
from deblur_studio.diagnosis.focus import Focus
from deblur_studio.diagnosis.motion import Motion
from deblur_studio.engine import EngineSettings, JobContext
from deblur_studio.engine.region import Region
from deblur_studio.methods import FixSettings, auto, needs, registry
from deblur_studio.methods.auto import Choice, choose, chosen_for
from deblur_studio.methods.pipeline import fix
from tests.unit.diagnosis.made import dragged, scenery
from tests.unit.diagnosis.test_diagnose import (
    ALL,
    CRISP,
    INTENDED,
    MISSED,
    SHAKE,
    SMEARED,
    STILL,
    focused,
    seen,
)
from tests.unit.methods.test_pipeline import MadeUp, inverted, photo

CPU = EngineSettings(device="cpu", precision="fp32")
FAR = replace(SHAKE, length=90.0, longest=95.0)


class TestChoosing:
    """`choose`."""

    def test_a_shake_is_for_the_best_network(self) -> None:
        choice = choose(judged(SMEARED, seen(SHAKE)), {"nafnet": "NAFNet"})
        assert (choice.method, choice.strength, choice.keep_bokeh) == ("nafnet", 1.0, None)
        assert choice.outlook == "much"
        assert choice.why == "Auto takes NAFNet: camera shake, 14 px along 32 degrees, steady over the frame."
        json.dumps(choice.to_json())

    def test_a_sharp_photo_is_left_alone_if_nothing_speaks_against(self) -> None:
        still, doubted = judged(CRISP, seen(STILL)), judged(CRISP, seen(SHAKE))
        assert still.cause == doubted.cause == "sharp"
        assert choose(still).method == ""
        assert choose(still).outlook == "nothing to do"
        assert choose(doubted).method == "nafnet"

    def test_what_is_too_long_cannot_be_rescued(self) -> None:
        choice = choose(judged(SMEARED, seen(FAR)))
        assert (choice.method, choice.outlook, choice.gain) == ("", "hopeless", 0.0)
        assert "cannot be rescued" in choice.why

    def test_nothing_is_given_up_in_doubt(self) -> None:
        doubtful = Motion("uneven", length=90, longest=120, confidence=0.3)
        assert choose(judged(SMEARED, seen(doubtful))).method == "nafnet"

    def test_defocus_is_not_given_to_a_method_that_rings_on_real_lenses(self) -> None:
        slight = Focus("nothing", "middle", 1.0, 2.0, 1.8, 2.0, 0.0, confidence=0.9)
        found = judged(SMEARED, seen(STILL), focused(slight, 2.0))
        assert found.cause == "out of focus"
        assert choose(found).method == "nafnet"

    def test_far_out_of_focus_cannot_be_rescued(self) -> None:
        gone = Focus("nothing", "middle", 1.0, 7.0, 6.0, 7.0, 0.0, confidence=0.9)
        found = judged(SMEARED, seen(STILL), focused(gone, 7.0))
        assert choose(found).outlook == "hopeless"

    def test_intended_bokeh_is_kept(self) -> None:
        found = judged(SMEARED, seen(SHAKE), focused(INTENDED, 3.0))
        choice = choose(found)
        assert choice.keep_bokeh == 3.0
        assert "out of focus" in choice.why

    def test_a_map_by_edges_is_not_believed(self) -> None:
        by_edges = replace(focused(INTENDED, 3.0), weights="", weights_sha256="")
        assert choose(judged(SMEARED, seen(SHAKE), by_edges)).keep_bokeh is None

    def test_photos_that_gain_more_come_first(self) -> None:
        """Shakes before softness, and before what is uneven, and before what is sharp."""
        order = [
            judged(SMEARED, seen(SHAKE)),
            judged(SMEARED, seen(SHAKE), focused(MISSED, 5.0)),
            judged(SMEARED, seen(STILL)),
            judged(CRISP, seen(STILL), focused(ALL)),
        ]
        gains = [choose(each).gain for each in order]
        assert gains == sorted(gains, reverse=True)
        assert len(set(gains)) == len(gains)


class TestApplying:
    """`Choice.applied`."""

    CHOICE = Choice("nafnet", 0.5, 3.0, "some", 0.5, "Because.")

    def test_the_users_strength_is_a_share_of_it(self) -> None:
        assert self.CHOICE.applied(FixSettings(strength=0.5)).strength == 0.25

    def test_the_users_bokeh_goes_first(self) -> None:
        assert self.CHOICE.applied(FixSettings()).keep_bokeh == 3.0
        assert self.CHOICE.applied(FixSettings(keep_bokeh=1.0)).keep_bokeh == 1.0


def test_without_weights_for_motion_it_is_the_general_method(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")
    specs = [method.spec for method in registry.METHODS]
    choice = chosen_for(photo().pixels, specs, CPU, JobContext())
    assert choice.method == "nafnet"


class TestPipeline:
    """`fix` with "auto"."""

    @pytest.fixture(autouse=True)
    def _method(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(registry, "METHODS", (*registry.METHODS, MadeUp(inverted)))

    def chosen(self, monkeypatch: pytest.MonkeyPatch, choice: Choice) -> list[int]:
        asked: list[int] = []

        def decide(pixels: np.ndarray, *_: object) -> Choice:
            asked.append(pixels.size)
            return choice

        monkeypatch.setattr(auto, "_looked", decide)
        monkeypatch.setattr(auto, "_last", None)
        return asked

    def test_what_is_left_alone_comes_back_bit_for_bit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chosen(monkeypatch, Choice("", 0.0, None, "hopeless", 0.0, "It cannot be rescued."))
        given = photo()
        result = fix(given, "auto", FixSettings(engine=CPU), JobContext())
        assert result.pixels.tobytes() == given.pixels.tobytes()
        assert result.notes == ("It cannot be rescued.",)
        assert result.method == ""

    def test_what_is_chosen_runs_and_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chosen(monkeypatch, Choice("made-up", 0.5, None, "much", 1.0, "For a reason."))
        given = photo()
        result = fix(given, "AUTO", FixSettings(engine=CPU), JobContext())
        same = fix(given, "made-up", FixSettings(strength=0.5, engine=CPU), JobContext())
        assert result.pixels.tobytes() == same.pixels.tobytes()
        assert result.notes[0] == "For a reason."
        assert result.method == same.method == "made-up"
        assert result.settings is not None
        assert result.settings.strength == 0.5

    def test_a_region_gets_what_the_whole_photo_is_found_to_need(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = self.chosen(monkeypatch, Choice("", 0.0, None, "nothing to do", 0.0, "Sharp."))
        given = photo()
        fix(given, "auto", FixSettings(region=Region(8, 8, 16, 16), engine=CPU), JobContext())
        fix(given, "auto", FixSettings(engine=CPU), JobContext())
        assert asked == [given.pixels.size]  # once, all of it

    def test_strength_nought_is_not_even_diagnosed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked = self.chosen(monkeypatch, Choice("made-up", 1.0, None, "much", 1.0, "Why."))
        given = photo()
        result = fix(given, "auto", FixSettings(strength=0.0, engine=CPU), JobContext())
        assert asked == []
        assert result.pixels.tobytes() == given.pixels.tobytes()


def test_a_real_diagnosis_decides() -> None:
    """All the way, with the bundled weights."""
    smeared = dragged(scenery(512, 384), 15, 30).astype(np.float32) / np.float32(255)
    specs = [method.spec for method in registry.METHODS]
    assert not needs.missing(registry.get("deblur-flow").spec)
    choice = chosen_for(smeared, specs, CPU, JobContext())
    assert choice.method == "nafnet"
    assert choice.outlook in ("much", "some")
