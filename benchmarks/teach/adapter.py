"""Writes the adapter as a GGUF file, and compares what llama.cpp says with it to what torch says."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import gguf
import numpy as np

from benchmarks.metrics import Array
from benchmarks.teach.model import ALPHA_PER_RANK, Model
from index.errors import EngineError
from index.records import Progress, no_progress
from qa.engines.llamacpp_engine import LlamaCppEngine
from qa.engines.probability import logit
from qa.evidence.prompt import NO, YES
from qa.records import Prompt


def write_adapter(model: Model, file: Path, *, about: str) -> None:
    """Write the adapter of the model, as float16."""
    writer = gguf.GGUFWriter(file.with_suffix(".part"), model.kind)
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, ALPHA_PER_RANK * model.rank)
    writer.add_name(f"{model.file.stem} taught to read")
    writer.add_description(about)
    for name, matrix in model.adapter().items():
        writer.add_tensor(name, matrix.cpu().numpy().astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    file.with_suffix(".part").replace(file)


def llamacpp_logits(
    model: Path, prompts: Sequence[Prompt], adapter: Path | None, progress: Progress = no_progress
) -> Array:
    """The logit of Yes against No for each prompt, as Quoth's engine llamacpp says it."""
    found = []
    with closing(LlamaCppEngine(model, name=model.stem, adapter=adapter)) as engine:
        for done, prompt in enumerate(prompts):
            progress("llama.cpp", done, len(prompts), "with the adapter" if adapter else "without")
            said = engine.probability(prompt, YES, NO)
            if said is None:
                raise EngineError("llama.cpp says neither Yes nor No.")
            found.append(logit(said))
    return np.array(found)
