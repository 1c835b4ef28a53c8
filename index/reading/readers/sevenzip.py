"""Archives of 7-Zip (.7z). Other readers read the files inside, as in other archives.

Python's own decompressors are used, so that every size is limited: LZMA, LZMA2, Deflate, BZip2 and stored files, with
the filters for programs. 7-Zip writes these by default. The format is described in 7zFormat.txt of 7-Zip's SDK.
"""

from __future__ import annotations

import bz2
import lzma
import stat
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import DocumentError
from index.files.walk import is_left_over
from index.reading.readers.archive import MAX_UNPACKED, TOO_LARGE, inner_name, packed
from index.reading.readers.contents import Attachment, Contents

_DAMAGED = "is damaged: it cannot be unpacked"
_START, _MAX_HEADER = 32, 16 << 20  # bytes
_MOST, _MOST_CODERS = 20_000, 8  # files or streams, and coders of one
_MAX_DICTIONARY = 256 << 20  # bytes of memory that unpacking takes
# The names of the parts of a header.
_END, _HEADER, _MAIN, _FILES, _PACKED, _UNPACKED, _STREAMS = 0, 1, 4, 5, 6, 7, 8
_SIZES, _SUMS, _FOLDERS, _CODER_SIZES, _COUNTS, _EMPTY, _NAMES, _ATTRIBUTES, _ENCODED = (
    9,
    10,
    11,
    12,
    13,
    14,
    17,
    21,
    23,
)
_FILTERS = {
    b"\x03": lzma.FILTER_DELTA,
    b"\x03\x03\x01\x03": lzma.FILTER_X86,
    b"\x03\x03\x02\x05": lzma.FILTER_POWERPC,
    b"\x03\x03\x04\x01": lzma.FILTER_IA64,
    b"\x03\x03\x05\x01": lzma.FILTER_ARM,
    b"\x03\x03\x07\x01": lzma.FILTER_ARMTHUMB,
    b"\x03\x03\x08\x05": lzma.FILTER_SPARC,
    b"\x21": lzma.FILTER_LZMA2,
    b"\x03\x01\x01": lzma.FILTER_LZMA1,
}
_STORED, _DEFLATE, _BZIP2, _AES = b"\x00", b"\x04\x01\x08", b"\x04\x02\x02", b"\x06\xf1\x07\x01"


def read_7z(data: bytes, room: int = MAX_UNPACKED) -> Contents:
    """The files in a .7z archive, up to `room` bytes, not read yet. Notes name the files that are left out."""
    try:
        streams, files = _directory(data)
        return _contents(data, streams, files, room)
    except (lzma.LZMAError, zlib.error, OSError, EOFError, ValueError, IndexError, struct.error) as error:
        raise DocumentError(_DAMAGED) from error


@dataclass(frozen=True, slots=True)
class _Folder:
    """One packed stream and the files in it: its methods, its place, and the size of each file."""

    chain: Sequence[tuple[bytes, bytes]]  # the methods with their settings, the last to unpack first
    start: int
    packed: int
    size: int
    sizes: Sequence[int]


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    is_link: bool


def _contents(data: bytes, folders: Sequence[_Folder], files: Sequence[_File], room: int) -> Contents:
    attachments, notes = list[Attachment](), list[str]()
    waiting = iter(files)
    for folder in folders:
        unpacked, reason = _unpacked(data, folder, room)
        at = 0
        for size in folder.sizes:
            file = next(waiting, _File("", is_link=False))
            content, at = unpacked[at : at + size], at + size
            if not file.name or any(map(is_left_over, file.name.split("/"))):
                continue
            why = reason or _why_left_out(file, size, len(content))
            if why:
                notes.append(f"{file.name} inside it was not read: it {why}")
            else:
                attachments.append(Attachment(file.name, content))
        room = max(0, room - len(unpacked))
    return packed(attachments, notes)


def _why_left_out(file: _File, size: int, unpacked: int) -> str:
    if file.is_link:
        return "is a link"
    return "" if unpacked == size else TOO_LARGE


