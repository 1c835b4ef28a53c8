"""Which models of the catalogue this machine can run, and the best of them."""

from __future__ import annotations

from collections.abc import Iterable

from index.weights.models import Model
from qa.engines.families import family_of

# A file needs about this many times its size in memory: in the form of OpenVINO with its working memory, which is the
# larger of the two forms (docs/models.md).
NEEDED = 2.5
# A model may be at most so many times as large as the default one without a GPU. An answer takes about as many times
# as long, and a person waits some seconds for the default.
PATIENCE = 2.5


def needed_memory(model: Model) -> int:
    """About how many bytes of memory the language model needs."""
    return int(NEEDED * model.size)


def runs_in(model: Model, memory: int | None) -> bool:
    """Whether the language model fits in `memory` bytes; True if that is not known."""
    return memory is None or needed_memory(model) <= memory


def recommended(models: Iterable[Model], default: Model, *, memory: int | None, gpu_memory: int = 0) -> Model:
    """The language model to recommend: the largest that fits, does not keep people waiting, and does not think first.

    Larger models of these families answer better by their publishers' tests. The default is returned if none of the
    others fits. A model whose terms have to be accepted first is not recommended.
    """
    room = gpu_memory or memory
    most = float("inf") if gpu_memory else PATIENCE * default.size
    fitting = [
        model
        for model in models
        if model.kind == "language model"
        and model.size <= most
        and runs_in(model, room)
        and not model.terms
        and not family_of(model.name).thinks
    ]
    return max([default, *fitting], key=lambda model: model.size)
