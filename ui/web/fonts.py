"""The serif of quotes and headings, which the page brings along: Lora, in one file for each group of letters.

Gradio names Lora too, but its files have no Latin letters.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

_FOLDER = Path(__file__).parent / "static" / "fonts"
# The letters of each file, so that a browser fetches only what a page needs.
_LETTERS = {
    "lora-latin.woff2": "U+0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+304,U+308,U+329,U+2000-206F,U+20AC,"
    "U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "lora-latin-ext.woff2": "U+100-2BA,U+2BD-2C5,U+2C7-2CC,U+2CE-2D7,U+2DD-2FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,"
    "U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
    "lora-cyrillic.woff2": "U+301,U+400-45F,U+490-491,U+4B0-4B1,U+2116",
}
_KEPT_S = 365 * 24 * 3600


def font_faces(root: str = "") -> str:
    """The CSS that names the fonts, for a page below which `root` leads to Quoth."""
    return "".join(
        f'@font-face {{ font-family: "Lora"; src: url("{root}fonts/{name}") format("woff2"); font-weight: 400 700; '
        f"font-display: swap; unicode-range: {letters}; }}\n"
        for name, letters in _LETTERS.items()
    )


def add_font_route(app: FastAPI) -> None:
    """Serve the files of the fonts."""

    @app.get("/fonts/{name}", include_in_schema=False)
    def font(name: str) -> FileResponse:
        if name not in _LETTERS:
            raise HTTPException(404, "There is no such font.")
        headers = {"cache-control": f"public, max-age={_KEPT_S}, immutable"}
        return FileResponse(_FOLDER / name, media_type="font/woff2", headers=headers)
