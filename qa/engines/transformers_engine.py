"""`TransformersEngine`: safetensors or unpacked GGUF weights, run by transformers inside this process.

The only file in `qa` that imports transformers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import takewhile
from pathlib import Path
from typing import Any

import torch
import transformers
from jinja2 import TemplateError
from transformers.cache_utils import DynamicCache, DynamicLayer

from index.errors import EngineError
from qa.engines.fair_lock import FairLock
from qa.engines.families import family_of, fitted
from qa.engines.hardware import idle_cores
from qa.engines.probability import LIKELY_TOKENS, first_word_probability
from qa.engines.thoughts import OPENING, part_thoughts
from qa.records import Prompt, Thought
from qa.text.markers import can_go_on

BATCH_TOKENS = {"cpu": 64, "cuda": 512}  # of a prompt, read at once: a closed stream stops after its batch
KEPT_PROMPTS = 2  # keep their keys and values: what the next prompt shares with one of them is not read again
MARKER_TOKENS = 8  # more than a marker can have
UNFINISHED = "\N{REPLACEMENT CHARACTER}"  # ends a text whose last character still lacks tokens


class TransformersEngine:
    """Writes with the model in a folder (safetensors, or a GGUF file, which is unpacked).

    It never uses the network and never runs code that comes with a model. The model runs on the GPU if there is one.
    Threads take turns token by token, so that all answers grow.

    Raises `EngineError` if there is no such model or it cannot chat.
    """

    def __init__(self, source: Path, *, name: str, context_tokens: int = 4096, threads: int | None = None) -> None:
        self.name = name
        self._family = family_of(name)
        torch.set_num_threads(threads or idle_cores() or torch.get_num_threads())  # of the whole process
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._tokenizer, self._model = _load(source, self._device)
        if not self._tokenizer.chat_template:
            raise EngineError(f"{name} has no chat template. Choose a model that was trained to chat ('Instruct').")
        self._config = self._model.config
        self.context_tokens: int = min(context_tokens, self._config.get_text_config().max_position_embeddings)
        ends = self._model.generation_config.eos_token_id
        self._ends = {self._tokenizer.eos_token_id, *(ends if isinstance(ends, list) else [ends])}
        self._kept: deque[tuple[list[int], DynamicCache]] = deque(maxlen=KEPT_PROMPTS)
        self._lock = FairLock()

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False))

    def read(self, prompt: Prompt) -> Iterator[None]:
        ids = self._ids(self._chat(prompt))
        for _ in self._read(ids, self._begun(ids)):
            yield

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str | Thought]:
        """Yield the text piece by piece; pieces are empty while the prompt is being read.

        Raises `EngineError` when the prompt leaves no room for an answer.
        """
        chat = self._chat(prompt)
        yield from part_thoughts(
            self._pieces(chat, max_tokens, len(prompt.passages)), thinking=chat.rstrip().endswith(OPENING)
        )

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:
        if self._family.thinks:
            return None  # its first word is a thought
        ids = self._ids(self._chat(prompt))
        *_, logits = self._read(ids, self._begun(ids))
        likely = logits.log_softmax(-1).topk(LIKELY_TOKENS)
        tokens = [self._decode([token]) for token in likely.indices.tolist()]
        return first_word_probability(word, other, zip(tokens, likely.values.tolist(), strict=True))

    def close(self) -> None:
        """Free the model. A stream that is still open ends in an `EngineError`."""
        self._model = None
        self._kept.clear()

    def _chat(self, prompt: Prompt) -> str:
        """The prompt as the model was trained to see it."""
        messages = [asdict(message) for message in fitted(prompt, self._family).messages]
        try:
            chat = self._tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        except TemplateError as error:
            raise EngineError(f"{self.name} cannot be asked in this form: {error}. Choose another model.") from error
        return str(chat)

    def _ids(self, chat: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(chat, add_special_tokens=False)  # the template has put them in
        if len(ids) >= self.context_tokens:
            raise EngineError(
                f"The prompt has {len(ids)} tokens, but {self.name} has room for {self.context_tokens} with its "
                "answer. Ask a shorter question, or let it read less (evidence_tokens)."
            )
        return ids

    def _pieces(self, chat: str, max_tokens: int, passages: int) -> Iterator[str]:
        """Yield the text of each token; a character of several tokens comes with the last of them."""
        tokens: list[int] = []
        written = ""
        for token in self._tokens(self._ids(chat), max_tokens, passages):
            tokens += token
            text = self._decode(tokens)
            if text.endswith(UNFINISHED):
                yield ""
            else:
                yield text[len(written) :]
                written = text

    def _tokens(self, ids: list[int], max_tokens: int, passages: int) -> Iterator[list[int]]:
        """Yield the tokens of the answer; before the first, an empty list for each batch of the prompt that is read."""
        # Not by transformers' own `generate`: with a logits processor, a streamer and a stopping criterion, it took as
        # long (16.3 s of processor time, ours 16.7, for 400 + 200 tokens of SmolLM2-135M), but 114 lines more and a
        # thread for each stream. It cannot stop while it reads a prompt, and its sampling depends on other threads.
        tokens: list[int] = []
        cache = self._begun(ids)
        for logits in self._read(ids, cache):  # noqa: B007 - the last of them begins the answer
            yield []
        room = min(max_tokens, self.context_tokens - len(ids))
        for written in range(1, room + 1):
            token = self._likeliest(logits, tokens, passages)
            if token in self._ends:
                return
            tokens.append(token)
            yield [token]
            if written < room:
                logits = self._forward([token], cache)

    def _likeliest(self, logits: torch.Tensor, tokens: list[int], passages: int) -> int:
        """The likeliest token after `tokens` that begins no marker but those of `passages` passages.

        If none of the likeliest fits, the end of the text.
        """
        likely: list[int] = self._ranked(logits, len(tokens)).tolist()
        before = self._decode(tokens[-MARKER_TOKENS:])
        fitting = (t for t in likely if t in self._ends or can_go_on(before + self._decode([t]), passages))
        return next(fitting, int(self._tokenizer.eos_token_id))

    def _ranked(self, logits: torch.Tensor, place: int) -> torch.Tensor:
        """The likeliest tokens, best first; for families that need sampling, in a random order seeded by the place."""
        values, indices = logits.topk(min(LIKELY_TOKENS, len(logits)))
        if not self._family.temperature:
            return indices
        shares = (values / self._family.temperature).softmax(-1)
        shares[shares.cumsum(-1) - shares > self._family.top_p] = 0  # nucleus: Holtzman et al., 2020
        chance = torch.Generator().manual_seed(place)
        return indices[torch.multinomial(shares.cpu(), int((shares > 0).sum()), generator=chance)]

    def _read(self, ids: list[int], cache: DynamicCache) -> Iterator[torch.Tensor]:  # (vocabulary,) float32
        """Read those of `ids` that `cache` lacks; yield the logits of the next token after each batch.

        Batches begin at multiples of their size whatever is in the cache, so that the results are the same.
        """
        size = BATCH_TOKENS[self._device]
        for start in range(cache.get_seq_length(), len(ids), size):
            yield self._forward(ids[start : start + size], cache)
        known = any(ids == kept for kept, _ in tuple(self._kept))
        if not known and all(type(layer) is DynamicLayer for layer in cache.layers):  # others cannot be cut
            self._kept.append((ids, _first(cache, len(ids))))

    def _begun(self, ids: list[int]) -> DynamicCache:
        """The keys and values of the whole batches of `ids` that a kept prompt begins with, without the last token."""
        size = BATCH_TOKENS[self._device]
        shared = [(min(_shared(ids, kept), len(ids) - 1) // size * size, cache) for kept, cache in tuple(self._kept)]
        length, cache = max(shared, key=lambda pair: pair[0], default=(0, None))
        return _first(cache, length) if cache and length else DynamicCache(config=self._config)

    @torch.inference_mode()
    def _forward(self, ids: list[int], cache: DynamicCache) -> torch.Tensor:  # (vocabulary,) float32
        """The logits of the token after `ids`, which are added to `cache`."""
        with self._lock:
            if self._model is None:
                raise EngineError(f"{self.name} was closed before it had finished. Ask again.")
            try:
                row = torch.tensor([ids], device=self._device)
                output = self._model(input_ids=row, past_key_values=cache, use_cache=True, logits_to_keep=1)
            except RuntimeError as error:  # torch also raises it when memory runs out
                raise EngineError(f"{self.name} cannot write: {_first_line(error)}. Choose a smaller model.") from error
            logits: torch.Tensor = output.logits[0, -1].float()
            return logits

    def _decode(self, tokens: list[int]) -> str:
        return str(self._tokenizer.decode(tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False))


def _first(cache: DynamicCache, length: int) -> DynamicCache:
    """A new cache with the first `length` tokens of `cache`."""
    layers: Any = cache.layers
    return DynamicCache([(layer.keys[..., :length, :], layer.values[..., :length, :]) for layer in layers])


def _shared(ids: Sequence[int], others: Sequence[int]) -> int:
    """The length of the common beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ids, others, strict=False)))


