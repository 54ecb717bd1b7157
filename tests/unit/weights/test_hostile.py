"""Files that are no weights, or want to do harm: one sentence about each, and nothing happens."""

from __future__ import annotations

import io
import json
import os
import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save

from deblur_studio import weights
from deblur_studio.errors import UserError
from deblur_studio.weights.importing import import_as_new, import_weights
from deblur_studio.weights.wording import shown, some
from tests.unit.weights import small


@pytest.fixture(autouse=True)
def no_bundled_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")


def refused(path: Path) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(UserError) as error:
        import_weights(path)
    text = str(error.value)
    assert "\n" not in text
    assert path.name[:40] in text
    assert weights.installed().entries == ()
    return text


def saved(path: Path, content: Any, new: bool = True) -> Path:
    torch.save(content, path, _use_new_zipfile_serialization=new)
    return path


BEGINNINGS = {
    b"": "it is empty",
    b"<!DOCTYPE html><html>Google Drive - Virus scan warning": "a web page",
    b"\n  <html>": "a web page",
    b"version https://git-lfs.github.com/spec/v1\noid sha256:1": "a placeholder of Git LFS",
    b"\x89PNG\r\n\x1a\n" + bytes(100): "a picture",
    b"\xff\xd8\xff\xe0" + bytes(100): "a picture",
    b"%PDF-1.4": "a PDF document",
    b"\x1f\x8b\x08" + bytes(20): "a packed archive",
    b"\x89HDF\r\n\x1a\n": "an HDF5 file",
    b"MZ" + bytes(50): "a program",
    pickle.dumps({"a": [1.0]}): "a Python pickle that PyTorch did not write",
    bytes(range(256)): "damaged or not a PyTorch checkpoint",
    b"\x80": "damaged or not a PyTorch checkpoint",
}


@pytest.mark.parametrize("begin", BEGINNINGS)
def test_files_of_other_kinds_are_named(tmp_path: Path, begin: bytes) -> None:
    (tmp_path / "net.pth").write_bytes(begin)
    text = refused(tmp_path / "net.pth")
    assert BEGINNINGS[begin] in text
    assert "expected a PyTorch checkpoint" in text


def test_folders_links_and_pipes(tmp_path: Path) -> None:
    (tmp_path / "folder.pth").mkdir()
    (tmp_path / "loop.pth").symlink_to(tmp_path / "loop.pth")
    (tmp_path / "lost.pth").symlink_to(tmp_path / "nowhere")
    assert "is a folder; choose the file" in refused(tmp_path / "folder.pth")
    assert "is a link that leads nowhere" in refused(tmp_path / "loop.pth")
    assert "is a link that leads nowhere" in refused(tmp_path / "lost.pth")
    assert "cannot be read" in refused(tmp_path / ("n" * 300 + ".pth"))
    assert "cannot be read" in refused(tmp_path / ("n" * 300 + ".safetensors"))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.pth")
        assert "is no ordinary file" in refused(tmp_path / "pipe.pth")


def test_the_content_counts_and_not_the_name(tmp_path: Path) -> None:
    (tmp_path / "a.pth").write_bytes(save(small.state("DeepDeblur")))
    assert import_weights(tmp_path / "a.pth").architecture == "DeepDeblur"
    saved(tmp_path / "b.safetensors", small.state("MIMO-UNet"))
    assert import_weights(tmp_path / "b.safetensors").architecture == "MIMO-UNet"


@pytest.mark.parametrize(
    "name", ["나 и é.pth", "a\nb.pth", "a.safetensors.pth", "\udcff.pth", "x" * 200 + ".pth"]
)
def test_odd_file_names(tmp_path: Path, name: str) -> None:
    try:
        path = saved(tmp_path / name, small.state("DeepDeblur"))
    except (OSError, RuntimeError, UnicodeError):
        pytest.skip("this system does not have such names")
    card = import_as_new(path)
    assert weights.find(card.name).card == card
    assert "\n" not in card.notes
    weights.verify(weights.find(card.name))


class Evil:
    """Would create a file if it were unpickled."""

    def __init__(self, *call: Any) -> None:
        self.call = call

    def __reduce__(self) -> Any:
        return (self.call[0], self.call[1:])


