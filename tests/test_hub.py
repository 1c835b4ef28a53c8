"""Models by their names on the hub: from the cache of its client, or fetched from a hub on loopback."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import torch
from huggingface_hub import constants
from loopback import LoopbackServer
from tiny_bert import make_embedder
from tiny_llama import save_tiny_llama

from index.errors import WeightsError
from index.weights.hub import find_on_hub
from qa import Chatbot, load_settings
from qa.engines.transformers_engine import TransformersEngine
from qa.records import Message, Prompt

NOWHERE = "http://127.0.0.1:9"
COMMIT = "0123456789abcdef" * 2 + "01234567"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache of the hub's client, which is empty."""
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_llama(tmp_path_factory.mktemp("tiny"))


def held(cache: Path, name: str) -> Path:
    """Where the cache holds a model, which it does once the folder is there."""
    model = cache / f"models--{name.replace('/', '--')}"
    (model / "refs").mkdir(parents=True)
    (model / "refs" / "main").write_text(COMMIT)
    return model / "snapshots" / COMMIT


def settings(**more: str) -> dict[str, str]:
    return {"engine": "transformers", "hub": NOWHERE, **more}


class HubOnLoopback(LoopbackServer):
    """A hub with one model, people/tiny."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.asked: list[str] = []
        self.headers: list[str] = []
        hub = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                hub.asked.append(path.rpartition("/")[2])
                hub.headers.append(str(self.headers).lower())
                if path.startswith("/api/models/people/tiny/tree/"):
                    tree = [{"type": "file", "path": n, "size": len(d), "oid": _sha(d)} for n, d in files.items()]
                    self._send(json.dumps(tree).encode())
                elif path.startswith("/api/models/people/tiny"):
                    self._send(json.dumps({"id": "people/tiny", "sha": COMMIT}).encode())
                elif path.startswith("/people/tiny/resolve/"):
                    self._send(files[path.rpartition("/")[2]])
                else:
                    self.send_error(404)

            do_HEAD = do_GET  # noqa: N815 - as the standard library has it

            def _send(self, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("X-Repo-Commit", COMMIT)
                self.send_header("ETag", f'"{_sha(body)}"')
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(Answer)


def _sha(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest()


def test_a_language_model_that_the_cache_of_the_hub_holds_is_used_by_its_name(cache: Path) -> None:
    save_tiny_llama(held(cache, "people/tiny"))
    with Chatbot(load_settings(**settings(model="people/tiny"))) as chatbot:
        assert isinstance(chatbot.engine, TransformersEngine)
        assert chatbot.engine.name == "people/tiny"
        assert list(chatbot.engine.stream(Prompt((), (Message("user", "Why?"),)), max_tokens=5))


def test_a_folder_of_the_users_is_used_as_it_is(folder: Path) -> None:
    with Chatbot(load_settings(**settings(model=str(folder)))) as chatbot:
        assert isinstance(chatbot.engine, TransformersEngine)


def test_an_embedder_that_the_cache_of_the_hub_holds_is_used_by_its_name(cache: Path) -> None:
    make_embedder(held(cache, "people/e5-small"))
    with Chatbot(load_settings(**settings(embedder="people/e5-small"))) as chatbot:
        assert chatbot.embedder.embed_questions(["dogs bark"]).shape == (1, chatbot.embedder.dim)
        assert chatbot.embedder.prompts.question == "query: "  # of the family that its name tells


def test_what_is_not_held_is_not_asked_for_and_the_cure_is_named() -> None:
    with HubOnLoopback({}) as hub, Chatbot(load_settings(**settings(model="people/tiny", hub=hub.address))) as chatbot:
        with pytest.raises(
            WeightsError, match=r"people/tiny is not in the cache of the Hugging Face hub\..*QUOTH_HUB_MODELS=fetch"
        ):
            _ = chatbot.engine
        assert not hub.asked


def test_where_it_may_be_a_model_is_fetched_once_and_never_what_can_run(folder: Path) -> None:
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    files |= {"openvino_model.xml": b"<net/>", "openvino_model.bin": b"0"}
    evil = {"modeling_evil.py": b"1/0", "pytorch_model.bin": b"pickle"}
    steps: list[tuple[str, int, int, str]] = []
    with HubOnLoopback(files | evil) as hub:
        chosen = load_settings(**settings(model="people/tiny", hub=hub.address, hub_models="fetch"))
        with Chatbot(chosen, progress=lambda *step: steps.append(step)) as chatbot:
            weights = chatbot.fetch_weights(["people/tiny"])["people/tiny"]
            assert {file.name for file in weights.iterdir()} == files.keys()
            asked = len(hub.asked)
            assert isinstance(chatbot.engine, TransformersEngine)
            assert len(hub.asked) == asked
    assert steps == [("fetching", 0, 1, "people/tiny")]


@pytest.mark.parametrize("name", ["people/other", "people/tiny"])
def test_a_model_that_cannot_be_fetched_is_one_line_with_the_cure(name: str) -> None:
    with HubOnLoopback({}) as hub, pytest.raises(WeightsError, match=f"model {name} cannot be fetched from") as caught:
        find_on_hub(name, hub=hub.address if name == "people/other" else NOWHERE, download=True)
    assert "\n" not in str(caught.value)


def save_in_shards(folder: Path) -> None:
    save_tiny_llama(folder)
    for number in (1, 2):
        (folder / f"model-{number}.safetensors").write_bytes((folder / "model.safetensors").read_bytes())
    (folder / "model.safetensors").unlink()
    weight_map = {"a": "model-1.safetensors", "b": "model-2.safetensors"}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weight_map}))


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("model.safetensors", "weights"),
        ("model-2.safetensors", "model-2.safetensors"),
        ("tokenizer.json", "tokenizer"),
        ("config.json", "config.json"),
    ],
)
def test_a_model_that_the_cache_holds_in_part_is_not_used_and_the_cure_is_named(
    cache: Path, gone: str, said: str
) -> None:
    snapshot = held(cache, "people/tiny")
    save_in_shards(snapshot) if gone == "model-2.safetensors" else save_tiny_llama(snapshot)
    assert find_on_hub("people/tiny", hub=NOWHERE, download=False) == snapshot
    (snapshot / gone).unlink()
    with pytest.raises(WeightsError, match=f"only part of the model people/tiny.*{said}.*QUOTH_HUB_MODELS=fetch"):
        find_on_hub("people/tiny", hub=NOWHERE, download=False)


def test_a_model_in_openvinos_form_needs_both_of_its_files(cache: Path) -> None:
    snapshot = save_tiny_llama(held(cache, "people/tiny"))
    (snapshot / "model.safetensors").unlink()
    for name in ("openvino_model.xml", "openvino_model.bin"):
        with pytest.raises(WeightsError, match=r"only part of the model people/tiny.*both files of OpenVINO"):
            find_on_hub("people/tiny", hub=NOWHERE, download=False)
        (snapshot / name).write_bytes(b"<net/>")
    assert find_on_hub("people/tiny", hub=NOWHERE, download=False) == snapshot


def test_a_module_of_an_embedder_is_missed(cache: Path) -> None:
    snapshot = held(cache, "people/e5-small")
    make_embedder(snapshot)
    assert find_on_hub("people/e5-small", hub=NOWHERE, download=False) == snapshot
    shutil.rmtree(snapshot / "1_Pooling")
    with pytest.raises(WeightsError, match=r"only part of the model people/e5-small.*1_Pooling"):
        find_on_hub("people/e5-small", hub=NOWHERE, download=False)


@pytest.mark.parametrize("trace", ["a link to a blob that is gone", "an interrupted download", "a damaged index.json"])
def test_what_an_interrupted_download_left_behind_is_not_taken_for_the_whole(cache: Path, trace: str) -> None:
    snapshot = save_tiny_llama(held(cache, "people/tiny"))
    blobs = snapshot.parents[1] / "blobs"
    blobs.mkdir()
    match trace:
        case "a link to a blob that is gone":
            (snapshot / "chat_template.jinja").unlink(missing_ok=True)
            (snapshot / "chat_template.jinja").symlink_to(blobs / "0123")
        case "an interrupted download":
            (blobs / "0123.4567.incomplete").write_bytes(b"half")
        case _:
            (snapshot / "model.safetensors.index.json").write_text('{"weight_map"')
    with pytest.raises(WeightsError, match="only part of the model people/tiny"):
        find_on_hub("people/tiny", hub=NOWHERE, download=False)


def test_a_download_that_was_interrupted_and_then_completed_is_whole(cache: Path) -> None:
    snapshot = save_tiny_llama(held(cache, "people/tiny"))
    blobs = snapshot.parents[1] / "blobs"
    blobs.mkdir()
    for name in ("0123", "0123.4567.incomplete"):
        (blobs / name).write_bytes(b"half")
    assert find_on_hub("people/tiny", hub=NOWHERE, download=False) == snapshot


def test_the_rest_of_a_model_is_fetched_and_nothing_more(cache: Path, folder: Path) -> None:
    snapshot = save_tiny_llama(held(cache, "people/tiny"))
    (snapshot / "model.safetensors").unlink()
    with HubOnLoopback({file.name: file.read_bytes() for file in folder.iterdir()}) as hub:
        assert find_on_hub("people/tiny", hub=hub.address, download=True) == snapshot
        assert (snapshot / "model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()
        assert "config.json" not in hub.asked
    assert find_on_hub("people/tiny", hub=NOWHERE, download=True) == snapshot


def test_a_part_of_a_model_is_not_used_where_the_rest_cannot_be_fetched(cache: Path) -> None:
    snapshot = save_tiny_llama(held(cache, "people/tiny"))
    (snapshot / "model.safetensors").unlink()
    with pytest.raises(WeightsError, match=rf"only part of the model people/tiny.*{NOWHERE}") as caught:
        find_on_hub("people/tiny", hub=NOWHERE, download=True)
    assert "\n" not in str(caught.value)


def test_a_fetched_file_that_was_cut_later_is_noticed(folder: Path) -> None:
    with HubOnLoopback({file.name: file.read_bytes() for file in folder.iterdir()}) as hub:
        snapshot = find_on_hub("people/tiny", hub=hub.address, download=True)
        with (snapshot / "model.safetensors").resolve().open("r+b") as weights:
            weights.truncate(100)
        with pytest.raises(WeightsError, match=r"only part of the model people/tiny.*model\.safetensors.*emove"):
            find_on_hub("people/tiny", hub=hub.address, download=True)


def test_a_mirror_gets_no_token_and_no_hub_is_told_what_runs_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with HubOnLoopback({file.name: file.read_bytes() for file in folder.iterdir()}) as hub:
        find_on_hub("people/tiny", hub=hub.address, download=True)
    assert not any("authorization" in sent or "torch/" in sent for sent in hub.headers)


def test_the_threads_of_the_settings_are_those_of_the_engine(folder: Path) -> None:
    before = torch.get_num_threads()
    try:
        with (
            Chatbot(load_settings(**settings(model=str(folder)), threads=before + 1)) as chatbot,
            closing(chatbot.engine),
        ):
            assert torch.get_num_threads() == before + 1
    finally:
        torch.set_num_threads(before)
