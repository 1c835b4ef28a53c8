"""The page's own interface with Gradio's client: it answers questions, and takes no files."""

from __future__ import annotations

import gc
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import httpx
import pytest
from gradio_client import Client
from scripted import MIXED, sample_chatbot

from ui.web.app import make_app
from ui.web.page.chat import CACHE
from ui.web.serving import make_server

# Gradio's own statistics of its queue name an option that the newest pandas is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting':DeprecationWarning")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        server = make_server(make_app(sample_chatbot(), hosts={host}))  # type: ignore[arg-type]  # a stand-in
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            cookies = {"quoth_visitor": "v" * 43}
            client = Client(f"http://{host}", verbose=False, analytics_enabled=False, httpx_kwargs={"cookies": cookies})
            yield client
            client.close()
        finally:
            server.should_exit = True
            thread.join(30)


def test_a_question_is_answered_as_it_grows_and_with_its_sources_at_the_end(client: Client) -> None:
    job = client.submit(MIXED, "", "{}", api_name="/ask")
    *_, messages, written = job.result(timeout=60)
    answer = messages["value"][-1]["content"][0]["text"]
    assert "25 days" in answer
    assert "employee-handbook.pdf, p. 2" in answer
    assert written == ""
    growing = [output[-1] for output in job.outputs()]
    conversation = job.outputs()[0][1]["value"]
    assert any('class="answer writing"' in html for html in growing)
    _, _, messages, _ = client.predict("Short?", conversation, "{}", api_name="/ask")
    assert len(messages["value"]) == 4  # the conversation goes on


def test_a_file_in_place_of_a_question_is_refused_and_nothing_is_copied(client: Client, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        client.predict({"path": str(tmp_path / "secret.txt")}, "", "{}", api_name="/ask")
    assert not [path for path in CACHE.rglob("*") if path.is_file()]


def test_a_long_conversation_does_not_keep_a_component_for_each_turn(client: Client) -> None:
    """A component that is given a plain value after an update of its properties would be kept with each answer."""

    def conversations() -> int:
        gc.collect()
        return sum(type(thing) is gr.Chatbot for thing in gc.get_objects())

    client.predict("Short?", "", "{}", api_name="/ask")
    before = conversations()
    for _ in range(3):
        client.predict("Short?", "", "{}", api_name="/ask")
    assert conversations() <= before
