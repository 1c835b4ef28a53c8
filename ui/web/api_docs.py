"""`/api/docs`: the routes for programs as a page that needs nothing from another host, made from their descriptions."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from ui.web.policy import content_policy

_STYLE = """
body { max-width: 52rem; margin: 2rem auto; padding: 0 1.25rem; color: #211f2b; background: #faf8f4; font: 16px/1.55 system-ui, sans-serif; }
h1, h2 { font-family: Charter, Georgia, serif; } h2 { margin: 2rem 0 .3rem; font-size: 1.1rem; overflow-wrap: anywhere; }
h2 b { display: inline-block; min-width: 4.5rem; color: #4a3f8c; font-family: system-ui, sans-serif; font-size: .85rem; }
pre, code { font-size: .85rem; } pre { padding: .8rem 1rem; overflow-x: auto; background: #fff; border: 1px solid #e3ded4; border-radius: 8px; }
td, th { padding: .2rem 1rem .2rem 0; text-align: start; vertical-align: top; } summary { cursor: pointer; }
@media (prefers-color-scheme: dark) { body { color: #ebe8f1; background: #16151b; } h2 b { color: #b9aefa; } pre { background: #1e1d25; border-color: #33313d; } a { color: #b9aefa; } }
"""  # noqa: E501


def add_api_docs(app: FastAPI) -> None:
    @app.get("/api/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        nonce = secrets.token_urlsafe(16)
        headers = {"content-security-policy": content_policy(nonce)}
        return HTMLResponse(_page(app.openapi(), nonce), headers=headers)


def _page(schema: dict[str, Any], nonce: str) -> str:
    paths = schema["paths"].items()
    parts = "".join(_operation(path, *one) for path, methods in paths for one in methods.items())
    schemas = escape(json.dumps(schema.get("components", {}).get("schemas", {}), indent=2))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Quoth: API</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<style nonce="{nonce}">{_STYLE}</style></head><body>'
        "<main><h1>Quoth: the API</h1><p>Programs send JSON, and with accounts "
        "<code>Authorization: Bearer TOKEN</code>. "
        'An error is <code>{"error": "what happened"}</code>. '
        '<a href="openapi.json">openapi.json</a> describes the same for programs.</p>'
        f"{parts}<details><summary>Bodies</summary><pre>{schemas}</pre></details></main></body></html>"
    )


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    rows = "".join(_parameter(one) for one in operation.get("parameters", []))
    table = f"<table>{rows}</table>" if rows else ""
    about = operation.get("description") or operation.get("summary", "")
    body = "".join(f"<p>Body: <code>{escape(name)}</code></p>" for name in _bodies(operation))
    return f"<h2><b>{method.upper()}</b> <code>{escape(path)}</code></h2><p>{escape(about)}</p>{table}{body}"


def _parameter(one: dict[str, Any]) -> str:
    kind = one["schema"].get("type", "")
    needed = "" if one.get("required") else "optional"
    return f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(kind)}</td><td>{needed}</td></tr>"


def _bodies(operation: dict[str, Any]) -> Iterator[str]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield content["schema"].get("$ref", "").rpartition("/")[2] or content["schema"].get("title", "")
