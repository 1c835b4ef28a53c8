"""Why a file could not be read, in the languages of the page."""

from __future__ import annotations

import pytest

from ui.web.page.reasons import reason_html
from ui.web.words import LANGUAGES, table


@pytest.mark.parametrize(
    ("reason", "key"),
    [
        ("is password-protected: save a copy without a password", "unread_password"),
        ("is protected by digital rights management (DRM): Quoth cannot open it", "unread_password"),
        ("is damaged: its pages cannot be counted", "unread_damaged"),
        ("made its reader hang", "unread_damaged"),
        ("is empty", "unread_empty"),
        ("no text could be recognised on pages 1 and 2: install tesseract", "unread_empty"),
        ("unpacks to more than 512 MB: unpack it", "unread_large"),
        ("has a sheet of 1,048,576 rows and 16,384 columns: delete the far cells", "unread_large"),
        ("is an archive in an archive: unpack it", "unread_archive"),
        ("has a name that is not valid Unicode: rename it", "unread_name"),
        ("is not a mailbox: it has no messages that begin with a From line", "unread_name"),
        ("is a link or is inside one, and Quoth does not follow links: replace the link", "unread_link"),
        ("cannot be opened: permission denied", "unread_closed"),
        ("is not a kind of file that Quoth reads. It reads text, web pages, PDFs", "unread_kind"),
        ("was written by Word 95 or older. Save it as .docx", "unread_kind"),
    ],
)
def test_a_reason_keeps_its_words_and_has_a_kind_in_each_language(reason: str, key: str) -> None:
    assert reason_html(reason) == f'<span class="say:{key}" title="{reason}">{reason}</span>'
    assert list(table()[key]) == list(LANGUAGES)


def test_a_reason_of_no_kind_stays_as_it_is_and_is_no_markup() -> None:
    assert reason_html("has <b> & more") == "has &lt;b&gt; &amp; more"
    assert reason_html('is damaged: "<b>"').count("&lt;b&gt;") == 2
    assert len(reason_html("x" * 1000)) == 301
