"""A cross-encoder from the weights of a bi-encoder, in plain torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import torch
from safetensors.torch import load_file, save_file
from torch.nn.functional import normalize
from transformers import AutoModel, AutoTokenizer

from index.embedding.encoder import fastest_precision

MAX_TOKENS = 192  # of a pair
_PAIRS_AT_ONCE = 8
_SCALE = 20.0  # of a mean of cosines, to begin with
_HEAD = "head.safetensors"


class MatchingCrossEncoder(torch.nn.Module):
    """Reads a question and a text together; their score is how well the question's tokens match the text's.

    Each token of the question counts by its highest cosine with one of the text's (MaxSim of ColBERT, Khattab and
    Zaharia 2020, after reading both together), the tokens weighted by what the head learns; a number from the first
    token is added. So the weights of a bi-encoder tell right from wrong before any training, where a new output on the
    first token alone starts at chance.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._tokenizer = AutoTokenizer.from_pretrained(folder, model_max_length=MAX_TOKENS)
        self.model = AutoModel.from_pretrained(folder)
        size = self.model.config.hidden_size
        self.head = torch.nn.ParameterDict(
            {"weight": torch.zeros(size), "first": torch.zeros(size), "scale": torch.tensor(_SCALE)}
        )
        if (folder / _HEAD).exists():
            self.head.load_state_dict(load_file(folder / _HEAD))

    def save(self, folder: Path) -> None:
        """Write all that the constructor reads."""
        for part in (self.model, self._tokenizer):
            part.save_pretrained(folder)
        save_file(self.head.state_dict(), folder / _HEAD)

    def freeze(self, layers: int) -> Self:
        """Leave the word vectors and so many layers above them as they are."""
        for part in (self.model.embeddings, *self.model.encoder.layer[:layers]):
            part.requires_grad_(False)
        return self

    def forward(self, pairs: Sequence[tuple[str, str]]) -> torch.Tensor:
        """The score of each pair: (n,)."""
        questions, texts = zip(*pairs, strict=True)
        read = self._tokenizer(
            list(questions), list(texts), truncation="longest_first", padding=True, return_tensors="pt"
        )
        # Layers in bfloat16 where the processor multiplies it.
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=fastest_precision() == "bfloat16"):
            states = self.model(**read).last_hidden_state.float()
        special = torch.isin(read["input_ids"], torch.tensor(self._tokenizer.all_special_ids))
        asked, told = (~special & (read["token_type_ids"] == part) for part in (0, 1))
        longest = int(asked.sum(1).max()) + 1  # a question stands in front, behind one special token
        tokens = normalize(states, dim=-1)
        cosines = (tokens[:, :longest] @ tokens.transpose(1, 2)).masked_fill(~told[:, None], -1.0)
        weights = (states[:, :longest] @ self.head["weight"]).masked_fill(~asked[:, :longest], -1e4).softmax(-1)
        matched = (cosines.max(-1).values * weights).sum(-1)
        scores: torch.Tensor = self.head["scale"] * matched + states[:, 0] @ self.head["first"]
        return scores

    @torch.inference_mode()
    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """The score of each text."""
        was, _ = self.training, self.eval()
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        scores = dict[int, float]()
        for first in range(0, len(order), _PAIRS_AT_ONCE):
            places = order[first : first + _PAIRS_AT_ONCE]
            scores.update(zip(places, self([(question, texts[place]) for place in places]).tolist(), strict=True))
        self.train(was)
        return [scores[place] for place in range(len(texts))]
