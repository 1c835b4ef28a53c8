"""Makes an embedder and a cross-encoder with random weights, of a few kilobytes each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

WORDS = "query passage : cats dogs purr bark who what at night the a represent this ?".split()


def make_embedder(folder: Path, *, prompts: Mapping[str, str] | None = None, dim: int = 32) -> Path:
    """A folder of sentence-transformers weights: BERT, and the mean over its tokens."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    transformer = Transformer(str(_make_bert(folder.with_name(f"{folder.name}-bert"), dim)))
    model = SentenceTransformer(modules=[transformer, Pooling(dim)], prompts=dict(prompts or {}), device="cpu")
    model.save(str(folder), create_model_card=False)
    return folder


def make_cross_encoder(folder: Path, *, dim: int = 32) -> Path:
    """A folder of weights that score a pair of texts."""
    return _make_bert(folder, dim, classifies=True)


def _make_bert(folder: Path, dim: int, *, classifies: bool = False) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast

    folder.mkdir(parents=True)
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
    (folder / "vocab.txt").write_text("\n".join(vocabulary))
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=64).save_pretrained(str(folder))
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=dim, num_hidden_layers=2, num_attention_heads=2, intermediate_size=dim,
        max_position_embeddings=64, num_labels=1,
    )  # fmt: skip
    torch.manual_seed(1)
    (BertForSequenceClassification if classifies else BertModel)(config).save_pretrained(str(folder))
    return folder
