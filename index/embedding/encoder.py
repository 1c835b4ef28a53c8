"""sentence-transformers, in the fastest precision of this machine, with one thread for each batch."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Literal

import numpy as np
import torch
from sentence_transformers import CrossEncoder, SentenceTransformer
from sentence_transformers.util import batch_to_device
from torch.nn.functional import normalize

from index.arrays import Rows
from index.embedding.in_time import PairScorer
from index.embedding.prompts import Prompts

Precision = Literal["float32", "bfloat16"]
Task = Literal["document", "query"]

MANY_TEXTS = 500  # from so many on, OpenVINO wins back the seconds that it needs to convert the model
_MOST_TEXTS = 32  # of a batch
_FEWEST_TEXTS = 4
_EXAMPLE = ("The last boat leaves at twenty to seven.", "It is late.")
_starting = Lock()


def fastest_precision() -> Precision:
    """bfloat16 on a processor that multiplies it (AVX512-BF16, AMX), else float32.

    Without such instructions bfloat16 is slower. On GPUs and other devices it was not measured.
    """
    able = torch.cpu.get_capabilities()
    multiplies = able.get("avx512_bf16") or able.get("amx_bf16")
    return "bfloat16" if multiplies and not torch.accelerator.is_available() else "float32"


class Encoder:
    """The bi-encoder in a folder of weights. The first `dim` numbers of each row are used; None: all.

    Several threads can use it at once. One thread computes each batch, and there are as many of these threads as torch
    would use for one batch. Threads that share a batch spin after every layer until all have finished it, which is
    slow when other programs use the cores too. Questions have their own thread, so they never wait for a batch of
    passages. Raises `OSError` and `ValueError` if the weights cannot be loaded.
    """

    def __init__(
        self, folder: Path, precision: Precision, *, prompts: Prompts | None = None, dim: int | None = None
    ) -> None:
        dtype = getattr(torch, precision)
        self.model = _SharedModel(str(folder), local_files_only=True, model_kwargs={"dtype": dtype})
        self.model.eval()
        self._prompts = prompts or Prompts()
        self._dim = dim or self.model.truncate_dim
        self.model[0].register_forward_hook(_widen)
        self._threads = 1 if torch.accelerator.is_available() else torch.get_num_threads()
        self._for_passages = ThreadPoolExecutor(self._threads, "passages", initializer=_compute_on_one_thread)
        self._for_questions = ThreadPoolExecutor(1, "questions", initializer=_compute_on_one_thread)
        self._of_passages = self.model
        self._texts_left = MANY_TEXTS
        self._converting = Lock()

    def encode_passages(self, texts: Sequence[str]) -> Rows:
        """One row for each text, in order: (n, dim) float32, each of length 1. `ValueError` if there are none."""
        with self._converting:
            if 0 < self._texts_left <= len(texts):
                self._hurry()
            self._texts_left -= len(texts)
        return self._encoded(texts, "document")

    def encode_questions(self, texts: Sequence[str]) -> Rows:
        """One row for each question, in order: (n, dim) float32, each of length 1. `ValueError` if there are none."""
        return self._encoded(texts, "query")

    def _hurry(self) -> None:
        """Read passages with OpenVINO from now on, if that is possible. Questions keep their rows to the last bit."""
        if torch.accelerator.is_available():
            return
        try:
            from index.embedding.openvino_encoder import with_openvino  # slow to import, and not on every machine
        except ImportError:
            return
        features = self.model.preprocess(_EXAMPLE, prompt=None, task="document")
        if encoder := with_openvino(self.model[0].model, features, threads=self._threads):
            faster = copy(self.model[0])
            faster._modules = {**faster._modules, "model": encoder}
            self._of_passages = _SharedModel(modules=[faster, *list(self.model)[1:]])

    def _encoded(self, texts: Sequence[str], task: Task) -> Rows:
        """Encode in batches of similar length, so that there is little padding."""
        size = min(_MOST_TEXTS, max(_FEWEST_TEXTS, -(-len(texts) // self._threads)))
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        batches = [order[first : first + size] for first in range(0, len(order), size)]
        pool = self._for_questions if task == "query" else self._for_passages
        encoded = pool.map(lambda batch: self._batch_encoded([texts[i] for i in batch], task), batches)
        return np.concatenate(list(encoded))[np.argsort(order)]

    @torch.inference_mode()
    def _batch_encoded(self, texts: Sequence[str], task: Task) -> Rows:
        """The same rows as `encode_query` and `encode_document`.

        Those visit every module and weight at each call, which takes a fifth of the time of a question.
        """
        is_question = task == "query"
        prompt = self._prompts.question if is_question else self._prompts.passage
        features = self.model.preprocess(texts, prompt=prompt or None, task=task)
        features = batch_to_device(features, self.model.device)
        model = self.model if is_question else self._of_passages
        made = model(features, task=task)["sentence_embedding"][:, : self._dim]
        rows: Rows = normalize(made.float(), dim=1).cpu().numpy()
        return rows


class TorchPairScorer(PairScorer):
    """The cross-encoder in a folder of weights. Several threads can use it at once.

    Raises `OSError` and `ValueError` if the weights cannot be loaded or do not give exactly one score for a pair.
    """

    def __init__(self, folder: Path, precision: Precision | None = None) -> None:
        dtype = getattr(torch, precision or fastest_precision())
        self.model = _SharedCrossEncoder(str(folder), local_files_only=True, model_kwargs={"dtype": dtype})
        if self.model.num_labels != 1:
            raise ValueError(f"it gives {self.model.num_labels} scores for a pair, not one")
        super().__init__(1 if torch.accelerator.is_available() else torch.get_num_threads(), _compute_on_one_thread)

    def score(self, question: str, texts: list[str]) -> list[float]:
        scores = self.model.predict([(question, text) for text in texts], show_progress_bar=False)
        return [float(score) for score in scores]


class _OneAtATime:
    """A model that several threads can run. Its tokenizer is set up again by each call, so it serves one at a time."""

    _tokenizing = Lock()

    def preprocess(self, *arguments: Any, **options: Any) -> Any:
        with self._tokenizing:
            return super().preprocess(*arguments, **options)  # type: ignore[misc]  # of the model that it is mixed into


class _SharedModel(_OneAtATime, SentenceTransformer):
    pass


class _SharedCrossEncoder(_OneAtATime, CrossEncoder):
    pass


def _widen(_transformer: torch.nn.Module, _given: Any, features: dict[str, Any]) -> dict[str, Any]:
    """Convert the tokens' rows to float32, so that their mean and its length are not rounded to bfloat16."""
    if "token_embeddings" in features:
        features["token_embeddings"] = features["token_embeddings"].float()
    return features


def _compute_on_one_thread() -> None:
    """Make torch compute in the calling thread alone, and leave other threads as they are.

    `set_num_threads` sets the number for the calling thread and for all future threads. Another thread resets the
    latter.
    """
    with _starting:
        usual = torch.get_num_threads()
        torch.set_num_threads(1)
        setting_back = Thread(target=torch.set_num_threads, args=(usual,))
        setting_back.start()
        setting_back.join()
