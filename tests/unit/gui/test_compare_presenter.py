"""What the comparison has done next, and what it keeps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deblur_studio.diagnosis.measures import Measures
from deblur_studio.engine.context import JobContext
from deblur_studio.engine.region import Region
from deblur_studio.gui.compare.entry import COARSE, Entry, key_of
from deblur_studio.gui.compare.presenter import (
    ComparePresenter,
    Kind,
    Task,
    default_choices,
    parts_of,
    usable_choices,
)
from deblur_studio.gui.document import Document, Result
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.methods import FixSettings, MethodSpec, Parameter, Restoration, registry
from deblur_studio.methods.choice import ORIGINAL, MethodChoice
from deblur_studio.photo import Metadata, Photo

PART = Region(0, 0, 448, 400)
VIEW, ELSEWHERE = Region(100, 100, 200, 150), Region(600, 300, 200, 150)
ONE, TWO, THREE, BARE = (MethodChoice(name) for name in ("one", "two", "three", "bare"))


class MadeUp:
    def __init__(self, name: str, needs: tuple[str, ...] = ()) -> None:
        level = Parameter("level", "Level", "how much", 1.0, 0.0, 9.0)
        self.spec = MethodSpec(name, name.title(), "For tests.", (level,), "none", "none", needs)

    def apply(self, pixels: object, settings: FixSettings, context: JobContext) -> Restoration:
        raise NotImplementedError


@pytest.fixture(autouse=True)
def methods(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [MadeUp("one"), MadeUp("two"), MadeUp("three"), MadeUp("bare", ("NoSuchNetwork",))]
    monkeypatch.setattr(registry, "METHODS", tuple(made))
    monkeypatch.setattr(registry, "ALIASES", {"auto": "one"})


def document(width: int = 1000, height: int = 700) -> Document:
    pixels = np.zeros((height, width, 3), np.float32)
    photo = Photo(pixels, None, Metadata(), 8, False, Path("p.png"), "PNG")
    return Document(photo, Picture.build(np.zeros((height, width, 3), np.uint8)))


def result(entry: Entry, size: tuple[int, int] = (700, 1000)) -> Result:
    pixels = np.zeros((*size, 3), np.float32)
    restoration = Restoration(pixels, "cpu", "fp32", 1.0)
    return Result(restoration, entry.method, entry.method, {}, Picture.build(np.zeros((*size, 3), np.uint8)))


@pytest.fixture
def presenter() -> ComparePresenter:
    made = ComparePresenter(["original", "one", "two"])
    made.open(document(), PART)
    made.visible = VIEW
    return made


def finish(presenter: ComparePresenter, task: Task) -> None:
    """As if it had been done."""
    entry = presenter.entry_of(task.key)
    assert entry is not None
    if task.kind is Kind.VISIBLE:
        assert presenter.visible is not None
        entry.settled.append(presenter.visible)
    elif task.kind is Kind.REST:
        entry.result = result(entry)
    elif task.kind is Kind.MEASURE:
        entry.measured[task.strength] = Measures(0, 0)
    elif task.kind is Kind.FIGURE:
        entry.figure = 0.5
    else:
        assert task.region is not None
        entry.checked.append(task.region)


def everything(presenter: ComparePresenter, most: int = 50) -> list[tuple[Kind, str]]:
    """All that is done, in order."""
    order = []
    while (task := presenter.next_task()) is not None:
        order.append((task.kind, task.key[0]))
        finish(presenter, task)
        assert len(order) < most
    return order


def test_every_cell_gets_what_is_looked_at_before_any_gets_the_whole(presenter: ComparePresenter) -> None:
    assert everything(presenter) == [
        (Kind.VISIBLE, "one"),
        (Kind.VISIBLE, "two"),
        (Kind.MEASURE, ORIGINAL),
        (Kind.FIGURE, "one"),
        (Kind.FIGURE, "two"),
        (Kind.REST, "one"),
        (Kind.MEASURE, "one"),
        (Kind.REST, "two"),
        (Kind.MEASURE, "two"),
    ]


def test_looking_elsewhere_comes_first_again(presenter: ComparePresenter) -> None:
    for _ in range(5):
        task = presenter.next_task()
        assert task is not None
        finish(presenter, task)
    task = presenter.next_task()
    assert task is not None
    assert task.kind is Kind.REST
    presenter.visible = ELSEWHERE
    kinds = everything(presenter)
    assert kinds[:2] == [(Kind.VISIBLE, "one"), (Kind.VISIBLE, "two")]
    presenter.visible = Region(650, 320, 50, 50)
    assert everything(presenter) == [], "it lies in what is known"


def test_two_strengths_of_a_method_are_one_result(presenter: ComparePresenter) -> None:
    presenter.set_choice(2, MethodChoice("one", 0.5))
    kinds = everything(presenter)
    assert kinds.count((Kind.REST, "one")) == 1
    assert kinds.count((Kind.MEASURE, "one")) == 2
    assert presenter.entry(presenter.choices[1]) is presenter.entry(presenter.choices[2])


def test_two_settings_of_a_method_are_two(presenter: ComparePresenter) -> None:
    presenter.set_choice(2, MethodChoice("one", 1.0, {"level": 2.0}))
    assert everything(presenter).count((Kind.REST, "one")) == 2


def test_coming_back_to_a_method_costs_nothing(presenter: ComparePresenter) -> None:
    everything(presenter)
    presenter.set_choice(1, THREE)
    everything(presenter)
    presenter.set_choice(1, ONE)
    assert everything(presenter) == []


def test_one_that_failed_is_left_alone_until_it_is_chosen_again(presenter: ComparePresenter) -> None:
    presenter.entry(ONE).error = "It did not work."
    assert {name for _, name in everything(presenter)} == {"two", ORIGINAL}
    presenter.set_choice(1, THREE)
    presenter.set_choice(1, ONE)
    assert (Kind.VISIBLE, "one") in everything(presenter)


def test_one_without_weights_is_left_alone(presenter: ComparePresenter) -> None:
    presenter.set_choice(1, BARE)
    assert presenter.entry(BARE).lacking
    assert {name for _, name in everything(presenter)} == {"two", ORIGINAL}


def test_consistency_of_what_is_looked_at_is_found_out_when_it_is_shown(presenter: ComparePresenter) -> None:
    presenter.doubting = True
    presenter.visible = Region(300, 100, 300, 200)
    order = everything(presenter)
    assert order[:2] == [(Kind.VISIBLE, "one"), (Kind.VISIBLE, "two")]
    assert order.count((Kind.DOUBTS, "one")) == 2, "the view touches two parts"
    assert order.index((Kind.DOUBTS, "two")) < order.index((Kind.REST, "one"))
    presenter.visible = Region(310, 110, 10, 10)
    assert everything(presenter) == []


def test_parts_cover_what_is_looked_at_and_lie_in_the_photo() -> None:
    parts = parts_of(Region(440, 100, 560, 300), document())
    assert parts[0].overlap(Region(720, 250, 1, 1)) is not None, "the middle first"
    for part in parts:
        part.require_inside(700, 1000)
    covered = np.zeros((700, 1000), int)
    for part in parts:
        covered[part.within(Region.whole(700, 1000))] += 1
    assert covered.max() == 1
    assert covered[100:400, 440:].min() == 1


def test_photos_too_large_for_memory_are_done_in_part(presenter: ComparePresenter) -> None:
    small = ComparePresenter(["one", "two"], budget=700 * 1000 * 30)
    small.open(document(), PART)
    small.visible = VIEW
    assert not small.whole_fits()
    assert Kind.REST not in {kind for kind, _ in everything(small)}
    assert presenter.whole_fits()


def test_what_is_not_shown_makes_room_when_there_is_none() -> None:
    presenter = ComparePresenter(["one", "two"], budget=2 * 700 * 1000 * 17)
    presenter.open(document(), PART)
    for choice in (THREE, ONE, TWO):
        entry = presenter.entry(choice)
        entry.result = result(entry)
    presenter.trim()
    assert presenter.entry_of(key_of(THREE)) is None
    assert presenter.entry(ONE).result is not None
    assert presenter.entry(TWO).result is not None


def test_another_photo_or_other_weights_begin_anew(presenter: ComparePresenter) -> None:
    everything(presenter)
    presenter.forget()
    assert (Kind.REST, "one") in everything(presenter)
    presenter.open(document(), PART)
    presenter.visible = VIEW
    assert (Kind.REST, "one") in everything(presenter)
    presenter.open(None, None)
    assert presenter.next_task() is None


def test_a_method_that_has_gone_makes_way_for_the_original(
    presenter: ComparePresenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "METHODS", tuple(m for m in registry.METHODS if m.spec.name != "two"))
    presenter.forget()
    assert presenter.texts() == ["original", "one", "original"]


def test_more_cells_show_what_is_not_shown_yet(presenter: ComparePresenter) -> None:
    presenter.set_count(4)
    assert presenter.texts() == ["original", "one", "two", "three"]
    presenter.set_count(2)
    assert presenter.texts() == ["original", "one"]
    presenter.set_count(9)
    assert len(presenter.choices) == 4


def test_choices_are_remembered_as_far_as_they_can_be_had() -> None:
    assert [c.text() for c in usable_choices(["two:strength=0.5", "gone", "one:level=2.0"])] == [
        "two:strength=0.5",
        "one:level=2.0",
    ]
    assert [c.text() for c in usable_choices(["one", "one:level=99"])] == ["original", "one", "two", "three"]
    assert usable_choices([]) == default_choices(4)
    assert BARE not in default_choices(4)


def test_consistency_lands_where_it_was_found_out() -> None:
    entry = Entry("one", {})
    values = np.full((100, 60), 0.25, np.float32)
    entry.doubt(Region(40, 20, 60, 100), values, (203, 151))
    assert entry.doubts is not None
    assert entry.doubts.shape == (38, 51)
    known = np.isfinite(entry.doubts)
    assert known.sum() == 25 * 15
    assert known[20 // COARSE : 120 // COARSE, 40 // COARSE : 100 // COARSE].all()
    before = entry.doubts
    entry.doubt(Region(200, 148, 3, 3), np.ones((3, 3), np.float32), (203, 151))
    assert entry.doubts[-1, -1] == 1
    assert np.isnan(before[-1, -1]), "the map that may be painted stays as it is"
    assert entry.knows(Region(50, 30, 10, 10))
    assert not entry.knows(Region(30, 30, 20, 10))
