"""`TransformersEngine`: runs safetensors or unpacked GGUF weights with transformers in this process."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers.cache_utils import DynamicCache, DynamicLayer
from transformers.modeling_gguf_pytorch_utils import GGUF_SUPPORTED_ARCHITECTURES

from index.errors import EngineError
from qa.engines.fair_lock import FairLock
from qa.engines.hardware import gguf_architecture, has_bfloat16, idle_cores
from qa.engines.token_engine import TokenEngine, first_line

KEPT_PROMPTS = 2  # how many prompts stay in memory, so that a prefix shared with the next prompt is not read again


class TransformersEngine(TokenEngine[DynamicCache]):
    """Writes with a model in a folder: safetensors, or a GGUF file, which is unpacked.

    It never uses the network and never runs code that comes with a model. The model runs on the GPU if there is one.
    Threads take turns after each token, so that all answers make progress.

    Raises `EngineError` if there is no such model or it cannot chat.
    """

    def __init__(self, source: Path, *, name: str, context_tokens: int = 4096, threads: int | None = None) -> None:
        torch.set_num_threads(threads or idle_cores() or torch.get_num_threads())  # of the whole process
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self.batch_tokens = {"cpu": 64, "cuda": 512}[self._device]
        tokenizer, self._model = load_weights(source, self._device)
        self._config = self._model.config
        most = self._config.get_text_config().max_position_embeddings
        ends = self._model.generation_config.eos_token_id
        super().__init__(
            tokenizer,
            name=name,
            context_tokens=min(context_tokens, most),
            ends=ends if isinstance(ends, list) else [ends],
        )
        self._kept: deque[tuple[list[int], DynamicCache]] = deque(maxlen=KEPT_PROMPTS)
        self._lock = FairLock()

    def close(self) -> None:
        """Free the model. Open streams end with an `EngineError`."""
        self._model = None
        self._kept.clear()

    def _begin(self, ids: list[int]) -> DynamicCache:
        known = [(self._whole_batches(ids, kept), cache) for kept, cache in tuple(self._kept)]
        length, cache = max(known, key=lambda pair: pair[0], default=(0, None))
        return _first(cache, length) if cache and length else DynamicCache(config=self._config)

    def _length(self, memory: DynamicCache) -> int:
        return memory.get_seq_length()

    def _keep(self, ids: list[int], memory: DynamicCache) -> None:
        known = any(ids == kept for kept, _ in tuple(self._kept))
        if not known and all(type(layer) is DynamicLayer for layer in memory.layers):  # only these can be cut
            self._kept.append((ids, _first(memory, len(ids))))

    @torch.inference_mode()
    def _forward(self, ids: list[int], memory: DynamicCache, rows: int = 1) -> torch.Tensor:
        with self._lock:
            if self._model is None:
                raise EngineError(f"{self.name} was closed before it finished. Ask again.")
            try:
                row = torch.tensor([ids], device=self._device)
                output = self._model(input_ids=row, past_key_values=memory, use_cache=True, logits_to_keep=rows)
            except RuntimeError as error:  # torch also raises this if memory runs out
                raise EngineError(f"{self.name} failed: {first_line(error)}. Choose a smaller model.") from error
            logits: torch.Tensor = output.logits[0, -rows:].float()
            return logits


def can_unpack(file: Path) -> bool:
    """Whether transformers knows the kind of model in a GGUF file; True if the file does not say."""
    architecture = gguf_architecture(file)
    return not architecture or architecture in GGUF_SUPPORTED_ARCHITECTURES


def _first(cache: DynamicCache, length: int) -> DynamicCache:
    """A new cache with the first `length` tokens of `cache`."""
    layers: Any = cache.layers
    return DynamicCache([(layer.keys[..., :length, :], layer.values[..., :length, :]) for layer in layers])


def load_weights(source: Path, device: str, dtype: torch.dtype | None = None) -> tuple[Any, Any]:
    """The tokenizer and the model, in bfloat16 by default if the processor supports it.

    Raises `EngineError` if transformers cannot load it.
    """
    where, file = _locate(source)
    options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    weights: dict[str, Any] = {"use_safetensors": True}  # the other format can run code
    if file:
        options["gguf_file"] = file
        # Unpack the weights. Otherwise transformers downloads and runs a kernel from the hub.
        weights = {"quantization_config": transformers.GgufConfig(dequantize=True)}
    try:
        with _no_progress_bars():
            tokenizer = transformers.AutoTokenizer.from_pretrained(where, **options)
            model: Any = transformers.AutoModelForCausalLM.from_pretrained(
                where, dtype=dtype or _dtype(device), **weights, **options
            )
            return tokenizer, model.to(device)
    except Exception as error:  # damaged files raise many kinds of errors
        raise EngineError(
            f"transformers cannot load {source}: {first_line(error)} Check the path and its files, or choose another "
            "model."
        ) from error


def _locate(source: Path) -> tuple[str, str | None]:
    """The folder to load from, and the name of the GGUF file in it, if any."""
    if source.is_file():
        return str(source.parent), source.name
    files = sorted(file.name for file in source.glob("*.gguf"))
    if source.is_dir() and not (source / "config.json").exists():
        if len(files) != 1:
            raise EngineError(
                f"{source} contains no model, or several. Choose a folder with a config.json, or a GGUF file."
            )
        return str(source), files[0]
    return str(source), None


def _dtype(device: str) -> torch.dtype:
    """bfloat16 if the processor supports it, else float32."""
    fast = torch.cuda.is_bf16_supported(including_emulation=False) if device == "cuda" else has_bfloat16()
    return torch.bfloat16 if fast else torch.float32


@contextmanager
def _no_progress_bars() -> Iterator[None]:
    logging: Any = transformers.logging
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()
