import gc
import logging
import re
import shutil
import subprocess
import sys
import threading

import numpy as np
import pytest
from fakes import FakeEmbedder, FakeReader

from index.errors import DamagedIndexError, MismatchedIndexError, MissingDocumentError, MissingIndexError, QuestionError
from index.search.search import Index
from index.stores.faiss_vectors import FaissVectors
from index.upkeep.ingest import Ingestion
from index.upkeep.update import update

TEXTS = {
    "animals/cats.txt": "# Cats\nA cat purrs at night. It sleeps all day.\n# Dogs\nA dog barks at the postman.",
    "animals/birds.txt": "# Birds\nA bird sings in the morning.",
    "money.txt": "# Prices\nThe monthly price is 40 euros.\n# Discounts\nStudents pay half the price.",
    "zugferd-invoice.txt": "Nothing in here says what it is.",
}


@pytest.fixture
def index(tmp_path):
    documents = tmp_path / "documents"
    for path, text in TEXTS.items():
        (documents / path).parent.mkdir(parents=True, exist_ok=True)
        (documents / path).write_text(text)
    embedder = FakeEmbedder(dim=256)
    update(documents, tmp_path / "index", Ingestion(embedder=embedder, read=FakeReader(documents), reader_version="1"))
    with Index.open(tmp_path / "index", embedder=embedder) as opened:
        yield opened


def published(tmp_path):
    return tmp_path / "index" / "000001"


def texts(hits):
    return [hit.passage.text for hit in hits]


def test_the_passage_that_answers_comes_first(index):
    assert texts(index.search("What is the monthly price?"))[0] == "# Prices\nThe monthly price is 40 euros."


def test_hits_are_best_first_with_scores_from_0_to_1(index):
    hits = index.search("price for students", k=4)
    assert len(hits) == 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 and hit.by == "fused" for hit in hits)


def test_every_hit_is_an_exact_span_of_its_document(index):
    for hit in index.search("cat dog bird price", k=20):
        document = index.document(hit.passage.document_id)
        assert document.text == TEXTS[document.id]
        assert document.text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_a_document_is_found_by_its_name(index):
    assert index.search("zugferd", k=1)[0].passage.document_id == "zugferd-invoice.txt"


def test_only_the_asked_documents_are_searched_and_all_of_k_are_found(index):
    hits = index.search("price", k=2, within={"animals/cats.txt", "unknown"})
    assert [hit.passage.document_id for hit in hits] == ["animals/cats.txt"] * 2
    assert index.search("price", within=[]) == []


def test_copies_of_one_text_leave_room_for_others_however_many_they_are(tmp_path, monkeypatch):
    monkeypatch.setattr("index.search.search._CANDIDATES", 10)
    documents = tmp_path / "documents"
    documents.mkdir()
    for number in range(50):
        (documents / f"copy{number}.txt").write_text("The monthly price is 40 euros.")
    (documents / "other.txt").write_text("The monthly price is 50 euros since May, for new customers in all countries.")
    embedder = FakeEmbedder(dim=256)
    update(documents, tmp_path / "index", Ingestion(embedder=embedder, read=FakeReader(documents), reader_version="1"))
    with Index.open(tmp_path / "index", embedder=embedder) as opened:
        hits = opened.search("What is the monthly price?", k=4)
    assert len(hits) == 4
    assert "other.txt" in [hit.passage.document_id for hit in hits[:2]]


@pytest.mark.parametrize("k", [0, -1])
def test_a_k_of_nothing_finds_nothing(index, k):
    assert index.search("price", k=k) == []


@pytest.mark.parametrize("question", ["", "  \n", "\u200b\u00ad"])
def test_an_empty_question_is_a_clear_error(index, question):
    with pytest.raises(QuestionError, match="empty"):
        index.search(question)


@pytest.mark.parametrize(
    "question",
    [
        *("x", "🙂", "👩‍👩‍👧 🇩🇪 ☂️", "the", "is it not what they are", '"', "a:b AND (", "\ud800 price", "\0"),
        *("x" * 100_000, "price " * 20_000, "?" * 100_000),
        *("terms:*", "NOT price", "[a TO z] /.*/ ^9 price~2", "key:1 OR 1=1 --"),
    ],
)
def test_no_question_breaks_the_search(index, question):
    assert len(index.search(question, k=3)) == 3


