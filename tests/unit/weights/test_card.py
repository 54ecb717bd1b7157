"""The weights card: round trip, and every mistake named at once."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from deblur_studio.errors import UserError
from deblur_studio.weights import WeightsCard
from tests.unit.weights import tiny


@pytest.fixture
def card(tmp_path: Path) -> WeightsCard:
    return tiny.install(tmp_path)


def changed(card: WeightsCard, **changes: Any) -> str:
    return json.dumps({**asdict(card), **changes})


def test_a_card_survives_its_file(card: WeightsCard) -> None:
    assert WeightsCard.from_json(card.to_json(), "x.json") == card


def test_text_of_any_language_survives(tmp_path: Path) -> None:
    card = tiny.install(tmp_path, title="나의 카메라", notes="für Zoë")
    text = (tmp_path / "tiny.json").read_text(encoding="utf-8")
    assert "나의 카메라" in text
    assert WeightsCard.from_json(text, "x.json") == card


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Has Capitals"),
        ("name", "../up"),
        ("name", ""),
        ("title", " "),
        ("architecture", 3),
        ("arguments", [1]),
        ("sha256", "abc"),
        ("sha256", "G" * 64),
        ("file", "../../etc/passwd.safetensors"),
        ("file", "C:\\x.safetensors"),
        ("file", "weights.pth"),
        ("bytes", 0),
        ("bytes", True),
        ("parameters", 1.5),
        ("minutes", -1),
        ("minutes", "long"),
        ("results", "good"),
        ("licence", None),
        ("date", "21.11.2026"),
        ("date", 20261121),
        ("command", 7),
    ],
)
def test_each_mistake_names_its_field(card: WeightsCard, field: str, value: object) -> None:
    with pytest.raises(UserError, match=rf"^The weights card shop\.json cannot be used: {field} must be "):
        WeightsCard.from_json(changed(card, **{field: value}), "shop.json")


def test_all_mistakes_are_named_at_once(card: WeightsCard) -> None:
    data = {**asdict(card), "bytes": -4, "date": "yesterday"}
    del data["licence"]
    del data["sha256"]
    with pytest.raises(UserError) as error:
        WeightsCard.from_json(json.dumps(data), "shop.json")
    for phrase in ("licence is missing", "sha256 is missing", "bytes must be", "date must be"):
        assert phrase in str(error.value)


def test_notes_may_be_absent_and_later_fields_are_left_alone(card: WeightsCard) -> None:
    data = {**asdict(card), "of_a_later_version": 1}
    del data["notes"]
    assert WeightsCard.from_json(json.dumps(data), "x.json") == card


@pytest.mark.parametrize("text", ["", "{", "[]", "12", '"card"', "null"])
def test_what_is_no_card_is_told(text: str) -> None:
    with pytest.raises(UserError, match=r"^The weights card shop\.json is not "):
        WeightsCard.from_json(text, "shop.json")


def test_a_wrong_card_cannot_be_made_in_code_either(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"name must be .*; licence must be"):
        tiny.install(tmp_path, name="UPPER", licence="")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("results", "gain"),
    [
        ({}, None),
        ({"pairs": {"psnr_gain": 0.5}}, 0.5),
        ({"pairs": {"mean": {"psnr_gain": 1}}}, 1.0),
        ({"pairs": {"psnr_gain": "much"}}, None),
        ({"pairs": 3}, None),
        ({"sharp": {"psnr_gain": 2.0}}, None),
    ],
)
def test_the_gain_is_that_over_pairs(tmp_path: Path, results: dict[str, Any], gain: float | None) -> None:
    assert tiny.install(tmp_path, results=results).gain == gain
