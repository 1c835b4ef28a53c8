import json

import pytest

from index.errors import SettingsError
from qa.evaluation.datasets import GoldDocument, RetrievalQuestion, read_sets

DOCUMENTS = [{"id": "a", "title": "Cats", "text": "Cats purr."}, {"id": "b", "text": "Dogs bark."}]
QUESTIONS = [{"id": "1", "question": "Who purrs?", "gold_doc_ids": ["a"], "codes": {"b": -1, "a": 2}}]


def write(folder, documents=DOCUMENTS, questions=QUESTIONS, language=""):
    folder.mkdir(exist_ok=True)
    for name, entries in (("corpus", documents), ("queries", questions)):
        lines = (entry if isinstance(entry, str) else json.dumps(entry) for entry in entries)
        (folder / f"{name}{language}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_a_set_holds_its_documents_and_the_questions_that_they_answer(tmp_path):
    silent = {"id": "2", "question": "Who flies?", "answerable": False, "gold_doc_ids": []}
    (found,) = read_sets(write(tmp_path / "pets", questions=[*QUESTIONS, silent]))
    assert found.name == "pets"
    assert found.documents == (GoldDocument("a", "Cats", "Cats purr."), GoldDocument("b", "", "Dogs bark."))
    assert found.questions == (RetrievalQuestion("1", "Who purrs?", ("a",), frozenset({"b"})),)


def test_a_folder_of_sets_gives_each_and_each_language(tmp_path):
    write(tmp_path / "pets")
    write(tmp_path / "zoo", language=".de")
    write(tmp_path / "zoo", language=".es")
    (tmp_path / "pictures").mkdir()
    (tmp_path / "README.md").write_text("no set")
    assert [found.name for found in read_sets(tmp_path)] == ["pets", "zoo.de", "zoo.es"]


@pytest.mark.parametrize("folder", ["missing", "empty"])
def test_a_folder_without_a_set_is_a_clear_error(tmp_path, folder):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SettingsError, match=rf"{folder} contains no gold set\. It needs corpus\.jsonl and queries"):
        read_sets(tmp_path / folder)


@pytest.mark.parametrize(
    ("documents", "questions", "message"),
    [
        (["{"], QUESTIONS, r"corpus\.jsonl, line 1 is not JSON"),
        ([*DOCUMENTS, "", "[1]"], QUESTIONS, r"corpus\.jsonl, line 4 is not valid"),
        ([{"id": 7, "text": "x"}], QUESTIONS, r"corpus\.jsonl, line 1 .*7 is not a string"),
        ([*DOCUMENTS, DOCUMENTS[0]], QUESTIONS, r"corpus\.jsonl: the id 'a' appears twice"),
        ([], QUESTIONS, r"corpus\.jsonl is empty"),
        (DOCUMENTS, [*QUESTIONS, "nonsense"], r"queries\.jsonl, line 2 is not JSON"),
        (DOCUMENTS, [{"id": "1", "question": "Who?"}], r"queries\.jsonl, line 1 .*gold_doc_ids"),
        (DOCUMENTS, [QUESTIONS[0] | {"gold_doc_ids": []}], r"queries\.jsonl, line 1 .*gold_doc_ids is empty"),
        (
            DOCUMENTS,
            [QUESTIONS[0] | {"gold_doc_ids": ["z"]}],
            r"the gold id 'z' of question 1 is not in .*corpus\.jsonl",
        ),
        (DOCUMENTS, QUESTIONS * 2, r"queries\.jsonl: the id '1' appears twice"),
        (DOCUMENTS, [{"id": "1", "question": "Who?", "answerable": False}], r"contains no answerable question"),
        (DOCUMENTS, [], r"queries\.jsonl contains no answerable question"),
    ],
)
def test_what_is_wrong_with_a_set_is_said_with_its_place(tmp_path, documents, questions, message):
    with pytest.raises(SettingsError, match=message):
        read_sets(write(tmp_path / "pets", documents, questions))


def test_a_file_that_is_not_utf_8_is_a_clear_error(tmp_path):
    write(tmp_path / "pets")
    (tmp_path / "pets" / "corpus.jsonl").write_bytes(b'{"id": "\xff"}')
    with pytest.raises(SettingsError, match=r"corpus\.jsonl cannot be read"):
        read_sets(tmp_path / "pets")


def test_characters_that_end_a_line_elsewhere_do_not_end_one_of_json(tmp_path):
    text = "one\u2028two\x85three"
    (found,) = read_sets(
        write(
            tmp_path / "pets",
            [json.dumps(DOCUMENTS[0] | {"text": text}, ensure_ascii=False)],
            [QUESTIONS[0] | {"codes": {}}],
        )
    )
    assert found.documents[0].text == text
