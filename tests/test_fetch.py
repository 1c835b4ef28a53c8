"""Weights by hash: the catalogue, the cache and its stamp, the local folder, the lock, and what errors say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock
from sample_models import FILES, POOLING, REPOSITORY, WEIGHTS, LoopbackHub, tiny_model

from index.errors import WeightsError
from index.weights import fetch as weights
from index.weights.fetch import accept_terms, fetch, fetch_model, is_held
from index.weights.models import catalogue
from index.weights.sources import Hub
from qa.settings import Settings


def refuse(*_: object) -> str:
    raise AssertionError("this should not have been called")


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def fetch_nowhere(cache: Path, **arguments: object) -> Path:
    """Fetch the tiny model with no hub and no wheels."""
    return fetch_model(tiny_model(), cache=cache, hub=None, wheels=False, **arguments)  # type: ignore[arg-type]


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_catalogue_knows_every_file_by_size_and_hash():
    for model in catalogue().values():
        assert model.kind in ("embedder", "reranker", "language model")
        assert model.terms or model.licence in ("Apache-2.0", "MIT")
        assert len({file.name for file in model.files}) == len(model.files)
        for file in model.files:
            assert file.size > 0
            assert re.fullmatch("[0-9a-f]{64}", file.sha256)


def test_the_catalogue_holds_the_defaults_and_the_models_to_choose_from():
    embedders = [model.name for model in catalogue().values() if model.kind == "embedder"]
    language_models = [model.name for model in catalogue().values() if model.kind == "language model"]
    assert embedders == [
        "all-MiniLM-L6-v2",
        "all-mpnet-base-v2",
        "multilingual-e5-small-4bit",
        "multilingual-e5-small",
    ]
    assert Settings().reranker in catalogue()
    assert language_models[:3] == ["qwen2.5-coder-1.5b", "qwen2.5-coder-0.5b", "smollm2-135m"]
    assert set(language_models[3:]) == {
        *("qwen3.5-2b", "qwen3.5-4b", "qwen3-1.7b", "qwen3-4b-instruct-2507", "lfm2-1.2b-rag", "lfm2.5-2.6b"),
        *("granite-4.0-micro", "smollm3-3b", "gemma-3-4b-it"),
        *("deepseek-r1-distill-qwen-1.5b", "deepseek-r1-distill-qwen-7b", "deepseek-r1-0528-qwen3-8b"),
    }


def test_an_embedder_has_what_sentence_transformers_needs_and_a_language_model_one_gguf_file():
    for model in catalogue().values():
        names = {file.name for file in model.files}
        if model.kind == "embedder":
            assert {"modules.json", "config.json", "1_Pooling/config.json", "model.safetensors"} <= names
        elif model.kind == "reranker":
            assert names == {"model.onnx", "tokenizer.json"}
        else:
            assert len(names) == 1
            assert names.pop().endswith(".gguf")


# Files that the publishers do not have.
ONLY_FROM_WHEELS = {"multilingual-e5-small-4bit", "ms-marco-MiniLM-L-12-v2"}


def test_every_model_has_a_place_and_its_wheels_are_pinned_and_distinct():
    for model in catalogue().values():
        assert (model.hub is None) == (model.name in ONLY_FROM_WHEELS)
        if model.hub:
            assert re.fullmatch("[0-9a-f]{40}|main", model.hub.revision)
        assert model.hub or model.wheels
        if not model.wheels:
            continue
        requirements = [model.wheels.requirement.format(part=n) for n in range(1, model.wheels.parts + 1)]
        assert len(set(requirements)) == len(requirements)
        assert all("==" in requirement for requirement in requirements)


def test_the_hash_of_a_file_that_only_the_hub_has_was_published_somewhere():
    for model in catalogue().values():
        if model.hub and not model.wheels and model.name != "qwen3-1.7b":  # its address was not kept
            assert re.match("https://github.com/[^/]+/[^/]+/blob/", model.source), model.name


def test_a_model_of_the_newest_commit_is_refused_if_its_file_changed(tmp_path: Path):
    newest = replace(tiny_model(), hub=Hub(REPOSITORY, "main"))
    assert "main" in {model.hub.revision for model in catalogue().values() if model.hub}
    with LoopbackHub(FILES | {"model.safetensors": WEIGHTS[::-1]}) as hub:
        hub.revision = "main"
        with pytest.raises(WeightsError, match=r"model\.safetensors has the SHA-256"):
            fetch_model(newest, cache=tmp_path, hub=hub.address)


def test_the_size_of_a_model_is_that_of_all_its_files():
    assert tiny_model().size == len(WEIGHTS) + len(POOLING)


def test_an_unknown_name_lists_the_known_ones(tmp_path: Path):
    with pytest.raises(WeightsError, match=r"no model 'gpt'.*all-MiniLM-L6-v2, .*smollm2-135m"):
        fetch("gpt", cache=tmp_path)
    with pytest.raises(WeightsError, match="no model 'gpt'"):
        is_held("gpt", tmp_path)


def test_a_catalogued_model_is_not_held_before_it_is_fetched(tmp_path: Path):
    assert not is_held("smollm2-135m", tmp_path)


@pytest.mark.parametrize("subfolder", ["tiny", "."])
def test_files_in_a_local_folder_are_verified_and_copied_into_the_cache(tmp_path: Path, subfolder: str):
    put(tmp_path / "mine" / subfolder, FILES)
    held = fetch_nowhere(tmp_path / "cache", folder=tmp_path / "mine")
    assert held == tmp_path / "cache/tiny"
    assert names_in(held) == {*FILES, ".verified.json"}
    assert all((held / name).read_bytes() == data for name, data in FILES.items())


def test_a_wrong_file_in_a_local_folder_is_named_and_neither_used_nor_removed(tmp_path: Path):
    put(tmp_path / "mine", FILES | {"model.safetensors": WEIGHTS[::-1]})
    with pytest.raises(WeightsError, match=r"lacks model\.safetensors\. .*mine/model\.safetensors is another file"):
        fetch_nowhere(tmp_path / "cache", folder=tmp_path / "mine")
    assert (tmp_path / "mine/model.safetensors").read_bytes() == WEIGHTS[::-1]
    assert not (tmp_path / "cache/tiny/model.safetensors").exists()


def test_the_right_one_of_two_local_files_is_found_by_its_hash(tmp_path: Path):
    put(tmp_path / "mine/tiny", FILES | {"1_Pooling/config.json": POOLING[::-1]})
    put(tmp_path / "mine", {"1_Pooling/config.json": POOLING})
    held = fetch_nowhere(tmp_path / "cache", folder=tmp_path / "mine")
    assert (held / "1_Pooling/config.json").read_bytes() == POOLING


def test_a_local_folder_that_lacks_a_file_leaves_it_to_the_hub(tmp_path: Path):
    put(tmp_path / "mine", {"model.safetensors": WEIGHTS})
    with LoopbackHub() as hub:
        fetch_model(tiny_model(), cache=tmp_path / "cache", folder=tmp_path / "mine", hub=hub.address)
    assert [name for name, _ in hub.requests] == ["1_Pooling/config.json"]


def test_without_any_place_the_error_names_the_file_and_the_cure(tmp_path: Path):
    with pytest.raises(WeightsError) as error:
        fetch_nowhere(tmp_path)
    assert "tiny lacks model.safetensors (and 1 more). Tried: no source." in str(error.value)
    assert f"copy the missing files into {tmp_path / 'tiny'}" in str(error.value)
    assert "\n" not in str(error.value)


def test_files_put_into_the_cache_by_hand_are_verified_and_used(tmp_path: Path):
    put(tmp_path / "tiny", FILES)
    stages: list[tuple[str, str]] = []
    fetch_nowhere(tmp_path, progress=lambda stage, _done, _total, name="": stages.append((stage, name)))
    assert stages == [("verifying", name) for name in FILES]
    assert names_in(tmp_path / "tiny") == {*FILES, ".verified.json"}


def test_a_wrong_file_put_into_the_cache_by_hand_is_named_with_both_hashes_and_removed(tmp_path: Path):
    put(tmp_path / "tiny", FILES | {"model.safetensors": WEIGHTS[::-1]})
    expected = tiny_model().files[0].sha256
    with pytest.raises(WeightsError, match=rf"model\.safetensors has the SHA-256 [0-9a-f]{{64}}, not {expected}"):
        fetch_nowhere(tmp_path)
    assert names_in(tmp_path / "tiny") == {"1_Pooling/config.json", ".verified.json"}


def test_what_was_verified_is_not_hashed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    put(tmp_path / "tiny", FILES)
    fetch_nowhere(tmp_path)
    monkeypatch.setattr(weights, "sha256_of", refuse)
    assert fetch_nowhere(tmp_path, progress=refuse) == tmp_path / "tiny"


def test_a_file_with_another_time_is_hashed_again_and_kept_if_it_is_right(tmp_path: Path):
    put(tmp_path / "tiny", FILES)
    fetch_nowhere(tmp_path)
    os.utime(tmp_path / "tiny/model.safetensors", (0, 0))
    stages: list[str] = []
    fetch_nowhere(tmp_path, progress=lambda _stage, _done, _total, name="": stages.append(name))
    assert stages == ["model.safetensors"]


def test_a_file_that_was_changed_after_it_was_verified_is_fetched_again(tmp_path: Path):
    put(tmp_path / "tiny", FILES)
    fetch_nowhere(tmp_path)
    (tmp_path / "tiny/model.safetensors").write_bytes(WEIGHTS + b"!")
    with LoopbackHub() as hub:
        fetch_model(tiny_model(), cache=tmp_path, hub=hub.address)
    assert hub.requests == [("model.safetensors", "")]
    assert (tmp_path / "tiny/model.safetensors").read_bytes() == WEIGHTS


def test_a_verified_file_that_is_gone_is_missed(tmp_path: Path):
    put(tmp_path / "tiny", FILES)
    fetch_nowhere(tmp_path)
    (tmp_path / "tiny/model.safetensors").unlink()
    with pytest.raises(WeightsError, match=r"lacks model\.safetensors\."):
        fetch_nowhere(tmp_path)


@pytest.mark.parametrize("stamp", [b"", b"[]", b"\xff\xfe", b'{"model.safetensors": []}', b"[" * 100])
def test_a_damaged_stamp_only_means_that_the_files_are_verified_again(tmp_path: Path, stamp: bytes):
    put(tmp_path / "tiny", FILES | {".verified.json": stamp})
    names: list[str] = []
    fetch_nowhere(tmp_path, progress=lambda _stage, _done, _total, name="": names.append(name))
    assert names == list(FILES)


def test_a_file_that_the_catalogue_now_knows_by_another_hash_is_not_held(tmp_path: Path):
    put(tmp_path / "tiny", FILES)
    fetch_nowhere(tmp_path)
    newer = tiny_model(FILES | {"model.safetensors": WEIGHTS[::-1]})
    with LoopbackHub({"model.safetensors": WEIGHTS[::-1]}) as hub:
        held = fetch_model(newer, cache=tmp_path, hub=hub.address)
    assert (held / "model.safetensors").read_bytes() == WEIGHTS[::-1]


def test_too_little_space_is_said_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 100_000))
    with (
        LoopbackHub() as hub,
        pytest.raises(WeightsError, match="too little space for the model tiny: 0 MB are needed in"),
    ):
        fetch_model(tiny_model(), cache=tmp_path, hub=hub.address)
    assert hub.requests == []


def test_bytes_that_are_here_already_do_not_count_as_space_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    put(tmp_path / "tiny", {"model.safetensors.part": WEIGHTS[:300_000]})
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 100_000))
    with LoopbackHub() as hub:
        fetch_model(tiny_model(), cache=tmp_path, hub=hub.address)
    assert hub.requests[0] == ("model.safetensors", "bytes=300000-")


def test_a_cache_that_cannot_be_a_folder_is_an_error_that_names_it(tmp_path: Path):
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(WeightsError, match=r"tiny cannot be stored in .*cache/tiny: .* choose another cache folder"):
        fetch_nowhere(tmp_path / "cache")


def test_progress_is_reported_in_bytes_of_the_whole_model_and_never_goes_back(tmp_path: Path):
    told: list[tuple[str, int, int]] = []
    with LoopbackHub() as hub:
        fetch_model(
            tiny_model(),
            cache=tmp_path,
            hub=hub.address,
            progress=lambda stage, done, total, _name="": told.append((stage, done, total)),
        )
    total = tiny_model().size
    assert {stage for stage, _, _ in told} == {"fetching"}
    assert {whole for _, _, whole in told} == {total}
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert told[-1][1] == total


def test_an_interrupted_fetch_leaves_nothing_that_is_used(tmp_path: Path):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with LoopbackHub() as hub:
        with pytest.raises(KeyboardInterrupt):
            fetch_model(tiny_model(), cache=tmp_path, hub=hub.address, progress=interrupt)
        assert names_in(tmp_path / "tiny") == {"model.safetensors.part"}
        fetch_model(tiny_model(), cache=tmp_path, hub=hub.address)
    assert names_in(tmp_path / "tiny") == {*FILES, ".verified.json"}


FETCH_AND_TELL = """
import sys
from pathlib import Path
from sample_models import tiny_model
from index.weights.fetch import fetch_model

