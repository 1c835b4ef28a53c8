"""`LlamaCppEngine`: GGUF weights, run by llama.cpp inside this process. The only import of xllamacpp."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from weakref import finalize

from index.errors import EngineError
from qa.engines.chat_api import BROKEN, LOGPROBS, ChatApi, Json, RefusalError, first_tokens, request
from qa.engines.families import family_run_here
from qa.engines.hardware import idle_cores
from qa.engines.probability import first_word_probability
from qa.engines.thoughts import part_thoughts
from qa.records import Prompt, Thought
from qa.text.markers import marker_grammar

CHAT = "/v1/chat/completions"
SLOTS = 2  # requests that run at the same time; others wait, first come, first served
BATCH_TOKENS = 64  # prompt tokens per batch; a closed stream stops after the current batch
CACHE_MIB = 256  # for earlier prompts: about ten of 700 tokens with a 1.5B model


class LlamaCppEngine:
    """Writes with GGUF weights.

    It uses llama.cpp's own server for the chat template, concurrent requests and the prompt cache, which reads the
    shared beginning of two prompts once. The server listens on a socket file in a folder that only this user can open,
    so no port is opened. It stops computing when the connection is closed.

    `adapter` is a GGUF file that changes the weights (LoRA). Raises `EngineError` if the weights or the adapter cannot
    be loaded. Loading takes seconds and blocks all Python threads.
    """

    def __init__(
        self,
        path: Path,
        *,
        name: str,
        context_tokens: int = 4096,
        threads: int | None = None,
        adapter: Path | None = None,
    ) -> None:
        self.name = name
        folder = mkdtemp(prefix="quoth-")
        self._remove_folder = finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._socket = Path(folder) / "llama.sock"  # llama.cpp recognises a socket file by this ending
        self._server = _load(path, self._socket, context_tokens, threads or idle_cores(), adapter)
        self._api = ChatApi(socket_file=self._socket)
        about = self._ask("/props")
        # Lower than requested if the model was trained with a smaller context.
        self.context_tokens: int = about["default_generation_settings"]["n_ctx"]
        self._family = family_run_here(name, about["chat_template"])
        self.thinks = self._family.thinks

    def count_tokens(self, text: str) -> int:
        return len(self._ask("/tokenize", {"content": text, "add_special": False, "parse_special": False})["tokens"])

    def read(self, prompt: Prompt) -> Iterator[None]:
        for _ in self._pieces(prompt, 1):  # the server writes at least one token
            yield

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str | Thought]:
        """Yield the text piece by piece. Pieces are empty while the prompt waits or is read.

        Raises `EngineError` if the prompt leaves no room for an answer.
        """
        return part_thoughts(self._pieces(prompt, max_tokens))

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:
        if self.thinks:
            return None  # its first word is a thought
        asked = request(prompt, 1, family=self._family, **LOGPROBS)
        return first_word_probability(word, other, first_tokens(self._ask(CHAT, asked)))

    def close(self) -> None:
        """Free the model. Open streams end with an `EngineError`."""
        self._api.close()
        self._server = None  # its destructor waits for its threads
        self._remove_folder()

    def _pieces(self, prompt: Prompt, max_tokens: int) -> Iterator[str | Thought]:
        # With return_progress, the server sends something after each batch. Only then it notices a closed connection.
        grammar = marker_grammar(len(prompt.passages))
        asked = request(prompt, max_tokens, family=self._family, stream=True, return_progress=True, grammar=grammar)
        with self._explained():
            yield from self._api.stream(_url(CHAT), asked)

    def _ask(self, path: str, body: Json | None = None) -> Json:
        with self._explained():
            return self._api.ask(_url(path), body)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Raise errors of the block as an `EngineError`."""
        try:
            yield
        except RefusalError as refusal:
            raise EngineError(self._explain(refusal)) from refusal
        except BROKEN as error:
            raise EngineError(f"{self.name} was closed before it finished. Ask again.") from error

    def _explain(self, refusal: RefusalError) -> str:
        if refusal.error.get("type") == "exceed_context_size_error":
            return (
                f"The prompt has {refusal.error['n_prompt_tokens']} tokens, but {self.name} has room for "
                f"{self.context_tokens}, including the answer. Ask a shorter question, or lower evidence_tokens."
            )
        return f"{self.name} failed: {refusal}. Choose another model."


def _url(path: str) -> str:
    return f"http://localhost{path}"  # the connection is a socket file, so the host is not looked up


def _load(path: Path, socket_file: Path, context_tokens: int, threads: int | None, adapter: Path | None) -> Any:
    """A running `xllamacpp.Server`."""
    import xllamacpp

    _check_gguf(path)
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.hostnames = [str(socket_file)]
    params.n_ctx = SLOTS * context_tokens  # each slot gets an equal part
    params.n_parallel = SLOTS
    params.n_batch = BATCH_TOKENS
    params.n_threads_http = 16  # each waiting request holds one
    params.cache_ram_mib = CACHE_MIB
    if adapter:
        _check_gguf(adapter)
        params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(adapter), 1.0)]
    params.ui = False
    params.verbosity = 0
    if threads is not None:
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    try:
        return xllamacpp.Server(params)
    except RuntimeError as error:
        raise EngineError(
            f"llama.cpp cannot load {path}: the file is damaged, there is not enough memory, or this version does not "
            "support the model. Delete the file and run `quoth weights`, or choose another model."
        ) from error


def _check_gguf(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise EngineError(f"The weights {path} cannot be read: {error.strerror}. Run `quoth weights`.") from error
    if magic != b"GGUF":
        raise EngineError(f"{path} is not a GGUF file. Choose a GGUF file, or set QUOTH_ENGINE=transformers.")
