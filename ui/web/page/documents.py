"""The documents tab as HTML: the files, also failed, added and deleted ones, and the state of the update. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import PurePosixPath

from index.files.names import visible
from index.records import Changes, Failure, Listing
from ui.index_job import JobState
from ui.time_left import amount, in_words
from ui.web.folder import Deleted
from ui.web.uploads import Upload

ROWS = 100  # documents shown at once; the whole table is sent with every change
FAILURES = 50
UPLOADS = 100
DELETED = 50
_NOTES = 3  # shown for each document: an archive can hold 15,000 unreadable files
_NAMED = 3  # unreadable files named in the line about an update
_REASON_CHARACTERS = 300
_UNITS = ("bytes", "KB", "MB", "GB")


def shelf_html(listings: Sequence[Listing], failures: Sequence[Failure], wanted: str = "") -> str:
    """The table of documents, and above it the files that could not be read. Of many, only the first are shown.

    `wanted` limits both to names and titles that contain it.
    """
    found = [one for one in listings if _holds(wanted, one.document_id, one.title)]
    failed = [failure for failure in failures if _holds(wanted, failure.path)]
    if wanted and not found and not failed:
        return f'<p class="nothing">No document matches “{escape(wanted)}”.</p>'
    return _failures(failed) + (_table(found) if found or wanted else NOTHING)


def is_long(listings: Sequence[Listing], failures: Sequence[Failure]) -> bool:
    """Whether there are too many to show at once."""
    return len(listings) > ROWS or len(failures) > FAILURES


def status_html(state: JobState) -> str:
    """The state or outcome of the update, on one line; "" before the first update."""
    if state.running:
        return _running(state)
    if state.error:
        return error_html(state.error)
    return f'<p class="status" role="status">{escape(_changes(state.changes))}</p>' if state.changes else ""


def models_html(state: JobState) -> str:
    """The progress of the models, on one line; "" once they are loaded."""
    return _running(state, "Models") if state.running else error_html(state.error) if state.error else ""


def error_html(reason: str) -> str:
    """An error message."""
    return f'<p class="status bad" role="status">{escape(reason)}</p>'


def size(count: int) -> str:
    """A number of bytes with its unit: `18.0 KB`."""
    amount, unit = float(count), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.{0 if unit == 0 else 1}f} {_UNITS[unit]}"


def uploads_html(
    uploads: Sequence[Upload], listings: Sequence[Listing], failures: Sequence[Failure], state: JobState
) -> str:
    """The files that were added in the last minutes, newest first, each with what became of it; "" for none."""
    if not uploads:
        return ""
    sizes = {listing.document_id: listing.size for listing in listings}
    reasons = {failure.path: failure.reason for failure in failures}
    items = "".join(_upload(upload, sizes, reasons, state) for upload in reversed(uploads[-UPLOADS:]))
    items += _more(len(uploads) - UPLOADS, "li")
    return f'<section class="uploads" aria-label="Added files"><h3>Added just now</h3><ul>{items}</ul></section>'


def _upload(upload: Upload, sizes: Mapping[str, int], reasons: Mapping[str, str], state: JobState) -> str:
    kind, words = _outcome(upload, sizes, reasons, state)
    name = escape(visible(upload.path or upload.name))
    return f'<li class="{kind}"><b>{name}</b> <span>{escape(words)}</span></li>'


def _outcome(upload: Upload, sizes: Mapping[str, int], reasons: Mapping[str, str], state: JobState) -> tuple[str, str]:
    """Whether it is "waiting", "done" or "bad", and how far it is or why it was refused."""
    if upload.reason:
        return "bad", _cut(upload.reason.removeprefix(f"{visible(upload.name)} "))  # the name stands before it
    if not upload.path:
        return "waiting", _received(upload)
    if state.running and state.name == upload.path:
        return "waiting", "Reading…"
    if sizes.get(upload.path) == upload.size:
        return "done", "Ready"
    if upload.path in reasons and not state.running:
        return "bad", _cut(reasons[upload.path])
    return "waiting", "Waiting to be read…"


def _received(upload: Upload) -> str:
    return f"Receiving {100 * upload.received // upload.size} %…" if upload.size else "Receiving…"


def deleted_html(deleted: Sequence[Deleted]) -> str:
    """The files that can be brought back; "" for none."""
    items = "".join(
        f"<li>{escape(visible(one.path))} "
        f'<button type="button" data-do="restore" data-token="{escape(one.token)}">Bring back</button></li>'
        for one in deleted[:DELETED]
    )
    more = _more(len(deleted) - DELETED, "li")
    title = f"Deleted in the last day ({len(deleted):,})"
    return f'<details class="deleted"><summary>{title}</summary><ul>{items}{more}</ul></details>' if items else ""


NOTHING = """<p class="nothing">There are no documents yet. Drop files or a folder anywhere on this page.</p>"""


def _table(listings: Sequence[Listing]) -> str:
    columns = ("Name", "Pages", "Passages", "Size")
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    head += '<th scope="col"><span class="unseen">Actions</span></th>'
    rows = "".join(map(_row, listings[:ROWS]))
    caption = f"<caption>{_count(len(listings), 'document')}, {_passages(listings)}</caption>"
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return table + _more(len(listings) - ROWS, "p", "Find a document by its name above.")


def _more(count: int, tag: str, cure: str = "") -> str:
    return f'<{tag} class="more">{count:,} more. {cure}'.rstrip() + f"</{tag}>" if count > 0 else ""


def _holds(wanted: str, *names: str) -> bool:
    return not wanted or any(wanted.lower() in name.lower() for name in names)


def _short(reason: str) -> str:
    return escape(_cut(reason))


def _cut(reason: str) -> str:
    return reason if len(reason) <= _REASON_CHARACTERS else f"{reason[:_REASON_CHARACTERS]}…"


def _row(listing: Listing) -> str:
    shown = visible(listing.document_id)
    kind = PurePosixPath(shown).suffix.removeprefix(".").upper()[:5]
    title = "" if listing.title == listing.document_id else f"<span>{escape(visible(listing.title))}</span>"
    title += "".join(f'<span class="note">Read in part: {_short(note)}</span>' for note in listing.notes[:_NOTES])
    title += _more(len(listing.notes) - _NOTES, "span")
    name = f'<b class="kind">{escape(kind)}</b><span class="name">{escape(shown)}{title}</span>'
    document = f'data-document="{escape(listing.document_id)}"'
    label = f'aria-label="Actions for {escape(shown)}"'
    actions = f'<button type="button" data-do="menu" {document} aria-haspopup="menu" {label}>⋯</button>'
    return (
        f'<tr><th scope="row"><div>{name}</div></th><td>{listing.pages or "–"}</td>'
        f"<td>{listing.passages:,}</td><td>{size(listing.size)}</td><td>{actions}</td></tr>"
    )


def _failures(failures: Sequence[Failure]) -> str:
    if not failures:
        return ""
    items = "".join(f"<li><b>{escape(visible(f.path))}</b> {_short(f.reason)}</li>" for f in failures[:FAILURES])
    items += _more(len(failures) - FAILURES, "li", "`quoth doctor` lists all.")
    return f'<div class="failures"><h3>{_count(len(failures), "file")} could not be read</h3><ul>{items}</ul></div>'


def _running(state: JobState, what: str = "Update of the index") -> str:
    done = amount(state.done, state.total) if state.total else ""
    line = " ".join(part for part in (state.stage.capitalize(), done, visible(state.name)) if part)
    left = in_words(state.left_s)
    percent = 100 * state.done // state.total if state.total else 0
    bar = (
        f'<div class="bar" role="progressbar" aria-label="{what}" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{percent}"><div style="width:{percent}%"></div></div>'
    )
    return f'{bar}<p class="status">{escape(f"{line}… {left}".rstrip())}</p>'


def _changes(changes: Changes) -> str:
    counts = {
        "added": len(changes.added),
        "changed": len(changes.changed),
        "removed": len(changes.removed),
    }
    said = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return f"The index is up to date: {said or 'nothing had changed'}.{_unread(changes.failed)}"


def _unread(failed: Sequence[Failure]) -> str:
    """Which files could not be read, why, and what becomes of them; "" where all could."""
    if not failed:
        return ""
    named = "; ".join(f"{visible(failure.path)} {_cut(failure.reason)}" for failure in failed[:_NAMED])
    more = "; the others are listed below" if len(failed) > _NAMED else ""
    again = "Quoth reads it again when it changes." if len(failed) == 1 else "Quoth reads them again when they change."
    return f" {_count(len(failed), 'file')} could not be read: {named}{more}. {again}"


def _passages(listings: Sequence[Listing]) -> str:
    return _count(sum(listing.passages for listing in listings), "passage")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
