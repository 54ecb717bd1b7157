"""Every method of the registry: what it says about itself, and that it runs or says what is missing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from deblur_studio import places, weights
from deblur_studio.engine import EngineSettings, Guard, JobContext
from deblur_studio.errors import UserError
from deblur_studio.methods import (
    FixSettings,
    Method,
    MethodSpec,
    expected_time,
    needs,
    network_method,
    registry,
)
from deblur_studio.methods.pipeline import fix
from deblur_studio.photo import Metadata, Photo
from deblur_studio.weights.architectures import architecture

CPU = EngineSettings(device="cpu", precision="fp32")
# Every network that some method needs, as small as it can be.
TINY: dict[str, dict[str, Any]] = {
    "NAFNet": {"width": 4, "enc_blocks": [1], "middle_blocks": 1, "dec_blocks": [1], "train_size": 64},
    "MIMO-UNet": {"width": 4, "blocks": 1, "train_size": 64},
    "Restormer": {
        "width": 4,
        "blocks": [1, 1, 1, 1],
        "refinement": 1,
        "heads": [1, 1, 1, 1],
        "train_size": 64,
    },
    "DeepDeblur": {"width": 4, "blocks": 1, "scales": 3, "train_size": 64},
    "DeblurFlow": {"width": 2, "folding": 2, "norm": "none", "residual": True, "doubled": True, "cues": True},
}
every_method = pytest.mark.parametrize("method", registry.METHODS, ids=lambda method: method.spec.name)
NETWORKS = [method for method in registry.METHODS if method.spec.needs]
every_network = pytest.mark.parametrize("method", NETWORKS, ids=lambda method: method.spec.name)


@pytest.fixture(autouse=True)
def nothing_bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")


def install(name: str, seed: int = 0) -> weights.WeightsCard:
    """Random weights for a network, under its name in lower case."""
    torch.manual_seed(seed)
    network = architecture(name, "a test").build(**TINY[name])
    state: dict[str, Tensor] = {
        key: value + 0.05 * torch.randn_like(value) if value.is_floating_point() else value
        for key, value in network.state_dict().items()
    }
    return weights.write_weights(
        places.user_weights_folder(),
        f"{name.lower()}-{seed}",
        state,
        title=f"Tiny {name}",
        architecture=name,
        arguments=TINY[name],
        trained_on="nothing",
        recipe="deblur",
        command="",
        minutes=0.0,
        machine="",
        results={},
        licence="CC0",
    )


def photo(height: int = 70, width: int = 90) -> Photo:
    y, x = np.mgrid[0:height, 0:width]
    waves = [0.5 + 0.4 * np.sin((c + 1) * x / 9 + (c + 2) * y / 11) for c in range(3)]
    return Photo(
        np.stack(waves, axis=-1).astype(np.float32), None, Metadata(), 8, False, Path("p.png"), "PNG"
    )


class TestWhatTheySay:
    def test_lists_have_them_in_this_order(self) -> None:
        assert registry.names() == (
            "auto",
            "nafnet",
            "deblur-flow",
            "mimo-unet",
            "restormer",
            "deepdeblur",
            "defocus-deconvolution",
            "by-hand",
            "blind-l0",
            "blind-sparse",
        )
        assert registry.get("auto").spec.name == "nafnet"
        assert registry.get("MIMO-UNet").spec.name == "mimo-unet"

    @every_method
    def test_each_is_described_for_photographers(self, method: Method) -> None:
        spec = method.spec
        for text in (spec.purpose, spec.weights_from) if spec.needs else (spec.purpose,):
            assert text.endswith(".")
            assert text[0].isupper()
        assert len(spec.purpose) < 200, "it has to fit into a narrow panel"
        assert re.search(r"\b(ECCV|ICCV|CVPR|Transactions on Image Processing \d\d,) 20\d\d$", spec.reference)
        assert spec.licence
        assert bool(spec.needs) == isinstance(method, network_method.NetworkMethod)

    def test_no_two_say_the_same(self) -> None:
        for field in ("name", "title", "purpose", "reference", "needs", "weights_from"):
            told = [getattr(method.spec, field) for method in registry.METHODS]
            told = [each for each in told if each]  # what needs no weights says nothing of them
            assert len(set(told)) == len(told), field


@every_network
class TestEachNetwork:
    def test_it_runs_with_weights(self, method: Method, monkeypatch: pytest.MonkeyPatch) -> None:
        # Random weights make the very patterns for which tiles are refused.
        monkeypatch.setattr(Guard, "check", lambda *_: None)
        (name,) = method.spec.needs
        card = install(name)
        assert needs.missing(method.spec) == []
        one = photo()
        result = fix(one, method.spec.name, FixSettings(engine=CPU), JobContext())
        assert (result.weights, result.weights_sha256) == (card.name, card.sha256)
        assert result.pixels.shape == one.pixels.shape
        assert not result.replaced
        assert np.abs(result.pixels - one.pixels).max() > 0.005

    def test_it_can_be_timed(self, method: Method, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(expected_time, "LARGEST_ON_CPU", 128)
        install(method.spec.needs[0])
        speed = expected_time.measure(method.spec.name, FixSettings(engine=CPU), JobContext())
        assert speed is not None
        assert 0 < speed.expected(1_000_000) < speed.expected(12_000_000)

    def test_without_weights_it_says_where_to_get_some(self, method: Method) -> None:
        (name,) = method.spec.needs
        assert needs.missing(method.spec) == [name]
        with pytest.raises(UserError) as told:
            fix(photo(), method.spec.name, FixSettings(engine=CPU), JobContext())
        assert str(told.value).startswith(f"There are no weights for {name}: ")
        assert str(told.value).endswith(method.spec.weights_from)


class TestMemory:
    def test_only_the_network_used_last_is_kept(self) -> None:
        for name in TINY:
            install(name)
        for method in NETWORKS:
            fix(photo(), method.spec.name, FixSettings(engine=CPU), JobContext())
            (kept,) = network_method._last.values()
            assert type(getattr(kept, "whole", kept)) is type(
                architecture(method.spec.needs[0], "").build(**TINY[method.spec.needs[0]])
            )

    def test_a_batch_loads_its_network_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        loaded: list[str] = []
        load = weights.load

        def counted(entry: weights.Entry, **overrides: Any) -> Any:
            loaded.append(entry.card.name)
            return load(entry, **overrides)

        monkeypatch.setattr(weights, "load", counted)
        install("NAFNet", 1)
        install("NAFNet", 2)
        for name in ("nafnet-1", "nafnet-1", "nafnet-2", "nafnet-2", "nafnet-1"):
            fix(photo(), "nafnet", FixSettings(parameters={"weights": name}, engine=CPU), JobContext())
        assert loaded == ["nafnet-1", "nafnet-2", "nafnet-1"]


class TestNeeds:
    SPEC = MethodSpec("m", "M", "For tests.", (network_method.WEIGHTS,), "", "", ("NAFNet",), "Ask around.")

    def test_weights_for_another_network_do_not_help(self) -> None:
        install("NAFNet")
        assert [entry.card.name for entry in needs.usable(self.SPEC)] == ["nafnet-0"]
        other = MethodSpec("o", "O", "For tests.", (network_method.WEIGHTS,), "", "", ("Other",), "Ask.")
        assert (needs.usable(other), needs.missing(other)) == ([], ["Other"])
        with pytest.raises(UserError, match=r"no weights for Other: .* Ask\.$"):
            needs.require(other, {})
        with pytest.raises(UserError, match=r"are for NAFNet, and this method needs Other"):
            needs.require(other, {"weights": "nafnet-0"})

    def test_where_weights_are_had_is_said_only_where_none_are_there(self) -> None:
        install("NAFNet")
        needs.require(self.SPEC, {})
        with pytest.raises(UserError, match=r"no weights named 'x'; installed: nafnet-0\.$"):
            needs.require(self.SPEC, {"weights": "x"})

    def test_a_method_without_networks_needs_nothing(self) -> None:
        plain = MethodSpec("p", "P", "For tests.", (), "", "")
        needs.require(plain, {})
        assert (needs.usable(plain), needs.missing(plain)) == ([], [])
