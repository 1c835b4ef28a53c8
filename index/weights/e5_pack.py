"""multilingual-e5-small out of one packed file, in which each weight has 4 bits, as the usual files of a model.

The file is little-endian. It begins with `E5S1`, the sizes of the model and the vocabulary, then the pieces of the
tokenizer with their scores, its character map, a table of tensors, and the tensors. A block of 32 weights is a float16
scale and 16 bytes: the low half of each byte is one of the first 16 weights, the high half one of the last 16.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from safetensors.numpy import save_file

MAGIC = b"E5S1"
BLOCK = 32  # weights that share a scale
BLOCK_BYTES = 18

_LAYERS = {  # the name in the file: the name in the model, and whether it is a matrix in blocks
    "q": ("attention.self.query", True),
    "k": ("attention.self.key", True),
    "v": ("attention.self.value", True),
    "ao": ("attention.output.dense", True),
    "aln": ("attention.output.LayerNorm", False),
    "fi": ("intermediate.dense", True),
    "fo": ("output.dense", True),
    "oln": ("output.LayerNorm", False),
}
# Signs that the tokenizer drops or reads as a space; the rest of its character map is NFKC.
_DROPPED = "[\\u0000-\\u0008\\u000b\\u000e-\\u001f\\u007f\\u200b\\u200e\\u200f\\ufeff]"
_SPACES = "[\\t\\n\\r\\f]"


class _Sizes(NamedTuple):
    """The sizes of the model, in the order of the file."""

    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    kinds: int


class _Reader:
    """Reads the file from its start. Raises `ValueError` if it ends too early."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def numbers(self, layout: str) -> tuple[Any, ...]:
        size = struct.calcsize(f"<{layout}")
        return struct.unpack(f"<{layout}", self.take(size))

    def take(self, size: int) -> bytes:
        taken = self.data[self.at : self.at + size]
        if len(taken) < size:
            raise ValueError("it ends too early")
        self.at += size
        return taken


def unpack_e5(packed: Path, file: str, target: Path) -> None:
    """Write one file of the model, `model.safetensors` (float16) or `tokenizer.json`, to `target`.

    The bytes depend on `packed` only. Raises `ValueError` if `packed` has another format or is damaged, and
    `OSError` if a file cannot be read or written.
    """
    reader = _Reader(packed.read_bytes())
    if reader.take(4) != MAGIC:
        raise ValueError(f"{packed.name} does not begin with {MAGIC.decode()}")
    reader.numbers("I")  # the version
    sizes = _Sizes(*reader.numbers("7i"))
    reader.numbers("fi")  # the epsilon of the norms, and the size of a block
    tokenizer = _tokenizer(reader)
    if file == "tokenizer.json":
        target.write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        return
    if file != "model.safetensors":
        raise ValueError(f"{packed.name} does not contain {file}")
    table = dict(_table(reader))
    shapes = dict(_shapes(sizes))
    tensors = {name: _tensor(reader.data, *table[packed_name], shape) for name, (packed_name, shape) in shapes.items()}
    # transformers warns about weights that are missing, though the mean of the tokens is taken and not the pooler.
    tensors["pooler.dense.weight"] = np.zeros((sizes.hidden, sizes.hidden), np.float16)
    tensors["pooler.dense.bias"] = np.zeros(sizes.hidden, np.float16)
    save_file(tensors, target, metadata={"format": "pt"})


def _tokenizer(reader: _Reader) -> dict[str, Any]:
    """The tokenizer in the form of the `tokenizers` library: pieces with scores (Unigram)."""
    count, begin, end, pad, unknown = reader.numbers("5i")
    (size,) = reader.numbers("Q")
    offsets = np.frombuffer(reader.take(4 * (count + 1)), "<u4")
    scores = np.frombuffer(reader.take(4 * count), "<f4")
    text = reader.take(size)
    pieces = [text[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets)]
    _, map_size = reader.numbers("iI")
    reader.take(map_size)
    special = {pieces[number]: number for number in (begin, pad, end, unknown)}
    space = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    first, last = ({"SpecialToken": {"id": pieces[number], "type_id": 0}} for number in (begin, end))
    whole = {"Sequence": {"id": "A", "type_id": 0}}
    other = {"Sequence": {"id": "B", "type_id": 0}}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_special(piece, number) for piece, number in sorted(special.items(), key=lambda one: one[1])],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "NFKC"},
                {"type": "Replace", "pattern": {"Regex": _DROPPED}, "content": ""},
                {"type": "Replace", "pattern": {"Regex": _SPACES}, "content": " "},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": space,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [first, whole, last],
            "pair": [first, whole, last, last, other, last],
            "special_tokens": {
                pieces[number]: {"id": pieces[number], "ids": [number], "tokens": [pieces[number]]}
                for number in (begin, end)
            },
        },
        "decoder": space,
        "model": {
            "type": "Unigram",
            "unk_id": unknown,
            "vocab": [[piece, float(score)] for piece, score in zip(pieces, scores, strict=True)],
            "byte_fallback": False,
        },
    }


def _special(piece: str, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "content": piece,
        "single_word": False,
        "lstrip": False,
        "rstrip": False,
        "normalized": False,
        "special": True,
    }


def _table(reader: _Reader) -> Iterator[tuple[str, tuple[int, int]]]:
    """The place of each tensor: its name, whether it is in blocks (1) or float32 (0), and where it begins."""
    (count,) = reader.numbers("i")
    for _ in range(count):
        (length,) = reader.numbers("H")
        name = reader.take(length).decode()
        kind, _, begin, _ = reader.numbers("BIQQ")
        yield name, (kind, begin)


def _shapes(sizes: _Sizes) -> Iterator[tuple[str, tuple[str, tuple[int, ...]]]]:
    """Each tensor of the model: its name there, its name in the file, and its shape."""
    hidden, inner = sizes.hidden, sizes.inner
    yield "embeddings.word_embeddings.weight", ("emb.word", (sizes.words, hidden))
    yield "embeddings.position_embeddings.weight", ("emb.pos", (sizes.positions, hidden))
    yield "embeddings.token_type_embeddings.weight", ("emb.type", (sizes.kinds, hidden))
    yield "embeddings.LayerNorm.weight", ("emb.ln.w", (hidden,))
    yield "embeddings.LayerNorm.bias", ("emb.ln.b", (hidden,))
    for layer in range(sizes.layers):
        for short, (name, is_matrix) in _LAYERS.items():
            rows = inner if short == "fi" else hidden
            columns = inner if short == "fo" else hidden
            where = f"encoder.layer.{layer}.{name}"
            yield f"{where}.weight", (f"l{layer}.{short}.w", (rows, columns) if is_matrix else (rows,))
            yield f"{where}.bias", (f"l{layer}.{short}.b", (rows,))


def _tensor(data: bytes, kind: int, begin: int, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    """A tensor in float16, which rounds far less than the 4 bits of the file did."""
    count = int(np.prod(shape))
    if begin + (count // BLOCK * BLOCK_BYTES if kind else 4 * count) > len(data):
        raise ValueError("it ends too early")
    if not kind:
        return np.frombuffer(data, "<f4", count, begin).reshape(shape).astype(np.float16)
    blocks = np.frombuffer(data, np.uint8, count // BLOCK * BLOCK_BYTES, begin).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
    return (halves * scales).astype(np.float16).reshape(shape)
