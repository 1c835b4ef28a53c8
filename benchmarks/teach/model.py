"""The model that is taught, in two parts: lower layers that never change, and top layers with an adapter."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import nn

from benchmarks.teach.packs import Batch
from index.errors import EngineError
from qa.engines.families import family_of
from qa.engines.token_engine import in_template
from qa.engines.transformers_engine import load_weights
from qa.evidence.prompt import NO, YES
from qa.records import Prompt

KINDS = ("qwen2",)  # whose rows stand in GGUF files in the order of transformers; those of llama do not
# The matrices that the adapter changes, with their names in GGUF files.
MATRICES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
ALPHA_PER_RANK = 2.0  # the adapter's product is multiplied by this


class Adapted(nn.Module):
    """A linear layer that never changes, plus the product of two small matrices (LoRA: Hu et al., 2021).

    The second one begins as zeros, so that at first nothing changes. Both are float32.
    """

    def __init__(self, base: nn.Linear, rank: int, chance: torch.Generator) -> None:
        super().__init__()
        self.base = base
        bound = 1 / math.sqrt(base.in_features)
        start = torch.empty(rank, base.in_features).uniform_(-bound, bound, generator=chance)
        self.a = nn.Parameter(start.to(base.weight.device))
        self.b = nn.Parameter(torch.zeros(base.out_features, rank, device=base.weight.device))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        small = nn.functional.linear(states, self.a.to(states.dtype))
        added = ALPHA_PER_RANK * nn.functional.linear(small, self.b.to(states.dtype))
        # `addmm` rounds to bfloat16 once. Added to a product that is rounded already, small changes would be lost.
        changed = torch.addmm(added.flatten(0, -2), states.flatten(0, -2), self.base.weight.T).view(added.shape)
        return changed if self.base.bias is None else changed + self.base.bias


class Model:
    """A GGUF model whose top layers have an adapter of this rank.

    Raises `EngineError` if it cannot be loaded, is of an unknown kind, or has too few layers.
    """

    def __init__(self, file: Path, *, layers: int, rank: int, dtype: torch.dtype | None = None) -> None:
        self.file = file
        self.rank = rank
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.tokenizer, whole = load_weights(file, self.device, dtype)
        self.kind: str = whole.config.model_type
        if self.kind not in KINDS:
            raise EngineError(
                f"{file.name} is a {self.kind} model. Choose one of a kind that can be taught: {KINDS[0]}."
            )
        self.depth = len(whole.model.layers)
        if not 0 < layers < self.depth:
            raise EngineError(f"{file.name} has {self.depth} layers. Teach fewer of them: --layers {self.depth // 3}.")
        whole.requires_grad_(False)
        whole.train(False)
        self.hidden: int = whole.config.hidden_size
        self.dtype: torch.dtype = whole.dtype
        self.first = self.depth - layers  # the first layer that is taught
        self._family = family_of(file.name)
        self._body = whole.model
        self._head = whole.get_output_embeddings().weight[[self._first_token(YES), self._first_token(NO)]].float()
        self._adapted = dict(self._adapt(rank))
        del whole.lm_head

    def ids(self, prompt: Prompt) -> list[int]:
        """The tokens of the prompt in the model's chat template."""
        found: list[int] = self.tokenizer.encode(
            in_template(self.tokenizer, prompt, self._family), add_special_tokens=False
        )
        return found

    @torch.inference_mode()
    def lower(self, batch: Batch) -> torch.Tensor:  # (packs, tokens, hidden)
        """What the lower layers make of the batch."""
        states: torch.Tensor = self._body.embed_tokens(batch.tokens.to(self.device))
        return self._through(range(self.first), states, batch)

    def upper(self, states: torch.Tensor, batch: Batch) -> torch.Tensor:  # (prompts,) float32
        """How much likelier Yes is than No after each prompt, as a logit, from what the lower layers made."""
        states = self._through(range(self.first, self.depth), states.to(self.device), batch)
        last = self._body.norm(states[batch.rows.to(self.device), batch.ends.to(self.device)]).float()
        said: torch.Tensor = last @ (self._head[0] - self._head[1])
        return said

    def parameters(self) -> list[nn.Parameter]:
        """The adapter's matrices, in a fixed order."""
        return [matrix for one in self._adapted.values() for matrix in (one.a, one.b)]

    def adapter(self) -> dict[str, torch.Tensor]:
        """The adapter's matrices by their names in GGUF files: (rank, inputs) and (outputs, rank)."""
        return {
            f"{name}.weight.lora_{part}": matrix.detach()
            for name, one in self._adapted.items()
            for part, matrix in (("a", one.a), ("b", one.b))
        }

    def free_lower(self) -> None:
        """Free the memory of the lower layers. After that, only `upper` can be called."""
        self._body.embed_tokens = None
        for number in range(self.first):
            self._body.layers[number] = nn.Identity()

    def _through(self, layers: range, states: torch.Tensor, batch: Batch) -> torch.Tensor:
        places = self._body.rotary_emb(states, batch.positions.to(self.device))
        mask = batch.mask(self.device)
        for number in layers:
            states = self._body.layers[number](states, attention_mask=mask, position_embeddings=places)
        return states

    def _adapt(self, rank: int) -> Iterator[tuple[str, Adapted]]:
        chance = torch.Generator().manual_seed(11)
        for number in range(self.first, self.depth):
            for path, name in MATRICES.items():
                part, _, matrix = path.partition(".")
                owner = getattr(self._body.layers[number], part)
                adapted = Adapted(getattr(owner, matrix), rank, chance)
                setattr(owner, matrix, adapted)
                yield f"blk.{number}.{name}", adapted

    def _first_token(self, word: str) -> int:
        return int(self.tokenizer.encode(word, add_special_tokens=False)[0])
