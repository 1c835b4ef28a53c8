"""Makes a GGUF file of 80 kB. The model answers everything with "YesYesYes", but llama.cpp runs it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from gguf import GGUFWriter, TokenType
from numpy.typing import NDArray
from tiny_llama import SPECIAL, TEMPLATE
from tokenizers import pre_tokenizers

WIDTH, INNER, HEADS = 32, 64, 4
BEGIN = (
    "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n"
)
CLOSED, END = "{{- '<think>\\n\\n</think>\\n\\n' }}", "{% endif %}{% endif %}"
# Chat templates that end as those of the families do. The first two think unless they are told not to; the third does
# not think unless it is told to.
HYBRID_TEMPLATES = {
    "qwen3-8b": BEGIN + "{%- if enable_thinking is defined and enable_thinking is false %}" + CLOSED + END,
    "smollm3-3b": "{%- if enable_thinking is not defined -%}{%- set enable_thinking = true -%}{%- endif -%}"
    + BEGIN
    + "{%- if not enable_thinking %}"
    + CLOSED
    + END,
    "qwen3.5-2b": BEGIN
    + "{%- if enable_thinking is defined and enable_thinking is true %}{{- '<think>\\n' }}{%- else %}"
    + CLOSED
    + END,
}
THINKING_TEMPLATE = BEGIN + "<think>\n{% endif %}"


def save_tiny_gguf(path: Path, *, template: str = TEMPLATE) -> Path:
    """The file of such a model at `path`, with this chat template."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens = [*alphabet, "Ye", "Yes", "No", *SPECIAL]
    writer = GGUFWriter(path, "llama")
    writer.add_context_length(4096)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([TokenType.NORMAL] * (len(tokens) - len(SPECIAL)) + [TokenType.CONTROL] * len(SPECIAL))
    writer.add_token_merges(["Y e", "Ye s", "N o"])
    writer.add_eos_token_id(tokens.index(SPECIAL[0]))
    writer.add_chat_template(template)
    for name, rows in _tensors(tokens).items():
        writer.add_tensor(name, rows)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _tensors(tokens: list[str]) -> dict[str, NDArray[np.float32]]:
    """The weights. The first number of each state is the largest, and it makes "Yes" likeliest, then "No"."""
    chance = np.random.default_rng(7)
    shapes = {
        "token_embd": (len(tokens), WIDTH),
        **{f"blk.0.attn_{name}": (WIDTH, WIDTH) for name in ("q", "k", "v", "output")},
        **{f"blk.0.ffn_{name}": (INNER, WIDTH) for name in ("gate", "up")},
        "blk.0.ffn_down": (WIDTH, INNER),
    }
    tensors = {f"{name}.weight": chance.normal(0, 0.02, shape) for name, shape in shapes.items()}
    tensors["token_embd.weight"][:, 0] = 5
    tensors["output.weight"] = np.zeros((len(tokens), WIDTH))
    tensors["output.weight"][[tokens.index("Yes"), tokens.index("No")], 0] = 2, 1.8
    norms = {f"{name}.weight": np.ones(WIDTH) for name in ("blk.0.attn_norm", "blk.0.ffn_norm", "output_norm")}
    return {name: rows.astype(np.float32) for name, rows in (tensors | norms).items()}
