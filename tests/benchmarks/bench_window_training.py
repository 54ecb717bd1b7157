"""The window beside a real training: the longest time between two turns of the event loop, page by page.

    python tests/benchmarks/bench_window_training.py [--seconds 40] [--json F]

On Qt's offscreen platform, with a camera that is made (`tools.wizard_screens`): sorting photos, timing the
sizes, training with curves and pictures on the page, and panning a 24-megapixel photo meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=40, help="of training that are watched")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["DEBLUR_STUDIO_HOME"] = scratch
        results = measure(Path(scratch), options.seconds)
    for name, result in results.items():
        print(
            f"{name:<22}longest {result['longest_ms']:>6.0f} ms, 99 % below {result['p99_ms']:>5.1f} ms, "
            f"{result['over_50_ms']:.0f} over 50 ms"
        )
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


def measure(folder: Path, seconds: float) -> dict[str, dict[str, float]]:
    """What `Watch` saw on each page."""
    from deblur_studio.gui.wizard.session import session_of
    from tests.benchmarks.bench_window import Studio, Watch, jpeg
    from tools.wizard_screens import shoot_all

    photos = folder / "photos"
    shoot_all(photos)
    large = jpeg(folder / "large.jpg", 24)
    found: dict[str, dict[str, float]] = {}
    studio = Studio()
    studio.window.resize(1400, 850)
    studio.window.show()
    studio.open(large)
    studio.wait(lambda: not studio.model.computing.busy)
    studio.spin(1)
    session = session_of(studio.model)

    watch = Watch()
    studio.window.top.show_tab("train")
    session.choose([photos])
    studio.wait(lambda: session.wizard.assessment is not None and not session.wizard.measuring)
    studio.spin(2)
    found["sorting photos"] = watch.stop()

    watch = Watch()
    session.training.train()
    studio.wait(lambda: session.wizard.run is not None and session.wizard.run.step is not None)
    found["timing, preparing"] = watch.stop()

    watch = Watch()
    studio.spin(seconds)
    found["training"] = watch.stop()

    studio.window.top.show_tab("fix")
    studio.window.fix_tab.viewer.zoom_actual()
    studio.spin(0.5)
    watch = Watch()
    for step in range(100):
        studio.pan(right=step < 50)
        studio.spin(0.05)
    found["panning meanwhile"] = watch.stop()

    session.training.stop()
    studio.wait(lambda: not session.training.process.running)
    session.end()
    studio.close()
    return found


if __name__ == "__main__":
    main()
