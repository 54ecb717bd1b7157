"""NAFNet in tiles: with local statistics the result does not depend on the tiles by one step of 255.

Measured for this network, which changes the photo by up to 28/255: 0.13/255 at most."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from deblur_studio import engine
from deblur_studio.engine import EngineSettings, JobContext, Region
from deblur_studio.networks.nafnet import NAFNet
from tests.unit.engine.makers import scene, shaken

PHOTO = shaken(scene(420, 560), 9)


def nafnet(local_size: int | None) -> NAFNet:
    """A small NAFNet whose blocks, unlike fresh ones, do something: it changes the photo by up to 25/255."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        network = NAFNet(
            width=16, enc_blocks=(1, 1), dec_blocks=(1, 1), shuffle=2, local_size=local_size, train_size=64
        )
        for name, tensor in network.named_parameters():
            if name.endswith(("beta", "gamma")):
                torch.nn.init.normal_(tensor, 0, 0.3)
    network.ending.weight.data *= 0.15
    network.ending.bias.data *= 0
    return network.eval()


def run(network, tile, region=None, photo=PHOTO):
    settings = EngineSettings(device="cpu", precision="fp32", tile=tile)
    return engine.run(
        network, photo, settings=settings, context=JobContext(), region=region, guard=None
    ).pixels


@pytest.mark.parametrize("tile", [192, 320])
def test_with_local_statistics_tiles_differ_from_one_pass_by_less_than_one_step_of_255(tile):
    network = nafnet(96)
    whole, tiled = run(network, 2048), run(network, tile)
    assert np.abs(whole - PHOTO).max() > 25 / 255
    assert np.abs(whole - tiled).max() < 1 / 255


def test_with_global_statistics_tiles_have_the_training_size_whatever_the_memory():
    network = nafnet(None)
    photo = PHOTO[:150, :220]
    assert np.array_equal(run(network, 128, photo=photo), run(network, 2048, photo=photo))


def test_a_region_has_the_bits_of_the_whole():
    network = nafnet(96)
    region = Region(123, 45, 200, 122)
    whole = run(network, 256)[region.y : region.bottom, region.x : region.right]
    assert np.array_equal(run(network, 256, region), whole)
