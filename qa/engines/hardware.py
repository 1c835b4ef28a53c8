"""Which engine runs a model's weights fastest on this machine."""

from __future__ import annotations

from pathlib import Path

from index.errors import EngineError

UNPACKED = 4  # times the bytes of a GGUF file of 4 bits are enough for its weights in bfloat16 and what it computes


def fastest_engine(weights: Path) -> str:
    """Return "llamacpp" or "transformers": what runs `weights`, a file or a folder, fastest on this machine.

    On processors llama.cpp has an answer of more than a few words first (docs/quality.md), but it knows only GGUF
    files. A GPU is used by transformers alone, if it has room for the weights.
    """
    if weights.is_dir() and not list(weights.glob("*.gguf")):
        return "transformers"
    return "transformers" if _free_gpu_memory() > UNPACKED * one_gguf(weights).stat().st_size else "llamacpp"


def one_gguf(weights: Path) -> Path:
    """The one .gguf file at `weights`, a file or a folder; raises `EngineError` where there is none, or several."""
    if not weights.is_dir():
        return weights
    files = sorted(weights.glob("*.gguf"))
    if len(files) != 1:
        raise EngineError(
            f"{weights} holds {len(files)} .gguf files; the engine 'llamacpp' needs one. Set QUOTH_MODEL to the file, "
            "or choose QUOTH_ENGINE=transformers for a folder of safetensors."
        )
    return files[0]


def _free_gpu_memory() -> int:
    """Bytes of the GPU that nobody uses; 0 where there is none."""
    import torch  # takes seconds

    return torch.cuda.mem_get_info()[0] if torch.cuda.is_available() else 0
