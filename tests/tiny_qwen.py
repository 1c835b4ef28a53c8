"""Makes a small GGUF model of the kind qwen2 with random weights. Both llama.cpp and transformers can run it."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
from tokenizers import pre_tokenizers

HIDDEN, INNER, HEADS, KEY_HEADS, LAYERS = 64, 96, 4, 2, 4
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def save_tiny_qwen(file: Path) -> Path:
    """The file of such a model, whose tokens are bytes and the words Yes and No."""
    writer = gguf.GGUFWriter(file, "qwen2")
    writer.add_type(gguf.GGUFType.MODEL)
    writer.add_block_count(LAYERS)
    writer.add_context_length(4096)
    writer.add_embedding_length(HIDDEN)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEY_HEADS)
    writer.add_rope_freq_base(10000.0)
    writer.add_layer_norm_rms_eps(1e-6)
    words = [*sorted(pre_tokenizers.ByteLevel.alphabet()), "Ye", "Yes", "No", *SPECIAL]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(words)
    control, normal = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
    writer.add_token_types([control if word in SPECIAL else normal for word in words])
    writer.add_token_merges(["Y e", "Ye s", "N o"])
    writer.add_bos_token_id(words.index(SPECIAL[0]))
    writer.add_eos_token_id(words.index(SPECIAL[2]))
    writer.add_pad_token_id(words.index(SPECIAL[0]))
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)
    _add_weights(writer, len(words))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file


def _add_weights(writer: gguf.GGUFWriter, words: int) -> None:
    random = np.random.default_rng(3)

    def add(name: str, *shape: int) -> None:
        writer.add_tensor(name, random.normal(0, shape[-1] ** -0.5, shape).astype(np.float32))

    keys = HIDDEN // HEADS * KEY_HEADS
    # The first number is large for each token, and Yes and No go by it: they are the likeliest words of all.
    embeddings = random.normal(0, 1, (words, HIDDEN)).astype(np.float32)
    embeddings[:, 0] = 8
    writer.add_tensor("token_embd.weight", embeddings)
    head = np.zeros((words, HIDDEN), np.float32)
    head[words - 5 : words - 3] = random.normal(0, 0.3, (2, HIDDEN))
    head[words - 5 : words - 3, 0] = 3
    writer.add_tensor("output.weight", head)
    writer.add_tensor("output_norm.weight", np.ones(HIDDEN, np.float32))
    for layer in range(LAYERS):
        place = f"blk.{layer}"
        for norm in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"{place}.{norm}.weight", np.ones(HIDDEN, np.float32))
        for name, outputs in (("attn_q", HIDDEN), ("attn_k", keys), ("attn_v", keys)):
            add(f"{place}.{name}.weight", outputs, HIDDEN)
            writer.add_tensor(f"{place}.{name}.bias", random.normal(0, 0.1, outputs).astype(np.float32))
        add(f"{place}.attn_output.weight", HIDDEN, HIDDEN)
        add(f"{place}.ffn_gate.weight", INNER, HIDDEN)
        add(f"{place}.ffn_up.weight", INNER, HIDDEN)
        add(f"{place}.ffn_down.weight", HIDDEN, INNER)
