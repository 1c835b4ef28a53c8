"""From files to cited answers with the real parts: reader, sandbox, embedder, index and language model."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import MismatchedIndexError, MissingIndexError, QuestionError, QuothError
from index.weights.models import catalogue
from qa import Answer, Chatbot, Draft, Turn, ask, load_settings, stream

pytestmark = [pytest.mark.weights, pytest.mark.slow]
ROOT = Path(__file__).parent.parent
SAMPLES = ("deepseek-r1-january-2025.md", "employee-handbook.pdf", "travel-policy-2026.docx", "price-list-2026.html")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with documents of several kinds, one of them unreadable, and their index."""
    home = tmp_path_factory.mktemp("home")
    (home / "documents").mkdir()
    for sample in SAMPLES:
        shutil.copy(ROOT / "documents" / sample, home / "documents")
    (home / "documents" / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    with Chatbot(load_settings(**_settings(home))) as chatbot:
        changes = chatbot.update()
    assert sorted(changes.added) == sorted(SAMPLES)
    assert [failure.path for failure in changes.failed] == ["broken.pdf"]
    return home


@pytest.fixture(scope="module")
def chatbot(home: Path, minilm: Path, smollm: Path) -> Iterator[Chatbot]:
    """A chatbot whose language model is the smallest there is: it writes, if not well."""
    assert minilm.exists()
    assert smollm.exists()
    writing = {"engine": "llamacpp", "model": "smollm2-135m", "min_confidence": 0.0}
    with Chatbot(load_settings(**_settings(home) | writing)) as bot:
        yield bot


@pytest.fixture(scope="module")
def quoter(home: Path) -> Iterator[Chatbot]:
    with Chatbot(load_settings(**_settings(home))) as bot:
        yield bot


def _settings(home: Path) -> dict[str, object]:
    return {"documents": home / "documents", "index": home / "index", "engine": "extractive"}


def _checked(answer: Answer, chatbot: Chatbot) -> Answer:
    """The answer, whose every citation is exact and retrieved."""
    for citation in answer.citations:
        assert chatbot.document(citation.document_id).text[citation.start : citation.end] == citation.quote
        assert citation.passage.document_id in {hit.passage.document_id for hit in answer.hits}
    return answer


@pytest.mark.parametrize(
    ("question", "fact", "document"),
    [
        ("When did DeepSeek release R1?", "20 January 2025", "deepseek-r1-january-2025.md"),
        ("How many days of leave do I have with a five-day week?", "27 days", "employee-handbook.pdf"),
    ],
)
def test_a_question_is_answered_from_the_right_document_without_a_language_model(
    quoter: Chatbot, question: str, fact: str, document: str
) -> None:
    answer = _checked(quoter.ask(question), quoter)
    assert fact in answer.text
    assert answer.citations[0].document_id == document
    assert all(statement.supported for statement in answer.statements)


def test_a_citation_of_a_pdf_has_its_page_and_boxes_of_its_words(quoter: Chatbot) -> None:
    answer = quoter.ask("How many days of leave do I have with a five-day week?")
    citation = answer.citations[0]
    assert citation.page is not None
    document = quoter.document(citation.document_id)
    page_start = min(section.start for section in document.sections if section.page == citation.page)
    boxes = quoter.sandbox.boxes(
        citation.document_id, citation.page, citation.start - page_start, citation.end - page_start, citation.quote
    )
    assert boxes
    assert all(0 <= box.left < box.left + box.width <= 1 and 0 <= box.top < box.top + box.height <= 1 for box in boxes)


def test_the_language_model_writes_and_is_checked(chatbot: Chatbot) -> None:
    items = list(chatbot.stream("When did DeepSeek release R1?"))
    answer = items.pop()
    assert isinstance(answer, Answer)
    assert answer.model == "smollm2-135m"
    assert isinstance(items[0], Draft)
    assert "".join(piece for piece in items if isinstance(piece, str)).strip()
    assert answer.confidence is not None
    _checked(answer, chatbot)


def test_the_same_question_gives_the_same_answer(chatbot: Chatbot) -> None:
    first, second = (chatbot.ask("Who founded DeepSeek?") for _ in range(2))
    assert (first.text, first.quotes, first.citations) == (second.text, second.quotes, second.citations)
    # llama.cpp reads a prompt whose beginning it knows in other batches, and rounds a little differently.
    assert first.confidence == pytest.approx(second.confidence, abs=0.01)


def test_two_people_at_once_are_both_answered(chatbot: Chatbot) -> None:
    alone = {q: chatbot.ask(q).text for q in ("Who founded DeepSeek?", "What does lunch cost on a business trip?")}
    together: dict[str, str] = {}
    threads = [threading.Thread(target=lambda q=q: together.update({q: chatbot.ask(q).text})) for q in alone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together.keys() == alone.keys()


def test_a_follow_up_is_searched_with_what_it_leans_on(quoter: Chatbot) -> None:
    history = [Turn("Who founded DeepSeek?", "Liang Wenfeng founded DeepSeek [1].")]
    answer = quoter.ask("And in which city?", history=history)
    assert "Hangzhou" in " ".join(hit.passage.text for hit in answer.hits)


def test_an_answer_stays_inside_the_documents_it_is_limited_to(quoter: Chatbot) -> None:
    answer = quoter.ask("When did DeepSeek release R1?", within=["employee-handbook.pdf"])
    assert {hit.passage.document_id for hit in answer.hits} == {"employee-handbook.pdf"}


def test_a_changed_document_is_answered_from_as_it_is_now(home: Path, quoter: Chatbot) -> None:
    path = home / "documents" / "canteen.txt"
    path.write_text("The canteen opens at 11:45. Soup costs 3.20 euros.")
    quoter.update()
    assert "3.20" in quoter.ask("What does soup cost in the canteen?").text
    path.write_text("The canteen opens at 11:45. Soup costs 4.50 euros.")
    quoter.update()
    answer = quoter.ask("What does soup cost in the canteen?")
    assert "4.50" in answer.text
    assert "3.20" not in json.dumps([hit.passage.text for hit in answer.hits])
    path.unlink()
    assert quoter.update().removed == ("canteen.txt",)
    assert not [hit for hit in quoter.search("soup canteen") if hit.passage.document_id == "canteen.txt"]


def test_what_is_asked_without_any_set_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    (home / "quoth.toml").write_text('index = "index"\nengine = "extractive"\n')
    answer = ask("When did DeepSeek release R1?")
    assert "20 January 2025" in answer.text
    *_, streamed = stream("When did DeepSeek release R1?")
    assert isinstance(streamed, Answer)
    assert streamed.text == answer.text
    (home / "quoth.toml").unlink()


def test_without_an_index_the_cure_is_named(tmp_path: Path, minilm: Path) -> None:
    assert minilm.exists()
    with (
        Chatbot(load_settings(index=tmp_path / "none", engine="extractive")) as bot,
        pytest.raises(MissingIndexError, match="quoth index"),
    ):
        bot.ask("Who founded DeepSeek?")


def test_under_another_embedder_the_old_index_answers_and_an_update_names_the_cure(
    home: Path, minilm: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = tmp_path / "other-embedder"
    shutil.copytree(minilm, other)
    with Chatbot(load_settings(**_settings(home), embedder=str(other))) as bot:
        assert "Liang Wenfeng" in bot.ask("Who founded DeepSeek?").text
        assert "run `quoth index --rebuild`" in caplog.text
        with pytest.raises(MismatchedIndexError, match="--rebuild"):
            bot.update()


def test_an_empty_question_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    with Chatbot(load_settings(index=tmp_path / "none")) as bot, pytest.raises(QuestionError):
        bot.ask(" ")


def test_an_unknown_model_is_refused_with_those_that_are_known(home: Path) -> None:
    with (
        Chatbot(load_settings(**_settings(home) | {"engine": "llamacpp", "model": "gpt-9"})) as bot,
        pytest.raises(QuothError, match=next(iter(catalogue()))),
    ):
        bot.ask("Who founded DeepSeek?")


def test_the_served_page_answers_over_http_with_a_citation(home: Path) -> None:
    command = [sys.executable, "-m", "ui.cli.main", "serve", "--port", "0"]
    environment = {"QUOTH_INDEX": str(home / "index"), "QUOTH_ENGINE": "extractive", **_inherited()}
    with subprocess.Popen(
        command, cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            (url,) = re.findall(r"http://127\.0\.0\.1:\d+", line)
            body = json.dumps({"question": "When did DeepSeek release R1?"}).encode()
            request = urllib.request.Request(f"{url}/api/ask", body, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=60) as reply:
                answer = json.load(reply)
        finally:
            process.terminate()
            process.communicate(timeout=30)
    assert "20 January 2025" in answer["text"]
    assert answer["citations"][0]["document"] == "deepseek-r1-january-2025.md"


@pytest.mark.skipif(not shutil.which("unshare"), reason="cuts the network with unshare")
def test_with_the_network_cut_everything_works(home: Path, smollm: Path) -> None:
    assert smollm.exists()
    command = [
        "unshare",
        "--map-root-user",
        "--net",
        sys.executable,
        "-m",
        "ui.cli.main",
        "ask",
        "--json",
        "Who founded DeepSeek?",
    ]
    environment = {"QUOTH_INDEX": str(home / "index"), "QUOTH_MODEL": "smollm2-135m", "QUOTH_MIN_CONFIDENCE": "0"}
    run = subprocess.run(
        command, cwd=home, env={**environment, **_inherited()}, capture_output=True, text=True, check=False
    )
    assert run.returncode in (0, 3), run.stderr
    assert json.loads(run.stdout)["hits"]


def _inherited() -> dict[str, str]:
    """What a child needs to find its cache and its programs, and the source tree."""
    kept = ("PATH", "HOME", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "OPENBLAS_CORETYPE")
    return {**{key: os.environ[key] for key in kept if key in os.environ}, "PYTHONPATH": str(ROOT)}
