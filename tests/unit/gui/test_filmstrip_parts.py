"""The parts of the filmstrip that know nothing of Qt: listing, order, wishes, memory."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deblur_studio.gui.filmstrip.cache import LeastRecentlyUsed
from deblur_studio.gui.filmstrip.orders import Listing, Orders, Wish
from deblur_studio.photo import PhotoError
from deblur_studio.photo.folders import natural_key, photos_in, scan


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def fill(folder: Path, *files: str) -> None:
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")


class TestListing:
    def test_numbers_are_counted_as_people_do(self, tmp_path):
        fill(tmp_path, "IMG_10.jpg", "img_9.JPG", "IMG_100.jpg", "a.png", "IMG_010.jpg")
        assert names(photos_in(tmp_path)) == [
            "a.png",
            "img_9.JPG",
            "IMG_010.jpg",
            "IMG_10.jpg",
            "IMG_100.jpg",
        ]

    def test_raw_and_jpeg_are_both_there_and_strangers_are_not(self, tmp_path):
        fill(tmp_path, "a.cr3", "a.jpg", "a.xmp", "notes.txt", ".hidden.jpg", "b.heic")
        (tmp_path / "folder.jpg").mkdir()
        assert names(photos_in(tmp_path)) == ["a.cr3", "a.jpg", "b.heic"]

    def test_folders_inside_only_when_asked(self, tmp_path):
        fill(tmp_path, "z.jpg", "day2/a.jpg", "day10/b.jpg", ".thumbs/c.jpg")
        assert names(photos_in(tmp_path)) == ["z.jpg"]
        assert names(photos_in(tmp_path, recursive=True)) == ["z.jpg", "a.jpg", "b.jpg"]

    def test_a_loop_of_links_ends_and_a_dead_link_is_no_photo(self, tmp_path):
        fill(tmp_path, "inside/a.jpg")
        (tmp_path / "inside" / "loop").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "inside" / "dead.jpg").symlink_to(tmp_path / "nowhere.jpg")
        assert names(photos_in(tmp_path, recursive=True)) == ["a.jpg"]

    @pytest.mark.parametrize("name", ["gone", "a.jpg", "zero\0byte"])
    def test_what_is_no_folder_is_said(self, tmp_path, name):
        fill(tmp_path, "a.jpg")
        with pytest.raises(PhotoError, match="Cannot open the folder"):
            photos_in(tmp_path / name)

    def test_a_slow_folder_comes_bit_by_bit_and_sorted(self, tmp_path):
        fill(tmp_path, *(f"{number}.jpg" for number in range(30)))
        ticks = iter(range(1000))
        steps = list(scan(tmp_path, clock=lambda: next(ticks) * 0.07))
        assert len(steps) > 3
        assert [len(step) for step in steps] == sorted(len(step) for step in steps)
        assert all(step == sorted(step, key=lambda path: int(path.stem)) for step in steps)
        assert steps[-1] == photos_in(tmp_path)

    def test_it_stops_when_nobody_wants_it(self, tmp_path):
        fill(tmp_path, *(f"{number}.jpg" for number in range(30)))
        asked = []
        assert not list(scan(tmp_path, unwanted=lambda: len(asked) > 4 or bool(asked.append(1))))

    @given(st.lists(st.text(alphabet="aB019_²٣", max_size=6), max_size=8))
    def test_the_order_is_one(self, some):
        ordered = sorted(set(some), key=natural_key)
        backwards = ordered[::-1]
        backwards.sort(key=natural_key)
        assert backwards == ordered


class TestOrders:
    def wishes(self, *names: str) -> list[Wish]:
        return [Wish(Path(name), 100) for name in names]

    def test_the_newest_wishes_replace_the_older_ones(self):
        orders = Orders()
        orders.want(self.wishes("a", "b", "c"))
        assert orders.take(wait=False) == Wish(Path("a"), 100)
        orders.want(self.wishes("x"))
        assert orders.take(wait=False) == Wish(Path("x"), 100)
        assert orders.take(wait=False) is None

    def test_a_folder_comes_first_and_replaces_another(self):
        orders, first, second = Orders(), Listing(Path("a"), False), Listing(Path("b"), False)
        orders.want(self.wishes("a"))
        orders.list_folder(first)
        orders.list_folder(second)
        assert orders.take(wait=False) is second
        assert orders.is_unwanted(first)
        assert not orders.is_unwanted(second)

    def test_stopping_wakes_who_waits(self):
        orders = Orders()
        taken: list[object] = [1]
        thread = threading.Thread(target=lambda: taken.append(orders.take(wait=True)))
        thread.start()
        orders.stop()
        thread.join(5)
        assert taken == [1, None]


class TestMemory:
    def test_the_longest_unused_go_first(self):
        cache: LeastRecentlyUsed[str, int] = LeastRecentlyUsed(100)
        for name in "abc":
            cache.put(name, 1, 30)
        cache.get("a")
        cache.put("d", 1, 30)
        assert [cache.get(name) for name in "abcd"] == [1, None, 1, 1]
        assert cache.bytes == 90

    def test_a_new_value_takes_the_place_of_the_old(self):
        cache: LeastRecentlyUsed[str, int] = LeastRecentlyUsed(100)
        cache.put("a", 1, 80)
        cache.put("a", 2, 20)
        assert (cache.get("a"), cache.bytes, len(cache)) == (2, 20, 1)
        cache.drop("a")
        assert (cache.get("a"), cache.bytes) == (None, 0)
