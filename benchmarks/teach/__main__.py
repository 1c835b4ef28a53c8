"""Teaches the default model to read: `python -m benchmarks.teach FOLDER --out DIR`.

It trains a LoRA adapter for the top layers to write Yes or No: whether passages state the answer to a question, whether
a quote answers it, and whether a text says what a statement says. It learns only from the halves for fitting of the
public sets in FOLDER. It writes the adapter as a GGUF file to DIR, with a data card, a report on the halves for testing
before and after, and a log. If it is stopped, the same command resumes. It uses a GPU if there is one.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import filterfalse
from pathlib import Path

import numpy as np
import torch

from benchmarks.cases import squad_cases
from benchmarks.judge import read_pairs
from benchmarks.metrics import Array
from benchmarks.teach.activations import Activations
from benchmarks.teach.adapter import llamacpp_logits, write_adapter
from benchmarks.teach.card import card
from benchmarks.teach.entries import SETS, STATEMENT_SETS, Entry, for_fitting, read_entries
from benchmarks.teach.examples import Example, check_apart, in_development, make, of_passage, of_statement
from benchmarks.teach.log import Log
from benchmarks.teach.model import Model
from benchmarks.teach.packs import Batch, Pack, batches, pack
from benchmarks.teach.scores import by_task, report
from benchmarks.teach.training import Course, logits, train
from index.weights.fetch import fetch
from qa.engines.hardware import one_gguf, usable_cores
from qa.engines.probability import logit
from qa.settings import Settings

COMPARED = 40  # prompts that llama.cpp reads too
DEVELOPMENT = 30  # for each so many tokens of training, one shows how it goes


@dataclass(frozen=True, slots=True)
class Part:
    """Examples, packed and read by the lower layers."""

    examples: Sequence[Example]
    batches: Sequence[Batch]
    activations: Activations


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, and print the report."""
    options = _options(arguments)
    torch.set_num_threads(options.threads or usable_cores() or torch.get_num_threads())
    options.out.mkdir(parents=True, exist_ok=True)
    log = Log(options.out / "progress.log")
    made, left_out = _examples(options)
    model = Model(_file(options), layers=options.layers, rank=options.rank)
    maker = Maker(model, options.out, log)
    tests = maker.part("test", tested(options))
    development = maker.part("development", filter(in_development, made), options.tokens // DEVELOPMENT)
    training = maker.part("training", filterfalse(in_development, made), options.tokens)
    told = card(options, training.examples, development=len(development.examples), left_out=left_out)
    (options.out / "data_card.md").write_text(told, "utf-8")
    model.free_lower()
    before = _kept(options.out / "before.json", tests, maker.logits)

    def after_epoch(number: int) -> None:
        said = by_task(development.examples, maker.logits(development))
        log.say(f"after epoch {number}: AUROC in development: {said}")

    course = Course(training.examples, training.batches, training.activations, options.epochs, options.rate)
    train(model, course, options.out / "training.pt", after_epoch=after_epoch, progress=log)
    adapter = options.out / "adapter.gguf"
    write_adapter(model, adapter, about="Yes or No: do passages answer, does a quote answer, does a text say it")
    after = maker.logits(tests)
    compared = [_compared(model, tests, said, used, log) for said, used in ((before, None), (after, adapter))]
    lines = "\n".join(["llama.cpp beside torch, the logit of Yes against No:", "", *compared])
    shown = f"{report(tests.examples, before, after)}\n{lines}\n"
    (options.out / "report.md").write_text(shown, "utf-8")
    print(shown)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the parts with a model, and keeps their activations in a folder."""

    model: Model
    out: Path
    log: Log

    def part(self, name: str, examples: Iterable[Example], tokens: int | None = None) -> Part:
        """Examples of about so many tokens, packed, and their activations."""
        every = list(examples)
        packs = pack([self.model.ids(one.prompt) for one in every], [(one.task, one.read) for one in every])
        chosen, packs = limited(every, packs, tokens)
        total = sum(map(len, packs))
        self.log.say(
            f"{name}: {len(chosen):,} of {len(every):,} prompts, in {len(packs):,} packs of {total:,} tokens together"
        )
        made = batches(packs)
        return Part(chosen, made, Activations(self.out / f"{name}.bin", self.model, packs, made, self.log))

    def logits(self, part: Part) -> Array:
        """What the model says now."""
        return logits(self.model, part.batches, part.activations, self.log)


def tested(options: argparse.Namespace) -> list[Example]:
    """Examples of the halves for testing: squad2 with its paragraph given, and statements if any are learnt."""
    found: list[Example] = []
    if "squad2" in options.sets:
        ids = {case.id for case in squad_cases(options.folder, options.tests, given=True)}
        found += [of_passage(entry) for entry in read_entries(options.folder, ["squad2"]) if entry.id in ids]
    if set(STATEMENT_SETS) & set(options.sets):
        for number, pair in enumerate(read_pairs(options.folder, for_fitting=False, most=options.pairs)):
            entry = Entry(pair.set, f"{number}", pair.statement, "", pair.text, pair.supported, article=pair.text)
            found.append(of_statement(entry))
    return found


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.teach", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="the folder of the sets")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="needs about 3 kB for each token")
    parser.add_argument("--sets", nargs="+", default=SETS, choices=SETS, metavar="NAME")
    parser.add_argument("--model", default="qwen2.5-coder-1.5b", help="a name of the catalogue, or a GGUF file")
    parser.add_argument("--layers", type=int, default=8, help="how many of the top layers are taught")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=2e-4, help="the highest learning rate")
    parser.add_argument("--tokens", type=int, default=1_200_000, metavar="N", help="train on about this many")
    parser.add_argument("--tests", type=int, default=1000, metavar="N", help="questions of squad2 to test with")
    parser.add_argument("--pairs", type=int, default=1500, metavar="N", help="about this many statements of each set")
    parser.add_argument("--threads", type=int, help="default: the number of cores")
    return parser.parse_args(arguments)


def _file(options: argparse.Namespace) -> Path:
    """The GGUF file of the model."""
    path = Path(options.model)
    return one_gguf(path if path.exists() else fetch(options.model, cache=Settings().cache, hub=Settings().hub))


def limited(examples: Sequence[Example], packs: Sequence[Pack], tokens: int | None) -> tuple[list[Example], list[Pack]]:
    """The first packs of about so many tokens with their prompts numbered anew, and the examples of these."""
    chosen: list[Example] = []
    kept: list[Pack] = []
    used = 0
    for one in packs:
        if tokens is not None and used + len(one) > tokens:
            break
        used += len(one)
        kept.append(replace(one, examples=tuple(range(len(chosen), len(chosen) + len(one.examples)))))
        chosen += [examples[number] for number in one.examples]
    return chosen, kept


def _examples(options: argparse.Namespace) -> tuple[list[Example], int]:
    """The examples of the halves for fitting, and how many entries were left out."""
    there = [name for name in SETS if name in options.sets or (options.folder / name).is_dir()]
    entries = read_entries(options.folder, there)  # also of sets that are only tested
    fitting, left_out = for_fitting(entries, options.sets)
    made = make(fitting)
    check_apart(made, entries)
    return made, left_out


def _kept(file: Path, part: Part, compute: Callable[[Part], Array]) -> Array:
    """What was computed for this part before, or is now."""
    of = part.activations.fingerprint
    if file.exists():
        said = json.loads(file.read_text("utf-8"))
        if said["of"] == of:
            return np.array(said["logits"])
    found = compute(part)
    file.write_text(json.dumps({"of": of, "logits": found.tolist()}), "utf-8")
    return found


def _compared(model: Model, tests: Part, torchs: Array, adapter: Path | None, log: Log) -> str:
    """How far llama.cpp's logits are from torch's."""
    chosen = np.linspace(0, len(tests.examples) - 1, min(COMPARED, len(tests.examples))).astype(int)
    said = llamacpp_logits(model.file, [tests.examples[i].prompt for i in chosen], adapter, log)
    wanted = np.clip(torchs[chosen], logit(0.0), logit(1.0))  # as llama.cpp's are
    apart, alike = np.abs(said - wanted).mean(), np.corrcoef(said, wanted)[0, 1]
    name = "with the adapter" if adapter else "without"
    return f"- {name}: {apart:.3f} apart on average, correlation {alike:.3f}, {len(chosen)} prompts"


if __name__ == "__main__":
    main()
