"""An embedder behind an endpoint: real requests to servers on loopback."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from endpoint import Endpoint, Reply, in_turn, refusing, saying
from fakes import FakeEmbedder

from index.embedding.embedder import EmbedderOptions
from index.errors import EngineError, MismatchedIndexError, SettingsError
from qa import Chatbot, load_settings
from qa.engines.endpoint_embedder import EndpointEmbedder

KEY = "sk-very-secret-0123456789"
DIM = 16


def embedding(embedder: FakeEmbedder, *, scale: float = 3.0) -> Reply:
    """A reply with the vectors of this embedder, in another order and not of length 1."""

    def reply(answer: Any) -> None:
        rows = embedder.embed_passages(answer.asked["input"])
        data = [{"index": n, "embedding": (scale * row).tolist()} for n, row in enumerate(rows)]
        saying(200, json.dumps({"object": "list", "data": data[::-1]}))(answer)

    return reply


def opened(address: str, **options: Any) -> EndpointEmbedder:
    given = {"name": "m", "timeout_s": 5.0, "retry_s": 0.0, "options": EmbedderOptions(), **options}
    return EndpointEmbedder(address, **given)


def test_rows_come_in_the_order_of_the_texts_and_have_length_one() -> None:
    texts = [f"The number {number} is in all." for number in range(70)]
    with Endpoint(embedding(FakeEmbedder(dim=DIM))) as endpoint:
        rows = opened(endpoint.base_url, api_key=KEY).embed_passages(texts)
    assert np.allclose(rows, FakeEmbedder(dim=DIM).embed_passages(texts), atol=1e-6)
    assert rows.dtype == np.float32
    assert max(len(asked["input"]) for asked in endpoint.asked) < 70
    assert {asked["model"] for asked in endpoint.asked} == {"m"}
    assert endpoint.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_no_texts_are_no_rows_and_no_text_is_a_row() -> None:
    with Endpoint(embedding(FakeEmbedder(dim=DIM))) as endpoint:
        embedder = opened(endpoint.base_url)
        assert embedder.embed_passages([]).shape == (0, DIM)
        assert embedder.embed_questions([""]).shape == (1, DIM)


def test_prompts_and_dimensions_of_the_settings_are_used() -> None:
    options = EmbedderOptions(question_prompt="query: ", passage_prompt="passage: ", dimensions=4)
    with Endpoint(embedding(FakeEmbedder(dim=DIM))) as endpoint:
        embedder = opened(endpoint.base_url, options=options)
        rows = np.concatenate([embedder.embed_questions(["Why?"]), embedder.embed_passages(["So."])])
    inputs = [asked["input"] for asked in endpoint.asked]
    assert ["query: Why?"] in inputs
    assert ["passage: So."] in inputs
    assert rows.shape == (2, 4)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)


def test_a_text_that_is_longer_than_embedders_read_is_cut_and_not_refused() -> None:
    with Endpoint(embedding(FakeEmbedder(dim=DIM))) as endpoint:
        opened(endpoint.base_url).embed_questions(["word " * 3000, "語" * 3000])
    long, wide = endpoint.asked[0]["input"]
    assert 1000 < len(long) < 3000
    assert 400 < len(wide) < 512


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (refusing(401, f"the key {KEY} is bad"), "401 the key (the key) is bad"),
        (refusing(404, "no model"), "QUOTH_EMBEDDER"),
        (refusing(429, "busy"), "429 busy"),
        (saying(200, "<html>"), "does not answer with embeddings"),
        (saying(200, '{"data": []}'), "does not answer with embeddings"),
        (saying(200, '{"data": [{"index": 0, "embedding": "AAAA"}]}'), "does not answer with embeddings"),
        (saying(200, '{"data": [{"index": 0, "embedding": [0, 0]}]}'), "does not answer with embeddings"),
        (saying(200, '{"data": [{"index": 0, "embedding": [1e999, 0]}]}'), "does not answer with embeddings"),
        (saying(200, '{"data": [{"index": 0, "embedding": [[1]]}]}'), "does not answer with embeddings"),
    ],
)
def test_an_endpoint_that_does_not_embed_is_reported_in_one_line_without_the_key(reply: Reply, words: str) -> None:
    with Endpoint(reply) as endpoint, pytest.raises(EngineError) as caught:
        opened(endpoint.base_url, api_key=KEY).embed_questions(["Why?"])
    assert words in str(caught.value)
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_endpoint_that_is_busy_is_asked_again_until_it_embeds() -> None:
    with Endpoint(in_turn(refusing(429, "busy"), refusing(503, "busy"), embedding(FakeEmbedder(dim=DIM)))) as endpoint:
        rows = opened(endpoint.base_url, retry_s=30.0).embed_passages(["So."])
    assert rows.shape == (1, DIM)
    assert len(endpoint.asked) > 2


def test_an_address_where_nobody_listens_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(EngineError, match=r"cannot be reached.*QUOTH_EMBEDDER_URL"):
        opened(address).embed_questions(["Why?"])
    with pytest.raises(EngineError, match="QUOTH_EMBEDDER_URL is not"):
        opened("localhost:8000")


@pytest.fixture
def chatbots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Chatbot]]:
    """Makes chatbots on one folder whose embedder is at an address."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "prices.md").write_text("# Prices\n\nThe monthly price is 40 euros.\n")
    monkeypatch.setenv("QUOTH_ENGINE", "extractive")
    made: list[Chatbot] = []

    def make(address: str) -> Chatbot:
        paths = {"documents": tmp_path / "documents", "index": tmp_path / "index", "cache": tmp_path / "cache"}
        made.append(Chatbot(load_settings(embedder="m", embedder_url=address, endpoint_retry_s=0.0, **paths)))
        return made[-1]

    yield make
    for chatbot in made:
        chatbot.close()


