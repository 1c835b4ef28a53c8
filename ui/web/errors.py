"""Every error as JSON in one form, `{"error": "…"}`: our own, and what the framework refuses."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from index.errors import DocumentError, MissingDocumentError, QuestionError, QuothError
from ui.conversations import MissingConversationError
from ui.jobs import Jobs
from ui.web.accounts.people import AccountError
from ui.web.file_names import FolderError

_FIELD = re.compile(r"\w+", re.ASCII)  # pydantic also names its own functions and types
RETRY_S = 5  # what a refused client is told to wait
_STATUS = {
    QuestionError: 400,
    AccountError: 400,
    DocumentError: 404,
    MissingDocumentError: 404,
    MissingConversationError: 404,
}


async def explain(request: Request, error: Exception) -> Response:
    """An error of ours. The status says whether the request or the server is at fault."""
    assert isinstance(error, QuothError)
    status = error.status if isinstance(error, FolderError) else _STATUS.get(type(error), 503)
    jobs: Jobs = request.app.state.jobs
    # After a file that is too large, the connection is closed: the server need not read all the rest of it.
    headers = {503: {"retry-after": str(RETRY_S)}, 413: {"connection": "close"}}.get(status)
    return _reply(request, status, jobs.explain(error), headers)


async def explain_http(request: Request, error: Exception) -> Response:
    """An unknown address, a method that it does not take, and the like."""
    assert isinstance(error, HTTPException)
    words = {404: "Quoth does not offer this.", 405: f"This address does not accept {request.method} requests."}
    reason = words.get(error.status_code, str(error.detail))
    return _reply(request, error.status_code, reason, error.headers)


async def explain_invalid(request: Request, error: Exception) -> Response:
    """A request whose fields have the wrong form."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:] if _FIELD.fullmatch(str(part)))
    if first["type"] == "json_invalid":
        reason = "The body is not valid JSON."
    elif not where:
        reason = "The body must be a JSON object. Send it with Content-Type: application/json."
    else:
        reason = f"{where}: {first['msg'].removeprefix('Value error, ')}."
    return _reply(request, 400, reason)


def _reply(request: Request, status: int, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    # Clients of OpenAI's interface show the message only in this form.
    is_openai = request.url.path.startswith("/v1/")
    error = {"message": reason, "type": "invalid_request_error" if status < 500 else "server_error"}
    return JSONResponse({"error": error if is_openai else reason}, status_code=status, headers=headers)
