"""The colours of both themes: text can be read on every ground it stands on."""

from __future__ import annotations

import re
from dataclasses import fields
from string import Template

import pytest

from deblur_studio.gui.theme.tokens import DARK, LIGHT, Tokens
from deblur_studio.places import data_folder

STYLES = data_folder("resources") / "styles"
THEMES = pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda tokens: tokens.name)

GROUNDS = ("window", "card", "control", "field", "hover", "pressed", "raised", "selected", "segment")
PAIRS = [
    *(("text", ground) for ground in GROUNDS),
    *(("quiet", ground) for ground in ("window", "card", "raised", "field")),
    *(("on_accent", ground) for ground in ("accent", "accent_hover", "accent_pressed")),
    *((colour, ground) for colour in ("link", "danger", "warning", "ok") for ground in ("window", "card")),
    *((colour, "raised") for colour in ("danger", "warning")),
    ("on_badge", "badge_solid"),
]


def luminance(colour: str) -> float:
    """WCAG 2's relative luminance of "#rrggbb"."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """WCAG 2's contrast, 1..21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_the_published_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@THEMES
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(tokens: Tokens, text: str, ground: str) -> None:
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("ground", ["window", "card", "control", "field"])
def test_the_focus_ring_can_be_seen(tokens: Tokens, ground: str) -> None:
    assert contrast(tokens.accent, getattr(tokens, ground)) >= 3


@THEMES
def test_every_neutral_is_grey(tokens: Tokens) -> None:
    """Colours of a photo are judged beside them."""
    for name in ("window", "card", "control", "surround", "text", "grey", "black", "white"):
        colour = getattr(tokens, name)
        channels = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
        assert max(channels) - min(channels) <= 6, f"{name} is {colour}"


def test_the_grey_reflects_18_percent() -> None:
    assert luminance(DARK.grey) == pytest.approx(0.18, abs=0.01)


@THEMES
def test_the_style_sheet_asks_for_tokens_and_pictures_that_exist(tokens: Tokens) -> None:
    template = Template((STYLES / "studio.qss").read_text(encoding="utf-8"))
    names = {field.name for field in fields(Tokens)}
    assert template.is_valid()
    # ${name} is also how the head of the file explains itself.
    assert set(template.get_identifiers()) <= names
    filled = template.substitute({name: getattr(tokens, name) for name in names})
    pictures = set(re.findall(r"url\(studio:([^)]+)\)", filled))
    assert pictures
    for picture in pictures:
        assert (STYLES / picture).is_file(), picture


@THEMES
def test_the_pictures_of_the_style_sheet_have_the_colours_of_the_tokens(tokens: Tokens) -> None:
    known = {getattr(tokens, field.name) for field in fields(Tokens)}
    pictures = list(STYLES.glob(f"*-{tokens.name}.svg"))
    assert pictures
    for picture in pictures:
        used = set(re.findall(r"#[0-9a-fA-F]{6}", picture.read_text(encoding="utf-8")))
        assert used, picture.name
        assert used <= known, picture.name


def test_the_style_sheet_has_no_colour_of_its_own() -> None:
    text = re.sub(r"/\*.*?\*/", "", (STYLES / "studio.qss").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", text)
