"""A conversation whose answers come from one of several endpoints, from question to answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from endpoint import Endpoint, saying, streaming
from tiny_bert import make_embedder

from qa import Chatbot, Turn, load_settings


def reply(answer: Any) -> None:
    """A decision without probabilities, or an answer."""
    written = streaming({"content": "The monthly price of the flat is 40 euros [1]."})
    (written if answer.asked.get("stream") else saying(200, '{"choices": []}'))(answer)


def test_all_requests_of_a_conversation_go_to_one_endpoint_until_that_one_is_gone(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "prices.md").write_text("# Prices\n\nThe monthly price of the flat is 40 euros.\n")
    with Endpoint(reply) as one, Endpoint(reply) as other:
        settings = load_settings(
            documents=tmp_path / "documents",
            index=tmp_path / "index",
            embedder=str(make_embedder(tmp_path / "tiny")),
            engine="openai",
            model="m",
            base_url=f"{one.base_url},{other.base_url}",
            min_confidence=0.0,
            endpoint_retry_s=0.0,
        )
        with Chatbot(settings) as chatbot:
            chatbot.update()
            first = "What is the monthly price of the flat?"
            turn = Turn(first, chatbot.ask(first).text)
            assert one.asked or other.asked
            chatbot.ask("And what does it say of the yearly price of the flat?", history=[turn])
            chatbot.ask("Is the monthly price of the flat 40 euros or is it more?", history=[turn, turn])
            used, idle = (one, other) if one.asked else (other, one)
            assert not idle.asked
            used._server.shutdown()
            used._server.server_close()
            assert "40 euros" in chatbot.ask("What is the price of the flat each month?", history=[turn]).text
            assert idle.asked
