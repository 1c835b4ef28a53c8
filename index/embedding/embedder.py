"""Texts -> unit rows, by the bi-encoder in `encoder`, which is loaded at first use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from index.arrays import Rows
from index.embedding.centres import OF, Centres
from index.embedding.prompts import Prompts, prompts_for
from index.errors import WeightsError
from index.records import Document, Passage
from index.text.headings import path_of
from index.text.normalise import normalise

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from index.embedding.encoder import Encoder, Precision

_PIECES_OF_MANY_LANGUAGES = 100_000
_PREFIX_CHARACTERS = 160  # about 40 tokens: with a passage of 200 it fits in the 256 that MiniLM reads


class Embedder(Protocol):
    """Turns texts into rows. The dot product of two rows is their similarity. Several threads can use it at once."""

    @property
    def name(self) -> str:
        """The name of the weights. An index built with others is refused."""
        ...

    @property
    def dim(self) -> int:
        """The length of a row."""
        ...

    @property
    def prompts(self) -> Prompts:
        """The prompts before questions and passages. An index built with others is refused."""
        ...

    @property
    def multilingual(self) -> bool:
        """Whether it handles other languages as well as English."""
        ...

    @property
    def precision(self) -> str:
        """The precision of computing on this machine. An index records it; rows of all precisions are comparable."""
        ...

    def token_starts(self, text: str) -> Sequence[int]:
        """Where each token of the text begins, in characters, without special tokens."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        """One row for each text, in order: (n, dim) float32, each of length 1."""
        ...

    def embed_questions(self, texts: Sequence[str]) -> Rows:
        """One row for each question, in order: (n, dim) float32, each of length 1."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class EmbedderOptions:
    """Settings that override what the files of an embedder say."""

    question_prompt: str | None = None  # None: the one saved with the weights, or that of their family
    passage_prompt: str | None = None
    dimensions: int = 0  # keep this many numbers of each row, for weights trained for it (Matryoshka); 0: all
    multilingual: bool | None = None  # None: decided by the size of the vocabulary


_DEFAULTS = EmbedderOptions()


class SentenceTransformersEmbedder:
    """An `Embedder` from a folder of sentence-transformers weights. It never uses the network.

    The model is loaded when the first text is embedded or tokenized, so an update that finds no changes loads none.
    `precision` None: the fastest on this machine.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        precision: Precision | None = None,
        options: EmbedderOptions = _DEFAULTS,
    ) -> None:
        self.name = name
        self._folder = folder
        self._precision = precision
        self._loading = Lock()
        usual = prompts_for(name, _saved_prompts(folder))
        self.prompts = Prompts(
            usual.question if options.question_prompt is None else options.question_prompt,
            usual.passage if options.passage_prompt is None else options.passage_prompt,
        )
        self.multilingual = _has_many_languages(folder) if options.multilingual is None else options.multilingual
        is_usual = self.prompts == usual and not options.dimensions
        self._centres = Centres.read() if name in OF and is_usual else None
        self.centres = self._centres.version if self._centres else ""
        self._dimensions = options.dimensions
        self.dim = self._kept(_declared_dim(folder) or self._dimension())

    @cached_property
    def precision(self) -> Precision:
        from index.embedding.encoder import fastest_precision

        return self._precision or fastest_precision()

    @cached_property
    def _encoder(self) -> Encoder:
        # These take seconds to import.
        from transformers.utils import logging

        from index.embedding.encoder import Encoder

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
        try:
            return Encoder(self._folder, self.precision, prompts=self.prompts, dim=self._dimensions or None)
        except (OSError, ValueError) as error:
            raise WeightsError(
                f"the weights in {self._folder} cannot be loaded ({error}). Delete that folder and run `quoth weights`."
            ) from error

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        """A copy, because `encode` sets truncation on the model's own."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._encoder.model.tokenizer.backend_tokenizer.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def _dimension(self) -> int:
        return int(self._encoder.model.get_embedding_dimension() or 0)

    def _kept(self, dimension: int) -> int:
        if self._dimensions > dimension:
            raise WeightsError(
                f"{self.name} produces vectors of {dimension} numbers, but {self._dimensions} are set. "
                f"Set QUOTH_EMBEDDER_DIMENSIONS to {dimension} or fewer."
            )
        return self._dimensions or dimension

    def token_starts(self, text: str) -> Sequence[int]:
        with self._loading:
            tokenizer = self._tokenizer
        return [start for start, _ in tokenizer.encode(text, add_special_tokens=False).offsets]

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        if not texts:
            return self._no_rows()
        rows = self._loaded().encode_passages(texts)
        return self._centres.centre_passages(texts, rows) if self._centres else rows

    def embed_questions(self, texts: Sequence[str]) -> Rows:
        if not texts:
            return self._no_rows()
        rows = self._loaded().encode_questions(texts)
        return self._centres.centre_questions(texts, rows) if self._centres else rows

    def _no_rows(self) -> Rows:
        return np.empty((0, self.dim), dtype=np.float32)

    def _loaded(self) -> Encoder:
        with self._loading:
            if self._kept(self._dimension()) != self.dim:
                raise WeightsError(
                    f"the weights in {self._folder} produce vectors of {self._dimension()} numbers but declare "
                    f"{self.dim}. Delete that folder and run `quoth weights`."
                )
            return self._encoder


def _declared_dim(folder: Path) -> int | None:
    """The length of the rows as the folder's files declare it, or None if only the loaded model can tell."""
    try:
        modules = [module["type"].rsplit(".", 1)[1] for module in _json(folder / "modules.json")]
        config = _json(path) if (path := folder / "config_sentence_transformers.json").exists() else {}
        if (
            modules not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
            or "truncate_dim" in config
        ):
            return None
        pooling = _json(folder / "1_Pooling" / "config.json")
        if "pooling_mode" in pooling:  # the format since sentence-transformers 6
            several = isinstance(pooling["pooling_mode"], list) and len(pooling["pooling_mode"])
            return int(pooling["embedding_dimension"]) * (several or 1)
        modes = [name for name, chosen in pooling.items() if name.startswith("pooling_mode_") and chosen]
        return int(pooling["word_embedding_dimension"]) * len(modes)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _saved_prompts(folder: Path) -> dict[str, str | None]:
    """The prompts that sentence-transformers saved with the weights, by name."""
    try:
        return dict(_json(folder / "config_sentence_transformers.json").get("prompts") or {})
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _has_many_languages(folder: Path) -> bool:
    """Decided by the vocabulary: over 100,000 entries for many languages, 30,000 to 50,000 for English."""
    try:
        return int(_json(folder / "config.json")["vocab_size"]) >= _PIECES_OF_MANY_LANGUAGES
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def embedded_text(passage: Passage, title: str) -> str:
    """The text to embed for a passage: title > heading > text, normalised.

    Equal texts are embedded once, so the text must not depend on where the passage is in its document or folder.
    """
    headings = [title, passage.heading] if title and not passage.heading.startswith(title) else [passage.heading]
    prefix = normalise(path_of(headings))[-_PREFIX_CHARACTERS:]
    return f"{prefix}\n{normalise(passage.text)}" if prefix else normalise(passage.text)


def embed_key(text: str) -> bytes:
    """The key of the vector of an embedded text: its hash."""
    return blake2b(text.encode(), digest_size=16).digest()


def title_in_text(document: Document) -> str:
    """The document's title if its text begins with it, else "". Others come from the file's name and change with it."""
    title = normalise(document.title)
    lines = (normalise(line).strip("#*=_ ") for line in document.text[:2000].splitlines())
    return title if title and title in lines else ""