def tell(stage, done, total, name=""):
    print(stage, flush=True)

fetch_model(tiny_model(), cache=Path(sys.argv[1]), hub=sys.argv[2], progress=tell)
"""


def test_two_processes_fetch_a_model_once(tmp_path: Path):
    paths = os.pathsep.join([str(Path(__file__).parent), str(Path(weights.__file__).parents[2])])
    with LoopbackHub() as hub:
        command = [sys.executable, "-c", FETCH_AND_TELL, str(tmp_path), hub.address]
        with FileLock(tmp_path / "tiny.lock"):
            both = [
                subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": paths})
                for _ in range(2)
            ]
            assert [process.stdout and process.stdout.readline() for process in both] == ["waiting\n"] * 2
            assert hub.requests == []
        outputs = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(name for name, _ in hub.requests) == sorted(FILES)
    assert "" in outputs  # the one that came second had nothing left to fetch


def test_a_model_with_its_own_terms_is_fetched_after_they_were_accepted(tmp_path: Path):
    with pytest.raises(WeightsError, match=r"own terms \(Gemma\).*--accept-terms"):
        fetch("gemma-3-4b-it", cache=tmp_path, hub=None)
    accept_terms("gemma-3-4b-it", tmp_path)
    with pytest.raises(WeightsError, match=r"lacks gemma-3-4b-it-Q4_K_M\.gguf"):
        fetch("gemma-3-4b-it", cache=tmp_path, hub=None)


def test_terms_that_changed_have_to_be_accepted_again(tmp_path: Path):
    accept_terms("gemma-3-4b-it", tmp_path)
    (tmp_path / "gemma-3-4b-it/.accepted-terms").write_text("https://example.org/older-terms")
    with pytest.raises(WeightsError, match="own terms"):
        fetch("gemma-3-4b-it", cache=tmp_path, hub=None)
