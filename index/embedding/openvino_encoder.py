"""A bi-encoder's transformer run by OpenVINO, which reads many passages faster than torch (docs/embedding.md)."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import openvino
import torch

from index.embedding.openvino_streams import Streams

KINDS = frozenset({"bert", "distilbert", "electra", "mpnet", "roberta", "xlm-roberta"})  # of models that were tried
SAME = 0.999  # at least this cosine between the tokens of both; in bfloat16 they are some .9999
_NAMES = ("input_ids", "attention_mask", "token_type_ids")  # of what a model can read


class OpenVinoEncoder(torch.nn.Module):
    """Takes the place of a transformers encoder. Several threads can use it at once.

    It reads each text of a batch by itself, without the padding, on one thread.
    """

    def __init__(self, streams: Streams, config: Any) -> None:
        super().__init__()
        self.config = config
        self._streams = streams

    def forward(self, **features: Any) -> dict[str, torch.Tensor]:
        """The numbers of each token: {"last_hidden_state": (texts, tokens, numbers) float32}; 0 behind the text."""
        given = {name: features[name].numpy() for name in self._streams.inputs}
        rows = []
        for place, tokens in enumerate(features["attention_mask"].sum(dim=1).tolist()):
            text = {name: values[place : place + 1, :tokens] for name, values in given.items()}
            rows.append(torch.from_numpy(self._streams.first_output(text)[0].copy()))
        return {"last_hidden_state": torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)}


def with_openvino(model: Any, features: Mapping[str, Any], *, threads: int) -> OpenVinoEncoder | None:
    """A transformers encoder as OpenVINO runs it, in the same precision, on so many threads; None if it cannot.

    Both must give the same numbers for `features`: those of a few texts of different lengths.
    """
    if model.config.model_type not in KINDS:
        return None
    example = {name: features[name] for name in _NAMES if name in features}
    options = {"INFERENCE_PRECISION_HINT": "bf16" if model.dtype == torch.bfloat16 else "f32"}
    try:
        twin = deepcopy(model).float()  # bfloat16 cannot be converted
        twin.loss_type = "ForMaskedLM"  # converting looks at the loss, and without a type transformers logs a warning
        with _root_logger_kept(), warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")  # of tracing
            converted = openvino.convert_model(twin, example_input=example)
        encoder = OpenVinoEncoder(Streams(converted, threads, options), model.config)
        with torch.inference_mode():
            expected = model(**example)["last_hidden_state"].float()
            made = encoder(**example)["last_hidden_state"]
    except Exception:  # models that cannot be converted raise errors without a common class
        return None
    alike = torch.nn.functional.cosine_similarity(expected, made, dim=-1)[example["attention_mask"].bool()]
    return encoder if float(alike.min()) >= SAME else None


@contextmanager
def _root_logger_kept() -> Iterator[None]:
    """Undo what the converter does to the root logger, and leaves there if it fails: it silences all warnings."""
    root = logging.getLogger()
    level, filters, handlers = root.level, list(root.filters), list(root.handlers)
    try:
        yield
    finally:
        root.setLevel(level)
        root.filters, root.handlers = filters, handlers
