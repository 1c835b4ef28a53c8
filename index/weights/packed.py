"""A source of model files that are made from one packed file, which another source brings."""

from __future__ import annotations

from pathlib import Path

from index.errors import WeightsError
from index.weights.e5_pack import unpack_e5
from index.weights.sources import ModelFile, Place, Report, is_right


class PackedPlace:
    """Makes the files of a model from `packed`, which `place` brings once into `folder`."""

    def __init__(self, place: Place, packed: ModelFile, folder: Path) -> None:
        self.name = place.name
        self._place = place
        self._packed = packed
        self._folder = folder

    def bring(self, file: ModelFile, part: Path, report: Report) -> None:
        held = self._folder / self._packed.name
        if not held.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            brought = held.with_name(f"{held.name}.part")
            # The file that is made is larger: its progress is that of the packed one, in proportion.
            self._place.bring(self._packed, brought, lambda done: report(file.size * done // self._packed.size))
            if not is_right(brought, self._packed):
                brought.unlink()
                raise WeightsError(f"{self._packed.name} is another file than the expected one")
            brought.rename(held)
        try:
            unpack_e5(held, file.name, part)
        except (ValueError, KeyError) as error:
            raise WeightsError(f"{self._packed.name} cannot be unpacked: {error}") from error

    def close(self) -> None:
        (self._folder / self._packed.name).unlink(missing_ok=True)
        self._place.close()