def test_an_index_is_made_and_asked_with_an_endpoint_and_refused_if_that_has_other_weights(
    chatbots: Callable[[str], Chatbot],
) -> None:
    with Endpoint(embedding(FakeEmbedder(dim=DIM))) as endpoint, Endpoint(embedding(FakeEmbedder(dim=DIM))) as moved:
        assert chatbots(endpoint.base_url).update().added == ("prices.md",)
        assert "40 euros" in chatbots(endpoint.base_url).ask("What is the monthly price?").text
        assert "40 euros" in chatbots(moved.base_url).ask("What is the monthly price?").text
    other = FakeEmbedder(dim=DIM)
    turned = np.random.default_rng(1).permutation(DIM)

    def with_other_weights(answer: Any) -> None:
        rows = other.embed_passages(answer.asked["input"])[:, turned]
        data = [{"index": n, "embedding": row.tolist()} for n, row in enumerate(rows)]
        saying(200, json.dumps({"data": data}))(answer)

    with Endpoint(with_other_weights) as endpoint:
        chatbot = chatbots(endpoint.base_url)
        with pytest.raises(MismatchedIndexError, match="other weights called m"):
            chatbot.ask("What is the monthly price?")
        with pytest.raises(MismatchedIndexError, match="quoth index --rebuild"):
            chatbot.update()
        asked = len(endpoint.asked)
        chatbot.update(rebuild=True)
        assert len(endpoint.asked) > asked  # the old vectors are of no use
        assert "40 euros" in chatbot.ask("What is the monthly price?").text


def test_rows_that_differ_only_by_rounding_are_the_same_weights(chatbots: Callable[[str], Chatbot]) -> None:
    exact = FakeEmbedder(dim=DIM)

    def rounded(answer: Any) -> None:
        rows = exact.embed_passages(answer.asked["input"]).astype(np.float16) + np.float16(0.001)
        data = [{"index": n, "embedding": row.tolist()} for n, row in enumerate(rows)]
        saying(200, json.dumps({"data": data}))(answer)

    with Endpoint(embedding(exact)) as endpoint, Endpoint(rounded) as other:
        chatbots(endpoint.base_url).update()
        assert chatbots(other.base_url).update().unchanged == 1


def test_the_key_is_read_from_the_environment_only(tmp_path: Path) -> None:
    (tmp_path / "quoth.toml").write_text(f'embedder_api_key = "{KEY}"\n')
    with pytest.raises(SettingsError, match="set QUOTH_EMBEDDER_API_KEY") as caught:
        load_settings(file=tmp_path / "quoth.toml", environ={})
    assert KEY not in str(caught.value)
    assert KEY not in repr(load_settings(file=tmp_path / "none", environ={"QUOTH_EMBEDDER_API_KEY": KEY}))


@pytest.mark.weights
@pytest.mark.slow
def test_a_real_server_embeds_texts_of_like_meaning_alike(smollm: Path) -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(smollm)
    params.embedding = True
    params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    params.n_ctx = params.n_batch = params.n_ubatch = 1024
    params.verbosity = 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    embedder, again = (opened(f"{server.listening_address}/v1", name="smollm", timeout_s=60.0) for _ in range(2))
    rows = embedder.embed_passages(["The cat sleeps on the mat.", "A cat is sleeping on a mat.", "Taxes rise in May."])
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
    assert embedder.probe == again.probe
    for one in (embedder, again):
        one.close()
    del server
