"""The samples open from a folder of the user's own."""

from __future__ import annotations

from pathlib import Path

from deblur_studio import places
from deblur_studio.gui.samples import samples_folder
from deblur_studio.photo import read


def test_the_samples_are_copied_once_and_open(home: Path) -> None:
    folder = samples_folder()
    assert home in folder.parents
    shipped = places.data_folder("resources") / "samples"
    names = {path.name for path in shipped.iterdir()}
    assert names
    assert {path.name for path in folder.iterdir()} == names
    assert all(read(folder / name).width > 100 for name in names)
    changed = folder / sorted(names)[0]
    changed.write_bytes(b"the user's")
    assert samples_folder() == folder
    assert changed.read_bytes() == b"the user's"


def test_where_there_is_no_room_they_open_from_the_program(home: Path) -> None:
    places.user_folder().parent.mkdir(parents=True, exist_ok=True)
    (places.user_folder() / "samples").write_text("a file in the way")
    assert samples_folder() == places.data_folder("resources") / "samples"
