"""The command eval: measures how many answers are right, or how well the right passages are found."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from index.errors import SettingsError
from ui.cli.shell import DONE, open_chatbot, shown_progress

_SAMPLED = 200  # documents of a set whose language is identified

if TYPE_CHECKING:
    from index.records import Progress
    from index.search.search import Index
    from qa.chatbot import Chatbot
    from qa.evaluation.answers import AnswerReport, Share
    from qa.evaluation.datasets import GoldSet, RetrievalQuestion
    from qa.evaluation.retrieval import RetrievalReport


def evaluate(options: argparse.Namespace) -> int:
    """Evaluate answers; for a folder of gold sets, or on request, only retrieval."""
    if options.gold.is_dir() or options.retrieval or options.explain:
        return _evaluate_retrieval(options)
    return _evaluate_answers(options)


def _evaluate_answers(options: argparse.Namespace) -> int:
    from qa.evaluation.answers import AnswerReport, Result, ask_all
    from qa.evaluation.datasets import read_questions
    from ui.render import to_json

    questions = read_questions(options.gold)
    results: list[Result] = []
    with (
        _answers_file(options.answers) as file,
        open_chatbot(engine=options.engine) as chatbot,
        shown_progress() as progress,
    ):
        for result in ask_all(chatbot, questions, progress=progress):
            if file:
                if not results:
                    file.truncate(0)  # only now, so that a run that fails to start keeps the answers of the last one
                file.write(json.dumps({"id": result.id, **to_json(result.answer)}, ensure_ascii=False) + "\n")
                file.flush()  # an interrupted run keeps its answers
            results.append(result)
    report = AnswerReport(tuple(results))
    print(json.dumps(report.figures(), indent=2) if options.json else _report_text(report))
    return DONE


@contextmanager
def _answers_file(path: Path | None) -> Iterator[TextIO | None]:
    """The file to append answers to; its folder is made if there is none. None if there is no path.

    Raises `SettingsError` if it cannot be written.
    """
    if path is None:
        yield None
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a", encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error}. Choose another file for --answers.") from error
    with file:
        yield file


def _report_text(report: AnswerReport) -> str:
    """An evaluation for a terminal: each share with its sample and interval, the median seconds, what was missed."""
    from ui.render import printable

    shares = report.shares()
    width = max(map(len, shares))
    lines = [f"{name:<{width}}  {share}" for name, share in shares.items()]
    seconds = ", ".join(f"{stage} {s:.2f}" for stage, s in report.median_seconds().items())
    missed = ", ".join(report.missed()) or "none"
    return printable("\n".join([*lines, *_forms_table(report), "", f"median seconds: {seconds}", f"missed: {missed}"]))


def _forms_table(report: AnswerReport) -> list[str]:
    """A Markdown table of the figures by form; empty if the questions name no forms."""
    rows = [
        f"| {form} | {_cell(f.right)} | {f.complete:.0%} | {_cell(f.cited)} | {_cell(f.abstained)}"
        f" | {f.median_s:.1f} s |"
        for form, f in report.by_form().items()
    ]
    head = ["", "| form | right | complete | cites the right document | unanswerable: abstained | median |"]
    return [*head, "|---|---|---|---|---|---|", *rows] if rows else []


def _cell(share: Share) -> str:
    """The share in a table's cell: "11 of 12"."""
    return f"{share.count} of {share.n}"


def _evaluate_retrieval(options: argparse.Namespace) -> int:
    with open_chatbot() as chatbot, shown_progress() as progress:
        if options.explain:
            print(_explained(chatbot, options, progress))
            return DONE
        reports = _reports(chatbot, options, progress)
    print(_as_json(reports, options) if options.json else _as_tables(reports, options))
    return DONE


def _reports(chatbot: Chatbot, options: argparse.Namespace, progress: Progress) -> list[RetrievalReport]:
    """The report on each set of the folder, or on the index of the user's own documents; each saved if asked for.

    Whether it can be saved and compared is checked before anything is searched.
    """
    from qa.evaluation.datasets import read_sets
    from qa.evaluation.report import make_folder, read_baseline, save_report

    sets = read_sets(options.gold, options.sets or ()) if options.gold.is_dir() else []
    if options.save:
        make_folder(options.save)
    for name in [gold.name for gold in sets] or [options.gold.stem]:
        if options.baseline and options.baseline != options.save:
            read_baseline(name, options.baseline)
    reports = []
    for report in _measured(chatbot, options, sets, progress):
        if options.save:
            save_report(report, options.save)
        reports.append(report)
    return reports


