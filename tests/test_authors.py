"""Who wrote a document, from its own words or from the properties of its file."""

from __future__ import annotations

import io
import zipfile

import pytest
from fakes import FakeModels, HeldDocuments, make_headed

from index.reading.read import read
from index.reading.readers.contents import PROPERTIES
from qa.engines.extractive_engine import ExtractiveEngine
from qa.forms.structure.outline import outline
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings

PUMPS = make_headed("pumps.md", "Note on pumps", ("", None, "author: Dario Lund\ndate: 2026-02-03\n\nThe pump."))
HEAT = make_headed(
    "heat.docx",
    "Heat report",
    ("", None, "The cellar is cold."),
    (PROPERTIES, None, "Author: Klara Meinhof\nLast changed by: Ada Byron\nCreated: 2026-01-15"),
)
ONE = make_headed("a/plan.md", "Plan", ("", None, "By: Ada Byron\n\nThe plan of the north."))
OTHER = make_headed("b/plan.md", "Plan", ("", None, "By: Eve Lund\n\nThe plan of the south."))
LIBRARY = HeldDocuments(PUMPS, HEAT, ONE, OTHER)


def ask(question: str) -> Answer:
    models = FakeModels(ExtractiveEngine())  # type: ignore[arg-type]
    *_, answer = Pipeline(LIBRARY, models, Settings()).answer(question)
    assert isinstance(answer, Answer)
    for citation in answer.citations:
        assert LIBRARY.document(citation.document_id).text[citation.start : citation.end] == citation.quote
    return answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who wrote the heat report?", "The author of Heat report is Klara Meinhof [1]"),
        ("Who is the author of the note on pumps?", "The author of Note on pumps is Dario Lund [1]"),
        ("Wer hat den heat report geschrieben?", "Heat report wurde verfasst von Klara Meinhof [1]"),
        ("Qui est l'auteur de heat report ?", "L'auteur de Heat report est Klara Meinhof [1]"),
        ("Wer hat das Dokument zum heat report geschrieben?", "Heat report wurde verfasst von Klara Meinhof [1]"),
        (
            "Von wem stammt heat report, und von wann ist er?",
            "Heat report wurde verfasst von Klara Meinhof [1]\n\nHeat report wurde erstellt am 2026-01-15 [1]",
        ),
        ("¿Quién escribió heat report?", "El autor de Heat report es Klara Meinhof [1]"),
        ("Who is given as the author of the heat report?", "The author of Heat report is Klara Meinhof [1]"),
        ("who's down as author of the heat report", "The author of Heat report is Klara Meinhof [1]"),
        ("Wer ist als Verfasserin von heat report angegeben?", "Heat report wurde verfasst von Klara Meinhof [1]"),
        ("Chi ha scritto heat report?", "The author of Heat report is Klara Meinhof [1]"),
        ("Quem é o autor de heat report?", "The author of Heat report is Klara Meinhof [1]"),
        ("Who last changed the heat report?", "Heat report was last changed by Ada Byron [1]"),
        ("When was the heat report written?", "Heat report was created on 2026-01-15 [1]"),
        ("Which documents did Klara Meinhof write?", "1 document:\n\n- heat.docx (Klara Meinhof) [1]"),
    ],
)
def test_the_author_and_the_day_are_given_and_cited(question: str, text: str) -> None:
    answer = ask(question)
    assert (answer.text, answer.form) == (text, "library")


def test_two_documents_of_one_name_are_distinguished_by_their_paths() -> None:
    assert ask("Who wrote plan.md?").text == (
        "The author of a/plan.md is Ada Byron [1]\n\nThe author of b/plan.md is Eve Lund [2]"
    )


@pytest.mark.parametrize("question", ["Who wrote to the customer?", "When was the bridge opened?", "Who changed jobs?"])
def test_other_questions_are_left_to_the_ordinary_answer(question: str) -> None:
    assert ask(question).form != "library"


def word_file(author: str) -> bytes:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:creator>{author}</dc:creator><dcterms:created>2026-01-15T08:00:00Z</dcterms:created>"
        "<dcterms:modified>2026-03-04T08:00:00Z</dcterms:modified></cp:coreProperties>"
    )
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
        "The cellar is cold.</w:t></w:r></w:p></w:body></w:document>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", body)
        package.writestr("docProps/core.xml", core)
    return file.getvalue()


def open_document(author: str) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    meta = (
        f'<office:document-meta xmlns:office="{office}:office:1.0" xmlns:meta="{office}:meta:1.0">'
        f"<office:meta><meta:initial-creator>{author}</meta:initial-creator></office:meta></office:document-meta>"
    )
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:text="{office}:text:1.0"><office:body>'
        "<office:text><text:p>The cellar is cold.</text:p></office:text></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
        package.writestr("meta.xml", meta)
    return file.getvalue()


@pytest.mark.parametrize(("name", "make"), [("a.docx", word_file), ("a.odt", open_document)])
def test_the_author_of_a_file_follows_its_text(name: str, make) -> None:  # type: ignore[no-untyped-def]
    document = read(make("Klara Meinhof"), name)
    last = document.sections[-1]
    assert last.heading == PROPERTIES
    assert document.text[last.start : last.end].startswith("Author: Klara Meinhof")
    assert [entry.name for entry in outline(document)] == []
    assert read(make("python-docx"), name).sections[-1].heading != PROPERTIES


def test_a_file_states_when_it_was_changed() -> None:
    last = read(word_file("Klara Meinhof"), "a.docx").text.splitlines()[-1]
    assert last == "Last changed: 2026-03-04"


def test_a_pdf_states_its_author() -> None:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length 54>>stream\nBT /F 12 Tf 20 200 Td (The cellar is very cold.) Tj ET \nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Author(Klara Meinhof)/CreationDate(D:20260115080000Z)>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    data += b"xref\n0 7\n0000000000 65535 f \n" + table
    data += b"trailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % start
    assert read(data, "a.pdf").text.endswith("Author: Klara Meinhof\nCreated: 2026-01-15")
