"""A report in a real browser: the slider follows mouse and keys, and nothing is asked for from anywhere."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from deblur_studio.report import Chapter, page, pictures
from deblur_studio.report.content import Comparison
from tests.e2e import browser

RED, BLUE = (200, 30, 30), (30, 30, 200)
SIZE = (480, 320)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Browser]:
    """A report with a red photo that became blue, in a browser."""
    reason = browser.missing()
    if reason is not None:
        pytest.skip(reason)
    before, after = (pictures.exact(np.full((SIZE[1], SIZE[0], 3), paint, np.uint8)) for paint in (RED, BLUE))
    chapter = Chapter("</style><script>alert(1)</script>.jpg", recipe='{"method": "<b>"}\n')
    flat = Comparison("The whole photo", "", before, after)
    report = tmp_path_factory.mktemp("report") / "report.html"
    photos = [Chapter(chapter.name, comparisons=(flat, flat), recipe=chapter.recipe), Chapter("b.jpg", "No.")]
    report.write_text(page(photos, "Report", "now"), encoding="utf-8")
    with browser.Browser(tmp_path_factory.mktemp("browser")) as made:
        made.open(report)
        yield made


def box(shown: browser.Browser) -> tuple[float, float, float, float]:
    """Left, top, width and height of the first photo in the window."""
    script = "(() => {const b = document.querySelector('.stage').getBoundingClientRect();"
    x, y, width, height = shown.ask(script + "return [b.x, b.y, b.width, b.height]})()")
    return x, y, width, height


def seam(shown: browser.Browser) -> float:
    """Where red becomes blue in the picture of the first photo, 0..1 of its width."""
    left, top, width, height = box(shown)
    picture = np.asarray(Image.open(io.BytesIO(shown.picture())).convert("RGB")).astype(int)
    line = picture[round(top + 0.8 * height), round(left) : round(left + width)]
    return float((line[:, 0] > line[:, 2]).mean())


def test_the_photo_is_half_before_and_half_after(shown: browser.Browser) -> None:
    shown.ask("document.querySelectorAll('.stage input').forEach(each => each.value = 50)")
    assert box(shown)[2:] == SIZE
    assert seam(shown) == pytest.approx(0.5, abs=0.02)


def test_the_line_follows_the_mouse_beyond_the_edge_too(shown: browser.Browser) -> None:
    left, top, width, height = box(shown)
    middle = top + height / 2
    shown.drag((left + width / 2, middle), (left + width / 4, middle))
    assert seam(shown) == pytest.approx(0.25, abs=0.02)
    shown.drag((left + width / 4, middle), (left + width + 200, middle))
    assert seam(shown) > 0.97
    shown.call("Input.dispatchMouseEvent", type="mouseMoved", x=left + 10, y=middle)
    assert seam(shown) > 0.97, "nothing is held any more"


def test_the_line_follows_the_keys_and_says_where_it_is(shown: browser.Browser) -> None:
    shown.ask("document.querySelector('.stage input').focus()")
    shown.key("Home", 36)
    assert seam(shown) < 0.03
    for _ in range(20):
        shown.key("ArrowRight", 39)
    assert seam(shown) == pytest.approx(0.1, abs=0.02)
    assert shown.ask("document.activeElement.getAttribute('aria-valuetext')") == "10 % before"
    second = shown.ask("document.querySelectorAll('.stage')[1].style.getPropertyValue('--at')")
    assert second == "50%", "each photo has its own line"
    shown.key("Tab", 9)
    assert shown.ask("document.activeElement.type") == "range", "the next photo's"


def test_nothing_is_fetched_and_nothing_foreign_runs(shown: browser.Browser) -> None:
    asked = shown.requests()
    assert asked
    assert all(each.startswith("file:") and each.endswith("/report.html") for each in asked)
    kinds = {each["method"] for each in shown.events}
    assert not kinds & {"Page.javascriptDialogOpening", "Runtime.exceptionThrown", "Log.entryAdded"}
    # What gets into the page in spite of all cannot run: the page's own policy forbids it.
    shown.ask("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.harmed = 1\">')")
    shown.ask("new Promise(done => setTimeout(done, 200))")
    assert shown.ask("window.harmed") is None


def test_the_recipe_can_be_copied_or_is_at_least_selected(shown: browser.Browser) -> None:
    shown.ask("document.querySelector('details').open = true")
    shown.ask("document.querySelector('button.copy').click()")
    shown.ask("new Promise(done => setTimeout(done, 300))")
    told = shown.ask("document.querySelector('button.copy').textContent")
    assert told in ("Copied", "Selected: press Ctrl+C")
    if told != "Copied":
        assert shown.ask("getSelection().toString().trim()") == '{"method": "<b>"}'


def test_on_paper_both_lie_beside_each_other_with_the_recipe(shown: browser.Browser) -> None:
    shown.call("Emulation.setEmulatedMedia", media="print")
    try:
        shown.ask("dispatchEvent(new Event('beforeprint'))")
        script = "[...document.querySelectorAll('.stage .half')].slice(0, 2).map(each => each.offsetLeft)"
        first, second = shown.ask(script)
        assert second > first + 100
        assert shown.ask("document.querySelector('details').open")
        assert shown.ask("getComputedStyle(document.querySelector('.before')).clipPath") == "none"
    finally:
        shown.call("Emulation.setEmulatedMedia", media="screen")


def test_it_is_light_or_dark_as_the_reader_has_it(shown: browser.Browser) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        shown.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        grounds.append(shown.ask("getComputedStyle(document.documentElement).backgroundColor"))
    assert grounds == ["rgb(236, 236, 238)", "rgb(22, 23, 24)"]
