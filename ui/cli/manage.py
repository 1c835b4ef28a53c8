"""The commands that maintain an index: index, doctor, snapshots, rollback, export and import."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from index.errors import DamagedIndexError, SettingsError, StoppedError, StoreError
from index.files.names import visible
from index.stores.postgres.address import Address
from ui.cli.shell import DONE, open_chatbot, show, show_unread, show_update, shown_progress, summary
from ui.cli.watching import in_part, watch
from ui.index_job import STAGES

if TYPE_CHECKING:
    from index.upkeep.doctor import Fault
    from qa.chatbot import Chatbot
    from qa.settings import Settings

_LOOK_S = 2.0  # seconds between looks for new work


def update_index(options: argparse.Namespace) -> int:
    """Update the index. With --diff, only show what would change; with --watch, keep updating until Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end as after Ctrl-C, and end the other workers too
    with open_chatbot(documents=options.documents) as chatbot:
        if options.diff:
            return _show_differences(chatbot)
        with _helpers(chatbot.settings, options.workers - 1):
            changes = show_update(chatbot, rebuild=options.rebuild, accept_empty=options.accept_empty)
        print(summary(changes), flush=True)
        if options.rebuild or changes.added or changes.changed or changes.removed:
            show(chatbot.describe_embedder())
        if options.watch:
            watch(chatbot)
    return DONE


@contextmanager
def _helpers(settings: Settings, number: int) -> Iterator[None]:
    """Run this many more processes that read files, until the block ends."""
    if number and not settings.store:
        raise SettingsError("--workers needs an index in a database: set QUOTH_STORE.")
    place = settings.bucket or str(settings.documents)
    command = [sys.executable, "-m", "ui.cli.main", "work", place, "--while-parent", str(os.getpid())]
    processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(number)]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()  # not Ctrl-C, which a process started in the background ignores
        for process in processes:
            process.wait()


