"""The best model of the catalogue for this machine."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.weights.models import Model
from qa.engines.families import family_of, without_thoughts
from qa.engines.hardware import UNPACKED

# A model is recommended if its file has this many times its size in free memory: the form of OpenVINO with its working
# memory, which is the larger of the two forms (docs/models.md). It needs less to run at all (qa/engines/memory.py).
COMFORTABLE = 2.5
# A model may be at most so many times as large as the default one without a GPU. An answer takes about as many times
# as long, and a person waits some seconds for the default.
PATIENCE = 2.5


# The families of the catalogue whose GGUF files transformers can unpack, which is the engine that uses a GPU.
_ON_GPU = re.compile(r"qwen2|qwen3-|deepseek-r1|gemma-3")


def recommended(models: Iterable[Model], default: Model, *, memory: int | None, gpu_memory: int = 0) -> Model:
    """The language model to recommend: the largest that fits, does not keep people waiting, and answers at once.

    `memory` and `gpu_memory` are bytes that are free; the GPU's are 0 if there is none. Larger models of these families
    answer better by their publishers' tests. The default is returned if none of the others fits. A model whose terms
    have to be accepted first is not recommended.
    """
    fitting = [
        model
        for model in models
        if model.kind == "language model"
        and not model.terms
        and not without_thoughts(family_of(model.name)).thinks
        and (_fits_on_gpu(model, gpu_memory) or _fits(model, memory, default))
    ]
    return max([default, *fitting], key=lambda model: model.size)


def _fits_on_gpu(model: Model, memory: int) -> bool:
    return UNPACKED * model.size < memory and _ON_GPU.match(model.name) is not None


def _fits(model: Model, memory: int | None, default: Model) -> bool:
    """Whether the processor runs it in reasonable time, and it has enough memory."""
    return model.size <= PATIENCE * default.size and (memory is None or COMFORTABLE * model.size <= memory)
