"""The ablation of DMENet: tiny trainings of all variants, measured and laid side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from tests.unit.diagnosis.made import scenery, smeared
from tests.unit.training.test_defocus_recipe import SMALL
from tools import focus_ablation
from training import command_line, defocus_command


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """17 sharp photos, of which the first and the last are held out, and real ones."""
    monkeypatch.setattr(defocus_command, "SIZES", {"bundled": SMALL})
    for folder in ("sharp", "real"):
        (tmp_path / folder).mkdir()
    for number in range(17):
        side = 180 if number % 16 == 0 else 112
        Image.fromarray(scenery(side, side, seed=number)).save(tmp_path / "sharp" / f"p{number:02}.png")
    scene = scenery(160, 128)
    scene[:, 80:] = smeared(scene, 4)[:, 80:]
    Image.fromarray(scene).save(tmp_path / "real" / "one.png")
    (tmp_path / "real" / "two.png").write_bytes(b"no photo")
    return tmp_path


def given(folder: Path, *more: str) -> list[str]:
    told = ["--photos", str(folder / "sharp"), "--real", str(folder / "real"), "--out", str(folder / "out")]
    told += ["--steps", "1", "--side", "128", "--times", "1", *more, "--"]
    return [*told, "--crop", "64", "--batch", "2", "--blur", "margin=16", "longest=30"]


def test_every_variant_is_trained_measured_and_shown(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    variants = ["B", "B+D", "B+D+C+S+aux"]
    asked: list[Sequence[str]] = []

    def train(told: Sequence[str]) -> int:
        asked.append(told)
        return command_line.main(told)

    assert focus_ablation.main(given(photos, "--variants", *variants), train) == 0
    assert len(asked) == 3
    found = json.loads((photos / "out" / "figures.json").read_text())["told"]
    assert list(found) == ["edges", *variants]
    for variant in variants:
        assert found[variant]["defocus"]["pictures"] == 2
        assert found[variant]["real"]["photos"] == 1
        assert found[variant]["minutes"] >= 0
    terms = {
        variant: json.loads((photos / "out" / f"{name}.json").read_text())["settings"]["terms"]
        for variant, name in (("B", "b"), ("B+D", "b-d"), ("B+D+C+S+aux", "b-d-c-s-aux"))
    }
    names = ("adversarial", "content", "calibration", "auxiliary")
    assert [terms["B"][name] for name in names] == [0, 0, 0, 0]
    assert [terms["B+D"][name] for name in names] == [1e-3, 0, 0, 0]
    assert [terms["B+D+C+S+aux"][name] for name in names] == [1e-3, 0.03, 2e-2, 1]
    table = capsys.readouterr().out
    assert "B+D+C+S+aux" in table
    assert "real: both, balanced" in table
    with Image.open(photos / "out" / "sheet.png") as sheet:
        assert sheet.width > 4 * focus_ablation.CELL[0]
    again = focus_ablation.main(given(photos, "--variants", *variants), train)
    assert (again, len(asked)) == (0, 3), "what is there is not trained again"


def test_all_variants_differ_by_one_part() -> None:
    parts = [set(each) for each in focus_ablation.VARIANTS.values()]
    assert [len(b - a) for a, b in pairwise(parts)] == [1] * 4
    assert parts[-1] == set(focus_ablation.LOSSES)


def test_the_command_says_all_that_is_asked_for(tmp_path: Path) -> None:
    options = focus_ablation.arguments(given(tmp_path, "--content", "0.5"))
    told = focus_ablation.command("B+D+C", options)
    read = command_line.parser().parse_args(told)
    assert (read.adversarial, read.content, read.calibration, read.auxiliary) == (1e-3, 0.5, 0, 0)
    assert (read.real, read.crop, read.steps) == ([tmp_path / "real"], 64, 1)
    assert command_line.parser().parse_args(focus_ablation.command("B", options)).real is None


def test_a_training_that_fails_is_told(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert focus_ablation.main(given(photos, "--variants", "B"), lambda _: 2) == 2
    assert "The training of B ended with code 2" in capsys.readouterr().err


def test_it_runs_in_a_process_of_its_own() -> None:
    assert focus_ablation.in_a_process(["defocus", "--nonsense"]) == 2
