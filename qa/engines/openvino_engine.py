"""`OpenVinoEngine`: a model in OpenVINO's form, run on the processor inside this process.

The only file of `qa` that imports openvino, besides the conversion (`openvino_convert`).
"""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Any

import numpy as np
import openvino
import torch
import transformers
from openvino import opset13 as operations

from index.errors import EngineError
from qa.engines.fair_lock import FairLock
from qa.engines.hardware import OPENVINO_FILE, has_bfloat16, usable_cores
from qa.engines.token_engine import TokenEngine, first_line

KEPT_PROMPTS = 4  # prompts whose keys and values are kept (28 kB a token with the default model) for the next question
TOKEN_AXIS = 2  # of keys and values: (batch, heads, tokens, numbers)


class _Memory:
    """A request of the runtime, which holds the keys and values of the tokens that were fed to it."""

    def __init__(self, request: Any) -> None:
        self.request = request
        self.prompt: list[int] = []  # the last one that was read completely; its tokens come first
        self.seen: list[int] = []  # 1 for each token it holds, 0 for a wrong guess

    def reset(self) -> None:
        """Forget everything."""
        self.request.reset_state()
        self.prompt, self.seen = [], []

    def copy(self, other: _Memory, length: int) -> None:
        """Make this a copy of the first `length` tokens of the prompt of `other`, which can be this memory itself."""
        for mine, theirs in zip(self.request.query_state(), other.request.query_state(), strict=True):
            kept = theirs.state.data[:, :, :length]
            mine.state = openvino.Tensor(np.ascontiguousarray(kept))
        self.prompt, self.seen = other.prompt[:length], [1] * length


class OpenVinoEngine(TokenEngine[_Memory]):
    """Writes with the model in a folder: `openvino_model.xml` and its weights, a tokenizer, and a config.json.

    It reads a prompt about three times as fast as llama.cpp on processors with AVX-512 or VNNI (docs/speed.md).
    Threads take turns token by token, so that all answers grow.

    Raises `EngineError` if there is no such model or it cannot chat.
    """

    guessed_tokens = 3  # a pass of four tokens takes 1.2 times as long as of one, of five 1.6 times

    def __init__(self, folder: Path, *, name: str, context_tokens: int = 4096, threads: int | None = None) -> None:
        # Its threads do not spin, so one on a busy core costs nothing, and helps once the core is idle.
        tokenizer, config, self._compiled = _load(folder, threads or usable_cores())
        ends = config.eos_token_id
        super().__init__(
            tokenizer,
            name=name,
            context_tokens=min(context_tokens, config.get_text_config().max_position_embeddings),
            ends=ends if isinstance(ends, list) else [ends],
        )
        self._inputs = {name for port in self._compiled.inputs for name in port.names}
        self._idle: deque[_Memory] = deque(maxlen=KEPT_PROMPTS)
        self._lock = FairLock()
        self._warm_up()

    def close(self) -> None:
        """Free the model. A stream that is still open ends in an `EngineError`."""
        self._compiled = None
        self._idle.clear()

    def _begin(self, ids: list[int]) -> _Memory:
        idle = tuple(self._idle)
        best = max(idle, key=lambda memory: self._whole_batches(ids, memory.prompt), default=None)
        length = self._whole_batches(ids, best.prompt) if best else 0
        if best is None or not length or not self._take(best):
            return self._free()
        if 2 * length >= len(best.prompt):
            best.copy(best, length)
            return best
        memory = self._free()  # the rest belongs to another conversation, which can continue
        memory.copy(best, length)
        self._idle.append(best)
        return memory

    def _take(self, memory: _Memory) -> bool:
        """Take `memory` from the idle ones; False if another thread was faster."""
        try:
            self._idle.remove(memory)
        except ValueError:
            return False
        return True

    def _free(self) -> _Memory:
        """An empty memory: a new one, or the one that was idle longest if there are enough."""
        oldest = self._idle[0] if len(self._idle) == KEPT_PROMPTS else None
        if oldest and self._take(oldest):
            oldest.reset()
            return oldest
        return _Memory(self._model.create_infer_request())

    def _end(self, memory: _Memory) -> None:
        self._idle.append(memory)

    def _length(self, memory: _Memory) -> int:
        return sum(memory.seen)

    def _keep(self, ids: list[int], memory: _Memory) -> None:
        memory.prompt = ids

    def _drop(self, memory: _Memory, count: int) -> None:
        memory.seen[len(memory.seen) - count :] = [0] * count

    def _forward(self, ids: list[int], memory: _Memory, rows: int = 1) -> torch.Tensor:
        begin = self._length(memory)
        seen = memory.seen + [1] * len(ids)
        values = {
            "input_ids": np.array([ids]),
            "attention_mask": np.array([seen]),
            "position_ids": np.arange(begin, begin + len(ids))[None],
            "beam_idx": np.zeros(1, np.int32),
            ROWS: np.array([rows]),
        }
        with self._lock:
            _ = self._model
            try:
                output = memory.request.infer({name: value for name, value in values.items() if name in self._inputs})
            except RuntimeError as error:
                memory.reset()
                raise EngineError(f"{self.name} cannot write: {first_line(error)}. Choose a smaller model.") from error
        memory.seen = seen
        return torch.from_numpy(np.array(output["logits"][0, -rows:], np.float32))

    @property
    def _model(self) -> Any:
        if self._compiled is None:
            raise EngineError(f"{self.name} was closed before it finished. Ask again.")
        return self._compiled

    def _warm_up(self) -> None:
        """Run a batch and a token, so that the first question does not wait for the runtime to prepare the weights."""
        memory = self._free()
        for count in (self.batch_tokens, 1):
            self._forward([0] * count, memory)
        self._end(memory)


