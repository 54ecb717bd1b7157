"""A batch that is killed as by a power cut, and goes on: nothing lost, nothing done twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deblur_studio import places
from tests.unit.weights import tiny
from tools.queue_kills import Trial

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there a process is not killed in the same way")
OPTIONS = ["--method", "nafnet", "--weights", "tiny", "--device", "cpu"]


@pytest.mark.slow
def test_every_result_is_there_once_and_right(tmp_path: Path) -> None:
    tiny.install(places.user_weights_folder())
    trial = Trial(tmp_path, 8, OPTIONS)
    outcome = trial.run(kills=2, seed=1)
    assert outcome.kills, "at least one kill came before the end"
    assert outcome.right == 8
    assert outcome.good, str(outcome)
