"""The documents tab as HTML: the files, also failed, added and deleted ones, and the state of the update. Pure."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePosixPath
from typing import Any

from index.files.names import visible
from index.records import Changes, Failure, Listing
from ui.index_health import Health
from ui.index_job import JobState
from ui.time_left import in_parts
from ui.web.folder import Deleted
from ui.web.page.reasons import reason_html
from ui.web.uploads import Upload
from ui.web.visible import owner_of
from ui.web.words import said, table

ROWS = 100  # documents shown at once; the whole table is sent with every change
FAILURES = 50
UPLOADS = 100
_AT_A_GLANCE = 20  # documents that are found without a search
DELETED = 50
_NOTES = 3  # shown for each document: an archive can hold 15,000 unreadable files
_REASON_CHARACTERS = 300
_PARTS = re.compile(r"(?<=\.) (?=Languages: |The embedder )")  # each has a translation of its own
_UNITS = ("bytes", "KB", "MB", "GB")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which documents somebody wants to see, and in which order."""

    find: str = ""  # a part of their names or titles
    page: int = 1  # of many
    order: str = "name"  # a column of `_COLUMNS`; with a minus sign, from the last to the first


EVERYTHING = Wish()


def shelf_html(listings: Sequence[Listing], failures: Sequence[Failure], wish: Wish = EVERYTHING) -> str:
    """The table of documents, and above it the files that could not be read."""
    found = [one for one in listings if _holds(wish.find, one.document_id, one.title)]
    failed = [failure for failure in failures if _holds(wish.find, failure.path)]
    if wish.find and not found and not failed:
        return f'<p class="nothing">{said("no_document_matches", name=wish.find)}</p>'
    return _failures(failed) + (_table(found, wish) if found or wish.find else NOTHING)


def is_long(listings: Sequence[Listing], failures: Sequence[Failure]) -> bool:
    """Whether there are so many that one wants to search them."""
    return len(listings) + len(failures) > _AT_A_GLANCE


def status_html(state: JobState) -> str:
    """The state or outcome of the update, on one line; "" before the first update."""
    if state.running:
        return _running(state)
    if state.error:
        return error_html(state.error)
    return f'<p class="status" role="status">{_changes(state.changes)}</p>' if state.changes else ""


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


def health_html(health: Health) -> str:
    """The state of the index, on a line, and the button that rebuilds it."""
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(health.changed_at))
    kept = said("index_kept", name=size(health.size), when=when) if health.size else ""
    about = " ".join(f'<span class="told">{escape(part)}</span>' for part in _PARTS.split(health.about) if part)
    rebuild = f'<button type="button" data-do="rebuild">{said("rebuild")}</button>'
    return f'<p class="health">{" ".join(filter(None, (kept, about, rebuild)))}</p>'


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
    return f'<section class="uploads"><h3>{said("added_now")}</h3><ul>{items}</ul></section>'


def _upload(upload: Upload, sizes: Mapping[str, int], reasons: Mapping[str, str], state: JobState) -> str:
    kind, words = _outcome(upload, sizes, reasons, state)
    name = escape(visible(upload.path or upload.name))
    return f'<li class="{kind}"><b>{name}</b> <span>{words}</span></li>'


def _outcome(upload: Upload, sizes: Mapping[str, int], reasons: Mapping[str, str], state: JobState) -> tuple[str, str]:
    """The state of an upload ("waiting", "done" or "bad"), and its progress or the reason of a refusal as HTML."""
    if upload.reason:
        return "bad", reason_html(upload.reason.removeprefix(f"{visible(upload.name)} "))  # the name stands before it
    if not upload.path:
        return "waiting", _received(upload)
    if state.running and state.name == upload.path:
        return "waiting", said("reading_file")
    if sizes.get(upload.path) == upload.size:
        return "done", said("ready")
    if upload.path in reasons and not state.running:
        return "bad", reason_html(reasons[upload.path])
    return "waiting", said("waiting")


