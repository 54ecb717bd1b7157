"""Features that losses compare: of the bundled encoder, or of a VGG that the user imported."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from deblur_studio import places, weights
from deblur_studio.errors import UserError
from deblur_studio.networks.vgg import VGG
from deblur_studio.weights.importing import import_weights
from tests.unit.training.cameras.camera_helpers import shapes
from tests.unit.weights import small
from training import flow_command
from training.cameras.preparing import FEATURES, encoder
from training.features import EncoderFeatures, VGGFeatures, content_features, feature_loss

CPU = torch.device("cpu")
LEVELS = (1.0, 0.5, 0.25)


def installed_vgg(tmp_path: Path, name: str = "vgg16", depth: int = 16) -> None:
    """Import a small VGG whose features do not fade away with depth."""
    torch.manual_seed(depth)
    network = VGG(depth, 4)
    for parameter in network.parameters():
        if parameter.dim() == 4:
            torch.nn.init.kaiming_normal_(parameter)
    torch.save(network.state_dict(), tmp_path / f"{name}.pth")
    import_weights(tmp_path / f"{name}.pth")


def picture(number: int = 1, side: int = 128) -> Tensor:
    return torch.from_numpy(shapes(number, side)).permute(2, 0, 1)[None] / 255


def vgg(tmp_path: Path) -> VGGFeatures:
    installed_vgg(tmp_path)
    found = content_features(encoder(CPU))
    assert isinstance(found, VGGFeatures)
    return found


def test_without_a_vgg_the_encoder_is_used() -> None:
    own = encoder(CPU)
    assert content_features(own) is own
    assert (own.source, own.words) == (FEATURES, f"encoder of {FEATURES}")


def test_an_imported_vgg_goes_before_the_encoder(tmp_path: Path) -> None:
    features = vgg(tmp_path)
    assert (features.source, features.levels) == ("vgg16", 3)
    assert features.words == "relu2_2, relu3_3, relu4_3 of vgg16"
    assert not any(parameter.requires_grad for parameter in features.parameters())


def test_a_training_that_goes_on_gets_what_it_had(tmp_path: Path) -> None:
    own = encoder(CPU)
    installed_vgg(tmp_path, "one")
    installed_vgg(tmp_path, "two", 19)
    assert content_features(own).source == "one"
    assert content_features(own, "two").source == "two"
    assert content_features(own, FEATURES) is own
    weights.remove(weights.find("two"))
    with pytest.raises(UserError, match="features of two, a VGG that is not installed any more: import it"):
        content_features(own, "two")
    with pytest.raises(UserError, match="features of mimo-unet-shake, a VGG that is not"):
        content_features(own, "mimo-unet-shake")


def test_a_damaged_vgg_is_told(tmp_path: Path) -> None:
    installed_vgg(tmp_path)
    path = places.user_weights_folder() / "vgg16.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(UserError, match=r"vgg16\.safetensors is damaged"):
        content_features(encoder(CPU))


def test_levels_have_the_sizes_of_the_encoder_and_strength_one(tmp_path: Path) -> None:
    features, photo = vgg(tmp_path), picture()
    own = encoder(CPU)
    features.calibrate(photo)
    sizes = [tuple(each.shape[-2:]) for each in features(photo)]
    assert sizes == [tuple(each.shape[-2:]) for each in own(photo)] == [(64, 64), (32, 32), (16, 16)]
    raw = features.raw(photo)
    for level, before in zip(features(photo), raw, strict=True):
        lively = before.std(dim=(0, 2, 3)) > 0.1 * before.std(dim=(0, 2, 3)).mean()
        assert lively.sum() > 1
        assert level.std(dim=(0, 2, 3))[lively] == pytest.approx(1, abs=1e-4)


def test_channels_that_calibration_did_not_wake_do_not_count_a_thousandfold(tmp_path: Path) -> None:
    features = vgg(tmp_path)
    features.calibrate(torch.full((1, 3, 64, 64), 0.5))  # of which only the edges differ
    assert all(float(strength.min()) >= 0.09 * float(strength.mean()) for strength in features.strengths)


def test_the_loss_is_zero_for_equal_pictures_and_grows_with_blur(tmp_path: Path) -> None:
    features, sharp = vgg(tmp_path), picture()
    features.calibrate(torch.cat([picture(number) for number in range(4)]))
    losses = []
    for width in (1, 3, 5, 9):
        soft = F.avg_pool2d(sharp, width, 1, width // 2, count_include_pad=False)
        losses.append(feature_loss(features, [soft], [sharp], LEVELS).item())
    assert losses[0] == 0
    assert losses[1] > 0.02
    assert losses == sorted(losses)
    assert len(set(losses)) == 4


def test_the_loss_leads_a_picture_back(tmp_path: Path) -> None:
    features, sharp = vgg(tmp_path), picture(side=64)
    features.calibrate(sharp)
    soft = F.avg_pool2d(sharp, 5, 1, 2).requires_grad_()
    loss = feature_loss(features, [soft], [sharp], LEVELS)
    (gradient,) = torch.autograd.grad(loss, [soft])
    nearer = soft.detach() - 0.3 * gradient / gradient.norm()
    assert feature_loss(features, [nearer], [sharp], LEVELS).item() < 0.99 * loss.item()


@pytest.mark.parametrize("side", [24, 50])
def test_small_and_odd_sizes_in_half_precision(tmp_path: Path, side: int) -> None:
    features = vgg(tmp_path)
    features.calibrate(picture())
    with torch.autocast("cpu", torch.bfloat16):
        loss = feature_loss(features, [torch.rand(2, 3, side, side)], [torch.rand(2, 3, side, side)], LEVELS)
    assert loss.dtype == torch.float32
    assert 0 < loss.item() < 100


def test_the_flow_command_takes_the_vgg_too(tmp_path: Path) -> None:
    assert isinstance(flow_command.features_of(flow_command.FEATURES), EncoderFeatures)
    installed_vgg(tmp_path)
    found = flow_command.features_of(flow_command.FEATURES)
    assert isinstance(found, VGGFeatures)
    assert len(found(torch.rand(1, 3, 48, 48))) == 3


def test_vgg19_does_as_well(tmp_path: Path) -> None:
    torch.save(small.state("VGG", depth=19), tmp_path / "vgg19.pth")
    import_weights(tmp_path / "vgg19.pth")
    assert content_features(encoder(CPU)).words == "relu2_2, relu3_3, relu4_3 of vgg19"
