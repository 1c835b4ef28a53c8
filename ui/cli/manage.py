"""The commands that maintain an index: index, doctor, snapshots, rollback, export and import."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from index.errors import DamagedIndexError
from index.files.names import visible
from ui.cli.shell import DONE, open_chatbot, show, show_unread, show_update, summary
from ui.cli.watching import in_part, watch

if TYPE_CHECKING:
    from qa.chatbot import Chatbot
    from qa.settings import Settings


def bring_in_step(options: argparse.Namespace) -> int:
    """Update the index. With --diff, only show what would change; with --watch, keep updating until Ctrl-C."""
    with open_chatbot(documents=options.documents) as chatbot:
        if options.diff:
            return _show_differences(chatbot)
        print(summary(show_update(chatbot, rebuild=options.rebuild, accept_empty=options.accept_empty)), flush=True)
        if options.watch:
            watch(chatbot)
    return DONE


def examine_index(options: argparse.Namespace) -> int:
    """Show what is wrong with the index; with --repair, fix it. Raises `DamagedIndexError` if anything remains."""
    from index.upkeep.doctor import examine, repair, vectors_precisions, vectors_shape
    from index.upkeep.snapshots import snapshots

    with open_chatbot() as chatbot:
        settings = chatbot.settings
        faults = examine(settings.documents, settings.index)
        if options.repair and faults:
            for fault in faults:
                show(f"found: {fault.what}")
            keep = settings.snapshots_kept
            repair(faults, settings.index, update=lambda again: show_update(chatbot, rebuild=again), keep=keep)
            faults = examine(settings.documents, settings.index)
        for fault in faults:
            print(visible(fault.what))
        if faults:
            cure = "It could not be repaired." if options.repair else "Run `quoth doctor --repair` to repair it."
            raise DamagedIndexError(f"the index in {settings.index} does not match the documents: see above. {cure}")
        (now, *_) = snapshots(settings.index)
        print(f"The index is sound: {now.documents:,} documents and {now.passages:,} passages match one to one.")
        if failures := chatbot.failures():
            print(f"It is not complete: {len(failures):,} files could not be read.")
        show_unread(failures, in_part(chatbot.documents()))
        print(f"Dense search: {vectors_shape(settings.index)}.")
        if computed_in := vectors_precisions(settings.index):
            print(f"Vectors: computed in {' and '.join(computed_in)}.")
        print(chatbot.sandbox.protection.in_words())
        _show_reranker(settings)
        if settings.engine not in ("extractive", "openai"):
            _recommend_model(settings.model)
    return DONE


def _show_reranker(settings: Settings) -> None:
    """Say which reranker is used, or how to get it."""
    from index.weights.fetch import catalogue, is_held
    from qa.settings import RERANKER_OFF

    name = settings.reranker
    if name in RERANKER_OFF:
        print("Reranker: off.")
    elif name in catalogue() and not is_held(name, settings.cache):
        print(f"Reranker: {name} is not here yet. Answers are less exact without it. Fetch it: `quoth weights {name}`.")
    else:
        print(f"Reranker: {name}.")


def _recommend_model(used: str) -> None:
    """Say which model of the catalogue would answer better here, if there is one."""
    from index.weights.fetch import catalogue
    from qa.engines.hardware import available_memory
    from qa.engines.recommend import recommended

    if used not in catalogue():
        return
    default = catalogue()[used]
    best = recommended(catalogue().values(), default, memory=available_memory())
    if best is not default:
        print(
            f"Model: {used}. This machine could also run {best.name} ({best.size / 1e9:.1f} GB), which is larger; an "
            f"answer would take about {best.size / default.size:.1f} times as long. To try it: "
            f"`quoth weights {best.name}`, then set QUOTH_MODEL={best.name}."
        )


def list_snapshots(options: argparse.Namespace) -> int:
    """Show the kept indexes, newest first. The first is in use."""
    from index.upkeep.snapshots import snapshots

    with open_chatbot() as chatbot:
        kept = snapshots(chatbot.settings.index)
    if options.json:
        print(json.dumps([asdict(one) for one in kept], indent=2))
        return DONE
    for number, one in enumerate(kept):
        made = time.strftime("%Y-%m-%d %H:%M", time.localtime(one.made_at))
        use = "" if number else "\tin use"
        held = f"{one.documents:,} documents\t{one.passages:,} passages\t{one.manifest[:16]}"
        print(f"{one.name}\t{made}\t{held if one.manifest else 'damaged'}{use}")
    return DONE


def roll_back(options: argparse.Namespace) -> int:
    """Use an older index again."""
    from index.upkeep.snapshots import rollback

    with open_chatbot() as chatbot:
        settings = chatbot.settings
        rollback(settings.index, options.name, keep=settings.snapshots_kept)
    print(f"The index {options.name} is in use again. Run `quoth index` to update it from the documents.")
    return DONE


def export_to_file(options: argparse.Namespace) -> int:
    """Write the index to one file."""
    from index.upkeep.transfer import export_index

    with open_chatbot() as chatbot:
        export_index(chatbot.settings.index, options.file)
    print(f"{visible(str(options.file))}\t{options.file.stat().st_size / 1e6:,.1f} MB")
    return DONE


def import_from_file(options: argparse.Namespace) -> int:
    """Use the index in a file."""
    from index.stores.fingerprint import made_with
    from index.text.split import MAX_TOKENS
    from index.upkeep.snapshots import snapshots
    from index.upkeep.transfer import import_index

    with open_chatbot() as chatbot:
        settings = chatbot.settings
        wanted = made_with(chatbot.embedder, MAX_TOKENS)
        import_index(options.file, settings.index, wanted=wanted, keep=settings.snapshots_kept)
        (now, *_) = snapshots(settings.index)
    print(f"The index now holds {now.documents:,} documents and {now.passages:,} passages.")
    return DONE


def _show_differences(chatbot: Chatbot) -> int:
    from index.upkeep.diff import preview

    settings = chatbot.settings
    changes = preview(settings.documents, settings.index, reader_version=chatbot.reader_version)
    for sign, names in (("+", changes.added), ("~", changes.changed), ("-", changes.removed)):
        for name in names:
            print(visible(f"{sign} {name}"))
    counts = f"{len(changes.added)} to add, {len(changes.changed)} to change, {len(changes.removed)} to remove"
    show(f"{counts}, {changes.unchanged} unchanged")
    return DONE