def work_on_shared(options: argparse.Namespace) -> int:
    """Read files that wait in the shared index, and then wait for more, until Ctrl-C. With --until-done, stop then."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end as after Ctrl-C
    told = ""
    with open_chatbot(documents=options.documents) as chatbot:
        while True:
            try:
                read = _work(chatbot, options.while_parent)
                told = ""
            except StoppedError as error:
                read = 0
                show(str(error))
            except StoreError as error:
                if options.until_done or not error.passing:
                    raise
                read = 0
                if not told:  # once, not every two seconds
                    told = f"quoth: {error}"
                    show(told)
            if read:
                print(f"{read:,} files read", flush=True)
            if options.until_done:
                return DONE
            time.sleep(_LOOK_S)


def _work(chatbot: Chatbot, parent: int | None) -> int:
    """Read the files that wait now, and return how many. Ends if the process `parent`, which started this, is gone."""

    def check() -> None:
        if parent and os.getppid() != parent:
            raise KeyboardInterrupt

    check()
    with shown_progress(STAGES) as shown:

        def progress(stage: str, done: int, total: int, name: str = "") -> None:
            check()
            shown(stage, done, total, name)

        return chatbot.work(progress=progress)


def examine_index(options: argparse.Namespace) -> int:
    """Show what is wrong with the index; with --repair, fix it. Raises `DamagedIndexError` if anything remains."""
    from index.upkeep.doctor import repair

    with open_chatbot() as chatbot:
        settings = chatbot.settings
        chatbot.fetch_documents()
        place = Address.read(settings.store) if settings.store else settings.index
        faults = _examined(settings)
        if options.repair and faults:
            for fault in faults:
                show(f"found: {fault.what}")
            keep = settings.snapshots_kept
            repair(faults, settings.index, update=lambda again: show_update(chatbot, rebuild=again), keep=keep)
            faults = _examined(settings)
        for fault in faults:
            print(visible(fault.what))
        if faults:
            cure = "It could not be repaired." if options.repair else "Run `quoth doctor --repair` to repair it."
            raise DamagedIndexError(f"the index in {place} does not match the documents: see above. {cure}")
        documents, passages, dense, computed_in = _described(settings)
        print(f"The index is sound: {documents:,} documents and {passages:,} passages match one to one.")
        if failures := chatbot.failures():
            print(f"It is not complete: {len(failures):,} files could not be read.")
        show_unread(failures, in_part(chatbot.documents()))
        print(f"Dense search: {dense}.")
        if computed_in:
            print(f"Vectors: computed in {' and '.join(computed_in)}.")
        print(chatbot.sandbox.protection.in_words())
        print(chatbot.describe_embedder())
        _show_reranker(settings)
        if settings.engine not in ("extractive", "openai"):
            _recommend_model(settings)
    return DONE


def _show_reranker(settings: Settings) -> None:
    """Say which reranker is used, or how to get it."""
    from index.weights.fetch import is_held
    from index.weights.models import catalogue
    from qa.settings import RERANKER_OFF

    name = settings.reranker
    if name in RERANKER_OFF:
        print("Reranker: off.")
    elif name in catalogue() and not is_held(name, settings.cache):
        print(f"Reranker: {name} is not here yet. Answers are less exact without it. Fetch it: `quoth weights {name}`.")
    else:
        print(f"Reranker: {name}.")


def _examined(settings: Settings) -> list[Fault]:
    if settings.store:
        from index.upkeep.shared_doctor import examine_shared

        return examine_shared(settings.documents, settings.store, without=settings.index)
    from index.upkeep.doctor import examine

    return examine(settings.documents, settings.index)


def _described(settings: Settings) -> tuple[int, int, str, list[str]]:
    """The numbers of documents and passages, how vectors are searched, and in what precisions they were computed."""
    if settings.store:
        from index.upkeep.shared_doctor import describe_shared

        held = describe_shared(settings.store)
        return held.documents, held.passages, held.dense_search, held.precisions
    from index.upkeep.doctor import vectors_precisions, vectors_shape
    from index.upkeep.snapshots import snapshots

    (now, *_) = snapshots(settings.index)
    return now.documents, now.passages, str(vectors_shape(settings.index)), vectors_precisions(settings.index)


def _recommend_model(settings: Settings) -> None:
    """Say which model of the catalogue would answer better here, if there is one."""
    from index.weights.models import catalogue
    from qa.engines.hardware import available_memory, free_gpu_memory
    from qa.engines.recommend import recommended

    used = settings.model
    if used not in catalogue():
        return
    default = catalogue()[used]
    gpu = free_gpu_memory() if settings.engine in ("auto", "transformers") else 0  # the other engines use none
    best = recommended(catalogue().values(), default, memory=available_memory(), gpu_memory=gpu)
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
        _check_is_folder(chatbot.settings)
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
        _check_is_folder(settings)
        rollback(settings.index, options.name, keep=settings.snapshots_kept)
    print(f"The index {options.name} is in use again. Run `quoth index` to update it from the documents.")
    return DONE


def export_to_file(options: argparse.Namespace) -> int:
    """Write the index to one file."""
    with open_chatbot() as chatbot:
        settings = chatbot.settings
        if settings.store:
            from index.upkeep.shared_transfer import export_shared

            export_shared(settings.store, options.file)
        else:
            from index.upkeep.transfer import export_index

            export_index(settings.index, options.file)
    print(f"{visible(str(options.file))}\t{options.file.stat().st_size / 1e6:,.1f} MB")
    return DONE


def import_from_file(options: argparse.Namespace) -> int:
    """Use the index in a file."""
    from index.stores.fingerprint import made_with
    from index.text.split import MAX_TOKENS
    from index.upkeep.transfer import exported_embedder

    with open_chatbot() as chatbot:
        settings = chatbot.settings
        wanted = made_with(chatbot.embedder_of(exported_embedder(options.file)), MAX_TOKENS)
        if settings.store:
            from index.upkeep.shared_transfer import import_shared

            import_shared(options.file, settings.store, wanted=wanted)
        else:
            from index.upkeep.transfer import import_index

            import_index(options.file, settings.index, wanted=wanted, keep=settings.snapshots_kept)
        documents, passages, *_ = _described(settings)
    print(f"The index now holds {documents:,} documents and {passages:,} passages.")
    return DONE


def _check_is_folder(settings: Settings) -> None:
    """Raise `SettingsError` if the index is in a database: there the database's own tools do this."""
    if settings.store:
        raise SettingsError(
            "QUOTH_STORE is set, but this command works on an index in a folder. Use pg_dump and the backups of "
            "PostgreSQL for a database."
        )


def _show_differences(chatbot: Chatbot) -> int:
    settings = chatbot.settings
    chatbot.fetch_documents()
    documents, version = settings.documents, chatbot.reader_version
    if settings.store:
        from index.upkeep.shared_update import preview_shared

        changes = preview_shared(documents, settings.store, without=settings.index, reader_version=version)
    else:
        from index.upkeep.diff import preview

        changes = preview(documents, settings.index, reader_version=version)
    for sign, names in (("+", changes.added), ("~", changes.changed), ("-", changes.removed)):
        for name in names:
            print(visible(f"{sign} {name}"))
    counts = f"{len(changes.added)} to add, {len(changes.changed)} to change, {len(changes.removed)} to remove"
    show(f"{counts}, {changes.unchanged} unchanged")
    return DONE
