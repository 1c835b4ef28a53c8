"""GGUF files converted for OpenVINO: once, completely or not at all, and again if they do not match."""

from __future__ import annotations

import json
import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from tiny_bert import make_embedder

from index.errors import EngineError
from qa import Chatbot, load_settings
from qa.engines import openvino_weights
from qa.engines.openvino_weights import MANIFEST, has_room, is_made, made_folder, openvino_folder

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF" + bytes(2000))
    return path


@pytest.fixture
def made(gguf: Path, tmp_path: Path) -> Path:
    """A folder as it is made of `gguf`, with other contents."""
    folder = made_folder(gguf, tmp_path)
    folder.mkdir(parents=True)
    (folder / "openvino_model.xml").write_text("<net/>")
    (folder / "openvino_model.bin").write_bytes(bytes(1000))
    openvino_weights._seal(gguf, folder)
    return folder


def left_over(cache: Path) -> list[str]:
    return [path.name for path in (cache / "openvino").iterdir() if path.suffix != ".lock"]


def test_a_folder_in_openvinos_form_is_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "openvino_model.xml").write_text("<net/>")
    assert openvino_folder(tmp_path, cache=tmp_path / "cache") == tmp_path
    assert not (tmp_path / "cache").exists()


def test_what_was_made_is_used_again(gguf: Path, made: Path, tmp_path: Path) -> None:
    assert openvino_folder(gguf, cache=tmp_path) == openvino_folder(gguf.parent, cache=tmp_path) == made
    os.utime(made / "openvino_model.bin")  # touched, not changed
    assert is_made(gguf, made)


def test_files_of_one_name_in_two_folders_are_kept_apart(gguf: Path, tmp_path: Path) -> None:
    assert made_folder(gguf, tmp_path) != made_folder(tmp_path / "other" / gguf.name, tmp_path)


def test_what_does_not_match_is_not_used(gguf: Path, made: Path) -> None:
    assert is_made(gguf, made)
    (made / "openvino_model.bin").write_bytes(bytes(999) + b"x")
    assert not is_made(gguf, made)
    (made / "openvino_model.bin").unlink()
    assert not is_made(gguf, made)


def test_what_another_version_or_of_another_file_was_made_is_not_used(
    gguf: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(openvino_weights, "openvino_version", lambda: "2031.1")
        assert not is_made(gguf, made)
    assert is_made(gguf, made)
    gguf.write_bytes(b"GGUF" + bytes(3000))
    assert not is_made(gguf, made)


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"made": null, "files": null}', "\udcff"])
def test_a_damaged_manifest_is_none(gguf: Path, made: Path, manifest: str) -> None:
    (made / MANIFEST).write_text(manifest, encoding="utf-8", errors="surrogateescape")
    assert not is_made(gguf, made)


def test_a_full_disk_is_said_before_anything_is_written(
    gguf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10, 10, 0))
    with pytest.raises(EngineError, match=r"no disk space to convert model.*0 MB are free.*QUOTH_ENGINE=llamacpp"):
        openvino_folder(gguf, cache=tmp_path)
    assert left_over(tmp_path) == []


def test_too_little_memory_is_said_before_anything_is_written(
    gguf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openvino_weights, "available_memory", lambda: 400_000_000)
    with pytest.raises(EngineError, match=r"needs 0\.5 GB of memory, and 0\.4 GB are free.*QUOTH_ENGINE=llamacpp"):
        openvino_folder(gguf, cache=tmp_path)
    assert left_over(tmp_path) == []


def test_a_cache_that_cannot_be_written_is_an_error_that_names_it(gguf: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineError, match=r"cannot be converted.*file/openvino.*QUOTH_ENGINE=llamacpp"):
        openvino_folder(gguf, cache=tmp_path / "file")


def test_without_the_package_the_cure_is_named(gguf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openvino_weights, "find_spec", lambda _: None)
    with pytest.raises(EngineError, match="pip install openvino-genai"):
        openvino_folder(gguf, cache=tmp_path)


def test_an_interrupted_conversion_leaves_nothing_half(gguf: Path, tmp_path: Path) -> None:
    unfinished = made_folder(gguf, tmp_path).with_name(f"{made_folder(gguf, tmp_path).name}.part")
    unfinished.mkdir(parents=True)  # of a crash
    (unfinished / "openvino_model.bin").write_bytes(bytes(10))
    seen: list[int] = []

    def interrupt(stage: str, done: int, total: int, name: str = "") -> None:  # noqa: ARG001 - what a Progress takes
        seen.append(done)
        if len(seen) > 1:  # while it converts
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        openvino_folder(gguf, cache=tmp_path, progress=interrupt)
    assert left_over(tmp_path) == []


@pytest.mark.slow
def test_a_file_that_openvino_does_not_know_is_one_clear_line(gguf: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"cannot convert model\.gguf \(.*QUOTH_ENGINE=llamacpp") as caught:
        openvino_folder(gguf, cache=tmp_path)
    assert "\n" not in str(caught.value)
    assert left_over(tmp_path) == []


@pytest.mark.slow
def test_fetching_weights_converts_them_and_fails_only_if_nothing_else_runs_them(gguf: Path, tmp_path: Path) -> None:
    make_embedder(tmp_path / "embedder")
    given = {"cache": tmp_path, "embedder": str(tmp_path / "embedder"), "reranker": "off", "model": str(gguf)}
    steps: list[str] = []
    chosen = load_settings(environ={}, engine="auto", **given)
    with Chatbot(chosen, progress=lambda stage, *_: steps.append(stage)) as chatbot:
        assert chatbot.fetch_weights() == {given["embedder"]: tmp_path / "embedder", str(gguf): gguf}
    assert set(steps) == {"converting"}
    with Chatbot(load_settings(environ={}, engine="openvino", **given)) as chatbot, pytest.raises(EngineError):
        chatbot.fetch_weights()


@pytest.mark.weights
@pytest.mark.slow
def test_a_kind_of_model_that_openvino_does_not_know_is_one_clear_line(smollm: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.gguf"
    content = smollm.read_bytes()
    foreign.write_bytes(content[:2000].replace(b"llama", b"mamba") + content[2000:])
    with pytest.raises(EngineError, match=r"cannot convert foreign\.gguf \(.*QUOTH_ENGINE=llamacpp") as caught:
        openvino_folder(foreign, cache=tmp_path)
    assert "\n" not in str(caught.value)
    assert left_over(tmp_path) == []


@pytest.mark.weights
@pytest.mark.slow
def test_what_is_made_has_a_manifest_that_matches_it(smollm: Path, smollm_openvino: Path) -> None:
    manifest = json.loads((smollm_openvino / MANIFEST).read_text())
    assert set(manifest["files"]) | {MANIFEST} == {path.name for path in smollm_openvino.iterdir()}
    assert is_made(smollm, smollm_openvino)


def test_there_is_room_where_memory_and_disk_are_free(
    gguf: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    monkeypatch.setattr(openvino_weights, "available_memory", lambda: 10**9)
    assert has_room(gguf, cache)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10, 10, 0))
    assert not has_room(gguf, cache)
    assert is_made(gguf, made)
    assert has_room(gguf, tmp_path), "what is made takes no more of the disk"
    monkeypatch.setattr(openvino_weights, "available_memory", lambda: 10**8)
    assert not has_room(gguf, tmp_path)
    monkeypatch.setattr(openvino_weights, "available_memory", lambda: None)
    assert has_room(gguf, tmp_path)