def _measured(
    chatbot: Chatbot, options: argparse.Namespace, sets: Sequence[GoldSet], progress: Progress
) -> Iterator[RetrievalReport]:
    """Yield the report on each set, or without sets on the user's own questions."""
    from qa.evaluation.datasets import read_own_questions
    from qa.evaluation.retrieval import evaluate_retrieval

    for gold in sets:
        index, ids = _index(chatbot, gold, progress)
        with index:
            yield evaluate_retrieval(gold.name, gold.questions, index, ids=ids, progress=progress)
    if not sets:
        questions = read_own_questions(options.gold, _held(chatbot))
        yield evaluate_retrieval(options.gold.stem, questions, chatbot.index, progress=progress)


def _as_tables(reports: Sequence[RetrievalReport], options: argparse.Namespace) -> str:
    from qa.evaluation.report import differences_table, margins_table, metrics_table

    tables = [margins_table(reports), metrics_table(reports)]
    if options.baseline:
        tables.append(differences_table(reports, options.baseline))
    return "\n".join(tables).rstrip()


def _as_json(reports: Sequence[RetrievalReport], options: argparse.Namespace) -> str:
    """For each set: the mean of every measure with its interval, and the difference from the baseline."""
    from qa.evaluation.report import compare_with_baseline

    shown: dict[str, dict[str, object]] = {}
    for report in reports:
        shown[report.name] = {"questions": len(report.questions), "figures": report.figures()}
        if options.baseline:
            shown[report.name]["differences"] = compare_with_baseline(report, options.baseline)
    return json.dumps(shown, indent=2, default=asdict)


def _explained(chatbot: Chatbot, options: argparse.Namespace, progress: Progress) -> str:
    """Where each kind of search ranks each document that answers the question, and what is found instead."""
    from qa.evaluation.datasets import read_own_questions, read_sets

    if not options.gold.is_dir():
        questions = read_own_questions(options.gold, _held(chatbot))
        return _explanation(_question(questions, options), chatbot.index, chatbot.settings.k, {})
    sets = [each for each in read_sets(options.gold, options.sets or ()) if _asks(each, options.explain)]
    if len(sets) > 1:
        names = ", ".join(each.name for each in sets)
        raise SettingsError(f"several sets have the question '{options.explain}': {names}. Choose one with --sets.")
    question = _question(sets[0].questions if sets else (), options)
    index, ids = _index(chatbot, sets[0], progress)
    with index:
        return _explanation(question, index, chatbot.settings.k, ids)


def _explanation(question: RetrievalQuestion, index: Index, k: int, ids: dict[str, str]) -> str:
    from qa.evaluation.explain import explain
    from ui.render import hits_text, printable

    own = {gold: document for document, gold in ids.items()}
    lines = [question.question, ""]
    for gold in question.gold:
        document = own.get(gold, gold)
        quote = question.quote if len(question.gold) == 1 else ""
        lines.append(f"{gold}: {explain(question.question, index, document, quote=quote, k=k)}")
    return printable("\n".join([*lines, "", "Found:", "", hits_text(index.search(question.question, k))]))


def _question(questions: Sequence[RetrievalQuestion], options: argparse.Namespace) -> RetrievalQuestion:
    for question in questions:
        if question.id == options.explain:
            return question
    raise SettingsError(f"{options.gold} has no question with the id '{options.explain}' that documents answer.")


def _asks(gold: GoldSet, question_id: str) -> bool:
    return any(question.id == question_id for question in gold.questions)


def _held(chatbot: Chatbot) -> list[str]:
    return [listing.document_id for listing in chatbot.documents()]


def _index(chatbot: Chatbot, gold: GoldSet, progress: Progress) -> tuple[Index, dict[str, str]]:
    """The index of the set, kept beside the user's own so that it is built only once."""
    from index.text.identify import common_languages, excerpts
    from qa.evaluation.retrieval import index_gold

    texts = [document.text for document in gold.documents[:: len(gold.documents) // _SAMPLED + 1]]
    embedder = chatbot.embedder_for(common_languages(map(excerpts, texts)))
    made_with = re.sub(r"\W+", "-", embedder.name)
    folder = chatbot.settings.index.parent / "eval" / made_with / gold.name
    return index_gold(
        gold.documents,
        folder,
        embedder=embedder,
        reranker=chatbot.reranker,
        rerank_s=chatbot.settings.rerank_s,
        progress=progress,
    )
