"""Every error that Quoth raises for its user to read.

    QuothError
    ├── SettingsError          a setting is unknown or has no sense
    ├── WeightsError           model files are missing, damaged or cannot be fetched
    ├── DocumentError          one file cannot be read; the others can
    ├── MissingDocumentError   there is no such document, or none at all
    ├── MissingIndexError      there is no index yet
    ├── MismatchedIndexError   the index was made with other settings
    ├── DamagedIndexError      the index cannot be opened
    ├── BusyIndexError         another update of the index is at work
    ├── ReadersError           files cannot be read at all; none of them is to blame
    ├── StoppedError           the work was stopped on purpose; what is done of it is kept
    ├── QuestionError          the question is empty or too long
    └── EngineError            the language model cannot be loaded, reached or run

A message says what, which one, and what to do next, in one line. Only `ui/` catches these.
"""


class QuothError(Exception):
    """Something the user can put right; its text says how."""


class SettingsError(QuothError):
    """A setting is unknown, has the wrong type, or makes no sense."""


class WeightsError(QuothError):
    """Model files are missing, damaged or cannot be fetched."""


class DocumentError(QuothError):
    """One file cannot be read. `reason` continues a sentence that starts with the file's name.

    `passing`: the cause is not the file but, for example, a drive that was away. Reading it later can work.
    """

    def __init__(self, reason: str, document_id: str = "", *, passing: bool = False) -> None:
        super().__init__(f"{document_id} {reason}" if document_id else reason)
        self.reason = reason
        self.passing = passing


class MissingDocumentError(QuothError):
    """There is no such document, or none at all."""


class MissingIndexError(QuothError):
    """There is no index yet."""


class MismatchedIndexError(QuothError):
    """The index was made with other settings than those asked for."""


class DamagedIndexError(QuothError):
    """The index cannot be opened."""


class BusyIndexError(QuothError):
    """Another update of the index is at work."""


class ReadersError(QuothError):
    """Files cannot be read at all; none of them is to blame."""


class StoppedError(QuothError):
    """The work was stopped on purpose; what is done of it is kept."""


class QuestionError(QuothError):
    """The question is empty or too long."""


class EngineError(QuothError):
    """The language model cannot be loaded, reached or run."""
