"""Matrices with a scale for every few numbers get one for each row when a model is converted for OpenVINO."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openvino
import pytest
from openvino import Type
from openvino import opset13 as operations

from qa.engines.openvino_convert import scale_by_rows

ROWS, COLUMNS = 24, 64


def save(folder: Path, group: int, kind: str = "u8") -> Path:
    """A model that multiplies with a random matrix, as the converter of GGUF files writes it."""
    chance = np.random.default_rng(1)
    shape = (ROWS, COLUMNS // group, group)
    whole = operations.constant(chance.integers(0, 16, shape, dtype=np.uint8), getattr(Type, kind))
    zero = operations.constant(np.full((*shape[:2], 1), 8, np.uint8), getattr(Type, kind))
    scale = chance.uniform(0.001, 0.1, (*shape[:2], 1)).astype(np.float16)
    scale[3] = 0
    centred = operations.subtract(operations.convert(whole, "f16"), operations.convert(zero, "f16"))
    joined = operations.reshape(operations.multiply(centred, operations.constant(scale)), [ROWS, COLUMNS], False)
    given = operations.parameter([-1, COLUMNS], np.float32)
    product = operations.matmul(given, operations.convert(joined, "f32"), False, True)
    path = folder / "openvino_model.xml"
    openvino.save_model(openvino.Model([product], [given]), path, compress_to_fp16=False)
    return path


def multiplied(path: Path) -> np.ndarray:
    model = openvino.Core().compile_model(path, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    given = np.random.default_rng(2).normal(size=(5, COLUMNS)).astype(np.float32)
    return np.array(model(given)[0])


def kinds(path: Path) -> set[str]:
    """The types of the numbers in the matrices of the model."""
    model = openvino.Core().read_model(path)
    constants = (each for each in model.get_ops() if each.get_type_name() == "Constant")
    return {each.get_element_type().to_string() for each in constants if len(each.get_output_shape(0)) > 1}


def test_a_matrix_of_small_groups_gets_a_scale_for_each_row(tmp_path: Path) -> None:
    path = save(tmp_path, 16)
    before = multiplied(path)
    scale_by_rows(path)
    assert "i8" in kinds(path)
    assert "u8" not in kinds(path)
    assert np.abs(multiplied(path) - before).max() < 0.02 * np.abs(before).max()
    assert not multiplied(path)[:, 3].any(), "a row of zeros stays one"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["openvino_model.bin", "openvino_model.xml"]


@pytest.mark.parametrize(("group", "kind"), [(32, "u8"), (32, "u4"), (16, "u4")])
def test_other_matrices_stay_as_they_are(group: int, kind: str, tmp_path: Path) -> None:
    path = save(tmp_path, group, kind)
    before = path.with_suffix(".bin").read_bytes()
    scale_by_rows(path)
    assert path.with_suffix(".bin").read_bytes() == before
