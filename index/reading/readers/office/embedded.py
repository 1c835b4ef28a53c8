"""Finds the pictures and documents that are embedded in an Office document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from index.reading.readers.contents import Attachment, one_line
from index.reading.readers.descriptions import described
from index.reading.readers.office.ooxml import attribute, related
from index.reading.readers.office.package import Package

_DOCUMENTS = ("aFChunk", "package")  # another document as a part of the text, or as an object in it
_PARAGRAPHS = tuple(
    f"{{http://{names}}}p"
    for names in ("schemas.openxmlformats.org/drawingml/2006/main", "purl.oclc.org/ooxml/drawingml/main")
)
_MOST = 1_000  # pictures, and as many documents


@dataclass(frozen=True, slots=True)
class Embedded:
    """The pictures and documents in a document, not read yet, and the number of objects that cannot be read."""

    pictures: tuple[Attachment, ...]
    documents: tuple[Attachment, ...]
    objects: int

    def notes(self) -> Iterator[str]:
        """The notes for the owner of the file."""
        if self.objects:
            yield f"{self.objects} embedded object{' was' if self.objects == 1 else 's were'} not read"


def drawn_texts(drawing: etree._Element) -> Iterator[str]:
    """A line for each paragraph in the shapes of a drawing or diagram, and for each picture that is described."""
    for paragraph in drawing.iter(*_PARAGRAPHS):
        text = one_line("".join(piece.text or "" for piece in paragraph.iter("{*}t")))
        if text:
            yield text
    for picture in drawing.iterfind(".//{*}pic/{*}nvPicPr/{*}cNvPr"):
        yield from filter(None, [described(attribute(picture, "descr"))])


def embedded(package: Package, parts: Sequence[tuple[str, str]]) -> Embedded:
    """The pictures and documents that the parts refer to.

    `parts` are the names of parts, each with a name for its pictures. Several pictures of one part are numbered.
    """
    pictures, documents, objects = list[Attachment](), dict[str, Attachment](), set[str]()
    for part, name in parts:
        found = list(dict.fromkeys(related(package, part).values()))
        images = [target for kind, target in found if kind == "image"]
        for number, target in enumerate(images[:_MOST], start=1):
            numbered = f"{name}, {number}" if len(images) > 1 else name
            pictures.append(Attachment(numbered, package.read(target)))
        for kind, target in found:
            if kind in _DOCUMENTS and len(documents) < _MOST:
                documents[target] = Attachment(target.rpartition("/")[2], package.read(target))
            elif kind == "oleObject":
                objects.add(target)
    return Embedded(tuple(pictures), tuple(documents.values()), len(objects))
