"""Every error whose message the user sees.

    QuothError
    ├── SettingsError          a setting is unknown or invalid
    ├── WeightsError           model files are missing, damaged or cannot be fetched
    ├── DocumentError          one file cannot be read
    ├── MissingDocumentError   the document is not there
    │   └── NoDocumentsError   there is no documents folder, or no file in it
    ├── MissingIndexError      there is no index yet
    ├── MismatchedIndexError   the index was built with other settings
    ├── DamagedIndexError      the index cannot be opened
    ├── BusyIndexError         another update is running
    ├── StoreError             the database that holds the index cannot be reached or used
    ├── ReadersError           the processes that read files cannot be started
    ├── StoppedError           the work was stopped on request; finished parts are kept
    ├── QuestionError          the question is empty or too long
    └── EngineError            the language model cannot be loaded, reached or run

A message is one line: what happened, which file or setting, and what to do next. Only `ui/` shows it.
"""


class QuothError(Exception):
    """Something the user can fix. The message says how."""


class SettingsError(QuothError):
    """A setting is unknown, has the wrong type, or is invalid."""


class WeightsError(QuothError):
    """Model files are missing, damaged or cannot be fetched."""


class DocumentError(QuothError):
    """One file cannot be read. `reason` completes a sentence that starts with the file's name.

    `passing`: the cause is temporary, for example a disconnected drive. Reading the file later can work.
    """

    def __init__(self, reason: str, document_id: str = "", *, passing: bool = False) -> None:
        super().__init__(f"{document_id} {reason}" if document_id else reason)
        self.reason = reason
        self.passing = passing


class MissingDocumentError(QuothError):
    """The document is not there."""


class NoDocumentsError(MissingDocumentError):
    """There is no documents folder, or no file in it."""


class MissingIndexError(QuothError):
    """There is no index yet."""


class MismatchedIndexError(QuothError):
    """The index was built with settings that differ from the current ones."""


class DamagedIndexError(QuothError):
    """The index cannot be opened."""


class BusyIndexError(QuothError):
    """Another update is running."""


class StoreError(QuothError):
    """The database that holds the index cannot be reached or used.

    `passing`: the connection was lost or cannot be made now. Trying again can work.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class ReadersError(QuothError):
    """The processes that read files cannot be started. No file is at fault."""


class StoppedError(QuothError):
    """The work was stopped on request. Finished parts are kept."""


STOPPED = "The update was stopped. Finished work is kept, and the next update resumes."


class QuestionError(QuothError):
    """The question is empty or too long."""


class EngineError(QuothError):
    """The language model cannot be loaded, reached or run."""
