"""What the web framework itself refuses, as JSON in the form of every other error: `{"error": "…"}`."""

from __future__ import annotations

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


async def explain_http(request: Request, error: Exception) -> Response:
    """An unknown address, a method that it does not take, and the like."""
    assert isinstance(error, HTTPException)
    words = {404: "Quoth does not offer this.", 405: f"This address does not accept {request.method} requests."}
    reason = words.get(error.status_code, str(error.detail))
    return JSONResponse({"error": reason}, status_code=error.status_code, headers=error.headers)


async def explain_invalid(_request: Request, error: Exception) -> Response:
    """A request whose fields have the wrong form."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or "body"
    return JSONResponse({"error": f"{where}: {first['msg']}."}, status_code=400)