HIDING: dict[str, Callable[[Any], Any]] = {
    "alone": lambda evil: evil,
    "beside": lambda evil: {"params": small.state("DeepDeblur"), "more": evil},
    "inside": lambda evil: {"params": {**small.state("DeepDeblur"), "more": evil}},
    "as a name": lambda evil: {"params": {**small.state("DeepDeblur"), evil: torch.ones(1)}},
    "deep": lambda evil: {"a": [{"b": (1, [evil])}]},
}


@pytest.mark.parametrize("new", [True, False], ids=["archive", "old"])
@pytest.mark.parametrize("hiding", HIDING)
@pytest.mark.parametrize("call", [os.system, eval, exec, Path.touch, torch.load, torch.hub.load])
def test_programs_are_never_run(tmp_path: Path, call: Any, hiding: str, new: bool) -> None:
    trace = tmp_path / "trace"
    argument: Any = {
        os.system: f"touch {trace}",
        eval: f"open({str(trace)!r}, 'w')",
        exec: f"open({str(trace)!r}, 'w')",
        Path.touch: trace,
    }.get(call, str(trace))
    path = saved(tmp_path / "evil.pth", HIDING[hiding](Evil(call, argument)), new)
    assert "programs inside checkpoints are never run; expected a file that holds" in refused(path)
    assert not trace.exists()


def test_a_whole_network_object_is_told_to_be_a_program(tmp_path: Path) -> None:
    network = small.BUILD["DeepDeblur"](**small.ARGUMENTS["DeepDeblur"])
    assert "(a state_dict)" in refused(saved(tmp_path / "net.pth", network))


def rewritten(path: Path, change: Callable[[str, bytes], bytes], packing: int = zipfile.ZIP_STORED) -> Path:
    """The archive again, with other records and fitting checksums."""
    with zipfile.ZipFile(path) as archive:
        records = [(name, change(name, archive.read(name))) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in records:
            archive.writestr(name, content)
    return path


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = saved(tmp_path / "bomb.pth", small.state("DeepDeblur"))
    rewritten(path, lambda name, c: bytes(50_000_000) if name.endswith("data/0") else c, zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 200_000
    assert "was packed again after it was made, or claims more than it holds" in refused(path)


def test_an_archive_that_names_one_record_many_times(tmp_path: Path) -> None:
    """The list at its end points to one and the same record again and again."""
    path = saved(tmp_path / "bomb.pth", {"a": torch.zeros(100_000)})
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        start = archive.start_dir
        count = len(archive.namelist())
    end = content.rindex(b"PK\x05\x06")
    listing = content[start:end]
    if b"PK\x06\x06" in listing:
        listing = listing[: listing.index(b"PK\x06\x06")]
    entries, count = 20 * listing, 20 * count
    closing = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entries), start, 0)
    path.write_bytes(content[:start] + entries + closing)
    assert "cannot be imported" in refused(path)


def test_an_archive_of_other_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "models.zip", "w") as archive:
        archive.writestr("pretrained/net.pth", b"x")
    assert "it is an archive of other files; unpack it first" in refused(tmp_path / "models.zip")
    with zipfile.ZipFile(tmp_path / "texts.zip", "w") as archive:
        archive.writestr("a.txt", b"x")
    assert "it is an archive of other files; expected" in refused(tmp_path / "texts.zip")
    with zipfile.ZipFile(tmp_path / "arrays.npz", "w") as archive:
        archive.writestr("a.npy", b"x")
    assert "it is a damaged archive of NumPy; expected" in refused(tmp_path / "arrays.npz")
    with zipfile.ZipFile(tmp_path / "script.pt", "w") as archive:
        archive.writestr("script/data.pkl", pickle.dumps(1, 2))
        archive.writestr("script/constants.pkl", b"x")
    assert "a program for TorchScript" in refused(tmp_path / "script.pt")


