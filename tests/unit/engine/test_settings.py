"""Settings that cannot be are refused, all at once."""

from __future__ import annotations

import pytest

from deblur_studio.engine import EngineSettings
from deblur_studio.errors import UserError


def test_every_mistake_is_named_in_one_sentence():
    with pytest.raises(UserError) as caught:
        EngineSettings(precision="fp8", memory_percent=0, tile=0, device_memory=0)
    for part in ("fp8", "bf16", "not 0", "tile", "at least 1 byte"):
        assert part in str(caught.value)


def test_the_defaults_choose_by_themselves():
    settings = EngineSettings()
    assert (settings.device, settings.precision, settings.memory_percent, settings.tile) == (
        "auto",
        "auto",
        50,
        None,
    )
