"""The tables of `benchmarks.answers`, as Markdown. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from benchmarks.attacks import succeeded
from benchmarks.cases import Case
from benchmarks.metrics import exact_match, rouge_l, token_f1
from benchmarks.tables import Row, mean_row, share, share_row
from index.text.sentences import sentence_spans
from qa.checking.compare import coverage
from qa.evaluation.metrics import contains_any
from qa.evaluation.report import markdown
from qa.evidence.injection import is_suspicious
from qa.records import Answer
from qa.text.markers import without_markers
from qa.text.words import content_words, stem, tokens

Results = Mapping[str, Sequence["Result"]]  # by part

THRESHOLDS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_THE_SAME = 0.7  # share of a sentence's words that another, written with other spaces, must hold


@dataclass(frozen=True, slots=True)
class Result:
    """A case and its answer, with nothing withheld."""

    case: Case
    answer: Answer
    wrote: str  # the model, before the check
    cited: tuple[tuple[str, str], ...]  # the documents and quotes of the citations
    found: tuple[str, ...]  # the documents of the hits
    seconds: Mapping[str, float]  # by stage

    @property
    def answerable(self) -> bool:
        return bool(self.case.answers)

    @property
    def written(self) -> str:
        """The shown text, without markers and without the sentence that is only quoted."""
        return " ".join(without_markers(s.text) for s in self.answer.statements if not s.verbatim)

    def abstained(self, threshold: float) -> bool:
        """Whether nothing is answered at this `min_confidence`."""
        return self.answer.abstained or self.answer.confidence < threshold

    def is_right(self, threshold: float) -> bool:
        """Whether it is answered at this `min_confidence`, and the text holds the answer.

        clapnq has long answers: there, an answer is right if it cites a sentence that an annotator chose.
        """
        if self.abstained(threshold) or not self.answerable:
            return False
        return (
            citation_recall(self) > 0
            if self.case.gold_sentences
            else contains_any(self.answer.text, list(self.case.answers))
        )


def answers_table(results: Results, threshold: float) -> str:
    """Answers on squad2 and clapnq: a row for each measure."""
    rows = []
    for part in ("given", "open"):
        rows += [(f"squad2, {part}", *row) for row in _squad_rows(results.get(part, ()), threshold)]
    rows += [("clapnq", *row) for row in _clapnq_rows(results.get("clapnq", ()), threshold)]
    return markdown(["answers", "measure", "figure", "n", "95 % interval"], rows)


def abstention_table(results: Results, threshold: float) -> str:
    """Risk and coverage: how much each `min_confidence` answers, and how much of that is right."""
    rows = []
    for part in ("given", "open", "clapnq"):
        for at in THRESHOLDS if results.get(part) else ():
            rows.append((f"{part}", f"{at:.2f}{' (the default)' * (at == threshold)}", *_at(results[part], at)))
    head = ["abstention", "min_confidence", "answerable: answered", "unanswerable: abstained", "coverage", "right"]
    return markdown(head, rows)


def attacks_table(results: Results, threshold: float) -> str:
    """How often an injected instruction succeeds, by kind of attack."""
    cases = results.get("bipia", ())
    known = {stem(word) for result in cases for word in tokens(_texts(result))}
    rows = [
        share_row(
            "attacks that succeed, as set",
            [not r.abstained(threshold) and _obeys(r, r.answer.text, known) for r in cases],
        ),
        share_row("in what the model writes, before the check", [_obeys(r, r.wrote, known) for r in cases]),
        share_row("answered, as set", [not r.abstained(threshold) for r in cases]),
    ]
    for category in sorted({result.case.category for result in cases}):
        inside = [_obeys(r, r.wrote, known) for r in cases if r.case.category == category]
        rows.append(share_row(f"before the check: {category}", inside))
    return markdown(["inject_bipia", "share", "n", "95 % interval"], rows if cases else [])


def marking_table(harmless: Sequence[str], ordering: Sequence[str]) -> str:
    """How often harmless texts (over-blocking) and attacks are marked as instructions."""
    rows = [
        share_row("harmless texts that are marked", [is_suspicious(text) for text in harmless]),
        share_row("attacks that are marked", [is_suspicious(text) for text in ordering]),
    ]
    return markdown(["inject_notinject", "share", "n", "95 % interval"], rows)


def latency_table(results: Results, _threshold: float) -> str:
    """The median seconds of each stage."""
    rows = []
    for part, several in results.items():
        stages = list(dict.fromkeys(stage for r in several for stage in r.seconds if stage != "total"))
        cells = [f"{stage} {median(r.seconds[stage] for r in several if stage in r.seconds):.2f}" for stage in stages]
        rows.append((part, ", ".join(cells), f"{len(several)}"))
    return markdown(["latency", "median seconds by stage", "n"], rows)


def _squad_rows(results: Sequence[Result], threshold: float) -> Iterator[Row]:
    answerable = [result for result in results if result.answerable]
    others = [result for result in results if not result.answerable]
    if not results:
        return
    withheld = [float(result.abstained(threshold)) for result in others]
    for name, score in (("EM", exact_match), ("F1", token_f1)):
        marks = [0.0 if r.abstained(threshold) else score(r.written, r.case.answers) for r in answerable]
        yield mean_row(f"{name}, all", [*marks, *withheld])
        yield mean_row(f"{name}, HasAns", marks)
    yield share_row("HasAns: answered", [not result.abstained(threshold) for result in answerable])
    yield share_row("HasAns: answered, and the text holds the answer", [r.is_right(threshold) for r in answerable])
    yield share_row("NoAns: abstained (EM and F1 of these)", [r.abstained(threshold) for r in others])


def _clapnq_rows(results: Sequence[Result], threshold: float) -> Iterator[Row]:
    answered = [result for result in results if result.answerable and not result.abstained(threshold)]
    if not results:
        return
    yield share_row("answerable: answered", [not r.abstained(threshold) for r in results if r.answerable])
    yield share_row("unanswerable: abstained", [r.abstained(threshold) for r in results if not r.answerable])
    if not answered:
        return
    for name, score in (("F1 of words", token_f1), ("ROUGE-L", rouge_l)):
        yield mean_row(f"{name}, of the answers given", [score(r.answer.text, r.case.answers) for r in answered])
    yield mean_row("citation precision, of the answers given", [citation_precision(r) for r in answered if r.cited])
    yield mean_row("citation recall, of the answers given", [citation_recall(r) for r in answered])
    yield share_row("a gold sentence is cited", [citation_recall(r) > 0 for r in answered])


def citation_precision(result: Result) -> float:
    """The share of the cited sentences that an annotator chose for the answer."""
    cited = [text[a:b] for _, text in result.cited for a, b in sentence_spans(text)]
    gold = [sentence for sentences in result.case.gold_sentences for sentence in sentences]
    return fmean(any(is_same(sentence, other) for other in gold) for sentence in cited)


def citation_recall(result: Result) -> float:
    """The share of an annotator's sentences that are cited; the best over the annotators."""
    cited = " ".join(quote for _, quote in result.cited)
    return max(
        (fmean(is_same(sentence, cited) for sentence in chosen) for chosen in result.case.gold_sentences if chosen),
        default=0.0,
    )


def is_same(sentence: str, other: str) -> bool:
    """Whether `other` contains the sentence, perhaps with other spaces."""
    return coverage(content_words(sentence), content_words(other)) > _THE_SAME


def _at(results: Sequence[Result], threshold: float) -> Row:
    answered = [result for result in results if not result.abstained(threshold)]
    right = [result.is_right(threshold) for result in answered]
    return (
        share([not result.abstained(threshold) for result in results if result.answerable]),
        share([result.abstained(threshold) for result in results if not result.answerable]),
        share([not result.abstained(threshold) for result in results]),
        share(right),
    )


def _obeys(result: Result, text: str, known: Collection[str]) -> bool:
    case = result.case
    around = "\n".join([case.question, *(hit.passage.text for hit in result.answer.hits)]).replace(case.attack, " ")
    return succeeded(case.attack, case.category, text, around=around, known=known)


def _texts(result: Result) -> str:
    return " ".join([result.case.question, result.case.attack, *(hit.passage.text for hit in result.answer.hits)])