def test_operators_of_a_query_language_are_words_like_any_other(index):
    plain = index.search("monthly price not cat", k=10)
    for written in ('+monthly -price NOT "cat"', "(monthly^2 price* NOT cat)", "terms:monthly/price && !not ~cat"):
        assert texts(index.search(written, k=10, by="lexical"))[0] == texts(plain)[0]
    assert index.search("NOT purrs", k=1, by="lexical")[0].passage.document_id == "animals/cats.txt"
    assert index.search("*", by="lexical") == []
    assert index.search("terms:*", by="lexical") == []


def test_vectors_of_another_length_are_built_again_and_another_embedder_is_refused(index, tmp_path, caplog):
    expected = index.search("a cat at night", k=10)
    vectors = FaissVectors(128)
    vectors.add(np.arange(len(expected)), np.eye(len(expected), 128, dtype=np.float32))
    vectors.save(published(tmp_path) / "vectors.faiss")
    with Index.open(tmp_path / "index", embedder=FakeEmbedder(dim=256)) as opened:
        assert opened.search("a cat at night", k=10) == expected
    assert "vectors.faiss does not match the catalogue" in caplog.text
    with pytest.raises(MismatchedIndexError, match="dimensions 256, but 128 is configured"):
        Index.open(tmp_path / "index", embedder=FakeEmbedder(dim=128))


def test_the_same_question_has_the_same_ranking(index, tmp_path):
    first = index.search("a cat at night", k=10)
    with Index.open(tmp_path / "index", embedder=FakeEmbedder(dim=256)) as again:
        assert again.search("a cat at night", k=10) == first


def test_similarities_are_cosines_of_question_and_passage(index):
    hits = index.search("Students pay half the price.", k=6)
    found = index.similarities("Students pay half the price.", [hit.passage for hit in hits])
    assert found.shape == (6,)
    assert np.all(found <= 1.000001)
    assert found[0] == max(found)
    assert index.similarities("price", []).shape == (0,)
    assert index.similarities("Students pay half the price.", [hits[0].passage] * 2) == pytest.approx([found[0]] * 2)


def test_a_passage_of_another_index_has_no_similarity(index, tmp_path):
    hit = index.search("price")[0]
    (tmp_path / "documents" / hit.passage.document_id).unlink()
    update(
        tmp_path / "documents",
        tmp_path / "index",
        Ingestion(embedder=FakeEmbedder(dim=256), read=FakeReader(tmp_path / "documents"), reader_version="1"),
    )
    with (
        Index.open(tmp_path / "index", embedder=FakeEmbedder(dim=256)) as newer,
        pytest.raises(MissingDocumentError, match=r"money\.txt"),
    ):
        newer.similarities("price", [hit.passage])


def test_neighbours_stand_beside_the_passage(index):
    (hit,) = index.search("monthly price", k=1)
    before, after = index.neighbours(hit.passage)
    assert before is None
    assert after is not None
    assert after.text == "# Discounts\nStudents pay half the price."
    assert index.neighbours(after) == (hit.passage, None)


def test_a_document_that_is_not_there_is_a_clear_error(index):
    with pytest.raises(MissingDocumentError, match=r"cow\.txt is not in the index.*run `quoth index`"):
        index.document("cow.txt")


def test_no_index_is_a_clear_error(tmp_path):
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(MissingIndexError, match="Run `quoth index` to make it"):
            Index.open(folder, embedder=FakeEmbedder())


@pytest.mark.parametrize("view", ["vectors.faiss", "lexical"])
@pytest.mark.parametrize("damage", ["gone", "nonsense", "another's"])
def test_a_damaged_view_is_built_again_from_the_catalogue_and_said_so(index, tmp_path, caplog, view, damage):
    expected = index.search("a cat at night", k=10)
    path = published(tmp_path) / view
    if damage == "another's":
        documents = tmp_path / "others"
        documents.mkdir()
        (documents / "x.txt").write_text("x")
        update(
            documents,
            tmp_path / "other",
            Ingestion(embedder=FakeEmbedder(dim=256), read=FakeReader(documents), reader_version="1"),
        )
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    if damage == "another's":
        (tmp_path / "other" / "000001" / view).rename(path)
    elif damage == "nonsense":
        path.write_bytes(b"nonsense")
    with caplog.at_level(logging.WARNING), Index.open(tmp_path / "index", embedder=FakeEmbedder(dim=256)) as opened:
        assert opened.search("a cat at night", k=10) == expected
    assert f"{view}" in caplog.text
    assert "quoth index --rebuild" in caplog.text


