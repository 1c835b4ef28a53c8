"""The page on which people log in, in one file without scripts. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from ui.web.fonts import font_faces
from ui.web.words import say

_STYLE = """
:root { --paper: #faf8f4; --sheet: #fff; --ink: #211f2b; --soft: #625e6e; --line: #8d8798; --accent: #4a3f8c; --on: #fff; --bad: #a3271f; color-scheme: light; }
@media (prefers-color-scheme: dark) { :root { --paper: #16151b; --sheet: #1e1d25; --ink: #ebe8f1; --soft: #a9a5b6; --line: #78738a; --accent: #b9aefa; --on: #1b1730; --bad: #ff9c92; color-scheme: dark; } }
body { display: grid; min-height: 100dvh; margin: 0; place-items: center; background: var(--paper); color: var(--ink); font: 400 16px/1.5 system-ui, sans-serif; }
main { box-sizing: border-box; width: min(380px, 100vw); padding: 24px; }
h1 { margin: 0 0 20px; font: 700 34px/1.2 Lora, Charter, Georgia, serif; }
h1::before { content: "“"; color: var(--accent); }
label { display: block; margin: 14px 0 4px; color: var(--soft); font-size: 14px; }
input { box-sizing: border-box; width: 100%; height: 46px; padding: 0 14px; border: 1px solid var(--line); border-radius: 12px; background: var(--sheet); color: inherit; font: inherit; }
button { width: 100%; height: 46px; margin-top: 22px; border: 0; border-radius: 12px; background: var(--accent); color: var(--on); font: inherit; font-weight: 700; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.sign-on { display: block; height: 46px; border: 1px solid var(--accent); border-radius: 12px; color: var(--accent); font-weight: 700; line-height: 46px; text-align: center; text-decoration: none; }
p { margin: 0 0 8px; color: var(--bad); }
"""  # noqa: E501


@dataclass(frozen=True, slots=True)
class LoginForm:
    """What the form shows. `problem` says why the last try failed."""

    root: str  # the path of the page, with a slash at its end
    there: str  # the page to which a login leads
    sign_on: bool = False  # whether people can also log in at a provider
    name: str = ""
    problem: str = ""
    nonce: str = ""  # of the content policy


def login_html(form: LoginForm, language: str) -> str:
    """The form in a language."""
    words = {key: escape(say(key, language)) for key in ("log_in", "name", "password", "sign_on")}
    said = f'<p role="alert">{escape(form.problem)}</p>' if form.problem else ""
    first, second = ("", " autofocus") if form.name else (" autofocus", "")
    root = escape(form.root)
    provider = f"{root}login/oidc?next={quote(form.there, safe='')}"
    sign_on = f'<a class="sign-on" href="{provider}">{words["sign_on"]}</a>' if form.sign_on else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{words["log_in"]} · Quoth</title>'
        # Without this, the browser would say "Origin: null", because of the policy of all other pages.
        '<meta name="referrer" content="same-origin">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<style nonce="{form.nonce}">{font_faces(root)}{_STYLE}</style></head><body><main><h1>Quoth</h1>'
        f'<form method="post" action="{root}login">{said}{sign_on}'
        f'<input type="hidden" name="next" value="{escape(form.there)}">'
        f'<label for="name">{words["name"]}</label><input id="name" name="name" autocomplete="username" required'
        f' autocapitalize="none" spellcheck="false" value="{escape(form.name)}"{first}>'
        f'<label for="password">{words["password"]}</label><input id="password" name="password" type="password"'
        f' autocomplete="current-password" required{second}><button>{words["log_in"]}</button></form></main>'
        "</body></html>"
    )
