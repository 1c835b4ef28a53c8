"""The content policy: what a browser may load, run and send on a page of Quoth. Pure.

Nothing is loaded from or sent to another host. Only scripts and style elements that the server marked with the nonce of
the reply count, so words that get into the page as HTML run nothing. Style attributes stay allowed: Gradio's icons and
its page have them, and they cannot be marked.
"""

from __future__ import annotations

_ICON = "'sha256-g1bHISw0wC5zPcnfBxdUydnwBkCuBpNPwannoyMIG3M='"  # Gradio has an icon with a style element: no fill


def content_policy(nonce: str = "") -> str:
    """The policy of a page whose scripts and styles have this nonce. Without one, it has none of its own."""
    own = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return (
        f"default-src 'self'; script-src {own}; style-src {own} {_ICON}; style-src-attr 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; "
        "base-uri 'self'; form-action 'self'; object-src 'none'"
    )