ROWS = "rows"  # an added input: for how many of the last tokens to compute logits


def _load(folder: Path, threads: int | None) -> tuple[Any, Any, Any]:
    """The tokenizer, the configuration and the compiled model."""
    core = openvino.Core()
    able = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    kind = "bf16" if has_bfloat16() and "BF16" in able else "f32"
    options: dict[str, Any] = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": kind,
        "KV_CACHE_PRECISION": kind,  # rounded to whole numbers, a wrong guess would change its neighbours
        "ENABLE_CPU_PINNING": False,  # other programs need the cores too
        **({"INFERENCE_NUM_THREADS": threads} if threads else {}),
    }
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        config = transformers.AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        model = core.read_model(folder / OPENVINO_FILE)
        _check_memory(model)
        _cut_logits(model)
        return tokenizer, config, core.compile_model(model, "CPU", options)
    except Exception as error:  # damaged files raise errors without a common class
        raise EngineError(
            f"OpenVINO cannot load {folder}: {first_line(error)} Check its name and its files, or choose another."
        ) from error


def _check_memory(model: Any) -> None:
    """Raise `ValueError` unless the model only remembers keys and values, which can be cut."""
    for operation in model.get_ops():
        if operation.get_type_name() == "ReadValue":
            shape = operation.get_output_partial_shape(0)
            dynamic = [dimension.is_dynamic for dimension in shape]
            if dynamic != [axis in (0, TOKEN_AXIS) for axis in range(4)]:
                raise ValueError(f"the engine 'openvino' cannot run models with a state of the shape {shape}.")


def _cut_logits(model: Any) -> None:
    """Add the input `ROWS` to the model, so that it computes logits for that many of the last tokens instead of all."""
    node = model.output("logits").get_node()
    while node.get_type_name() != "MatMul":
        node = node.input_value(0).get_node()
    rows = operations.parameter([1], np.int64, name=ROWS)
    rows.output(0).set_names({ROWS})
    begin = operations.multiply(rows, np.array([-1]))
    hidden = operations.slice(node.input_value(0), begin, np.array([2**31 - 1]), np.array([1]), np.array([1]))
    node.input(0).replace_source_output(hidden.output(0))
    model.add_parameters([rows])
    model.validate_nodes_and_infer_types()