def test_changed_bytes_are_noticed(tmp_path: Path) -> None:
    path = saved(tmp_path / "net.pth", small.state("DeepDeblur"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    assert "part of it has changed since it was written" in refused(path)


def replaced(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    def change(name: str, content: bytes) -> bytes:
        if name.endswith("data.pkl"):
            assert old in content
            return content.replace(old, new, 1)
        return content

    return change


def test_storages_that_claim_more_than_they_have(tmp_path: Path) -> None:
    state = {**small.state("DeepDeblur"), "more": torch.zeros(77)}
    huge = b"J" + struct.pack("<i", 2_000_000_000)
    path = rewritten(saved(tmp_path / "net.pth", state), replaced(b"KMt", huge + b"t"))
    assert "it is damaged" in refused(path)


@pytest.mark.parametrize("new", [True, False], ids=["archive", "old"])
def test_tensors_that_claim_more_than_they_have(tmp_path: Path, new: bool) -> None:
    wide = torch.zeros(1).expand(10_000, 10_000, 100)
    state = {**small.state("DeepDeblur"), "body_models.0.body.0.bias": wide}
    assert "its tensors claim 40,0" in refused(saved(tmp_path / "net.pth", state, new))


def test_one_storage_shared_by_many_tensors(tmp_path: Path) -> None:
    one = torch.zeros(100_000)
    state = {f"intro.{number}": one for number in range(1000)}
    assert "its tensors claim 400,000,000 bytes" in refused(saved(tmp_path / "net.pth", state))


def test_very_many_tensors(tmp_path: Path) -> None:
    state = {f"encoders.0.{number}.beta": torch.zeros(1) for number in range(3000)}
    assert "holds 3000 tensors, more than" in refused(saved(tmp_path / "net.pth", state))


def test_pairs_of_pairs_of_pairs(tmp_path: Path) -> None:
    """Looking such a thing up takes 2 to the power of its depth."""
    pair: Any = ()
    for _ in range(60):
        pair = (pair, pair)
    content = pickle.dumps([pair], 2)
    assert content[-2:] == b"a."
    key = content[: -len(b"a.")].replace(b"]q\x00", b"}q\x00", 1) + b"K\x01s."
    path = saved(tmp_path / "net.pth", {})
    rewritten(path, lambda name, c: key if name.endswith("data.pkl") else c)
    assert "it is damaged or not" in refused(path)


def test_a_dictionary_inside_itself(tmp_path: Path) -> None:
    content: dict[str, Any] = {}
    content["params"] = content
    assert "holds no network" in refused(saved(tmp_path / "net.pth", content))


def test_very_deep_lists(tmp_path: Path) -> None:
    deep = b"\x80\x02" + b"]" * 5000 + b"a" * 4999 + b"."
    path = rewritten(
        saved(tmp_path / "net.pth", {}), lambda name, c: deep if name.endswith("data.pkl") else c
    )
    assert "holds no network" in refused(path)


def test_a_dictionary_whose_methods_are_hidden(tmp_path: Path) -> None:
    state = OrderedDict(small.state("DeepDeblur"))
    state.itemz = state.keyz = state.gat = 3  # type: ignore[attr-defined]
    path = saved(tmp_path / "net.pth", state)
    for old, new in ((b"itemz", b"items"), (b"keyz", b"keys"), (b"gat", b"get")):
        rewritten(path, replaced(old, new))
    assert import_weights(path).architecture == "DeepDeblur"


LEAVES: dict[str, tuple[Any, str]] = {
    "number": (3, "body_models.0.body.0.bias, a int, among the tensors"),
    "text": ("x", "a str, among the tensors"),
    "nothing": (None, "a NoneType, among the tensors"),
    "list": ([torch.ones(4)], "a list, among the tensors"),
    "whole numbers": (torch.ones(4, dtype=torch.int64), "is of a special kind (int64)"),
    "truth": (torch.ones(4, dtype=torch.bool), "is of a special kind (bool)"),
    "complex": (torch.ones(4, dtype=torch.complex64), "special kind"),
    "eight bits": (torch.ones(4).to(torch.float8_e4m3fn), "special kind"),
    "sparse": (torch.ones(4).to_sparse(), "special kind"),
    "no values": (torch.empty(4, device="meta"), "special kind"),
    "not a number": (torch.full((4,), float("nan")), "hold values that are not numbers"),
    "infinite in float32": (torch.full((4,), 1e300, dtype=torch.float64), "hold values that are not numbers"),
    "empty": (torch.zeros(0), "are of another shape"),
    "single": (torch.tensor(1.0), "is a single number instead of 4"),
}


@pytest.mark.parametrize("leaf", LEAVES)
def test_entries_that_are_no_plain_tensors(tmp_path: Path, leaf: str) -> None:
    value, reason = LEAVES[leaf]
    state = {**small.state("DeepDeblur"), "body_models.0.body.0.bias": value}
    assert reason in refused(saved(tmp_path / "net.pth", {"params": state}))


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_quantised_tensors(tmp_path: Path) -> None:
    value = torch.quantize_per_tensor(torch.ones(4), 0.1, 0, torch.qint8)
    state = {**small.state("DeepDeblur"), "body_models.0.body.0.bias": value}
    assert "special kind" in refused(saved(tmp_path / "net.pth", state))


@pytest.mark.parametrize("kind", [torch.float64, torch.bfloat16, torch.float16])
def test_other_precisions_are_taken(tmp_path: Path, kind: torch.dtype) -> None:
    state = {name: tensor.to(kind) for name, tensor in small.state("DeepDeblur").items()}
    card = import_weights(saved(tmp_path / "net.pth", state))
    loaded = weights.load(card.name).state_dict()
    assert all(torch.equal(loaded[name], tensor.float()) for name, tensor in state.items())


def test_names_that_are_no_text_or_cannot_be_shown(tmp_path: Path) -> None:
    state: dict[Any, Any] = {**small.state("DeepDeblur"), 3: torch.ones(1)}
    assert "found 3, a Tensor, among the tensors" in refused(saved(tmp_path / "net.pth", state))
    state = {**small.state("DeepDeblur"), "a\nb\x00" + "c" * 5000: torch.ones(1)}
    text = refused(saved(tmp_path / "net.pth", state))
    assert r"unexpected (a\nb\x00ccc" in text
    assert len(text) < 500 + len(str(tmp_path))
    assert some([10**6000, (1, 2), "하늘"]) == "int, tuple, 하늘"
    assert shown("\udcff") == r"\udcff"


def header(entries: dict[str, Any], data: bytes = b"") -> bytes:
    text = json.dumps(entries).encode()
    return struct.pack("<Q", len(text)) + text + data


TENSOR = {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}
HEADERS = {
    "beyond the end": header({"a": {**TENSOR, "shape": [10**9], "data_offsets": [0, 4 * 10**9]}}, bytes(16)),
    "another shape": header({"a": {**TENSOR, "shape": [5]}}, bytes(16)),
    "overlapping": header({"a": TENSOR, "b": TENSOR}, bytes(16)),
    "backwards": header({"a": {**TENSOR, "data_offsets": [16, 0]}}, bytes(16)),
    "overflowing": header({"a": {**TENSOR, "shape": [2**62, 2**62]}}, bytes(16)),
    "unknown numbers": header({"a": {**TENSOR, "dtype": "F99"}}, bytes(16)),
    "unread bytes": header({"a": TENSOR}, bytes(32)),
    "no object": struct.pack("<Q", 4) + b"{]x}" + bytes(16),
    "not text": struct.pack("<Q", 4) + b"{\xff\xff}" + bytes(16),
    "too long a header": struct.pack("<Q", 2**63) + b"{}" + bytes(16),
    "deep": struct.pack("<Q", 20_005) + b'{"a":' + b"[" * 10_000 + b"]" * 10_000,
}


@pytest.mark.parametrize("case", HEADERS)
def test_headers_of_safetensors_that_lie(tmp_path: Path, case: str) -> None:
    (tmp_path / "net.safetensors").write_bytes(HEADERS[case])
    assert "damaged" in refused(tmp_path / "net.safetensors")


def test_safetensors_of_special_kinds(tmp_path: Path) -> None:
    state = {**small.state("DeepDeblur"), "body_models.0.body.0.bias": torch.ones(4, dtype=torch.int8)}
    (tmp_path / "net.safetensors").write_bytes(save(state))
    assert "special kind (int8)" in refused(tmp_path / "net.safetensors")


def test_too_little_memory_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_: Any, **__: Any) -> None:
        raise MemoryError

    path = saved(tmp_path / "net.pth", small.state("DeepDeblur"))
    monkeypatch.setattr("torch.load", none_left)
    with pytest.raises(UserError, match="There is not enough memory to read"):
        import_weights(path)


def test_an_old_checkpoint_cut_anywhere(tmp_path: Path) -> None:
    stream = io.BytesIO()
    torch.save(small.state("DeepDeblur", blocks=0, scales=1), stream, _use_new_zipfile_serialization=False)
    content = stream.getvalue()
    for cut in range(1, len(content), max(1, len(content) // 40)):
        (tmp_path / "net.pth").write_bytes(content[:cut])
        assert "damaged" in refused(tmp_path / "net.pth")
