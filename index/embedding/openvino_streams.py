"""A model that OpenVINO runs for several threads at once, each call on one thread."""

from __future__ import annotations

from collections.abc import Mapping
from threading import local
from typing import Any

import openvino


class Streams:
    """A compiled model with as many streams of one thread as there are `threads`, and a request for each caller.

    `options` are further ones of the runtime. Raises `RuntimeError` if it cannot compile the model.
    """

    def __init__(self, model: Any, threads: int, options: Mapping[str, Any]) -> None:
        own = {
            "NUM_STREAMS": threads,
            "INFERENCE_NUM_THREADS": threads,
            "ENABLE_CPU_PINNING": False,  # other programs need the cores too
        }
        self._compiled = openvino.Core().compile_model(model, "CPU", {**own, **options})
        self.inputs = frozenset(name for port in self._compiled.inputs for name in port.names)
        self._own = local()

    def first_output(self, given: Mapping[str, Any]) -> Any:
        """The first output, which the next call of this thread overwrites. What the model does not read is left out."""
        if not hasattr(self._own, "request"):
            self._own.request = self._compiled.create_infer_request()
        return self._own.request.infer({name: value for name, value in given.items() if name in self.inputs})[0]
