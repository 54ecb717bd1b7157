"""Naming templates: what they make, and what is refused before anything runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from deblur_studio.errors import UserError
from deblur_studio.photo.naming import SUFFIX
from deblur_studio.queue.template import DEFAULT, Named, Template

NAMED = Named("IMG_1", "nafnet", 0.6, 7, datetime(2024, 5, 31, 18, 20))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (DEFAULT, f"IMG_1{SUFFIX}"),
        ("{name}_{method}", "IMG_1_nafnet"),
        ("{name}-{strength}", "IMG_1-60"),
        ("{date}_{number:03}", "2024-05-31_007"),
        ("{date:%Y%m%d}-{number}", "20240531-7"),
        ("{{{name}}}", "{IMG_1}"),
        ("선명 {name}", "선명 IMG_1"),
        ("{name}. ", "IMG_1"),
    ],
)
def test_what_they_make(text: str, name: str) -> None:
    assert Template(text).render(NAMED) == name


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{nam}", "there is no {nam}; known are {name}, {method}"),
        ("{}_{name}", "there is no {}"),
        ("{0}", "there is no {0}"),
        ("{name.__class__}", "there is no {name.__class__}"),
        ("{name[0]}", "there is no"),
        ("{name!r}", "cannot be told in the way"),
        ("{name:>99999999999}", "cannot be told in the way"),
        ("{number:99999}", "cannot be told in the way"),
        ("{number:{name}}", "cannot be told in the way"),
        ("{name}_{date:%c}", "cannot be told in the way"),
        ("{name}_{date:%Y/%m}", "cannot be told in the way"),
        ("{name}/x", "may stand in a name"),
        ("..\\{name}", "may stand in a name"),
        ("{name}\n", "may stand in a name"),
        ("fixed", "it needs {name} or {number}"),
        ("{date}", "it needs {name} or {number}"),
        ("", "it needs {name} or {number}"),
        ("{name", "expected '}'"),
        ("name}", "Single '}'"),
    ],
)
def test_mistakes_are_told(text: str, reason: str) -> None:
    with pytest.raises(UserError) as told:
        Template(text)
    assert reason in str(told.value)
    assert "cannot be named by" in str(told.value)


def test_no_name_leads_elsewhere_or_is_a_devices() -> None:
    assert Template("{name}").render(replace(NAMED, name="a/b:c")) == "a-b-c"
    assert Template("{name}_{method}").render(replace(NAMED, method="blur2blur:my")) == "IMG_1_blur2blur-my"
    for name in ("con", "NUL", "com1.x", "..", "."):
        with pytest.raises(UserError, match="no name for a file"):
            Template("{name}").render(replace(NAMED, name=name))
    with pytest.raises(UserError, match="too long"):
        Template("{name}").render(replace(NAMED, name="사" * 100))
