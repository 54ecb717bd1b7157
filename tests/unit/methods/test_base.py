"""Parameters and settings: what is accepted, and every mistake named."""

from __future__ import annotations

import pytest

from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings, MethodSpec, Parameter

STEPS = Parameter("steps", "Steps", "how many", 10, low=1, high=50)
SIGMA = Parameter("sigma", "Sigma", "how wide", 1.5, low=0.0)
KIND = Parameter("kind", "Kind", "which", "soft", choices=("soft", "hard"))
EDGES = Parameter("edges", "Edges", "keep them", True)
FILE = Parameter("file", "File", "any", "auto")
SPEC = MethodSpec("m", "M", "For tests.", (STEPS, SIGMA, KIND, EDGES, FILE), "none", "none")


@pytest.mark.parametrize(
    ("parameter", "given", "value"),
    [
        (STEPS, "7", 7),
        (STEPS, 50, 50),
        (STEPS, 7.0, 7),
        (SIGMA, "0", 0.0),
        (SIGMA, 3, 3.0),
        (SIGMA, "1e3", 1000.0),
        (KIND, "hard", "hard"),
        (EDGES, "off", False),
        (EDGES, "YES", True),
        (EDGES, False, False),
        (FILE, "/a/b", "/a/b"),
    ],
)
def test_values_and_their_texts_are_read(parameter: Parameter, given: object, value: object) -> None:
    read = parameter.read(given)
    assert read == value
    assert type(read) is type(parameter.default)


@pytest.mark.parametrize(
    ("parameter", "given", "wanted"),
    [
        (STEPS, "0", "a whole number from 1 up to 50"),
        (STEPS, 51, "a whole number from 1 up to 50"),
        (STEPS, "2.5", "a whole number"),
        (STEPS, 2.5, "a whole number"),
        (STEPS, True, "a whole number"),
        (STEPS, None, "a whole number"),
        (SIGMA, "-0.1", "a number from 0"),
        (SIGMA, "nan", "a number from 0"),
        (SIGMA, "inf", "a number from 0"),
        (SIGMA, "wide", "a number from 0"),
        (KIND, "Hard", "one of soft, hard"),
        (EDGES, "maybe", "on or off"),
        (EDGES, 1, "on or off"),
        (FILE, 3, "a text"),
    ],
)
def test_what_is_no_value_is_told_with_what_is(parameter: Parameter, given: object, wanted: str) -> None:
    with pytest.raises(ValueError, match=f"^{parameter.name} must be {wanted}"):
        parameter.read(given)


def test_what_is_left_out_has_its_default() -> None:
    expected = {"steps": 3, "sigma": 1.5, "kind": "soft", "edges": True, "file": "auto"}
    assert SPEC.values({"steps": "3"}) == expected


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(UserError) as error:
        SPEC.values({"steps": 0, "kind": "x", "colour": "red", "sigma": 2})
    text = str(error.value)
    assert text.startswith("The settings for M cannot be used: steps must be ")
    assert "kind must be one of soft, hard, not 'x'" in text
    assert "there is no setting 'colour' (known: steps, sigma, kind, edges, file)" in text
    assert "sigma" not in text.replace("(known: steps, sigma", "")


@pytest.mark.parametrize("strength", [-0.01, 1.01, float("nan")])
def test_an_impossible_strength_is_told(strength: float) -> None:
    with pytest.raises(UserError, match="strength must be from 0 to 1"):
        FixSettings(strength=strength)
