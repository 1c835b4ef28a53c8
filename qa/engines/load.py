"""Loads the engine of the settings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from index.errors import EngineError
from index.records import Progress
from qa.engines.choice import fastest, possible_engines, remembered
from qa.engines.engine import Engine
from qa.engines.hardware import one_gguf
from qa.engines.memory import require_memory
from qa.engines.openvino_weights import openvino_folder
from qa.settings import Settings

# Each engine is imported only if it is chosen, because their packages take seconds to load.


def load_engine(settings: Settings, weights: Callable[[str], Path], progress: Progress) -> Engine:
    """The engine of the settings. `weights` returns the path of a model's weights, fetched if need be.

    `progress` reports how far a conversion is. Raises `EngineError` and `WeightsError`.
    """
    match settings.engine:
        case "extractive":
            from qa.engines.extractive_engine import ExtractiveEngine

            return ExtractiveEngine()
        case "openai":
            from qa.engines.openai_engine import OpenAIEngine

            return OpenAIEngine(
                settings.base_url,
                model=settings.model,
                api_key=settings.api_key or None,
                context_tokens=settings.context_tokens,
                timeout_s=settings.endpoint_timeout_s,
                retry_s=settings.endpoint_retry_s,
            )
        case _:
            return _load_model(settings, weights(settings.model), progress)


def convert_if_needed(weights: Path, settings: Settings, progress: Progress) -> None:
    """If OpenVINO runs these weights, convert them now, not when the engine is loaded."""
    kinds = _kinds(weights, settings)
    known = remembered(kinds, weights, cache=settings.cache, threads=settings.threads or None)
    if "openvino" in kinds and known in (None, "openvino"):
        try:
            openvino_folder(weights, cache=settings.cache, progress=progress)
        except EngineError:
            if kinds == ["openvino"]:
                raise  # otherwise another engine runs them


def _load_model(settings: Settings, weights: Path, progress: Progress) -> Engine:
    """The engine that runs the weights in this process, the fastest if the settings leave the choice to Quoth."""
    kinds = _kinds(weights, settings)
    require_memory(weights, settings.model, kinds[0])  # the others are possible only if they have more room than it
    load = {kind: partial(_run, weights, kind, settings, progress) for kind in kinds}
    return fastest(load, weights, cache=settings.cache, threads=settings.threads or None)


def _kinds(weights: Path, settings: Settings) -> list[str]:
    """The engines that can run these weights, by their names in the settings."""
    return possible_engines(weights, settings.cache) if settings.engine == "auto" else [settings.engine]


def _run(weights: Path, kind: str, settings: Settings, progress: Progress) -> Engine:
    """Load the weights with this kind of engine."""
    name, context_tokens, threads = settings.model, settings.context_tokens, settings.threads or None
    match kind:
        case "transformers":
            from qa.engines.transformers_engine import TransformersEngine

            return TransformersEngine(weights, name=name, context_tokens=context_tokens, threads=threads)
        case "openvino":
            from qa.engines.openvino_engine import OpenVinoEngine

            folder = openvino_folder(weights, cache=settings.cache, progress=progress)
            return OpenVinoEngine(folder, name=name, context_tokens=context_tokens, threads=threads)
        case _:
            from qa.engines.llamacpp_engine import LlamaCppEngine

            return LlamaCppEngine(one_gguf(weights), name=name, context_tokens=context_tokens, threads=threads)
