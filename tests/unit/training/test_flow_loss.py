"""Losses and measures of flow, against what follows from their definitions."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from deblur_studio.networks.deblur_flow import doubled_ends
from tests.unit.training.blur_helpers import CLEAN, generator, texture
from training import flow_loss as motion
from training.blur.render import render
from training.recipes.deblur import psnr

SIDE = 96


def even(forward: tuple[float, float], backward: tuple[float, float], side: int = SIDE) -> Tensor:
    """The same flow everywhere, (1, 4, side, side) px."""
    return torch.tensor([*forward, *backward], dtype=torch.float32).view(1, 4, 1, 1).repeat(1, 1, side, side)


def noisy(seed: int, count: int = 2) -> Tensor:
    return 10 * torch.randn(count, 4, SIDE, SIDE, generator=generator(seed))


@pytest.mark.parametrize("window", [1, 33, None])
class TestLoss:
    def test_a_perfect_prediction_costs_nothing(self, window: int | None) -> None:
        true = noisy(1)
        assert motion.flow_loss(true, true, window=window).item() == pytest.approx(0, abs=1e-6)
        assert motion.end_point_error(true, true, window).max().item() == 0

    def test_labels_played_backwards_give_the_same_loss(self, window: int | None) -> None:
        predicted, true, weight = noisy(1), noisy(2), torch.rand(2, 1, SIDE, SIDE, generator=generator(3))
        loss = motion.flow_loss(predicted, true, weight, window)
        assert motion.flow_loss(predicted, motion.exchanged(true), weight, window).item() == pytest.approx(
            loss.item(), rel=1e-6
        )
        torch.testing.assert_close(
            motion.end_point_error(predicted, motion.exchanged(true), window),
            motion.end_point_error(predicted, true, window),
        )

    def test_the_loss_is_the_distance_of_both_ends_in_units_of_20_px(self, window: int | None) -> None:
        true, predicted = even((8, 0), (-8, 0)), even((8, 3), (-12, 0))
        assert motion.flow_loss(predicted, true, window=window).item() == pytest.approx(7 / 20, abs=0.011)
        assert motion.end_point_error(predicted, true, window).mean().item() == pytest.approx(3.5)

    def test_each_picture_chooses_for_itself(self, window: int | None) -> None:
        true = torch.cat([even((8, 1), (-7, 2)), even((3, -9), (-2, 8))])
        predicted = torch.cat([true[:1], motion.exchanged(true[1:])])
        assert motion.flow_loss(predicted, true, window=window).item() == pytest.approx(0, abs=1e-6)


def two_halves() -> tuple[Tensor, Tensor]:
    """Flow whose right half is played backwards in the second."""
    true = even((9, 2), (-8, 3))
    true[..., SIDE // 2 :] = even((-1, 12), (2, -10))[..., SIDE // 2 :]
    other = true.clone()
    other[..., SIDE // 2 :] = motion.exchanged(true)[..., SIDE // 2 :]
    return true, other


def test_an_object_larger_than_the_window_may_be_played_backwards_alone() -> None:
    true, other = two_halves()
    assert motion.flow_loss(other, true, window=33).item() == pytest.approx(0, abs=1e-6)
    assert motion.flow_loss(other, true, window=None).item() > 0.3
    off = true + 0.1 * noisy(4, 1)
    whole, parts = (motion.flow_loss(off, each, window=33).item() for each in (true, other))
    assert parts == pytest.approx(whole, rel=0.02)


def test_what_is_smaller_than_the_window_goes_with_what_surrounds_it() -> None:
    true = even((9, 2), (-8, 3))
    predicted = true.clone()
    predicted[..., 40:50, 40:50] = motion.exchanged(true)[..., 40:50, 40:50]
    assert motion.flow_loss(predicted, true, window=1).item() == pytest.approx(0, abs=1e-6)
    assert motion.end_point_error(predicted, true, 33)[..., 40:50, 40:50].min().item() > 15


def test_directions_in_wild_order_cost_as_much_as_they_are_wrong() -> None:
    """Else a network could give every point its own order, and the flow would be of no use."""
    true = even((10, 0), (-10, 0))
    at_random = torch.rand(1, 1, SIDE, SIDE, generator=generator(5)) < 0.5
    predicted = torch.where(at_random, true, motion.exchanged(true))
    assert motion.flow_loss(predicted, true, window=33).item() > 0.8 * 20 / 20
    assert motion.flow_loss(predicted, true, window=1).item() == pytest.approx(0, abs=1e-6)


def test_points_count_by_their_weight_in_the_mean_and_in_the_choice() -> None:
    true, other = two_halves()
    left = torch.zeros(1, 1, SIDE, SIDE)
    left[..., : SIDE // 2] = 1
    assert motion.flow_loss(other, true, left, window=None).item() == pytest.approx(0, abs=1e-6)
    assert motion.flow_loss(other, true, torch.zeros_like(left)).item() == 0


def test_no_motion_is_not_the_best_answer() -> None:
    """What a plain regression settles on, the mean of both orders, is worse than either."""
    true = even((9, 2), (-8, 3))
    mean = (true + motion.exchanged(true)) / 2
    assert motion.flow_loss(mean, true) > motion.flow_loss(true, true) + 0.5
    at_rest = torch.zeros_like(true, requires_grad=True)
    (slope,) = torch.autograd.grad(motion.flow_loss(at_rest, true), at_rest)
    assert torch.isfinite(slope).all()
    assert (slope * true).sum() < 0


def test_a_window_needs_a_middle() -> None:
    with pytest.raises(ValueError, match="odd side of at least 1, not 4"):
        motion.flow_loss(noisy(1), noisy(2), window=4)


def test_windows_are_means_of_what_is_there() -> None:
    x = torch.rand(1, 1, 7, 9, generator=generator(1))
    found = motion.box(x, 5)
    assert found[0, 0, 3, 4].item() == pytest.approx(x[0, 0, 1:6, 2:7].mean().item())
    assert found[0, 0, 0, 0].item() == pytest.approx(x[0, 0, :3, :3].mean().item())
    torch.testing.assert_close(motion.box(x, 101), x.mean().expand_as(x))


class TestMeasures:
    @pytest.mark.parametrize(
        ("degrees", "error"), [(0, 0), (25, 25), (90, 90), (155, 25), (180, 0), (350, 10)]
    )
    def test_axes_have_no_head(self, degrees: float, error: float) -> None:
        x, y = (5 * f(math.radians(degrees)) for f in (math.cos, math.sin))
        true, predicted = even((6, 0), (-6, 0), 4), even((x, y), (-x, -y), 4)
        for each in (true, motion.exchanged(true)):
            assert motion.axis_error(predicted, each).mean().item() == pytest.approx(error, abs=1e-3)

    def test_the_way_is_from_start_to_end(self) -> None:
        flow = even((3, 0), (0, 4), 4)
        assert motion.length(flow).mean().item() == pytest.approx(5)
        assert motion.length_error(2 * flow, flow).mean().item() == pytest.approx(1)
        assert motion.length_error(0.8 * flow, motion.exchanged(flow)).mean().item() == pytest.approx(0.2)

    def test_only_motions_of_4_to_40_px_at_textured_points_are_measured(self) -> None:
        flow = torch.cat([even((half, 0), (-half, 0), 4) for half in (1.9, 2.1, 19.9, 20.1)])
        textured = torch.ones(4, 1, 4, 4, dtype=torch.bool)
        textured[:, :, :2] = False
        found = motion.measurable(flow, textured)
        assert found[:, 0, 2:].all(dim=(1, 2)).tolist() == [False, True, True, False]
        assert not found[:, :, :2].any()

    def test_texture_has_edges_in_two_directions(self) -> None:
        columns = torch.arange(SIDE) / 3
        stripes = (0.5 + 0.3 * torch.sin(columns)).expand(1, 3, SIDE, SIDE)
        assert not motion.textured(stripes).any()
        assert motion.textured((stripes + stripes.mT) / 2).all()
        assert not motion.textured(torch.full((1, 3, SIDE, SIDE), 0.4)).any()


def waves(x: Tensor, rate: float) -> Tensor:
    """Light."""
    return 0.5 + 0.4 * torch.sin(rate * x)


class TestReblur:
    @pytest.mark.parametrize("axis", [0, 1])
    def test_blurs_as_the_integral_does(self, axis: int) -> None:
        """Of a wave of light, half the time on each way from the middle: in closed form."""
        rate, forward, backward = 0.21, 6.0, -3.0
        x = torch.arange(SIDE, dtype=torch.float32)
        sharp = waves(x, rate).expand(1, 3, SIDE, SIDE) ** (1 / 2.2)
        # The mean of sin(rate (x - s)) for s from 0 to an end, twice.
        parts = [
            (torch.cos(rate * (x - end)) - torch.cos(rate * x)) / (rate * end) for end in (forward, backward)
        ]
        expected = ((0.5 + 0.4 * (parts[0] + parts[1]) / 2) ** (1 / 2.2)).expand(1, 3, SIDE, SIDE)
        flow = even((forward, 0), (backward, 0))
        if axis == 0:
            sharp, expected, flow = sharp.mT, expected.mT, even((0, forward), (0, backward))
        blurry, inside = motion.reblur(sharp, flow, samples=48)
        error = ((blurry - expected).abs() * inside).max().item()
        assert error < 0.002
        assert ((sharp - expected).abs() * inside).max().item() > 0.05
        assert inside.float().mean().item() == pytest.approx(1 - 9 / SIDE)

    def test_played_backwards_it_is_the_same(self) -> None:
        sharp, flow = texture(1, SIDE), 0.3 * noisy(1, 1)
        one, other = motion.reblur(sharp, flow)[0], motion.reblur(sharp, motion.exchanged(flow))[0]
        torch.testing.assert_close(one, other, atol=1e-5, rtol=0)

    def test_no_motion_changes_nothing(self) -> None:
        sharp = texture(1, 32)
        blurry, inside = motion.reblur(sharp, torch.zeros(1, 4, 32, 32))
        torch.testing.assert_close(blurry, sharp, atol=1e-5, rtol=0)
        assert inside.all()

    @pytest.mark.parametrize("turning", [0.0, 1.0])
    def test_brings_the_renderers_sharp_picture_near_its_blurry_one(self, turning: float) -> None:
        settings = replace(
            CLEAN,
            reference="middle",
            shortest=8,
            longest=16,
            rotation_chance=turning,
            shaky_chance=0.0,
            response_weights=(0.0, 1.0, 0.0, 0.0, 0.0, 0.0),
        )
        made = render(texture(4, SIDE + 32), settings, generator(2), with_labels=True)
        assert made.flow_forward is not None
        assert made.flow_backward is not None
        flow = torch.cat([made.flow_forward, made.flow_backward], dim=1)
        again, inside = motion.reblur(made.sharp, flow)
        for each in range(4):
            shown = inside[each].expand(3, -1, -1)
            before = psnr(made.sharp[each][shown], made.blurry[each][shown])
            assert psnr(again[each][shown], made.blurry[each][shown]) > before + 4

    def test_the_loss_is_least_for_the_flow_that_was(self) -> None:
        sharp, flow = texture(1, SIDE), even((7, 3), (-5, -2))
        blurry = motion.reblur(sharp, flow)[0]
        losses = [motion.reblur_loss(sharp, flow * f, blurry).item() for f in (1.0, 0.5, 0.0, -1.0)]
        assert losses[0] == pytest.approx(0, abs=1e-6)
        assert losses[0] < losses[1] < losses[2]
        assert losses[3] > 0.001

    def test_black_has_a_slope(self) -> None:
        sharp = torch.zeros(1, 3, 16, 16, requires_grad=True)
        flow = even((3, 0), (-3, 0), 16).requires_grad_()
        motion.reblur_loss(sharp, flow, texture(1, 16)).backward()
        assert sharp.grad is not None
        assert torch.isfinite(sharp.grad).all()
        assert flow.grad is not None
        assert torch.isfinite(flow.grad).all()


class TestDoubledLoss:
    """What the network tells when its decoder doubles angles."""

    def test_the_truth_costs_nothing_whichever_way_it_is_played(self) -> None:
        true = noisy(1)
        told = doubled_ends(motion.exchanged(true))
        assert motion.doubled_loss(told, true).item() == pytest.approx(0, abs=1e-5)

    def test_an_end_that_is_wrong_costs_its_distance(self) -> None:
        # Both ends 3 px lower: their sum is wrong by 6, their difference is right.
        told, true = doubled_ends(even((8, 3), (-8, 3))), even((8, 0), (-8, 0))
        assert motion.doubled_loss(told, true).item() == pytest.approx(6 / 20, abs=0.006)
        # 4 px longer at each end.
        told = doubled_ends(even((12, 0), (-12, 0)))
        assert motion.doubled_loss(told, true).item() == pytest.approx(8 / 20, abs=0.006)

    def test_points_count_by_their_weight(self) -> None:
        true = even((8, 0), (-8, 0))
        told = doubled_ends(true)
        told[..., 40:] = 0
        weight = torch.ones(1, 1, SIDE, SIDE)
        weight[..., 40:] = 0
        assert motion.doubled_loss(told, true, weight).item() == pytest.approx(0, abs=1e-5)
        assert motion.doubled_loss(told, true).item() > 0.4


def test_relative_errors_count_by_the_true_length() -> None:
    # From start to end 25 px and nothing, and 5 px more each.
    weights = [
        motion.relative_weight(even(*ends), 5.0).mean()
        for ends in (((12.5, 0), (-12.5, 0)), ((0, 0), (0, 0)))
    ]
    assert [float(weight) for weight in weights] == pytest.approx([0.5, 3.0])


def test_lengths_alone_cost_nothing_for_a_wrong_axis() -> None:
    true = even((8, 0), (-8, 0))
    turned, short = doubled_ends(even((0, 8), (0, -8))), doubled_ends(even((4, 0), (-4, 0)))
    assert float(motion.length_loss(turned, true)) == pytest.approx(0, abs=1e-3)
    assert float(motion.length_loss(short, true)) == pytest.approx(math.log(17 / 9), abs=1e-3)
    half = torch.zeros(1, 1, SIDE, SIDE)
    half[..., 48:] = 1
    assert float(motion.length_loss(torch.cat([turned[..., :48], short[..., :48]], dim=3), true, half)) > 0.6