def _received(upload: Upload) -> str:
    return said("receiving", n=100 * upload.received // upload.size) if upload.size else said("receiving_file")


def deleted_html(deleted: Sequence[Deleted]) -> str:
    """The files that can be brought back; "" for none."""
    items = "".join(
        f"<li>{escape(visible(one.path))} "
        f'<button type="button" data-do="restore" data-token="{escape(one.token)}">{said("bring_back")}</button></li>'
        for one in deleted[:DELETED]
    )
    more = _more(len(deleted) - DELETED, "li")
    title = said("deleted_lately", n=f"{len(deleted):,}")
    return f'<details class="deleted"><summary>{title}</summary><ul>{items}{more}</ul></details>' if items else ""


NOTHING = f'<p class="nothing">{said("no_documents")}</p>'


# What the documents are sorted by, and whether the largest come first at the first press.
_COLUMNS: Mapping[str, tuple[Callable[[Listing], Any], bool]] = {
    "name": (lambda one: _in_order(one.document_id), False),
    "pages": (lambda one: one.pages or 0, True),
    "passages": (lambda one: one.passages, True),
    "changed": (lambda one: one.changed_at, True),
    "size": (lambda one: one.size, True),
}


def _table(listings: Sequence[Listing], wish: Wish) -> str:
    last = max(1, -(-len(listings) // ROWS))
    page = min(max(1, wish.page), last)
    column = wish.order.removeprefix("-")
    column, is_down = (column, wish.order.startswith("-")) if column in _COLUMNS else ("name", False)
    ordered = sorted(listings, key=_COLUMNS[column][0], reverse=is_down)
    head = "".join(_heading(one, is_down if one == column else None) for one in _COLUMNS)
    head += f'<th scope="col"><span class="unseen">{said("actions")}</span></th>'
    rows = "".join(map(_row, ordered[ROWS * (page - 1) : ROWS * page]))
    caption = f"<caption>{_count('count_documents', len(listings))}, {_passages(listings)}</caption>"
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return table + (_pager(page, last, len(listings)) if last > 1 else "")


def _heading(column: str, is_down: bool | None) -> str:
    """The heading of a column, which sorts by it. `is_down`: whether it is sorted downwards; None if by another."""
    turn = _COLUMNS[column][1] if is_down is None else not is_down
    sorted_ = "" if is_down is None else f' aria-sort="{"descending" if is_down else "ascending"}"'
    press = f'<button type="button" data-do="sort" data-order="{"-" * turn}{column}">{said(column)}</button>'
    return f'<th scope="col"{sorted_}>{press}</th>'


def _pager(page: int, last: int, count: int) -> str:
    """Where the page is among all documents, and the ways to the page before it and the one after it."""
    place = said("how_many", n=f"{ROWS * (page - 1) + 1:,}–{min(ROWS * page, count):,}", all=f"{count:,}")
    back, on = (
        f'<button type="button" data-do="page" data-page="{to}"{"" if 1 <= to <= last else " disabled"}>'
        f'<span class="unseen">{said(key)}</span>{sign}</button>'
        for key, to, sign in (("previous_page", page - 1, "‹"), ("next_page", page + 1, "›"))
    )
    return f'<div class="pager">{back}<span>{place}</span>{on}</div>'


def _more(count: int, tag: str, key: str = "more") -> str:
    return f'<{tag} class="more">{said(key, n=f"{count:,}")}</{tag}>' if count > 0 else ""


def _holds(wanted: str, *names: str) -> bool:
    return not wanted or any(wanted.lower() in name.lower() for name in names)


def _short(reason: str) -> str:
    return escape(_cut(reason))


def _cut(reason: str) -> str:
    return reason if len(reason) <= _REASON_CHARACTERS else f"{reason[:_REASON_CHARACTERS]}…"


def _row(listing: Listing) -> str:
    shown = visible(listing.document_id)
    kind = PurePosixPath(shown).suffix.removeprefix(".").upper()[:5]
    title = "" if _says_no_more(listing) else f"<span>{escape(visible(listing.title))}</span>"
    title += "".join(
        f'<span class="note">{said("read_in_part")} {_short(note)}</span>' for note in listing.notes[:_NOTES]
    )
    title += _more(len(listing.notes) - _NOTES, "span")
    mark = f'<i class="private">{said("private")}</i>' if owner_of(listing.document_id) else ""
    name = f'<b class="kind">{escape(kind)}</b><span class="name">{escape(shown)}{mark}{title}</span>'
    return (
        f'<tr><th scope="row"><div>{name}</div></th><td>{listing.pages or "–"}</td>'
        f"<td>{listing.passages:,}</td><td>{_day(listing.changed_at)}</td><td>{size(listing.size)}</td>"
        f"<td>{_menu('menu', listing.document_id)}</td></tr>"
    )


def _in_order(name: str) -> list[str | int]:
    """The name as people sort it: `page 9` before `Page 10`."""
    parts = re.split(r"(\d+)", name.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)]


def _day(seconds: float) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(seconds)) if seconds else "–"


def _says_no_more(listing: Listing) -> bool:
    """Whether the title is the name of the file: `travel policy` of `travel-policy.txt`."""
    name = PurePosixPath(listing.document_id)
    return any(_plain(listing.title) == _plain(one) for one in (listing.document_id, name.name, name.stem))


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


def _menu(kind: str, path: str) -> str:
    """The button that opens the menu of a file."""
    label = f'aria-label="Actions for {escape(visible(path))}"'
    document = f'data-document="{escape(path)}"'
    return f'<button type="button" data-do="{kind}" {document} aria-haspopup="menu" {label}>⋯</button>'


def _failures(failures: Sequence[Failure]) -> str:
    if not failures:
        return ""
    items = "".join(
        f"<li><span><b>{escape(visible(failure.path))}</b> {reason_html(failure.reason)}</span>"
        f"{_menu('menu-unread', failure.path)}</li>"
        for failure in failures[:FAILURES]
    )
    items += _more(len(failures) - FAILURES, "li", "more_failures")
    title, later = _count("files_unread", len(failures)), said("read_again", n=len(failures))
    return f'<div class="failures"><h3>{title}</h3><ul>{items}</ul><p>{later}</p></div>'


def _running(state: JobState, what: str = "Update of the index") -> str:
    amount = {"n": f"{state.done:,}", "all": f"{state.total:,}"}
    if state.total > 1_000_000:  # so many can only be bytes
        amount = {"n": f"{state.done / 1e6:,.0f}", "all": f"{state.total / 1e6:,.0f} MB"}
    done = said("how_many", **amount) if state.total else ""
    line = " ".join(part for part in (_stage(state.stage), done, escape(visible(state.name))) if part)
    percent = 100 * state.done // state.total if state.total else 0
    bar = (
        f'<div class="bar" role="progressbar" aria-label="{what}" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{percent}"><div style="width:{percent}%"></div></div>'
    )
    return f'{bar}<p class="status">{f"{line}… {_left(state.left_s)}".rstrip()}</p>'


def _stage(stage: str) -> str:
    key = f"stage_{stage.partition(' ')[0]}"
    return said(key) if key in table() else escape(stage.capitalize())


def _left(seconds: float | None) -> str:
    """The time left as HTML; "" for a few seconds, or if unknown."""
    parts = in_parts(seconds)
    key = "hours_left" if "h" in parts else "minutes_left" if "m" in parts else "seconds_left"
    return said(key, **parts) if parts else ""


def _changes(changes: Changes) -> str:
    """What an update did, as HTML."""
    counts = {"were_added": changes.added, "were_changed": changes.changed, "were_removed": changes.removed}
    parts = ", ".join(said(key, n=len(some)) for key, some in counts.items() if some)
    outcome = f"{parts}." if parts else said("nothing_changed")
    unread = f" {_count('files_unread', len(changes.failed))}." if changes.failed else ""  # they are listed below
    return f"{said('up_to_date')} {outcome}{unread}"


def _passages(listings: Sequence[Listing]) -> str:
    return _count("count_passages", sum(listing.passages for listing in listings))


def _count(key: str, number: int) -> str:
    return said(key, n=f"{number:,}")
