"""A trained camera as one file: there and back, and everything that can be wrong with such a file."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save

from deblur_studio import cli, weights
from deblur_studio.errors import UserError
from deblur_studio.weights import Entry
from deblur_studio.weights.camera_file import pack, unpack
from deblur_studio.weights.importing import import_as_new, import_weights
from tests.unit.weights import small, tiny

FIELDS: dict[str, Any] = {
    **tiny.FIELDS,
    "title": "FUJIFILM X-T30",
    "architecture": "Blur2Blur",
    "arguments": {"width": 6, "blocks": 1, "train_size": 128},
    "recipe": "blur2blur",
    "settings": {"base": "nafnet-shake", "base_sha256": "0" * 64},
}


@pytest.fixture(autouse=True)
def no_bundled_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")


def trained(folder: Path, name: str = "x-t30", offset: float = 0.0, **fields: Any) -> Entry:
    """A trained camera in a folder that is not the user's; another offset gives other weights."""
    state = {key: tensor + offset for key, tensor in small.state("MIMO-UNet").items()}
    weights.write_weights(folder, name, state, half=True, **{**FIELDS, **fields})
    return weights.find(str(folder / f"{name}.safetensors"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return pack(trained(tmp_path / "runs"), tmp_path)


def refused(path: Path) -> str:
    with pytest.raises(UserError) as error:
        unpack(path)
    text = str(error.value)
    assert str(path) in text
    assert "\n" not in text
    assert text.endswith(".")
    assert len(text) < 500 + 2 * len(str(path))
    assert weights.installed() == weights.Library((), ())
    return text


class TestThereAndBack:
    def test_a_camera_goes_to_another_computer(self, tmp_path: Path, home: Path) -> None:
        made = trained(tmp_path / "runs")
        path = pack(made, tmp_path)
        assert path == tmp_path / "x-t30.deblurcamera"
        entry = unpack(path)
        assert entry.card == made.card
        assert (entry.origin, entry.source) == ("user", "trained")
        assert entry == weights.find("x-t30")
        assert entry.path.read_bytes() == made.path.read_bytes()
        assert sorted(p.name for p in (home / "weights").iterdir()) == ["x-t30.json", "x-t30.safetensors"]
        assert entry.card.settings["base"] == "nafnet-shake"
        assert weights.choose("Blur2Blur") == entry
        weights.load(entry)

    def test_the_file_is_a_plain_archive_of_two(self, tmp_path: Path, file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            assert archive.namelist() == ["x-t30.json", "x-t30.safetensors"]
            assert {record.compress_type for record in archive.infolist()} == {zipfile.ZIP_STORED}
        again = pack(weights.find(str(tmp_path / "runs" / "x-t30.safetensors")), tmp_path / "again.zip")
        assert again.read_bytes() == file.read_bytes()

    def test_a_file_that_was_renamed(self, tmp_path: Path, file: Path) -> None:
        assert unpack(file.rename(tmp_path / "from a friend (1)")).card.name == "x-t30"

    def test_the_same_camera_again_is_the_one_there(self, file: Path, home: Path) -> None:
        first = unpack(file)
        weights.remove(first)
        renamed = unpack(file, name="mine")
        assert unpack(file) == renamed
        assert len(list((home / "weights").iterdir())) == 2

    def test_a_name_that_other_weights_have_gets_a_number(self, tmp_path: Path, file: Path) -> None:
        assert unpack(pack(trained(tmp_path / "other", offset=0.5), tmp_path / "o")).card.name == "x-t30"
        entry = unpack(file)
        assert (entry.card.name, entry.card.file) == ("x-t30-2", "x-t30-2.safetensors")
        assert weights.find("x-t30").card.sha256 != entry.card.sha256
        weights.load("x-t30-2")
        assert unpack(file) == entry

    def test_the_same_weights_but_damaged_are_not_taken_for_there(self, file: Path) -> None:
        first = unpack(file)
        first.path.write_bytes(first.path.read_bytes()[:-1] + b"?")
        assert unpack(file).card.name == "x-t30-2"
        weights.load("x-t30-2")

    def test_a_file_that_lost_its_card_keeps_its_name(self, file: Path, home: Path) -> None:
        (home / "weights").mkdir()
        (home / "weights" / "x-t30.safetensors").write_bytes(b"something")
        assert unpack(file).card.name == "x-t30-2"
        assert (home / "weights" / "x-t30.safetensors").read_bytes() == b"something"

    def test_into_another_folder(self, tmp_path: Path, file: Path, home: Path) -> None:
        unpack(file)
        entry = unpack(file, tmp_path / "stick" / "weights")
        assert entry.folder == tmp_path / "stick" / "weights"
        assert entry.origin == "file"
        assert unpack(file, tmp_path / "stick" / "weights") == entry
        weights.load(entry)

    def test_names_that_are_asked_for(self, file: Path) -> None:
        assert unpack(file, name="mine").card.name == "mine"
        with pytest.raises(UserError, match="Weights named mine are installed already; choose another name"):
            unpack(file, name="mine")
        for name in ("../x", "A", "x.safetensors", ""):
            with pytest.raises(UserError, match="cannot name weights"):
                unpack(file, name=name)

    def test_importing_takes_it_like_any_file_of_weights(
        self, tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert import_weights(file, said="blur2blur").name == "x-t30"
        with pytest.raises(UserError, match="is for Blur2Blur, as its card says, and not for nafnet"):
            import_weights(file, said="nafnet")
        with pytest.raises(UserError, match=r"is installed already, as FUJIFILM X-T30 \(x-t30\)"):
            import_as_new(file)
        other = pack(trained(tmp_path / "other", offset=0.5), tmp_path / "o.deblurcamera")
        assert import_as_new(other).name == "x-t30-2"
        assert cli.main(["weights", "import", str(file), "--name", "again"]) == 0
        assert "as again: FUJIFILM X-T30" in capsys.readouterr().out


class TestPacking:
    def test_weights_of_other_networks_are_no_cameras(self, tmp_path: Path) -> None:
        tiny.install(tmp_path, "net")
        with pytest.raises(UserError, match="The weights net are for NAFNet; only cameras trained with"):
            pack(weights.find(str(tmp_path / "net.safetensors")), tmp_path)

    def test_damaged_weights_are_not_handed_on(self, tmp_path: Path) -> None:
        entry = trained(tmp_path)
        entry.path.write_bytes(entry.path.read_bytes()[:-1] + b"?")
        with pytest.raises(UserError, match="is damaged"):
            pack(entry, tmp_path / "x.deblurcamera")
        assert not (tmp_path / "x.deblurcamera").exists()

    def test_an_older_file_is_replaced_or_stays(self, tmp_path: Path, file: Path) -> None:
        entry = trained(tmp_path / "runs")
        assert pack(entry, file) == file
        with pytest.raises(UserError, match="The camera cannot be written to"):
            pack(entry, tmp_path / "none" / "x.deblurcamera")

    def test_a_full_disk(self, tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = file.read_bytes()

        def full(*_: Any) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
        with pytest.raises(UserError, match=r"cannot be written to .*x-t30\.deblurcamera \(No space left on"):
            pack(trained(tmp_path / "runs"), file)
        assert file.read_bytes() == before
        assert [p.name for p in tmp_path.glob(".*.part")] == []


Rewrite = Callable[[dict[str, bytes]], dict[str, bytes]]


def rewritten(path: Path, change: Rewrite, **how: Any) -> Path:
    """The same file with other contents."""
    with zipfile.ZipFile(path) as archive:
        records = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", **how) as archive:
        for name, content in change(records).items():
            archive.writestr(name, content)
    return path


def with_card(**changes: Any) -> Rewrite:
    """Another card beside the same weights."""

    def change(records: dict[str, bytes]) -> dict[str, bytes]:
        card = {**json.loads(records["x-t30.json"]), **changes}
        return {**records, "x-t30.json": json.dumps(card).encode()}

    return change


def with_weights(content: bytes) -> Rewrite:
    """Other weights, with the card's sums set right."""

    def change(records: dict[str, bytes]) -> dict[str, bytes]:
        sums = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        return {**with_card(**sums)(records), "x-t30.safetensors": content}

    return change


def renamed(card: str, tensors: str) -> Rewrite:
    return lambda records: dict(zip((card, tensors), records.values(), strict=True))


def state(**changes: Any) -> dict[str, torch.Tensor]:
    return {**small.state("MIMO-UNet"), **changes}


BIAS = "ConvsOut.0.main.0.bias"
HOSTILE: dict[str, tuple[Rewrite, str]] = {
    "nothing": (lambda r: {}, "damaged or no trained camera"),
    "no card": (lambda r: {"x-t30.safetensors": r["x-t30.safetensors"]}, "and holds x-t30.safetensors."),
    "no weights": (lambda r: {"x-t30.json": r["x-t30.json"]}, "and holds x-t30.json."),
    "something more": (lambda r: {**r, "setup.exe": b"MZ"}, "and holds setup.exe, x-t30.json, x-t30.safet"),
    "much more": (lambda r: {**r, **{f"{n}": b"" for n in range(2000)}}, "damaged or no trained camera"),
    "a path upwards": (renamed("../x-t30.json", "../x-t30.safetensors"), "and holds ../x-t30.json, ../x-"),
    "a path": (renamed("weights/x-t30.json", "weights/x-t30.safetensors"), "and holds weights/x-t30.json"),
    "an absolute path": (renamed("/tmp/x.json", "/tmp/x.safetensors"), "and holds /tmp/x.json"),
    "a drive": (renamed("c:x-t30.json", "c:x-t30.safetensors"), "and holds c:x-t30.json"),
    "backslashes": (renamed("..\\x.json", "..\\x.safetensors"), "x.safetensors."),
    "a name of two lines": (renamed("x\n.json", "x\n.safetensors"), r"holds x\n.json, x\n.safetensors."),
    "two names": (renamed("x-t30.json", "x-t40.safetensors"), "and holds x-t30.json, x-t40.safetensors."),
    "another name": (renamed("a.json", "a.safetensors"), "is for x-t30.safetensors, and not for a.saf"),
    "a long name": (renamed("a" * 300 + ".json", "a.safetensors"), "damaged or no trained camera"),
    "a card for another file": (with_card(file="other.safetensors"), "is for other.safetensors, and not for"),
    "a card that points elsewhere": (with_card(file="../x-t30.safetensors"), "must be the bare name"),
    "another sum": (with_card(sha256="0" * 64), "its weights are not those its card describes"),
    "another size": (with_card(bytes=3), "its weights are not those its card describes"),
    "an unknown network": (with_card(architecture="CycleGAN"), "is for a network named 'CycleGAN'"),
    "another network": (
        with_card(architecture="MIMO-UNet"),
        "is for MIMO-UNet; a trained camera is",
    ),
    "other arguments": (with_card(arguments={"width": 8, "blocks": 1}), "does not fit Blur2Blur"),
    "absurd arguments": (with_card(arguments={"width": 6, "blocks": 10**9}), "layers and only"),
    "unknown arguments": (with_card(arguments={"wide": 6}), "describes no Blur2Blur that can be built"),
    "a title of many lines": (with_card(title="a\n" * 3), "its title is not one line of text"),
    "an endless title": (with_card(title="a" * 1000), "its title is not one line of text"),
    "a card without a licence": (with_card(licence=""), "licence must be a text that is not empty"),
    "a card that is no text": (lambda r: {**r, "x-t30.json": b"\xff\xfe"}, "is no text"),
    "a card that is no card": (lambda r: {**r, "x-t30.json": b"[1]"}, "is not a JSON object"),
    "a card that is no JSON": (lambda r: {**r, "x-t30.json": b"{"}, "is not valid JSON"),
    "a very deep card": (lambda r: {**r, "x-t30.json": b"[" * 200_000}, "nested too deeply"),
    "a huge card": (lambda r: {**r, "x-t30.json": b" " * 2_000_000}, "its card is larger than any card is"),
    "no tensors": (with_weights(b"nothing"), "its weights cannot be read"),
    "a header that lies": (with_weights(b"\xff" * 8 + b"{}"), "its weights cannot be read"),
    "another network's tensors": (with_weights(save(small.state("DeepDeblur"))), "does not fit Blur2Blur"),
    "one tensor less": (
        with_weights(save({name: tensor for name, tensor in state().items() if name != BIAS})),
        "1 tensors are missing",
    ),
    "values that are none": (
        with_weights(save(state(**{BIAS: torch.full((3,), float("nan"))}))),
        "hold values that are not numbers",
    ),
    "whole numbers": (
        with_weights(save(state(**{BIAS: torch.ones(3, dtype=torch.int64)}))),
        "special kind",
    ),
}


class TestHostile:
    @pytest.mark.parametrize("case", HOSTILE)
    def test_contents_that_do_not_belong_there(self, file: Path, case: str) -> None:
        change, reason = HOSTILE[case]
        assert reason in refused(rewritten(file, change))

    @pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_bombs(self, file: Path, method: int) -> None:
        """Two files that were packed unpack to thousands of times their size: nothing packed is taken."""
        path = rewritten(file, lambda r: {**r, "x-t30.safetensors": bytes(10_000_000)}, compression=method)
        assert path.stat().st_size < 100_000
        assert "it was packed again after it was made" in refused(path)

    def test_claims_of_more_than_there_is(self, file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            size = archive.getinfo("x-t30.safetensors").file_size
        content = file.read_bytes()
        file.write_bytes(content.replace(size.to_bytes(4, "little"), (2**31).to_bytes(4, "little")))
        assert "it claims to hold more than it does" in refused(file)

    def test_the_same_name_twice(self, file: Path) -> None:
        with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as archive:
            archive.writestr("x-t30.json", b"{}")
        assert "damaged or no trained camera" in refused(file)

    def test_a_password(self, file: Path) -> None:
        content = bytearray(file.read_bytes())
        content[content.index(b"PK\x01\x02") + 8] |= 1
        file.write_bytes(content)
        assert "it is locked with a password" in refused(file)

    def test_what_is_no_archive(self, tmp_path: Path) -> None:
        path = tmp_path / "x.deblurcamera"
        assert "There is no file" in refused(path)
        path.mkdir()
        assert "is a folder" in refused(path)
        path.rmdir()
        for content in (b"", b"hello", b"PK\3\4"):
            path.write_bytes(content)
            assert ("damaged or no trained camera" if content else "it is empty") in refused(path)

    def test_a_file_that_is_too_large(self, file: Path) -> None:
        with file.open("r+b") as stream:
            stream.truncate(2**28 + 1)
        assert "larger than any trained camera" in refused(file)

    def test_a_folder_that_cannot_be_written(self, file: Path, home: Path) -> None:
        (home / "weights").write_text("a file where the folder should be")
        with pytest.raises(UserError, match="The camera cannot be written to"):
            unpack(file)

    def test_a_disk_that_fills_up_leaves_nothing_half(
        self, file: Path, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from deblur_studio.weights import camera_file

        whole = camera_file.replacing

        def full(target: Path, overwrite: bool) -> Any:
            if target.suffix == ".json":
                raise OSError(28, "No space left on device")
            return whole(target, overwrite)

        monkeypatch.setattr(camera_file, "replacing", full)
        with pytest.raises(UserError, match="No space left on device"):
            unpack(file)
        assert list((home / "weights").iterdir()) == []


@pytest.mark.parametrize("seed", range(6))
def test_damaged_files(file: Path, seed: int) -> None:
    """Cut or changed anywhere, a file is refused in a sentence, or was not damaged where it matters."""
    random = np.random.default_rng(seed)
    content = file.read_bytes()
    directory = content.index(b"PK\x01\x02")
    outcomes = set()
    for number in range(40):
        damaged = bytearray(content)
        if number % 4 == 0:
            damaged = damaged[: random.integers(len(content))]
        elif number % 4 == 1:
            del damaged[(cut := int(random.integers(len(content)))) : cut + int(random.integers(1, 100))]
        else:
            # Half the time where the names and sizes are.
            first = directory if number % 4 == 2 else 0
            for _ in range(random.integers(1, 6)):
                damaged[random.integers(first, len(content))] ^= 1 << random.integers(8)
        file.write_bytes(damaged)
        try:
            entry = unpack(file)
        except UserError as error:
            text = str(error)
            assert str(file) in text
            assert "\n" not in text
            assert weights.installed().entries == ()
            outcomes.add("refused")
            continue
        outcomes.add("taken")
        weights.load(entry)
        weights.remove(entry)
    assert "refused" in outcomes


def test_a_file_that_was_written_as_a_stream(file: Path) -> None:
    """The sizes then stand behind the data: that is fine, too."""
    with zipfile.ZipFile(file) as archive:
        records = {name: archive.read(name) for name in archive.namelist()}

    class Pipe(io.RawIOBase):
        """Cannot go back."""

        def __init__(self) -> None:
            self.content = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.content += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:  # type: ignore[arg-type]
        for name, content in records.items():
            archive.writestr(name, content)
    file.write_bytes(pipe.content)
    assert unpack(file).card.name == "x-t30"
