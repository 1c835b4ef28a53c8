"""How much memory a language model needs with each engine, and whether this machine has it."""

from __future__ import annotations

from pathlib import Path

from index.errors import EngineError
from index.weights.models import Model
from qa.engines.hardware import UNPACKED, available_memory, free_gpu_memory, machine_memory

# The bytes of memory that an engine cannot do without, for each byte of the weights. Measured with the default model:
# llama.cpp has 1.8 times the file in memory and OpenVINO 2.5 times, but the system can drop the pages of the file that
# were copied. transformers writes out the 4 bits of a GGUF file as 16, and needs safetensors once.
LEAST = {"llamacpp": 1.2, "openvino": 1.4, "transformers": 1.0}
LEAST_UNPACKED = 3.4
# A model that needs at most this share of the machine's memory is always tried, although other programs hold the memory
# now: the system moves out what is idle. So the default model starts on any machine with 4 GB.
ALWAYS_TRIED = 0.4
# The files of the weights by engine. A folder can hold the same weights in other forms too.
FILES = {
    "llamacpp": ("*.gguf",),
    "openvino": ("openvino_model.bin", "*.gguf"),
    "transformers": ("model*.safetensors", "*.gguf"),
}


def needed_memory(model: Model) -> int:
    """The bytes of memory that this model of the catalogue needs at least, with the engine that needs least."""
    return int(LEAST["llamacpp"] * model.size)


def runs_in(model: Model, memory: int | None) -> bool:
    """Whether the language model runs in `memory` bytes; True if that is not known."""
    return memory is None or needed_memory(model) <= memory


def usable_memory() -> int | None:
    """The bytes of memory that a model can get on this machine; None if the system does not say."""
    free, whole = available_memory(), machine_memory()
    return free if free is None or whole is None else max(free, int(ALWAYS_TRIED * whole))


def warning_of(model: Model) -> str:
    """What to say before this model is fetched if it is too large for this machine now; "" if it is not."""
    room = usable_memory()
    if model.kind != "language model" or runs_in(model, room) or UNPACKED * model.size < free_gpu_memory():
        return ""
    return _too_large(model.name, needed_memory(model))


def require_memory(weights: Path, name: str, engine: str) -> None:
    """Raise `EngineError` if the model `name` does not fit into the memory with this engine.

    `weights` is its file or folder. Nothing is raised if its size or the free memory is not known.
    """
    files = [weights] if weights.is_file() else _files(weights, engine)
    factor = LEAST_UNPACKED if engine == "transformers" and files[:1] and files[0].suffix == ".gguf" else LEAST[engine]
    needed = int(factor * sum(file.stat().st_size for file in files))
    on_gpu = free_gpu_memory() if engine == "transformers" else 0
    room = on_gpu or usable_memory()
    if room is not None and needed > room:
        raise EngineError(_too_large(name, needed, on_gpu))


def _files(folder: Path, engine: str) -> list[Path]:
    """The files of the weights in a folder, in the first form that the engine takes."""
    return next((found for pattern in FILES[engine] if (found := sorted(folder.glob(pattern)))), [])


def _too_large(name: str, needed: int, on_gpu: int = 0) -> str:
    free = on_gpu or available_memory() or 0
    return (
        f"{name} needs at least {needed / 1e9:.1f} GB of memory{' of the GPU' if on_gpu else ''}, and "
        f"{free / 1e9:.1f} GB are free. Close other programs, choose a smaller model (`quoth weights --list` shows "
        "which ones run here), or use an endpoint (QUOTH_ENGINE=openai)."
    )
