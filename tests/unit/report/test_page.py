"""The HTML of a report: well-formed, self-contained, safe whatever files are called."""

from __future__ import annotations

import base64
import hashlib
import re

import numpy as np
import pytest

from deblur_studio.report import Chapter, page, pictures
from deblur_studio.report.content import Comparison, Encoded
from tests.unit.report.reading import Reader

HOSTILE = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;\u202egpj.jpg"


def picture(seed: int = 0, height: int = 30, width: int = 40) -> Encoded:
    return pictures.photo(np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8))


def chapter(name: str = "a.jpg", **changes: object) -> Chapter:
    flow = np.full((20, 30, 4), 3.0, np.float32)
    flow[..., 2:] = -3
    trusted = np.ones((20, 30), bool)
    sigma = np.linspace(0, 4, 600, dtype=np.float32).reshape(20, 30)
    full = {
        "summary": f"shaken {name}",
        "diagnosis": (f"It shook: {name}.", "Fix it."),
        "thumbnail": picture(),
        "comparisons": (Comparison(f"All of {name}", "40 x 30", picture(1), picture(2)),),
        "maps": (
            pictures.motion(flow, trusted, "how it moved"),
            pictures.focus(sigma, trusted, "how soft it is"),
            pictures.consistency(np.clip(sigma / 4, 0, 1), "how sure"),
            pictures.kernel(np.eye(5), "what became of a point"),
        ),
        "measures": (("Noise", "1.0", "2.0"),),
        "facts": (("Method", name),),
        "notes": (f"A note on {name}.",),
        "recipe": '{"name": "' + name + '"}\n',
    }
    return Chapter(name, **(full | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def hostile() -> str:
    return page([chapter(HOSTILE), Chapter(HOSTILE, problem=f"Cannot open {HOSTILE}.")], HOSTILE, "now")


def test_it_is_well_formed(hostile: str) -> None:
    for text in (page([chapter()], "Report", "now"), hostile):
        assert Reader(text).mistakes == []


def test_names_are_shown_as_they_are_and_do_nothing(hostile: str) -> None:
    read = Reader(hostile)
    assert len(read.attributes("script")) == 1
    assert not [name for _, each in read.elements for name in each if name.startswith("on")]
    shown = HOSTILE.replace("\u202e", "\ufffd")
    for tag in ("title", "h1", "h2", "a", "td", "pre", "p"):
        assert shown in read.text(tag), tag
    assert any(shown in each["alt"] for each in read.attributes("img"))
    assert any(shown in each["aria-label"] for each in read.attributes("input"))


def test_names_that_are_no_proper_text_can_be_written() -> None:
    page([chapter("\udcff\x00\x1b.jpg")], "Report", "now").encode("utf-8")


def test_nothing_is_fetched() -> None:
    text = page([chapter(), chapter("b.jpg")], "Report", "now")
    read = Reader(text)
    for _, attributes in read.elements:
        for name in ("src", "href", "srcset", "data", "action"):
            assert attributes.get(name, "#").startswith(("data:", "#")), attributes
    assert "url(" not in text
    assert "@import" not in text
    assert "http:" not in text
    assert "https:" not in text


def test_the_policy_allows_its_own_script_and_style_and_no_other() -> None:
    text = page([chapter()], "Report", "now")
    (policy,) = [each for each in Reader(text).attributes("meta") if "http-equiv" in each]
    for kind in ("style", "script"):
        (inside,) = re.findall(f"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy["content"]
    assert "default-src 'none'" in policy["content"]
    assert "unsafe" not in policy["content"]
    assert "style" not in {name for _, each in Reader(text).elements for name in each}


def test_several_photos_have_a_table_of_contents_that_leads_to_each() -> None:
    text = page(
        [chapter(), chapter("b.jpg"), Chapter("c.jpg", problem="Cannot open c.jpg.")], "Report", "now"
    )
    read = Reader(text)
    places = {each.get("id") for each in read.attributes("article")}
    links = [each["href"] for each in read.attributes("a")]
    assert links == ["#photo-1", "#photo-2", "#photo-3"]
    assert {link[1:] for link in links} == places
    assert "nav" not in {name for name, _ in Reader(page([chapter()], "Report", "now")).elements}


def test_before_and_after_are_pictures_of_one_size_under_a_slider_with_a_name() -> None:
    read = Reader(page([chapter()], "Report", "now"))
    (slider,) = read.attributes("input")
    assert slider["type"] == "range"
    assert "All of a.jpg of a.jpg" in slider["aria-label"]
    before, after = [each for each in read.attributes("img") if each["alt"].startswith("All of")]
    assert (before["width"], before["height"]) == (after["width"], after["height"]) == ("40", "30")
    assert before["src"] != after["src"]
    assert before["alt"].endswith("before")
    assert after["alt"].endswith("after")


def test_legends_have_numbers_and_recipes_can_be_copied() -> None:
    read = Reader(page([chapter()], "Report", "now"))
    numbers = read.text("text").split("\n")
    assert {"5", "10"} <= set(numbers)  # rings of the wheel
    assert "4 px" in numbers  # the end of the bar
    (button,) = read.attributes("button")
    assert button["data-of"] in {each.get("id") for each in read.attributes("pre")}
    assert read.text("pre") == '{"name": "a.jpg"}\n'


def test_pictures_are_of_bounded_size_and_carry_nothing_else() -> None:
    large = np.random.default_rng(0).integers(0, 256, (900, 3000, 3)).astype(np.uint8)
    small = pictures.photo(large)
    assert (small.width, small.height) == (pictures.PHOTO, 480)
    assert b"EXIF" not in small.data
    assert b"Exif" not in pictures.exact(large[:64, :64]).data
    known = np.ones((900, 3000), bool)
    field = pictures.focus(np.ones((900, 3000), np.float32), known, "")
    assert max(field.picture.width, field.picture.height) <= pictures.MAP


def test_the_part_shown_is_where_it_changed_most() -> None:
    before = np.full((900, 1200, 3), 100, np.uint8)
    after = before.copy()
    after[600:640, 1000:1040] = 200
    box = pictures.changed_most(before, after)
    assert box is not None
    x, y, width, height = box
    assert (width, height) == (pictures.CROP, pictures.CROP)
    assert x <= 1000 < 1040 <= x + width
    assert y <= 600 < 640 <= y + height
    assert pictures.changed_most(before, before) is None
