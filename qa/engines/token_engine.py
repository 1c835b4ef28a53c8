"""`TokenEngine`: the base of engines that run a model in this process, one forward pass at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import takewhile
from typing import Any, Generic, TypeVar

import torch
from jinja2 import TemplateError

from index.errors import EngineError
from qa.engines.families import Family, family_run_here, fitted, template_options
from qa.engines.probability import LIKELY_TOKENS, first_word_probability
from qa.engines.thoughts import OPENING, part_thoughts
from qa.records import Prompt, Thought
from qa.text.markers import can_go_on

Memory = TypeVar("Memory")  # the keys and values of the tokens that were read (the KV cache)

MARKER_TOKENS = 8  # more than a marker can have
NGRAM = 2  # if this many tokens repeat, the tokens that followed them are guessed; 3 and 4 guess too rarely
KEPT_LOGITS = 4  # how many prompts keep their logits, so that `probability` after `read` reads nothing again
UNFINISHED = "\N{REPLACEMENT CHARACTER}"  # ends a text whose last character is incomplete


class TokenEngine(ABC, Generic[Memory]):
    """Chat template, token loop, markers and probabilities. Each engine adds the forward pass and its memory.

    Prompts are read in batches of `batch_tokens`, and a closed stream stops after its batch. If the text repeats an
    earlier one, as copied sentences do, up to `guessed_tokens` are guessed and checked in one pass (prompt lookup
    decoding: Saxena, 2023). The guesses do not change the text: only the model's own choices are written.
    """

    batch_tokens = 64
    guessed_tokens = 0

    def __init__(self, tokenizer: Any, *, name: str, context_tokens: int, ends: Sequence[int | None]) -> None:
        if not tokenizer.chat_template:
            raise EngineError(f"{name} has no chat template. Choose a model that was trained to chat ('Instruct').")
        self.name = name
        self.context_tokens = context_tokens
        self._family = family_run_here(name, str(tokenizer.chat_template))
        self.thinks = self._family.thinks
        self._tokenizer = tokenizer
        self._ends = {tokenizer.eos_token_id, *ends}
        self._logits: deque[tuple[list[int], torch.Tensor]] = deque(maxlen=KEPT_LOGITS)

    @abstractmethod
    def _begin(self, ids: list[int]) -> Memory:
        """A memory of the whole batches of `ids` that an earlier prompt begins with, without the last token."""

    @abstractmethod
    def _length(self, memory: Memory) -> int:
        """The number of tokens in `memory`."""

    @abstractmethod
    def _forward(self, ids: list[int], memory: Memory, rows: int = 1) -> torch.Tensor:  # (rows, vocabulary) float32
        """Add `ids` to `memory`. Return the logits after each of the last `rows` of them."""

    @abstractmethod
    def _keep(self, ids: list[int], memory: Memory) -> None:
        """Called when `memory` contains exactly the prompt `ids`."""

    def _end(self, memory: Memory) -> None:
        """Called when `memory` is no longer used."""

    def _drop(self, memory: Memory, count: int) -> None:
        """Remove the last `count` tokens from `memory`. Only engines that guess need this."""

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False))

    def read(self, prompt: Prompt) -> Iterator[None]:
        ids = self._ids(self._chat(prompt))
        with self._memory(ids) as memory:
            for _ in self._read(ids, memory):
                yield

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str | Thought]:
        """Yield the text piece by piece. Pieces are empty while the prompt is read.

        Raises `EngineError` if the prompt leaves no room for an answer.
        """
        chat = self._chat(prompt)
        yield from part_thoughts(
            self._pieces(chat, max_tokens, len(prompt.passages)), thinking=chat.rstrip().endswith(OPENING)
        )

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:
        if self.thinks:
            return None  # its first word is a thought
        ids = self._ids(self._chat(prompt))
        logits = next((logits for known, logits in tuple(self._logits) if known == ids), None)
        if logits is None:
            with self._memory(ids) as memory:
                *_, logits = self._read(ids, memory)
        likely = logits.log_softmax(-1).topk(LIKELY_TOKENS)
        tokens = [self._decode([token]) for token in likely.indices.tolist()]
        return first_word_probability(word, other, zip(tokens, likely.values.tolist(), strict=True))

    def _chat(self, prompt: Prompt) -> str:
        """The prompt in the model's chat template."""
        try:
            return in_template(self._tokenizer, prompt, self._family)
        except TemplateError as error:
            raise EngineError(f"{self.name} cannot be prompted: {error}. Choose another model.") from error

    def _ids(self, chat: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(chat, add_special_tokens=False)  # the template has added them
        if len(ids) >= self.context_tokens:
            raise EngineError(
                f"The prompt has {len(ids)} tokens, but {self.name} has room for {self.context_tokens}, including the "
                "answer. Ask a shorter question, or lower evidence_tokens."
            )
        return ids

    def _pieces(self, chat: str, max_tokens: int, passages: int) -> Iterator[str]:
        """Yield the text of each token. If a character has several tokens, it comes with the last one."""
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
        """Yield the tokens of the answer. Before them, yield an empty list for each batch of the prompt."""
        # transformers' own `generate` is not used. With a logits processor, a streamer and a stopping criterion it was
        # as fast (16.3 s of processor time, ours 16.7, for 400 + 200 tokens of SmolLM2-135M), but needed 114 more lines
        # and a thread per stream. It cannot stop while it reads a prompt, and its sampling depends on other threads.
        room = min(max_tokens, self.context_tokens - len(ids))
        tokens: list[int] = []
        guesses: list[int] = []
        with self._memory(ids) as memory:
            for logits in self._read(ids, memory):  # noqa: B007 - used after the loop
                yield []
            rows = logits[None]
            while True:
                right = 0
                for row, guess in zip(rows, [*guesses, None], strict=True):
                    token = self._likeliest(row, tokens, passages)
                    if token in self._ends:
                        return
                    tokens.append(token)
                    yield [token]
                    if len(tokens) == room:
                        return
                    if token != guess:
                        break
                    right += 1
                self._drop(memory, len(guesses) - right)
                guesses = repeated(ids + tokens, self.guessed_tokens)
                rows = self._forward([tokens[-1], *guesses], memory, 1 + len(guesses))

    def _likeliest(self, logits: torch.Tensor, tokens: list[int], passages: int) -> int:
        """The likeliest token after `tokens` that does not begin a marker of a number above `passages`.

        If none of the likeliest tokens is allowed, the end of the text.
        """
        likely: list[int] = self._ranked(logits, len(tokens)).tolist()
        before = self._decode(tokens[-MARKER_TOKENS:])
        fitting = (t for t in likely if t in self._ends or can_go_on(before + self._decode([t]), passages))
        return next(fitting, int(self._tokenizer.eos_token_id))

    def _ranked(self, logits: torch.Tensor, place: int) -> torch.Tensor:
        """The likeliest tokens, best first. For families that need sampling, in random order, seeded by `place`."""
        values, indices = logits.topk(min(LIKELY_TOKENS, len(logits)))
        if not self._family.temperature:
            return indices
        shares = (values / self._family.temperature).softmax(-1)
        shares[shares.cumsum(-1) - shares > self._family.top_p] = 0  # nucleus: Holtzman et al., 2020
        chance = torch.Generator().manual_seed(place)
        return indices[torch.multinomial(shares.cpu(), int((shares > 0).sum()), generator=chance)]

    @contextmanager
    def _memory(self, ids: list[int]) -> Iterator[Memory]:
        memory = self._begin(ids)
        try:
            yield memory
        finally:
            self._end(memory)

    def _read(self, ids: list[int], memory: Memory) -> Iterator[torch.Tensor]:  # (vocabulary,) float32
        """Read the `ids` that are not in `memory`. After each batch, yield the logits of the next token.

        Batches always start at multiples of their size, so that the results do not depend on the memory.
        """
        for start in range(self._length(memory), len(ids), self.batch_tokens):
            logits = self._forward(ids[start : start + self.batch_tokens], memory)[-1]
            yield logits
        self._keep(ids, memory)
        self._logits.append((ids, logits))

    def _whole_batches(self, ids: list[int], others: Sequence[int]) -> int:
        """The length of the common prefix in whole batches. It never includes the last of `ids`."""
        return min(shared(ids, others), len(ids) - 1) // self.batch_tokens * self.batch_tokens

    def _decode(self, tokens: list[int]) -> str:
        return str(self._tokenizer.decode(tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False))


def in_template(tokenizer: Any, prompt: Prompt, family: Family) -> str:
    """The prompt in the tokenizer's chat template, up to where the model writes. Raises jinja's `TemplateError`."""
    messages = [asdict(message) for message in fitted(prompt, family).messages]
    options = template_options(family)
    return str(tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False, **options))


def repeated(tokens: Sequence[int], count: int) -> list[int]:
    """Up to `count` tokens that followed the last earlier occurrence of the ending of `tokens`. Empty if there is none.

    >>> repeated([1, 2, 3, 4, 5, 6, 1, 2, 3], 2)
    [4, 5]
    >>> repeated([1, 2, 3, 4], 2), repeated([1, 2, 3, 1, 2, 3], 0)
    ([], [])
    """
    ending = list(tokens[-NGRAM:])
    starts = range(len(tokens) - NGRAM - 1, -1, -1) if count else ()
    for start in starts:
        if tokens[start] == ending[0] and list(tokens[start : start + NGRAM]) == ending:
            return list(tokens[start + NGRAM : start + NGRAM + count])
    return []


def shared(ids: Sequence[int], others: Sequence[int]) -> int:
    """The length of the common prefix."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ids, others, strict=False)))


def first_line(error: Exception) -> str:
    """The first line of an error's message."""
    return str(error).strip().partition("\n")[0]
