"""Take the picture of a report for the README: docs/screens/report.png.

    python -m tools.report_screen [--to FOLDER]

It needs Chromium, and fixes two of the photos that come with the program.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from tests.e2e.browser import Browser, missing
from tests.e2e.screen import ROOT, save

SCREENS = ROOT / "docs" / "screens"
PHOTOS = ("coffee.jpg", "chelsea.jpg")
SIZE = (1120, 1500)


def main() -> int:
    """Write the report, open it, take the picture; the exit code."""
    parser = argparse.ArgumentParser(description="Take the picture of a report for the README.")
    parser.add_argument("--to", type=Path, default=SCREENS, metavar="FOLDER")
    folder: Path = parser.parse_args().to
    reason = missing()
    if reason is not None:
        print(f"{reason}.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        report = Path(home) / "report.html"
        photos = [str(ROOT / "resources" / "samples" / name) for name in PHOTOS]
        command = [sys.executable, "-m", "deblur_studio", "report", *photos, "-o", str(report)]
        environment = {**os.environ, "DEBLUR_STUDIO_HOME": home}
        subprocess.run([*command, "--method", "nafnet"], cwd=ROOT, env=environment, check=True)
        with Browser(Path(home) / "browser", *SIZE) as browser:
            dark = [{"name": "prefers-color-scheme", "value": "dark"}]
            browser.call("Emulation.setEmulatedMedia", features=dark)
            browser.call(
                "Emulation.setDeviceMetricsOverride",
                width=SIZE[0],
                height=SIZE[1],
                deviceScaleFactor=1,
                mobile=False,
            )
            browser.call("Emulation.setScrollbarsHidden", hidden=True)
            browser.open(report)
            picture = np.asarray(Image.open(io.BytesIO(browser.picture())).convert("RGB"))
    save(picture, folder / "report.png")
    print(folder / "report.png", (folder / "report.png").stat().st_size)
    return 0


if __name__ == "__main__":
    sys.exit(main())
