"""Decides, in one table, which routes are offered and who may use each. Everything else is refused.

Gradio offers more to everyone: routes that store files, read them, fetch addresses, edit code.
"""

from __future__ import annotations

import re

from ui.web.accounts.people import Role

_NOBODY, _READER, _EDITOR, _ADMIN = Role
# Patterns of paths, with the least role for each method. HEAD counts as GET. Gradio's own files come last.
_ROUTES: tuple[tuple[str, dict[str, Role]], ...] = (
    (r"/login", {"GET": _NOBODY, "POST": _NOBODY}),
    (r"/login/oidc(/callback)?", {"GET": _NOBODY}),
    (r"/logout", {"POST": _NOBODY}),
    (r"/favicon\.ico|/fonts/[\w.-]+", {"GET": _NOBODY}),
    (r"/api/health", {"GET": _NOBODY}),  # without a login, it says only whether Quoth is ready
    (r"/", {"GET": _READER}),
    (r"/api/account", {"GET": _READER}),
    (r"/api/account/password", {"POST": _READER}),
    (r"/api/account/sessions", {"DELETE": _READER}),
    (r"/api/account/tokens", {"GET": _READER, "POST": _READER}),
    (r"/api/account/tokens/\d{1,18}", {"DELETE": _READER}),
    (r"/api/(ask|search)", {"POST": _READER}),
    (r"/api/(source|page-image|original|scopes|shelf|settings)", {"GET": _READER}),
    (r"/api/conversations", {"GET": _READER}),
    (r"/api/conversations/[\w-]{1,64}", {"PATCH": _READER, "DELETE": _READER}),
    (r"/api/conversations/[\w-]{1,64}/restored", {"POST": _READER}),
    (r"/api/conversations/[\w-]{1,64}/version", {"PUT": _READER}),
    (r"/api/conversations/[\w-]{1,64}/export", {"GET": _READER}),
    (r"/api/conversations/[\w-]{1,64}/ratings", {"GET": _READER}),
    (r"/api/conversations/[\w-]{1,64}/ratings/\d{1,9}", {"PUT": _READER}),
    (r"/api/conversations/[\w-]{1,64}/gold/\d{1,9}", {"POST": _EDITOR}),
    (r"/api/ratings", {"GET": _ADMIN}),  # everybody's ratings, with their questions
    (r"/api/metrics", {"GET": _ADMIN}),
    (r"/api/(docs|openapi\.json)", {"GET": _READER}),
    (r"/api/documents", {"GET": _READER, "PUT": _EDITOR, "PATCH": _EDITOR, "DELETE": _EDITOR}),
    (r"/api/documents/restored", {"POST": _EDITOR}),
    (r"/api/update", {"POST": _EDITOR, "DELETE": _EDITOR}),
    (r"/api/rebuild", {"POST": _ADMIN}),
    (r"/v1/models(/quoth)?", {"GET": _READER}),
    (r"/v1/chat/completions|/mcp", {"POST": _READER}),
    (r"/config|/theme\.css|/(assets|static)/.+", {"GET": _READER}),
    (r"/gradio_api/(queue/data|heartbeat/[^/]+|info|app_id)", {"GET": _READER}),
    (r"/gradio_api/(queue/join|run/[^/]+|cancel|reset)", {"POST": _READER}),
)
_COMPILED = tuple((re.compile(pattern), methods) for pattern, methods in _ROUTES)


def least_role(path: str, method: str) -> Role | None:
    """The least role that may send this request; None if the route is not offered.

    A method that the route does not take needs the highest of its roles; the application then refuses it.
    """
    for pattern, methods in _COMPILED:
        if pattern.fullmatch(path):
            return methods.get("GET" if method == "HEAD" else method, max(methods.values()))
    return None
