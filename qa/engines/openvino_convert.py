"""Converts a GGUF file for OpenVINO, in a process of its own, so that a damaged file can crash nothing else.

Arguments: the file, and an empty folder for the model, its tokenizer and a config.json. If it fails, the last line of
stderr says why. The only file that imports openvino_genai.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import openvino
from openvino import opset13 as operations

LARGEST_GROUP = 16  # numbers with a scale of their own that the runtime does not multiply as whole numbers
_ROWS_AT_ONCE = 8192  # of a matrix, to save memory


def convert(file: Path, folder: Path) -> None:
    """Leave the model of `file` in `folder`."""
    import openvino_genai
    import transformers

    link = folder / "model.gguf"  # the converter writes beside the file
    link.symlink_to(file.resolve())
    openvino_genai.LLMPipeline(link, "CPU", enable_save_ov_model=True)
    kinds = (transformers.AutoTokenizer, transformers.AutoConfig)
    for kind in kinds:
        made = kind.from_pretrained(folder, gguf_file=link.name, local_files_only=True, trust_remote_code=False)
        made.save_pretrained(folder)
    for left_over in (link, *folder.glob("openvino_*tokenizer.*")):  # Quoth uses transformers' tokenizer
        left_over.unlink()
    scale_by_rows(folder / "openvino_model.xml")


def scale_by_rows(path: Path) -> None:
    """Write the model again with one scale for each row of the matrices that have one for `LARGEST_GROUP` numbers.

    The 6-bit matrices of GGUF files become such. The runtime multiplies whole numbers by groups of at least 32, so it
    would unpack these: with 8 bits and a scale for each row, the default model reads a tenth faster and is 5 %
    smaller. The rounding adds 1.4 % of a matrix' norm (the 4-bit ones are off by more).
    """
    model = openvino.Core().read_model(path)
    grouped = list(_grouped_matrices(model))
    for product, matrix in grouped:
        product.input(1).replace_source_output(_scaled_by_rows(matrix))
    if not grouped:
        return
    model.validate_nodes_and_infer_types()
    made = path.with_name("openvino_rows.xml")
    openvino.save_model(model, made, compress_to_fp16=False)
    for suffix in (".bin", ".xml"):
        os.replace(made.with_suffix(suffix), path.with_suffix(suffix))


def _grouped_matrices(model: Any) -> Iterator[tuple[Any, Any]]:
    """Each product with a matrix of small groups, and the operation that joins the groups to rows: (rows, columns)."""
    for product in list(model.get_ordered_ops()):
        if product.get_type_name() != "MatMul" or not product.get_attributes()["transpose_b"]:
            continue
        joined = _before(product.input_value(1).get_node(), "Convert")
        if joined.get_type_name() != "Reshape" or joined.input_value(0).get_node().get_type_name() != "Multiply":
            continue
        whole, *_ = _parts(joined)
        shape = whole.get_output_shape(0)
        if whole.get_element_type() == openvino.Type.u8 and len(shape) == 3 and shape[2] <= LARGEST_GROUP:
            yield product, joined


def _parts(joined: Any) -> tuple[Any, Any, Any]:
    """The constants of (whole - zero) * scale."""
    scaled = joined.input_value(0).get_node()
    centred = scaled.input_value(0).get_node()
    whole = _before(centred.input_value(0).get_node(), "Convert")
    zero = _before(centred.input_value(1).get_node(), "Convert")
    return whole, zero, _before(scaled.input_value(1).get_node(), "Convert")


def _scaled_by_rows(joined: Any) -> Any:
    """The same matrix as 8-bit numbers with a scale for each row."""
    parts = [part.get_data() for part in _parts(joined)]
    rows = len(parts[0])
    whole, scales = [], []
    for first in range(0, rows, _ROWS_AT_ONCE):
        numbers, zero, scale = (part[first : first + _ROWS_AT_ONCE].astype(np.float32) for part in parts)
        block = ((numbers - zero) * scale).reshape(len(numbers), -1)
        largest = np.abs(block).max(axis=1, keepdims=True) / 127
        by_row = np.maximum(largest, np.finfo(np.float16).tiny).astype(np.float16)
        whole.append(np.clip(np.round(block / by_row), -127, 127).astype(np.int8))
        scales.append(by_row)
    matrix = operations.convert(operations.constant(np.concatenate(whole)), "f16")
    product = operations.multiply(matrix, operations.constant(np.concatenate(scales)))
    return operations.convert(product, "f32").output(0)


def _before(node: Any, kind: str) -> Any:
    """`node`, or what comes before it if it is of this kind."""
    return node.input_value(0).get_node() if node.get_type_name() == kind else node


if __name__ == "__main__":
    try:
        convert(Path(sys.argv[1]), Path(sys.argv[2]))
    except Exception as error:  # unknown files raise errors without a common class
        sys.exit(" ".join(str(error).split()) or type(error).__name__)
