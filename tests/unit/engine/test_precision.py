"""The measured choice of precision, and how it is remembered."""

from __future__ import annotations

import json
import time

import pytest
import torch

from deblur_studio.engine import devices, precision, remember

CPU = devices.cpu()


@pytest.fixture
def stop_watch(monkeypatch):
    """Set how long each precision seems to take; unknown ones fail as on a device without them."""
    times = {"fp32": 1.0, "bf16": 1.0}
    results = {}
    calls = []

    def measure(network, x, device, name, give_up):
        calls.append(name)
        if name not in times:
            raise RuntimeError("not implemented for this type")
        return results.get(name, x), times[name]

    monkeypatch.setattr(precision, "_measure", measure)
    return times, results, calls


def test_the_probe_really_measures_and_is_short():
    start = time.perf_counter()
    best, seconds = precision.probe(CPU)
    assert time.perf_counter() - start < 20  # about one second on two quiet cores
    assert set(seconds) <= {"fp32", "bf16"}
    assert best in seconds
    assert all(0 < value < 10 for value in seconds.values())


@pytest.mark.parametrize(("bf16", "best"), [(0.3, "bf16"), (0.95, "fp32"), (4.0, "fp32")])
def test_half_precision_must_be_clearly_faster(stop_watch, bf16, best):
    stop_watch[0]["bf16"] = bf16
    assert precision.choose(CPU) == best


def test_a_half_precision_that_gives_nan_or_fails_is_left_out(stop_watch):
    times, results, _ = stop_watch
    times["bf16"] = 0.1
    results["bf16"] = torch.full((1, 3, 192, 192), float("nan"))
    assert precision.probe(CPU)[0] == "fp32"
    del times["bf16"]
    assert precision.probe(CPU) == ("fp32", {"fp32": 1.0})


def test_of_two_equally_fast_halves_the_one_with_more_bits_wins(stop_watch, monkeypatch):
    monkeypatch.setitem(precision.CANDIDATES, "cpu", ("fp16", "bf16"))
    stop_watch[0].update(fp16=0.31, bf16=0.30)
    assert precision.probe(CPU)[0] == "fp16"
    stop_watch[0].update(fp16=0.6)
    assert precision.probe(CPU)[0] == "bf16"


def test_the_answer_is_remembered_for_this_device_and_torch(stop_watch, home, monkeypatch):
    stop_watch[0]["bf16"] = 0.3
    precision.choose(CPU)
    calls = len(stop_watch[2])
    assert precision.choose(CPU) == "bf16"
    assert len(stop_watch[2]) == calls
    facts = json.loads(remember.cache_file().read_text())
    assert home in remember.cache_file().parents
    assert all(CPU.title in key and torch.__version__ in key for key in facts)
    assert not list(remember.cache_file().parent.glob("*.part"))
    monkeypatch.setattr(torch, "__version__", "99.0")
    precision.choose(CPU)
    assert len(stop_watch[2]) > calls


@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]", b"\xff\xfe\x00", b'{"precision": 7}'])
def test_a_corrupt_memory_is_measured_again_and_mended(stop_watch, content):
    precision.choose(CPU)
    remember.cache_file().write_bytes(content)
    calls = len(stop_watch[2])
    assert precision.choose(CPU) == "fp32"
    assert len(stop_watch[2]) > calls
    assert any(
        fact["best"] == "fp32"
        for fact in json.loads(remember.cache_file().read_text()).values()
        if isinstance(fact, dict)
    )


def test_an_answer_that_makes_no_sense_is_measured_again(stop_watch):
    precision.choose(CPU)
    facts = json.loads(remember.cache_file().read_text())
    remember.cache_file().write_text(json.dumps({key: {"best": "fp7"} for key in facts}))
    assert precision.choose(CPU) == "fp32"


def test_an_unwritable_memory_is_no_trouble(stop_watch, home):
    (home / "cache").write_text("a file where the folder should be")
    assert precision.choose(CPU) == "fp32"
    assert precision.choose(CPU) == "fp32"


def test_an_override_is_not_measured(stop_watch):
    assert precision.choose(CPU, "fp16") == "fp16"
    assert stop_watch[2] == []
