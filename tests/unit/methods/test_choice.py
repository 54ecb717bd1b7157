"""A method with its settings as one text."""

from __future__ import annotations

import pytest

from deblur_studio.errors import UserError
from deblur_studio.methods import MethodSpec, Parameter, registry
from deblur_studio.methods.choice import MethodChoice, parse


@pytest.fixture(autouse=True)
def settable(monkeypatch: pytest.MonkeyPatch) -> None:
    class Settable:
        spec = MethodSpec(
            "made-up",
            "Made up",
            "For tests.",
            (
                Parameter("radius", "Radius", "how wide", 2.5, 0.0, 9.0),
                Parameter("taper", "Taper", "soft borders", True),
                Parameter("file", "File", "of the kernel", ""),
            ),
            "none",
            "none",
        )

    monkeypatch.setattr(registry, "METHODS", (*registry.METHODS, Settable()))


def test_a_name_alone() -> None:
    assert parse(" NAFNet ") == MethodChoice("nafnet")
    assert parse("original").is_original
    assert parse("auto").spec.name == "nafnet"


def test_settings_are_read_as_the_method_wants_them() -> None:
    choice = parse("made-up:strength=0.5:radius=3:taper=off")
    assert choice == MethodChoice("made-up", 0.5, {"radius": 3.0, "taper": False})


@pytest.mark.parametrize(
    "text",
    [
        "nafnet",
        "original",
        "nafnet:strength=0.25",
        "made-up:strength=0.5:radius=3.0:taper=off",
        "made-up:file=C:\\a b.png",
    ],
)
def test_what_is_written_is_read_again(text: str) -> None:
    assert parse(text).text() == text


def test_defaults_are_not_written() -> None:
    assert parse("made-up:strength=1:radius=2.5:taper=on").text() == "made-up"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nothing", "There is no method 'nothing'"),
        ("blur2blur:gone", "There is no method 'blur2blur:gone'"),
        ("nafnet:strength=2", "strength must be a number from 0 up to 1, not '2'"),
        ("nafnet:radius=2", "there is no setting 'radius'"),
        ("made-up:radius=10", "radius must be"),
        ("original:strength=0.5", "The original has no settings"),
        ("", "There is no method ''"),
    ],
)
def test_mistakes_are_told(text: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        parse(text)
