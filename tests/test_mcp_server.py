"""Quoth's tools for programs that speak MCP, used by the client of the official SDK."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from scripted import HANDBOOK, LEAVE, LOST, MIXED, SECURITY, ScriptedChatbot, sample_chatbot

from index.scope import Scope
from ui.mcp_server import make_server
from ui.program import running_version

ROOT = Path(__file__).resolve().parent.parent


def call(chatbot: ScriptedChatbot, tool: str, **arguments: Any) -> Any:
    """The structured result of a call, or the words of its error."""

    async def run() -> Any:
        async with Client(make_server(chatbot)) as client:  # type: ignore[arg-type]  # a stand-in
            result = await client.call_tool(tool, arguments)
            return result.content[0].text if result.is_error else result.structured_content

    return anyio.run(run)


def test_the_server_names_its_version() -> None:
    server = make_server(sample_chatbot())  # type: ignore[arg-type]  # a stand-in
    assert (server.name, server.version) == ("quoth", running_version())


def test_an_answer_comes_with_its_citations() -> None:
    chatbot = sample_chatbot()
    found = call(chatbot, "ask", question=MIXED, types=["pdf"], folders=["hr"])
    assert found["answer"].startswith("You have **25 days**")
    assert f"[1] Employee handbook, p. 2: “{LEAVE}”" in found["answer"]
    assert [one["quote"] for one in found["citations"]][-1] == LOST
    assert not found["abstained"]
    assert chatbot.within == Scope(folders=("hr",), types=("pdf",))


def test_passages_are_found_and_read_on_from_there() -> None:
    chatbot = sample_chatbot()
    hits = call(chatbot, "search", question=MIXED, k=2)["hits"]
    assert [hit["text"] for hit in hits] == [LEAVE, LOST]
    read = call(chatbot, "read_source", document="security.md", start=hits[1]["start"], characters=len(LOST))
    assert (read["text"], read["length"]) == (LOST, len(SECURITY))
    page = call(chatbot, "read_source", document=HANDBOOK, start=hits[0]["start"])
    assert (page["page"], page["title"]) == (2, "Employee handbook")


def test_documents_and_unreadable_files_are_listed() -> None:
    found = call(sample_chatbot(), "list_documents")
    assert [one["document_id"] for one in found["documents"]][:2] == [HANDBOOK, "security.md"]
    assert found["unreadable"][0]["path"] == "scans/contract.pdf"


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("ask", {"question": " "}, "The question is empty"),
        ("search", {"question": ""}, "The question is empty"),
        ("read_source", {"document": "../secret"}, "no longer in the index"),
        ("read_source", {"document": "security.md", "start": -1}, "at least 0"),
        ("read_source", {"document": "security.md", "characters": 10**9}, "between 1 and 20,000"),
    ],
)
def test_an_error_is_reported_in_words(tool: str, arguments: dict[str, Any], words: str) -> None:
    assert words in call(sample_chatbot(), tool, **arguments)


@pytest.mark.slow
def test_the_command_speaks_mcp_over_its_input_and_output(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "prices.md").write_text("# Prices\n\nThe monthly price is 40 euros.\n")
    script = (
        f"import sys; sys.path[:0] = {[str(ROOT), str(ROOT / 'tests')]}\n"
        "import fakes, qa.embedders as e; e.Embedders.named = fakes.always(fakes.FakeEmbedder(dim=256))\n"
        "from ui.cli.main import main; import contextlib\n"
        "with contextlib.redirect_stdout(sys.stderr): main(['index'])\n"
        "sys.exit(main(['mcp']))"
    )
    environ = {**os.environ, "QUOTH_ENGINE": "extractive", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    server = StdioServerParameters(command=sys.executable, args=["-c", script], cwd=tmp_path, env=environ)

    async def run() -> Any:
        with open(os.devnull, "w") as errors:
            async with Client(stdio_client(server, errlog=errors)) as client:
                tools = await client.list_tools()
                answer = await client.call_tool("ask", {"question": "What is the monthly price?"})
                return {tool.name for tool in tools.tools}, answer.structured_content

    tools, answer = anyio.run(run)
    assert tools == {"ask", "search", "read_source", "list_documents"}
    assert answer["citations"][0]["document"] == "prices.md"
    assert "40 euros" in answer["answer"]
