"""What the code below the window says is known to the window, in every language."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from deblur_studio.diagnosis.look import Look, look
from deblur_studio.diagnosis.preflight import advice, lacking
from deblur_studio.gui import translation
from deblur_studio.gui.wizard.sentences import said
from tests.gui.wizard.fakes import photos
from training.cameras import verdict
from training.cameras.judge import Comparison, Quality


@pytest.fixture(autouse=True)
def korean(qapp: QApplication) -> object:
    translation.install(qapp, "ko")
    yield
    translation.install(qapp, "en")


def seen(count: int, kind: str, side: int = 600, camera: str = "X-T30", fingerprint: int = 0) -> list[Look]:
    return [
        Look(Path(f"{kind}{n}.jpg"), kind, "", camera, 1000.0 * n, side, side, fingerprint=fingerprint)
        for n in range(count)
    ]


def test_what_is_missing_is_said_in_korean() -> None:
    burst = [Look(Path(f"b{n}.jpg"), "blurry", "", "X-T30", 1.0 + n, 600, 600) for n in range(30)]
    two = [Look(Path(f"c{n}.jpg"), "blurry", "", "X", 1.0 + n + 900 * (n % 2), 600, 600) for n in range(30)]
    told = [
        *lacking([], []),
        *lacking(seen(1, "blurry"), seen(1, "sharp")),
        *lacking(seen(3, "blurry"), [*seen(5, "sharp"), *seen(2, "small", side=200)]),
        *lacking(burst, seen(30, "sharp")),
        *lacking(two, seen(30, "sharp", camera="X")),
        *lacking(seen(30, "blurry"), seen(30, "sharp", camera="D90")),
        *advice(seen(30, "blurry"), seen(30, "sharp", camera="D90")),
        *advice(burst, [*burst, *seen(30, "sharp")]),
    ]
    assert len(told) >= 10
    for sentence in told:
        assert said(sentence) != sentence, sentence


def test_why_a_photo_is_where_it_is(tmp_path: Path) -> None:
    folder = photos(tmp_path)
    (folder / "broken.jpg").write_bytes(b"nothing")
    for path in folder.iterdir():
        reason = look(path).reason
        assert said(reason) != reason, reason


@pytest.mark.parametrize("outcome", ["helps", "hurts", "unclear"])
def test_the_verdict(outcome: str) -> None:
    one, other = Quality(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), Quality(2.0, 1.0, 5.0, 3.0, 5.0, 5.0)
    for count in (1, 4):
        text = verdict.words(outcome, [Comparison(one, other)] * count)
        korean = said(text)
        assert korean != text
        for word in ("stronger", "weaker", "more", "less", "held-out", "levels"):
            assert word not in korean
        same = verdict.words("unclear", [Comparison(one, one)] * count)
        assert "nothing that was learned" in same
        assert "held-out" not in said(same)
        assert said(same) != same
