"""Which devices there are, and choosing among them."""

from __future__ import annotations

import types

import pytest
import torch

from deblur_studio.engine import Device, available_devices, devices, resolve_device
from deblur_studio.errors import UserError

BIG, SMALL = Device("cuda:1", "Big card", 24 << 30), Device("cuda:0", "Small card", 8 << 30)
CPU = Device("cpu", "Processor", 16 << 30)


@pytest.fixture
def two_cards(monkeypatch):
    monkeypatch.setattr(devices, "available", lambda: (BIG, SMALL, CPU))


def test_the_processor_is_always_there_with_a_name_and_memory():
    cpu = available_devices()[-1]
    assert cpu.name == cpu.kind == "cpu"
    assert cpu.title
    assert 2**28 < cpu.memory < 2**50
    assert resolve_device("cpu") == cpu


@pytest.mark.parametrize(
    ("name", "device"), [("auto", BIG), ("cuda", BIG), ("cuda:0", SMALL), ("cuda:1", BIG), ("cpu", CPU)]
)
def test_names_lead_to_devices_and_auto_to_the_best(two_cards, name, device):
    assert resolve_device(name) is device


@pytest.mark.parametrize("name", ["auto", "cuda:0", "cpu"])
def test_a_device_can_be_taken_to_have_other_memory(two_cards, name):
    plain, pretended = resolve_device(name), resolve_device(name, 3 << 30)
    assert (pretended.name, pretended.title) == (plain.name, plain.title)
    assert pretended.memory == 3 << 30


@pytest.mark.parametrize("name", ["cuda:7", "mps", "", "cud", "tpu"])
def test_an_unknown_device_is_refused_naming_those_there_are(two_cards, name):
    with pytest.raises(UserError) as caught:
        resolve_device(name)
    for there in ("cuda:0", "Small card", "cuda:1", "cpu", "auto"):
        assert there in str(caught.value)


def test_cards_are_listed_by_memory_and_one_that_cannot_compute_is_left_out(monkeypatch):
    cards = [("Old", 40), ("Small", 8), ("Big", 24)]
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: len(cards))
    monkeypatch.setattr(
        torch.cuda,
        "get_device_properties",
        lambda index: types.SimpleNamespace(name=cards[index][0], total_memory=cards[index][1] << 30),
    )
    monkeypatch.setattr(devices, "_works", lambda device: device.title != "Old")
    assert [device.name for device in devices.available.__wrapped__()][:2] == ["cuda:2", "cuda:1"]


def test_a_device_torch_cannot_reach_does_not_work():
    assert devices._works(devices.cpu())
    assert not devices._works(Device("cuda:63", "Not there", 1))


def test_memory_is_no_more_than_a_container_allows(monkeypatch, tmp_path):
    limit = tmp_path / "memory.max"
    limit.write_text(str(3 << 30))
    monkeypatch.setattr(devices, "LIMIT_FILES", (limit, tmp_path / "absent"))
    assert devices.cpu().memory == 3 << 30
    limit.write_text("max\n")
    assert devices.cpu().memory > 0
