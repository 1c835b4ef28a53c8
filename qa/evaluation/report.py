"""Retrieval reports as Markdown tables and files: TREC runs and qrels, and a baseline to compare with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.errors import SettingsError
from index.search.fuse import WAYS, By
from qa.evaluation.metrics import Mean
from qa.evaluation.retrieval import MEASURES, MULTI_DOCUMENT_MEASURES, RetrievalReport


def make_folder(folder: Path) -> None:
    """Create the folder for reports. Raises `SettingsError` if that is impossible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{folder} cannot be written: {error}. Choose another folder.") from error


def save_report(report: RetrievalReport, folder: Path) -> None:
    """Write the report into `folder`: the baseline NAME.json, NAME.qrels, NAME.dense.trec, and so on."""
    make_folder(folder)
    try:
        (folder / f"{report.name}.json").write_text(json.dumps(report.as_baseline()), encoding="utf-8")
        (folder / f"{report.name}.qrels").write_text(report.qrels(), encoding="utf-8")
        for by in report.runs:
            (folder / f"{report.name}.{by}.trec").write_text(report.trec(by), encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{folder} cannot be written: {error}. Choose another folder.") from error


def compare_with_baseline(report: RetrievalReport, folder: Path) -> dict[str, dict[str, Mean]]:
    """The difference of each metric from the baseline that `save_report` wrote to `folder`, by way of searching.

    Raises `SettingsError` like `read_baseline`.
    """
    baseline = read_baseline(report.name, folder)
    try:
        return report.differences(baseline)
    except (KeyError, TypeError, AttributeError) as error:
        raise _no_baseline(report.name, folder, error) from error


def read_baseline(name: str, folder: Path) -> Any:
    """The baseline of the set `name`. Raises `SettingsError` if `folder` contains none, or it cannot be read."""
    path = folder / f"{name}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"There is no baseline {path}. Create one with --save {folder}.") from None
    except (OSError, ValueError) as error:
        raise _no_baseline(name, folder, error) from error


def _no_baseline(name: str, folder: Path, error: Exception) -> SettingsError:
    return SettingsError(f"{folder / name}.json is not a baseline ({error!r}). Create one with --save {folder}.")


def metrics_table(reports: Sequence[RetrievalReport], *, measures: Sequence[str] = ()) -> str:
    """The metrics of the reports as a Markdown table: one row per set and way of searching, one column per metric."""
    columns = list(measures or [*MEASURES, *MULTI_DOCUMENT_MEASURES])
    rows = [
        [report.name, f"{len(report.questions):,}", by, *_cells(figures, columns, _cell)]
        for report in reports
        for by, figures in report.figures().items()
    ]
    return markdown(["set", "questions", "by", *columns], rows)


def margins_table(reports: Sequence[RetrievalReport]) -> str:
    """nDCG@10 by way of searching as a Markdown table, with paired gains: of fused search over the better of dense and
    lexical search, and of reranking over fused search.
    """
    reranked = any("reranked" in report.runs for report in reports)
    rows = [[report.name, f"{len(report.questions):,}", *_margins(report, reranked)] for report in reports]
    more = ["reranked", "reranked - fused"] if reranked else []
    return markdown(["nDCG@10", "questions", *WAYS, "fused - better", *more], rows)


def differences_table(reports: Sequence[RetrievalReport], folder: Path) -> str:
    """The differences from the baselines in `folder` as a Markdown table. Raises like `compare_with_baseline`."""
    rows = [
        [report.name, by, *_cells(figures, MEASURES, signed)]
        for report in reports
        for by, figures in compare_with_baseline(report, folder).items()
    ]
    return markdown([f"difference from {folder}", "by", *MEASURES], rows)


def _margins(report: RetrievalReport, reranked: bool) -> list[str]:
    scores = {by: measures["nDCG@10"] for by, measures in report.values().items()}
    means = {by: Mean.of(list(each.values())).mean for by, each in scores.items()}
    better: By = "dense" if means["dense"] > means["lexical"] else "lexical"
    cells = [*(f"{means[by]:.3f}" for by in WAYS), signed(_margin(scores["fused"], scores[better]))]
    if not reranked:
        return cells
    if "reranked" not in scores:
        return [*cells, "–", "–"]
    return [*cells, f"{means['reranked']:.3f}", signed(_margin(scores["reranked"], scores["fused"]))]


def _margin(values: Mapping[str, float], others: Mapping[str, float]) -> Mean:
    return Mean.of([values[question] - others[question] for question in values])


def _cells(figures: Mapping[str, Mean], columns: Iterable[str], show: Callable[[Mean], str]) -> list[str]:
    return [show(figures[name]) if name in figures else "–" for name in columns]


def _cell(mean: Mean) -> str:
    return f"{mean.mean:.3f} ± {mean.high - mean.mean:.3f}"


def signed(mean: Mean) -> str:
    """The mean with its sign, and half of its interval's width."""
    return f"{mean.mean:+.3f} ± {mean.high - mean.mean:.3f}"


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table in Markdown. "" if it has no rows."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) if len(lines) > 2 else ""
