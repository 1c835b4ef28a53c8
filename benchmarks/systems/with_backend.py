"""sentence-transformers with another backend, in an environment that has it: ONNX in int8, or OpenVINO.

Arguments: the folder of weights, a folder for the exported ones, and "onnx-int8" or "openvino". Each line of stdin is a
JSON list of texts. Their vectors are written to rows.npy in that folder, and a line on stdout has the times.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer, export_dynamic_quantized_onnx_model


def main() -> None:
    """Serve until stdin ends."""
    weights, made, backend = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    answers, sys.stdout = sys.stdout, sys.stderr
    model = _loaded(weights, made / backend, backend)
    print(json.dumps({"loaded": backend}), file=answers, flush=True)
    for line in sys.stdin:
        texts = json.loads(line)
        started, computed = time.perf_counter(), time.process_time()
        rows = model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
        times = {"seconds": time.perf_counter() - started, "computing": time.process_time() - computed}
        np.save(made / "rows.npy", rows.astype(np.float32))
        print(json.dumps(times), file=answers, flush=True)


def _loaded(weights: Path, made: Path, backend: str) -> Any:
    """The model, exported the first time and kept: exporting takes a minute."""
    if not made.exists():
        shutil.copytree(weights, made)
    if backend == "openvino":
        return SentenceTransformer(str(made), backend="openvino", local_files_only=True)
    file = "onnx/model_qint8_avx512_vnni.onnx"
    if not (made / file).exists():
        model = SentenceTransformer(str(made), backend="onnx", local_files_only=True, model_kwargs={"export": True})
        model.save(str(made))
        export_dynamic_quantized_onnx_model(model, "avx512_vnni", str(made))
    return SentenceTransformer(str(made), backend="onnx", local_files_only=True, model_kwargs={"file_name": file})


if __name__ == "__main__":
    main()
