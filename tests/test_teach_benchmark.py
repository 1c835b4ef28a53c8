"""The recipe that teaches a model to read: what is learnt, resuming, and the same adapter in llama.cpp."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from gold_sets import ROOT, write_jsonl
from tiny_qwen import LAYERS, save_tiny_qwen

from benchmarks.cases import is_for_fitting
from benchmarks.metrics import Array
from benchmarks.teach.__main__ import limited, main
from benchmarks.teach.activations import Activations
from benchmarks.teach.adapter import llamacpp_logits, write_adapter
from benchmarks.teach.entries import Entry, for_fitting
from benchmarks.teach.examples import Example, check_apart, make, of_passage, of_quote
from benchmarks.teach.model import ALPHA_PER_RANK, Adapted, Model
from benchmarks.teach.near_misses import Swaps
from benchmarks.teach.packs import Batch, batches, pack
from benchmarks.teach.training import Course, balance, logits, train
from index.errors import EngineError
from qa.evidence.prompt import DECIDE

TEXT = "Rollo led the Normans in 911. Rouen was their town. They spoke French."


def entry(asked: str, answer: str = "", *, text: str = TEXT, article: str = "Normans", name: str = "squad2") -> Entry:
    answers = (answer,) if answer else ()
    return Entry(name, asked, asked, article, text, bool(answer), article, answers)


def entries() -> list[Entry]:
    """Questions about two articles for fitting."""
    other = "Harald ruled Norway in 880. No Normans lived in Norway. Ships were built in Bergen."
    return [
        entry("Who led the Normans?", "Rollo"),
        entry("What did Rollo speak?", "French"),
        entry("Which town was theirs?", "Rouen"),
        entry("Who led the Danes?"),
        entry("Who ruled Norway in 880?", "Harald", text=other, article="Norway"),
        entry("Where were ships built?", "Bergen", text=other, article="Norway"),
    ]


# --- what is learnt


def test_near_misses_are_no_and_what_the_rest_of_a_text_answers_stays_yes() -> None:
    made = {(one.task, one.made, one.asked): one for one in make(entries())}
    assert made["passages", "as published", "Who led the Normans?"].yes
    assert not made["passages", "as published", "Who led the Danes?"].yes
    left_out = [one for one in made.values() if one.made == "sentence left out" and one.article == "Normans"]
    assert {one.asked: one.yes for one in left_out} == {
        "Who led the Normans?": False,
        "What did Rollo speak?": True,
        "Which town was theirs?": True,
    }
    assert all("911" not in one.read for one in left_out)
    asked_of_another = [one for one in made.values() if one.made == "another question's text"]
    assert asked_of_another
    assert not any(one.yes or (one.read == TEXT and "Normans" in one.asked) for one in asked_of_another)


def test_a_swapped_name_or_number_is_not_in_the_text() -> None:
    swaps = Swaps(entries())
    name, year = (swaps.swapped(entries()[i]) for i in (0, 4))
    assert name
    assert name != "Who led the Normans?"
    assert "Normans" not in name
    assert year
    assert "880" not in year
    assert swaps.swapped(entries()[2]) is None


NEAREST = """
from benchmarks.teach.entries import Entry
from benchmarks.teach.near_misses import Nearest
entries = [Entry("s", w, f"Where are {w}?", "", f"Here are {w}.", True, w) for w in "cats dogs cows hens pigs".split()]
asked = Entry("s", "", "Where are pigs, hens, cows, dogs and cats?", "", "", True, "")
print(Nearest(entries).other(asked).text)
"""


@pytest.mark.slow
def test_near_misses_are_the_same_in_each_process() -> None:
    # They were not if several texts were alike, so a run that was stopped began anew.
    found = {
        subprocess.run(
            [sys.executable, "-c", NEAREST],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in "123"
    }
    assert len(found) == 1


def test_the_prompts_are_those_that_quoth_asks() -> None:
    passage = of_passage(entries()[0]).prompt.messages[1].content
    assert passage == f"[1] Normans: {TEXT}\n\n{DECIDE}\nQuestion: Who led the Normans?"
    quote = of_quote(entries()[0], "Rollo led them.", yes=True).prompt.messages[1].content
    assert quote.startswith("Text from “Normans”: Rollo led them.\n\nDoes the text answer the question “Who led")


def test_what_a_half_for_testing_asks_is_left_out_and_refused() -> None:
    names = [f"article {n}" for n in range(20)]
    fitted = next(name for name in names if is_for_fitting(name))
    held = next(name for name in names if not is_for_fitting(name))
    both = [
        entry("Who led the Normans?", "Rollo", article=fitted, text="Rollo led."),
        entry("who led the Normans", "Rollo", article=held, text="It was Rollo."),
        entry("Who led the Danes?", "Harald", article=fitted, text="Harald led."),
    ]
    kept, left_out = for_fitting(both)
    assert [one.asked for one in kept] == ["Who led the Danes?"]
    assert left_out == 1
    check_apart(make(kept), both)
    with pytest.raises(ValueError, match="in a half for testing: Who led the Normans"):
        check_apart([of_passage(both[0])], both)


def test_yes_and_no_count_alike_in_each_task() -> None:
    examples = make(entries())
    weights = balance(examples)
    assert weights.mean() == pytest.approx(1)
    for task in ("passages", "quotes"):
        sums = [
            sum(w for w, one in zip(weights, examples, strict=True) if (one.task, one.yes) == (task, said))
            for said in (True, False)
        ]
        assert float(sums[0]) == pytest.approx(float(sums[1]), rel=1e-5)


# --- packs


def test_prompts_of_one_text_share_its_tokens() -> None:
    ids = [[1, 2, 3, 4, 9], [1, 2, 3, 5, 6, 9], [1, 2, 7]]
    (made,) = pack(ids, ["text"] * 3)
    assert made.tokens == (1, 2, 3, 4, 9, 3, 5, 6, 9, 7)
    assert made.positions == (0, 1, 2, 3, 4, 2, 3, 4, 5, 2)
    assert made.segments == (0, 0, 1, 1, 1, 2, 2, 2, 2, 3)
    assert made.ends == (4, 8, 9)
    assert len(pack(ids, ["text", "other", "third"])) == 3


def test_as_many_packs_are_used_as_the_tokens_allow() -> None:
    examples = make(entries())[:3]
    packs = pack([[1, 2], [3, 4], [5, 6]], [1, 2, 3])
    chosen, kept = limited(examples, packs, 5)
    assert [one.examples for one in kept] == [(0,), (1,)]
    assert chosen == [examples[one.examples[0]] for one in packs[:2]]
    assert len(limited(examples, packs, None)[0]) == 3


# --- training


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_qwen(tmp_path_factory.mktemp("tiny") / "tiny.gguf")


def opened(tiny: Path) -> Model:
    torch.set_num_threads(1)
    return Model(tiny, layers=2, rank=4, dtype=torch.float32)


def packed(model: Model, folder: Path, examples: list[Example]) -> tuple[list[Batch], Activations]:
    packs = pack([model.ids(one.prompt) for one in examples], [(one.task, one.read) for one in examples])
    made = batches(packs)
    return made, Activations(folder / "kept.bin", model, packs, made)


def test_a_pack_says_what_its_prompts_say_one_by_one(tiny: Path, tmp_path: Path) -> None:
    model, examples = opened(tiny), make(entries())
    together = logits(model, *packed(model, tmp_path, examples))
    for folder, example, said in zip(map(str, range(5)), examples, together, strict=False):
        (tmp_path / folder).mkdir()
        alone = logits(model, *packed(model, tmp_path / folder, [example]))
        assert alone[0] == pytest.approx(said, abs=1e-4)


def test_small_changes_are_not_lost_in_bfloat16() -> None:
    base = torch.nn.Linear(64, 512, bias=False, dtype=torch.bfloat16).requires_grad_(False)
    states = torch.randn(1, 256, 64, generator=torch.Generator().manual_seed(1)).abs().bfloat16()
    layer = Adapted(base, 1, torch.Generator().manual_seed(2))
    layer.a.data.fill_(1 / 64)
    layer.b.data.fill_(0.002)
    wanted = ALPHA_PER_RANK * 0.002 * float(states.float().mean())
    with torch.inference_mode():
        changed = float((layer(states).float() - base(states).float()).mean())
    assert changed == pytest.approx(wanted, rel=0.05)


class StoppedError(Exception):
    """What a progress raises here, as if the run were killed."""


def stop_at(stage: str, number: int) -> object:
    seen: list[int] = []

    def progress(at: str, done: int, _total: int, _name: str = "") -> None:
        seen.append(done)
        if at == stage and len(seen) == number:
            raise StoppedError

    return progress


def test_activations_go_on_where_they_were_stopped(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, examples = opened(tiny), make(entries())
    packs = pack([model.ids(one.prompt) for one in examples], [(one.task, one.read) for one in examples])
    made = batches(packs)
    assert len(made) > 3
    whole = Activations(tmp_path / "whole.bin", model, packs, made)
    with pytest.raises(StoppedError):
        Activations(tmp_path / "parts.bin", model, packs, made, stop_at("lower layers", 3))  # type: ignore[arg-type]
    read: list[Batch] = []
    lower = model.lower
    monkeypatch.setattr(model, "lower", lambda batch: (read.append(batch), lower(batch))[1])
    parts = Activations(tmp_path / "parts.bin", model, packs, made)
    assert len(read) == len(made) - 2
    assert all(torch.equal(whole.of(batch), parts.of(batch)) for batch in made)
    Activations(tmp_path / "parts.bin", model, packs[:-1], batches(packs[:-1]))  # of other packs: all anew
    assert len(read) > len(made)


def taught(tiny: Path, folder: Path, *, stop: int = 0) -> tuple[Array, list[float]]:
    """The logits after some epochs, and the losses of the run that ends them."""
    folder.mkdir(exist_ok=True)
    model, examples = opened(tiny), make(entries())[:8]
    made, activations = packed(model, folder, examples)
    model.free_lower()
    course = Course(examples, made, activations, epochs=20, rate=1e-2)
    progress = stop_at("training", stop) if stop else (lambda *_: None)
    losses = train(model, course, folder / "kept.pt", progress=progress, save_every_s=0)  # type: ignore[arg-type]
    return logits(model, made, activations), losses


@pytest.mark.slow
def test_the_loss_falls_and_a_run_that_was_stopped_ends_alike(tiny: Path, tmp_path: Path) -> None:
    whole, losses = taught(tiny, tmp_path / "whole")
    assert np.mean(losses[-3:]) < 0.5 * np.mean(losses[:3])
    with pytest.raises(StoppedError):
        taught(tiny, tmp_path / "parts", stop=len(losses) // 2)
    again, rest = taught(tiny, tmp_path / "parts")
    assert len(rest) == len(losses) - len(losses) // 2
    assert np.array_equal(again, whole)
    assert taught(tiny, tmp_path / "parts")[1] == []  # it is complete


@pytest.mark.slow
def test_llamacpp_says_with_the_adapter_what_torch_says(tiny: Path, tmp_path: Path) -> None:
    model, examples = opened(tiny), make(entries())
    made, activations = packed(model, tmp_path, examples)
    before = logits(model, made, activations)
    train(model, Course(examples, made, activations, epochs=4, rate=1e-2), tmp_path / "kept.pt")
    after = logits(model, made, activations)
    assert np.abs(after - before).mean() > 0.5
    write_adapter(model, tmp_path / "adapter.gguf", about="a test")
    prompts = [one.prompt for one in examples[:6]]
    for adapter, wanted in ((None, before), (tmp_path / "adapter.gguf", after)):
        assert llamacpp_logits(tiny, prompts, adapter) == pytest.approx(wanted[:6], abs=0.05)


def test_a_file_that_is_no_adapter_is_refused(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "not.gguf").write_bytes(b"not an adapter")
    with pytest.raises(EngineError, match="not a GGUF file"):
        llamacpp_logits(tiny, [], tmp_path / "not.gguf")
    with pytest.raises(EngineError, match=r"llama\.cpp cannot load"):
        llamacpp_logits(tiny, [], tiny)  # a model is no adapter


def test_a_model_must_have_more_layers_than_are_taught(tiny: Path) -> None:
    with pytest.raises(EngineError, match=f"has {LAYERS} layers"):
        Model(tiny, layers=LAYERS, rank=4)


@pytest.mark.slow
def test_one_command_makes_adapter_card_and_report(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sets, articles = tmp_path / "sets", [f"Town{n}" for n in range(40)]
    texts = [
        f"{name} lies on the river R{name}. It has {len(name) * 100} houses. Its mayor is M{name}." for name in articles
    ]
    write_jsonl(
        sets / "squad2" / "corpus.jsonl",
        [{"id": f"{name}#1", "title": name, "text": text} for name, text in zip(articles, texts, strict=True)],
    )
    asked = [("Who is the mayor of", "M"), ("On which river lies", "R"), ("Who founded", "")]
    write_jsonl(
        sets / "squad2" / "queries.jsonl",
        [
            {
                "id": f"{name} {words}",
                "question": f"{words} {name}?",
                "answers": [sign + name] if sign else [],
                "answerable": bool(sign),
                "gold_doc_ids": [f"{name}#1"] if sign else [],
                "source_doc_id": f"{name}#1",
            }
            for name in articles
            for words, sign in asked
        ],
    )
    (sets / "squad2" / "meta.json").write_text(json.dumps({"repo": "a/b", "commit": "0" * 40, "licence": "CC0"}))
    words = "--sets squad2 --layers 2 --rank 4 --threads 1 --tests 10 --tokens 15000 --epochs 1".split()
    options = [str(sets), "--out", str(tmp_path / "out"), "--model", str(tiny), *words]
    main(options)
    shown = capsys.readouterr().out
    assert "| squad2 | AUROC |" in shown
    assert "declined at 90 % answered" in shown
    assert "with the adapter" in shown
    out = tmp_path / "out"
    assert "| squad2 | a/b | 000000000000 | CC0 |" in (out / "data_card.md").read_text("utf-8")
    assert (out / "report.md").read_text("utf-8").strip() in shown
    assert (out / "adapter.gguf").stat().st_size > 1000
    first = (out / "report.md").read_text("utf-8")
    main(options)  # all of it is kept
    assert (out / "report.md").read_text("utf-8") == first
    assert "training: 1 of" not in capsys.readouterr().out
