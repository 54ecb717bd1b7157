"""Known blur from codes of known pairs: read once, put onto the photographer's sharp photos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch import Tensor

from deblur_studio import places, weights
from deblur_studio.errors import UserError
from deblur_studio.networks.kernel_wizard import KernelWizard
from tests.unit.training.cameras.camera_helpers import TINY, Listener, make_plan, shapes
from tests.unit.weights import tiny as tiny_nafnet
from training.cameras import coded, events, presets
from training.cameras.known import MARGIN, RenderedBlur
from training.cameras.plan import CameraPlan
from training.cameras.preparing import Prepared, chores, prepare_all
from training.cameras.train import train_camera
from training.coded_blur import CodedBlur
from training.datasets import to_tensor
from training.loop import StoppedEarly
from training.recipes.kernel_code import new_network

CPU = torch.device("cpu")
SMALL = {"width": 4, "code": 4, "blocks": 1, "trunk": 1, "code_blocks": 1}


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The smallest size, on one core: with several, sums round differently from one time to the next."""
    monkeypatch.setattr(presets, "PRESETS", (TINY,))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def install_wizard(name: str = "copier", seed: int = 0) -> None:
    torch.manual_seed(seed)
    state = new_network(128, **SMALL).state_dict()
    arguments = {**SMALL, "train_size": 128}
    fields = {**tiny_nafnet.FIELDS, "architecture": "KernelWizard", "arguments": arguments}
    weights.write_weights(places.user_weights_folder(), name, state, **fields)