def _load(source: Path, device: str) -> tuple[Any, Any]:
    """The tokenizer and the model."""
    where, file = _locate(source)
    options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    weights: dict[str, Any] = {"use_safetensors": True}  # the other format can run code
    if file:
        options["gguf_file"] = file
        # Unpacked here: transformers would otherwise fetch and run a kernel from the hub.
        weights = {"quantization_config": transformers.GgufConfig(dequantize=True)}
    try:
        with _no_progress_bars():
            tokenizer = transformers.AutoTokenizer.from_pretrained(where, **options)
            model: Any = transformers.AutoModelForCausalLM.from_pretrained(
                where, dtype=_dtype(device), **weights, **options
            )
            return tokenizer, model.to(device)
    except Exception as error:  # damaged files raise errors without a common class
        raise EngineError(
            f"transformers cannot load {source}: {_first_line(error)} Check its name and its files, or choose another."
        ) from error


def _locate(source: Path) -> tuple[str, str | None]:
    """The folder to load from, and the name of the GGUF file there if it is one."""
    if source.is_file():
        return str(source.parent), source.name
    files = sorted(file.name for file in source.glob("*.gguf"))
    if source.is_dir() and not (source / "config.json").exists():
        if len(files) != 1:
            raise EngineError(f"{source} holds no model, or several. Give a folder with a config.json, or a GGUF file.")
        return str(source), files[0]
    return str(source), None


def _dtype(device: str) -> torch.dtype:
    """bfloat16 if the processor supports it, else float32."""
    if device == "cuda":
        fast = torch.cuda.is_bf16_supported(including_emulation=False)
    else:
        able = torch.cpu.get_capabilities()
        fast = any(able.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16"))
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


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
