"""The arguments of `deblur-studio report`; light, since every command waits for them."""

from __future__ import annotations

import argparse
from pathlib import Path

from deblur_studio.commands.fix_arguments import (
    add_fix_arguments,
    add_method_arguments,
    add_preset_argument,
)


def add_report_arguments(report: argparse.ArgumentParser) -> None:
    """Say what `report` understands; all but `--json`."""
    report.add_argument("inputs", nargs="*", metavar="PHOTO", help="photos to fix, or folders of them")
    report.add_argument(
        "-o", "--output", type=Path, required=True, metavar="REPORT.html", help="the report to write"
    )
    report.add_argument(
        "--pair",
        action="append",
        default=[],
        nargs=2,
        type=Path,
        metavar=("BEFORE", "AFTER"),
        help="a photo and what was made of it, by whatever program; may be given several times",
    )
    report.add_argument(
        "--recipe",
        action="append",
        default=[],
        type=Path,
        metavar="FILE.deblur.json",
        help="a result that lies beside its recipe; may be given several times",
    )
    report.add_argument("--title", default="Deblur Studio report", metavar="T", help="heading of the report")
    report.add_argument("--overwrite", action="store_true", help="replace a report that is already there")
    add_fix_arguments(report)
    add_preset_argument(report)
    add_method_arguments(report)
