"""A local engine in a process of its own: how long it takes to load, to read a prompt and to write.

Arguments: a GGUF file, or a folder made of it; one of `WAYS`; and the number of threads. stdin is the prompt as JSON,
and stdout one line of figures. The int8 and int4 ways need torchao, which Quoth does not. With "unpack" and a
folder instead of the way and the threads, the file is unpacked into that folder.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.memory import peak_memory
from benchmarks.systems.engine_in_use import measure_use
from index.records import Passage
from qa.engines.engine import Engine
from qa.records import Message, Prompt

if TYPE_CHECKING:
    import torch

WAYS = (
    "bfloat16",
    "float32",
    "int8",
    "int8, activations too",
    "int4",
    "bfloat16 reads, int4 writes",
    "llama.cpp",
    "OpenVINO",
)
OTHERS = ("llama.cpp", "OpenVINO")  # ways of other engines than transformers, each with its own form of the weights
COMPILED = ", compiled"  # behind any of the ways of transformers
WRITTEN_TOKENS = 64
GROUP = 32  # weights that share a scale: as many as in the GGUF file
_READS_FROM = 9  # rows, the cheaper way is to multiply in bfloat16


def main(file: Path, way: str, last: str) -> None:
    """Do what the arguments say."""
    if way == "unpack":
        unpack(file, Path(last))
    else:
        measure(file, way, int(last))


def measure(file: Path, way: str, threads: int) -> None:
    """Read the prompt and print the figures."""
    answers, sys.stdout = sys.stdout, sys.stderr
    asked = json.load(sys.stdin)
    prompt = Prompt(tuple(Passage(**p) for p in asked["passages"]), tuple(Message(**m) for m in asked["messages"]))
    clock = Clock(threads)
    engine, weights = _load(file, way, threads)
    loaded = clock.lap()
    for text in ("Count to twenty.", f"Count from twenty to fifty. {'One, two, three. ' * 30}"):  # compiles
        list(engine.stream(Prompt((), (Message("system", "Count."), Message("user", text))), max_tokens=20))
    warmed = clock.lap()
    pieces = engine.stream(prompt, max_tokens=WRITTEN_TOKENS)
    first = next(piece for piece in pieces if piece)
    read = clock.lap()
    text = "".join(map(str, chain([first], pieces)))
    wrote = clock.lap()
    count = engine.count_tokens
    found = {
        "load": loaded,
        "warm": warmed,
        "first": read,
        "read": sum(count(message.content) for message in prompt.messages) / read,
        "written": (count(text) - count(str(first))) / wrote,
        "text": text,
        "peak": peak_memory(),
        **weights,
    }
    if way in OTHERS:
        found["use"] = measure_use(engine)
    print(json.dumps(found), file=answers, flush=True)


def unpack(file: Path, folder: Path) -> None:
    """Write the weights of a GGUF file into `folder` as bfloat16; transformers refuses to save them itself."""
    from safetensors.torch import save_file

    from qa.engines.transformers_engine import TransformersEngine

    engine = TransformersEngine(file, name=file.stem)
    model: Any = engine._model
    model.bfloat16()
    state = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    if model.config.tie_word_embeddings:
        del state["lm_head.weight"]
    folder.mkdir(parents=True, exist_ok=True)
    model.config.save_pretrained(folder)
    model.generation_config.save_pretrained(folder)
    engine._tokenizer.save_pretrained(folder)
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})


class Clock:
    """CPU seconds of a thread: those of the process divided by its threads. Plain seconds on idle cores."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._last = 0.0

    def lap(self) -> float:
        """The seconds since the last lap, or since the process began."""
        now = time.process_time() / self._threads
        passed, self._last = now - self._last, now
        return passed


def _load(file: Path, way: str, threads: int) -> tuple[Engine, dict[str, int]]:
    """The engine, the bytes of weights that a written token reads, and how many weights a read token multiplies."""
    if way == "llama.cpp":
        from qa.engines.llamacpp_engine import LlamaCppEngine

        return LlamaCppEngine(file, name=file.stem, threads=threads), {"bytes": file.stat().st_size}
    if way == "OpenVINO":
        from qa.engines.openvino_engine import OpenVinoEngine

        size = (file / "openvino_model.bin").stat().st_size
        return OpenVinoEngine(file, name=file.name, threads=threads), {"bytes": size}
    from qa.engines.transformers_engine import TransformersEngine

    engine = TransformersEngine(file, name=file.stem, threads=threads)
    model: Any = engine._model
    numbers = {name: layer.weight.numel() for name, layer in _layers(model)}
    change(model, way.removesuffix(COMPILED))
    if way.endswith(COMPILED):
        _compile(model)
    held = sum(_bytes(layer) for _, layer in _layers(model))
    return engine, {"bytes": held, "multiplied": sum(numbers.values()) - numbers["lm_head"]}


def _layers(model: Any) -> Iterator[tuple[str, Any]]:
    """The layers that multiply by a matrix, and their names."""
    return ((name, part) for name, part in model.named_modules() if type(part).__name__ in ("Linear", "TwoWays"))


def _bytes(layer: Any) -> int:
    """The bytes of the weights that a written token is multiplied with."""
    weight = layer.few if hasattr(layer, "few") else layer.weight
    if not hasattr(weight, "__tensor_flatten__") or type(weight).__name__ in ("Parameter", "Tensor"):
        return int(weight.nbytes)
    return sum(int(getattr(weight, name).nbytes) for name in weight.__tensor_flatten__()[0])


def change(model: Any, way: str) -> None:
    """Make the model compute in this way instead of the one that its engine chose."""
    if way == "float32":
        model.float()
        return
    model.bfloat16()
    if way == "bfloat16":
        return
    if way == "bfloat16 reads, int4 writes":
        _part(model)
        return
    from torchao.prototype.quantization.int4 import PrototypeInt4WeightOnlyConfig
    from torchao.quantization import Int8DynamicActivationInt8WeightConfig, Int8WeightOnlyConfig, quantize_

    quantize_(
        model,
        {
            "int8": Int8WeightOnlyConfig,
            "int8, activations too": Int8DynamicActivationInt8WeightConfig,
            "int4": lambda: PrototypeInt4WeightOnlyConfig(group_size=GROUP),
        }[way](),
    )


def _part(model: Any) -> None:
    """Multiply few rows by int4 weights and many by bfloat16 ones."""
    import torch
    from torchao.prototype.quantization.int4.int4_opaque_tensor import Int4OpaqueTensor

    class TwoWays(torch.nn.Module):
        def __init__(self, linear: torch.nn.Linear) -> None:
            super().__init__()
            self.weight, self.bias = linear.weight, linear.bias
            self.few = Int4OpaqueTensor.from_hp(linear.weight.detach(), [1, GROUP])

        def forward(self, rows: torch.Tensor) -> torch.Tensor:
            weight = self.weight if rows.numel() >= _READS_FROM * rows.shape[-1] else self.few
            return torch.nn.functional.linear(rows, weight, self.bias)

    for name, layer in list(_layers(model)):
        model.set_submodule(name, TwoWays(layer))


def _compile(model: Any) -> None:
    import torch

    forward: Callable[..., Any] = model.forward
    model.forward = torch.compile(forward, dynamic=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