def make_pairs(folder: Path, count: int, brighter: int = 10, side: int = 288) -> Path:
    """Pairs whose blurry pictures are brighter: what the blur of `copies_brightness` is."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        sharp = shapes(100 + number, side) // 2
        cv2.imwrite(str(folder / f"{number:03}_sharp.png"), sharp)
        cv2.imwrite(str(folder / f"{number:03}_blur.png"), sharp + np.uint8(brighter))
    return folder


def coded_plan(folder: Path, **changes: object) -> CameraPlan:
    install_wizard()
    pairs = make_pairs(folder / "pairs", coded.LEAST_PAIRS)
    given = {"known_blur": "codes", "kernel_codes": "copier", "code_pairs": pairs}
    return make_plan(folder, **{**given, **changes})


@pytest.fixture
def copies_brightness(monkeypatch: pytest.MonkeyPatch) -> None:
    """A KernelWizard whose codes tell how much brighter a blurry picture is."""

    def code(self: KernelWizard, sharp: Tensor, blurry: Tensor) -> Tensor:
        rows, columns = (side // 128 for side in sharp.shape[-2:])
        return (blurry - sharp).mean().expand(len(sharp), self.code_channels, rows, columns).clone()

    def adapt(self: KernelWizard, sharp: Tensor, code: Tensor) -> Tensor:
        return sharp + code.mean(dim=(1, 2, 3), keepdim=True)

    monkeypatch.setattr(KernelWizard, "code", code)
    monkeypatch.setattr(KernelWizard, "adapt", adapt)


def prepared(plan: CameraPlan, listener: Listener | None = None) -> Prepared:
    return prepare_all(plan, listener or Listener(), CPU)


def sharp_crops(made: Prepared, count: int = 3) -> Tensor:
    return to_tensor(made.material.sharp.draw(count, TINY.patch, (5,)), CPU)


@pytest.mark.usefixtures("copies_brightness")
def test_sharp_photos_get_the_blur_of_the_pairs(tmp_path: Path) -> None:
    made = prepared(coded_plan(tmp_path))
    assert isinstance(made.material.blur, CodedBlur)
    sharp = sharp_crops(made)
    known = made.material.blur(sharp, torch.Generator().manual_seed(1))
    assert known.shape == (3, 3, TINY.crop, TINY.crop)
    inside = sharp[..., MARGIN:-MARGIN, MARGIN:-MARGIN]
    torch.testing.assert_close(known, (inside + 10 / 255).clamp(0, 1), atol=1e-3, rtol=0)


def test_noise_and_jpeg_are_matched_to_the_camera_as_ever(tmp_path: Path) -> None:
    by_codes = prepared(coded_plan(tmp_path / "a")).material
    rendered = prepared(make_plan(tmp_path / "b")).material
    assert isinstance(rendered.blur, RenderedBlur)
    assert by_codes.look.quality == rendered.look.quality == 90
    assert by_codes.look.grain is not None
    assert by_codes.optics is not None
    assert rendered.optics is not None
    # The camera is what it is, whatever its photos are to become like.
    assert by_codes.optics.usual == rendered.optics.usual


def test_going_on_finds_the_same_codes_without_the_pairs(tmp_path: Path) -> None:
    plan = coded_plan(tmp_path)
    one = prepared(plan).material.blur
    for path in (tmp_path / "pairs").iterdir():
        path.unlink()
    two = prepared(plan).material.blur
    assert isinstance(one, CodedBlur)
    assert isinstance(two, CodedBlur)
    assert one.known.shape == (2 * coded.LEAST_PAIRS, 4, 2, 2)
    assert torch.equal(one.known, two.known)
    assert len({code.numpy().tobytes() for code in one.known}) > coded.LEAST_PAIRS


def test_other_weights_or_a_damaged_file_are_read_anew(tmp_path: Path) -> None:
    plan = coded_plan(tmp_path)
    first, _ = coded.coded_blur(plan, CPU)
    install_wizard("other", seed=9)
    other, _ = coded.coded_blur(coded_plan(tmp_path, kernel_codes="other"), CPU)
    assert not torch.equal(first.known, other.known)
    for damage in (b"", b"PK\x03\x04 nothing", b"nothing"):
        (plan.folder / coded.CODES_FILE).write_bytes(damage)
        again, _ = coded.coded_blur(plan, CPU)
        assert torch.equal(first.known, again.known)


def test_another_seed_reads_other_places(tmp_path: Path) -> None:
    one, two = (coded.coded_blur(coded_plan(tmp_path / str(seed), seed=seed), CPU)[0] for seed in (1, 2))
    assert not torch.equal(one.known, two.known)


def test_a_training_stopped_and_gone_on_with_gives_what_one_run_gives(tmp_path: Path) -> None:
    whole = train_camera(coded_plan(tmp_path / "a"), Listener(), CPU)
    assert isinstance(whole, events.Finished)
    stopped = train_camera(coded_plan(tmp_path / "b"), Listener(events.STOP, after=3), CPU)
    assert stopped == events.Stopped(3, 6)
    rest = train_camera(coded_plan(tmp_path / "b"), Listener(), CPU)
    assert isinstance(rest, events.Finished)
    one, two = (weights.load_state(weights.find(each.result)) for each in (whole, rest))
    assert all(torch.equal(one[name], two[name]) for name in one)
    assert weights.find(whole.result).card.settings["known_blur"] == "copier on the pairs in pairs"


def test_it_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    plan, listener = coded_plan(tmp_path), Listener()
    prepared(plan, listener)
    stages = [event for event in listener.of("Stage") if isinstance(event, events.Stage)]
    done = [event.done for event in stages]
    assert done == sorted(done)
    assert done[-1] == chores(plan) == TINY.patches + 6 + 6 + TINY.tries
    assert {event.total for event in stages} == {chores(plan)}
    with pytest.raises(StoppedEarly):
        prepared(coded_plan(tmp_path / "b"), Listener(events.STOP, after=2, kind="Stage"))
    assert not (tmp_path / "b" / "run" / coded.CODES_FILE).exists()


def test_pairs_that_do_not_do_are_told_of(tmp_path: Path) -> None:
    plan = coded_plan(tmp_path)
    pairs = tmp_path / "pairs"
    cv2.imwrite(str(pairs / "900_sharp.png"), shapes(1, 300))
    cv2.imwrite(str(pairs / "900_blur.png"), shapes(1, 290))
    make_pairs(tmp_path / "small", 1, side=200)
    for kind in ("sharp", "blur"):
        (tmp_path / "small" / f"000_{kind}.png").rename(pairs / f"901_{kind}.png")
        (pairs / f"902_{kind}.png").write_bytes(b"nothing")
    codes, left_out = coded.new_codes(plan, new_network(128, **SMALL).eval(), CPU, lambda done: None)
    assert len(codes) >= TINY.patches
    found = " ".join(left_out)
    for words in (
        "The pair 900 has pictures of two sizes, 290 x 290 and 300 x 300 pixels.",
        "The pair 901 is only 200 x 200 pixels, smaller than 256.",
        "902_blur.png",
    ):
        assert words in found


def test_mistakes_are_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"base are weights of NAFNet.*Name weights of KernelWizard"):
        prepared(coded_plan(tmp_path / "a", kernel_codes="base"))
    with pytest.raises(UserError, match="no weights named 'none'"):
        prepared(coded_plan(tmp_path / "b", kernel_codes="none"))
    with pytest.raises(UserError, match="is no folder"):
        prepared(coded_plan(tmp_path / "c", code_pairs=tmp_path / "nowhere"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="empty holds no pairs"):
        prepared(coded_plan(tmp_path / "d", code_pairs=tmp_path / "empty"))
    few = make_pairs(tmp_path / "few", 7)
    with pytest.raises(UserError, match=r"from 7 of the 7 pairs in .*few; at least 8 are needed"):
        prepared(coded_plan(tmp_path / "e", code_pairs=few))
    small = make_pairs(tmp_path / "small", 9, side=200)
    with pytest.raises(UserError, match=r"from 0 of the 9 pairs in .*256 pixels.*only 200 x 200"):
        prepared(coded_plan(tmp_path / "f", code_pairs=small))