@pytest.mark.usefixtures("index")
def test_a_damaged_catalogue_is_a_clear_error(tmp_path):
    (published(tmp_path) / "catalog.sqlite").write_bytes(b"nonsense" * 1000)
    with pytest.raises(DamagedIndexError, match=r"catalog\.sqlite.*quoth index --rebuild"):
        Index.open(tmp_path / "index", embedder=FakeEmbedder(dim=256))


def test_several_threads_find_what_one_finds(index):
    questions = ["a cat at night", "monthly price", "bird in the morning", "postman"]
    expected = {question: index.search(question, k=5) for question in questions}
    wrong = []

    def ask(question):
        for _ in range(30):
            hits = index.search(question, k=5)
            index.similarities(question, [hit.passage for hit in hits])
            if (
                hits != expected[question]
                or index.document(hits[0].passage.document_id).id != hits[0].passage.document_id
            ):
                wrong.append(question)

    threads = [threading.Thread(target=ask, args=(question,)) for question in questions * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_importing_the_package_imports_no_heavy_library():
    heavy = "{'numpy', 'torch', 'faiss', 'tantivy', 'sentence_transformers', 'transformers'}"
    script = (
        f"import index, sys; print(sorted({heavy} & sys.modules.keys())); index.Index; print('faiss' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert ran.stdout.split("\n")[:2] == ["[]", "True"]


def mapped(folder):
    """The files in the folder that this process has mapped into its memory."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        return {path for line in maps if (path := line.rstrip("\n").partition(str(folder))[2])}


@pytest.mark.parametrize("way", ["closed", "replaced"])
def test_an_index_that_is_closed_or_replaced_is_no_longer_mapped(index, tmp_path, way):
    opened = Index.open(tmp_path / "index", embedder=FakeEmbedder(dim=256))
    index.close()
    opened.similarities("cat", [opened.search("cat")[0].passage])
    assert any("vectors.faiss" in name for name in mapped(tmp_path))
    gc.disable()
    try:
        if way == "closed":
            opened.close()
        else:
            opened = None
        assert mapped(tmp_path) == set()
    finally:
        gc.enable()
    del opened


def test_all_passages_with_a_word_are_found(index):
    passage = index.search("leave")[0].passage
    word = passage.text.split()[0]
    assert passage.id in {found.id for found in index.passages_with(word.upper())}
    assert index.passages_with(word, ["none.txt"]) == []


class TwoLanguages(FakeEmbedder):
    """It knows what a few German words mean."""

    multilingual = True

    def embed_questions(self, texts):
        german, english = "kaution vereinsheim muss bezahlt werden für das", "deposit clubhouse must paid be for the"
        meanings = dict(zip(german.split(), english.split(), strict=True))
        words = (re.findall(r"\w+", text.lower()) for text in texts)
        return super().embed_questions([" ".join(meanings.get(word, word) for word in each) for each in words])


def test_a_passage_in_another_language_that_answers_comes_before_those_that_only_share_words(tmp_path):
    documents = tmp_path / "documents"
    documents.mkdir()
    said = {
        "german.txt": "Die Kaution, die für das Vereinsheim bezahlt werden muss: 350 Euro.",
        "english.txt": "What a club must be in a year of war, and what it must be for its members in peace.",
        "other.txt": "The boat of the club is blue, and the young row it in the summer.",
    }
    meanings = TwoLanguages(dim=256)
    for name, text in said.items():
        (documents / name).write_text(text)
    update(documents, tmp_path / "index", Ingestion(embedder=meanings, read=FakeReader(documents), reader_version="1"))
    with Index.open(tmp_path / "index", embedder=meanings) as opened:
        hits = opened.search("What deposit must be paid for the clubhouse?")
    with Index.open(tmp_path / "index", embedder=FakeEmbedder(dim=256)) as opened:
        before = opened.search("What deposit must be paid for the clubhouse?")
    assert (before[0].passage.document_id, hits[0].passage.document_id) == ("english.txt", "german.txt")