def _unpacked(data: bytes, folder: _Folder, room: int) -> tuple[bytes, str]:
    """The unpacked stream, up to `room` bytes, or the reason why it cannot be unpacked."""
    packed = data[folder.start : folder.start + folder.packed]
    most = min(folder.size, room)
    methods = [method for method, _ in folder.chain]
    if _AES in methods:
        return b"", "is password-protected: save a copy without a password"
    if most == 0 or not packed:
        return b"", ""
    if methods == [_STORED]:
        return packed[:most], ""
    if methods == [_DEFLATE]:
        return zlib.decompressobj(-15).decompress(packed, most), ""
    if methods == [_BZIP2]:
        return bz2.BZ2Decompressor().decompress(packed, most), ""
    if not all(method in _FILTERS for method in methods):
        return b"", "is packed in a way that Quoth does not unpack: pack it as .zip"
    filters = [_filter(method, settings) for method, settings in folder.chain]
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters).decompress(packed, most), ""


def _filter(method: bytes, settings: bytes) -> dict[str, int]:
    kind = _FILTERS[method]
    if kind == lzma.FILTER_LZMA2:
        return {"id": kind, "dict_size": _dictionary((2 | settings[0] & 1) << settings[0] // 2 + 11)}
    if kind == lzma.FILTER_LZMA1:
        (size,) = struct.unpack_from("<I", settings, 1)
        rest, lc = divmod(settings[0], 9)
        return {"id": kind, "dict_size": _dictionary(size), "lc": lc, "lp": rest % 5, "pb": rest // 5}
    return {"id": kind, "dist": settings[0] + 1} if kind == lzma.FILTER_DELTA else {"id": kind}


def _dictionary(size: int) -> int:
    if size > _MAX_DICTIONARY:
        raise DocumentError(f"needs more than {_MAX_DICTIONARY >> 20} MB of memory to unpack: pack it as .zip")
    return max(size, 4096)


def _directory(data: bytes) -> tuple[list[_Folder], list[_File]]:
    """The streams and files of the header at the end of the archive, which can be packed itself."""
    offset, size = struct.unpack_from("<QQ", data, 12)
    header = _Header(data[_START + offset : _START + offset + size])
    kind = header.number()
    for _ in range(_MOST_CODERS):
        if kind != _ENCODED:
            break
        (folder,) = header.streams()
        unpacked, reason = _unpacked(data, folder, _MAX_HEADER)
        if reason:
            raise DocumentError(reason)
        header = _Header(unpacked)
        kind = header.number()
    if kind != _HEADER:
        raise ValueError("no header")
    folders, files = list[_Folder](), list[_File]()
    while (part := header.number()) != _END:
        if part == _MAIN:
            folders = header.streams()
        elif part == _FILES:
            files = header.files()
        else:
            raise ValueError("unknown part of a header")
    return folders, files


class _Header:
    """Reads a header from its beginning to its end. Raises `IndexError` or `ValueError` if it is damaged."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise IndexError
        self._at += count
        return taken

    def number(self) -> int:
        """A number of up to eight bytes: the first bits of the first byte say how many follow."""
        first = self.take(1)[0]
        following = next((count for count in range(8) if not first & 0x80 >> count), 8)
        low = int.from_bytes(self.take(following), "little")
        return low | (first & (0x7F >> following)) << 8 * following

    def count(self) -> int:
        """A number of items. Raises `ValueError` if it is too large."""
        found = self.number()
        if found > _MOST:
            raise DocumentError(f"holds more than {_MOST:,} files: split it")
        return found

    def flags(self, count: int) -> list[bool]:
        packed = self.take((count + 7) // 8)
        return [bool(packed[i // 8] & 0x80 >> i % 8) for i in range(count)]

    def streams(self) -> list[_Folder]:
        """The packed streams of the archive."""
        start, packed = _START, list[int]()
        folders, counts, sizes = list[_Folder](), list[int](), list[list[int]]()
        while (part := self.number()) != _END:
            if part == _PACKED:
                start += self.number()
                packed = self._packed_sizes()
            elif part == _UNPACKED:
                folders = self._folders(start, packed)
                counts = [1] * len(folders)
            elif part == _STREAMS:
                counts, sizes = self._file_sizes(folders)
            else:
                raise ValueError("unknown part of a list of streams")
        own = sizes or [[folder.size] * count for folder, count in zip(folders, counts, strict=True)]
        return [
            _Folder(folder.chain, folder.start, folder.packed, folder.size, each)
            for folder, each in zip(folders, own, strict=True)
        ]

    def _packed_sizes(self) -> list[int]:
        count = self.count()
        sizes = list[int]()
        while (part := self.number()) != _END:
            if part == _SIZES:
                sizes = [self.number() for _ in range(count)]
            else:
                self._skip_sums(count)
        return sizes

    def _folders(self, start: int, packed: Sequence[int]) -> list[_Folder]:
        if self.number() != _FOLDERS:
            raise ValueError("no folders")
        count = self.count()
        self.take(1)
        chains = [self._chain() for _ in range(count)]
        if self.number() != _CODER_SIZES:
            raise ValueError("no sizes")
        sizes = [[self.number() for _ in order] for order, _ in chains]
        while self.number() != _END:
            self._skip_sums(count)
        folders = list[_Folder]()
        for (order, chain), own, length in zip(chains, sizes, packed, strict=True):
            folders.append(_Folder(chain, start, length, own[order[0]], ()))
            start += length
        return folders

    def _chain(self) -> tuple[list[int], list[tuple[bytes, bytes]]]:
        """The coders of a folder, the one that produces its content first, and their numbers."""
        count = self.number()
        if not 0 < count <= _MOST_CODERS:
            raise ValueError("too many coders")
        coders = [self._coder() for _ in range(count)]
        fed_by = {self.number(): self.number() for _ in range(count - 1)}
        last = next(number for number in range(count) if number not in fed_by.values())
        order = [last]
        while order[-1] in fed_by and len(order) < count:
            order.append(fed_by[order[-1]])
        return order, [coders[number] for number in order]

    def _coder(self) -> tuple[bytes, bytes]:
        flags = self.take(1)[0]
        method = self.take(flags & 0x0F)
        if flags & 0x10:
            raise DocumentError("is packed in a way that Quoth does not unpack: pack it as .zip")
        return method, self.take(self.count()) if flags & 0x20 else b""

    def _file_sizes(self, folders: Sequence[_Folder]) -> tuple[list[int], list[list[int]]]:
        counts = [1] * len(folders)
        sizes = [[folder.size] for folder in folders]
        while (part := self.number()) != _END:
            if part == _COUNTS:
                counts = [self.count() for _ in folders]
                sizes = [[folder.size][:count] for folder, count in zip(folders, counts, strict=True)]
            elif part == _SIZES:
                sizes = [self._sizes_in(folder, count) for folder, count in zip(folders, counts, strict=True)]
            else:
                self._at = len(self._data) if part != _SUMS else self._at
                self._skip_sums(sum(counts))
        return counts, sizes

    def _sizes_in(self, folder: _Folder, count: int) -> list[int]:
        """The sizes of the files in a folder. The last one is not stored, but computed."""
        known = [self.number() for _ in range(count - 1)]
        return [*known, max(0, folder.size - sum(known))] if count else []

    def _skip_sums(self, count: int) -> None:
        are_all = self.take(1)[0]
        self.take(4 * (count if are_all else sum(self.flags(count))))

    def files(self) -> list[_File]:
        """The files with content, in the order of the streams."""
        count = self.count()
        names, attributes, is_empty = [""] * count, [0] * count, [False] * count
        while (part := self.number()) != _END:
            size = self.number()
            inner = _Header(self.take(size))
            if part == _EMPTY:
                is_empty = inner.flags(count)
            elif part == _NAMES:
                inner.take(1)
                names = inner.take(size - 1).decode("utf-16-le", "replace").split("\0")[:count]
            elif part == _ATTRIBUTES:
                attributes = inner.attributes(count)
        found = zip(names, attributes, is_empty, strict=True)
        return [_File(inner_name(name), _is_link(bits)) for name, bits, empty in found if not empty]

    def attributes(self, count: int) -> list[int]:
        are_defined = [True] * count if self.take(1)[0] else self.flags(count)
        self.take(1)
        return [struct.unpack("<I", self.take(4))[0] if defined else 0 for defined in are_defined]


def _is_link(attributes: int) -> bool:
    return bool(attributes & 0x8000) and stat.S_ISLNK(attributes >> 16)
