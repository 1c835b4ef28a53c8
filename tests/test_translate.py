"""A question in another language than the documents is translated if it finds nothing as it was asked."""

from collections.abc import Generator, Iterator

import pytest
from fakes import FakeModels, ListedPassages, ScriptedEngine, make_passage, make_question

from index.text.identify import NAMES, identify_language
from qa.conversation.translate import compare_languages, translate
from qa.pipeline import Pipeline
from qa.records import Answer, Prompt, Question
from qa.settings import Settings

PARKING = make_passage("Parking in the yard costs 40 euros a month for employees.", document_id="parking.md")
ASKED = "Wie viel kostet das Parken im Hof?"
TRANSLATED = "How much does parking in the yard cost?"


class Translator(ScriptedEngine):
    """Translates what it is asked to translate, and finds an answer only to questions in English."""

    def __init__(self, text: str, translation: str = TRANSLATED) -> None:
        super().__init__(text)
        self.translation = translation

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str]:
        if not prompt.passages:
            self.prompts.append(prompt)
            yield self.translation
        else:
            yield from super().stream(prompt, max_tokens=max_tokens)

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:  # noqa: ARG002 - scripted
        return 0.95 if TRANSLATED in prompt.messages[-1].content else 0.05


def ask(engine: ScriptedEngine, question: str = ASKED, *passages: str) -> Answer:
    index = ListedPassages([PARKING, *(make_passage(text, document_id=f"{text}.md") for text in passages)])
    *_, answer = Pipeline(index, FakeModels(engine), Settings()).answer(question)
    assert isinstance(answer, Answer)
    return answer


def translated(written: str, question: str = ASKED, code: str = "en") -> str | None:
    steps: Generator[str, None, Question | None] = translate(make_question(question), code, ScriptedEngine(written))
    while True:
        try:
            assert next(steps) == ""
        except StopIteration as end:
            found: Question | None = end.value
            return found and found.searched.text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ASKED, "de"),
        (TRANSLATED, "en"),
        ("minimum password length", "en"),
        ("Quelle est la durée de la garantie ?", "fr"),
        ("¿Cuánto cuesta el alquiler?", "es"),
        ("押金是多少？", "zh"),
        ("Сколько стоит аренда?", "ru"),
    ],
)
def test_the_language_of_a_short_question_is_reported(text: str, code: str) -> None:
    assert identify_language(text) == code
    assert code in NAMES


def test_the_other_languages_of_the_documents_are_those_that_the_question_is_not_in() -> None:
    compared = compare_languages(make_question(ASKED), ["en", "de", "fr", "es"])
    assert (compared.languages, compared.is_foreign) == (("en", "fr", "es"), False)
    compared = compare_languages(make_question(ASKED), ["de"])
    assert (compared.languages, compared.is_foreign) == ((), False)
    compared = compare_languages(make_question("X-210"), ["zh"])  # in which language is open
    assert (compared.languages, compared.is_foreign) == (("zh",), False)
    compared = compare_languages(make_question(ASKED), ["zh"])
    assert (compared.languages, compared.is_foreign) == (("zh",), True)


def test_a_translation_is_used_if_it_keeps_the_numbers_and_is_in_the_language() -> None:
    assert translated("“How much does parking cost in 2025?”\n", "Was kostet Parken 2025?") == (
        "How much does parking cost in 2025?"
    )
    assert translated("How much does parking cost in 2026?", "Was kostet Parken 2025?") is None
    assert translated(ASKED) is None
    assert translated(" \n") is None


def test_closing_stops_the_translation() -> None:
    engine = ScriptedEngine(TRANSLATED)
    steps = translate(make_question(ASKED), "en", engine)
    next(steps)
    steps.close()
    assert engine.stopped
    assert "into English" in engine.prompts[0].messages[-1].content


def test_an_answer_that_only_the_translation_finds_is_in_the_language_of_the_question() -> None:
    engine = Translator("Das Parken im Hof kostet 40 Euro im Monat [1].")
    answer = ask(engine)
    assert answer.text == "Das Parken im Hof kostet 40 Euro im Monat [1]."
    assert (answer.question, answer.searched) == (ASKED, TRANSLATED)
    assert answer.statements[0].supported
    written_for = engine.prompts[-1].messages[-1].content
    assert "Write it in German." in written_for
    assert ASKED in written_for


def test_a_wrong_number_in_the_language_of_the_question_is_not_supported() -> None:
    answer = ask(Translator("Das Parken im Hof kostet 90 Euro im Monat [1]."))
    assert "90" not in answer.text


def test_nothing_is_translated_if_the_question_is_answered_or_the_documents_have_one_language() -> None:
    engine = Translator("Parking in the yard costs 40 euros a month [1].")
    assert not ask(engine, TRANSLATED, "Das Parken im Hof ist teuer und muss bezahlt werden.").abstained
    assert ask(engine, "What does a taxi to the airport cost?").abstained
    assert all(prompt.passages for prompt in engine.prompts)


def test_without_a_translation_it_abstains() -> None:
    answer = ask(Translator("Das kostet 40 Euro [1].", translation="Ich weiß es nicht."))
    assert answer.abstained
    assert answer.searched == ASKED


def test_an_embedder_of_many_languages_finds_the_answer_without_a_translation() -> None:
    class Answering(Translator):
        def probability(self, prompt: Prompt, word: str, other: str) -> float | None:  # noqa: ARG002 - scripted
            return 0.95

    engine = Answering("Das Parken im Hof kostet 40 Euro im Monat [1].")
    models = FakeModels(engine)
    models.embedder.multilingual = True
    *_, answer = Pipeline(ListedPassages([PARKING]), models, Settings()).answer(ASKED)
    assert isinstance(answer, Answer)
    assert (answer.searched, answer.text) == (ASKED, "Das Parken im Hof kostet 40 Euro im Monat [1].")
    assert all(prompt.passages for prompt in engine.prompts)
    assert "Write it in German." in engine.prompts[-1].messages[-1].content
