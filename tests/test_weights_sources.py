"""The hub and its failures: cut connections, ignored ranges, wrong bytes, no answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_models import FILES, POOLING, WEIGHTS, LoopbackHub, tiny_model

from index.errors import WeightsError
from index.weights import sources
from index.weights.fetch import fetch_model

HALF = len(WEIGHTS) // 2
ONLY_WEIGHTS = {"model.safetensors": WEIGHTS}


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    monkeypatch.setattr(sources, "PAUSE_S", 0)
    with LoopbackHub() as hub:
        yield hub


def fetch_from(hub: LoopbackHub, cache: Path, files: dict[str, bytes] = ONLY_WEIGHTS) -> Path:
    return fetch_model(tiny_model(files), cache=cache, hub=hub.address)


def put_part(cache: Path, data: bytes) -> None:
    (cache / "tiny").mkdir()
    (cache / "tiny/model.safetensors.part").write_bytes(data)


def test_files_come_from_the_pinned_revision_largest_first(hub: LoopbackHub, tmp_path: Path):
    held = fetch_from(hub, tmp_path, FILES)
    assert hub.requests == [("model.safetensors", ""), ("1_Pooling/config.json", "")]
    assert (held / "model.safetensors").read_bytes() == WEIGHTS
    assert (held / "1_Pooling/config.json").read_bytes() == POOLING


def test_an_address_may_end_with_a_slash(hub: LoopbackHub, tmp_path: Path):
    fetch_model(tiny_model(ONLY_WEIGHTS), cache=tmp_path, hub=hub.address + "/")
    assert hub.requests == [("model.safetensors", "")]


def test_a_redirect_is_followed(hub: LoopbackHub, tmp_path: Path):
    hub.redirects = True
    assert (fetch_from(hub, tmp_path) / "model.safetensors").read_bytes() == WEIGHTS


def test_a_cut_download_goes_on_where_it_ended(hub: LoopbackHub, tmp_path: Path):
    hub.cuts, hub.cut_after = 5, 50_000
    held = fetch_from(hub, tmp_path)
    ranges = [asked for _, asked in hub.requests]
    assert ranges == ["", *(f"bytes={n * 50_000}-" for n in range(1, 6))]
    assert (held / "model.safetensors").read_bytes() == WEIGHTS


def test_a_hub_that_does_not_know_ranges_sends_the_whole_file_again(hub: LoopbackHub, tmp_path: Path):
    hub.cuts, hub.cut_after, hub.knows_ranges = 1, HALF, False
    held = fetch_from(hub, tmp_path)
    assert [asked for _, asked in hub.requests] == ["", f"bytes={HALF}-"]
    assert (held / "model.safetensors").read_bytes() == WEIGHTS


def test_a_hub_that_always_cuts_is_given_up_and_the_next_run_goes_on_from_there(hub: LoopbackHub, tmp_path: Path):
    hub.cuts, hub.cut_after, hub.knows_ranges = 1000, HALF, False
    with pytest.raises(WeightsError, match=r"model\.safetensors: .*; received 153,600 of 307,200 bytes"):
        fetch_from(hub, tmp_path)
    assert (tmp_path / "tiny/model.safetensors.part").read_bytes() == WEIGHTS[:HALF]
    assert not (tmp_path / "tiny/model.safetensors").exists()
    hub.cuts, hub.knows_ranges, hub.requests = 0, True, []
    fetch_from(hub, tmp_path)
    assert hub.requests == [("model.safetensors", f"bytes={HALF}-")]


def test_an_answer_without_any_byte_is_asked_for_again(hub: LoopbackHub, tmp_path: Path):
    hub.cuts, hub.cut_after, hub.says_size = 2, 0, False
    assert (fetch_from(hub, tmp_path) / "model.safetensors").read_bytes() == WEIGHTS


def test_a_complete_part_is_used_without_a_request(hub: LoopbackHub, tmp_path: Path):
    put_part(tmp_path, WEIGHTS)
    fetch_from(hub, tmp_path)
    assert hub.requests == []


@pytest.mark.parametrize("damaged", [b"?" * HALF, b"?" * len(WEIGHTS), b"?" * (len(WEIGHTS) + 1)])
def test_a_damaged_part_of_an_earlier_run_is_thrown_away(hub: LoopbackHub, tmp_path: Path, damaged: bytes):
    put_part(tmp_path, damaged)
    held = fetch_from(hub, tmp_path)
    assert hub.requests[-1] == ("model.safetensors", "")
    assert (held / "model.safetensors").read_bytes() == WEIGHTS


def test_wrong_bytes_name_the_file_and_both_hashes_and_leave_nothing_behind(hub: LoopbackHub, tmp_path: Path):
    hub.files["model.safetensors"] = WEIGHTS[::-1]
    expected = tiny_model().files[0].sha256
    with pytest.raises(WeightsError, match=rf"model\.safetensors has the SHA-256 [0-9a-f]{{64}}, not {expected}"):
        fetch_from(hub, tmp_path)
    assert list((tmp_path / "tiny").iterdir()) == []


@pytest.mark.parametrize("other", [WEIGHTS[:100], WEIGHTS + b"!"])
def test_a_file_of_another_size_is_refused_before_it_is_written(hub: LoopbackHub, tmp_path: Path, other: bytes):
    hub.files["model.safetensors"] = other
    with pytest.raises(WeightsError, match=rf"model\.safetensors has {len(other):,} bytes there, not 307,200"):
        fetch_from(hub, tmp_path)
    assert list((tmp_path / "tiny").iterdir()) == []


def test_a_file_that_shrank_on_the_hub_is_distinguished_from_a_cut_one(hub: LoopbackHub, tmp_path: Path):
    put_part(tmp_path, WEIGHTS[:HALF])
    hub.files["model.safetensors"] = WEIGHTS[:100]
    with pytest.raises(WeightsError, match=r"model\.safetensors has 100 bytes there"):
        fetch_from(hub, tmp_path)


def test_an_endless_answer_is_not_written_past_the_known_size(hub: LoopbackHub, tmp_path: Path):
    hub.files["model.safetensors"], hub.says_size = WEIGHTS * 50, False
    with pytest.raises(WeightsError, match=r"model\.safetensors is longer than the 307,200 bytes it should have"):
        fetch_from(hub, tmp_path)
    assert (tmp_path / "tiny/model.safetensors.part").stat().st_size <= len(WEIGHTS)


@pytest.mark.parametrize("said", ["bytes 1-2/" + "9" * 5000, "nonsense", "bytes */*"])
def test_an_absurd_content_range_does_no_harm(hub: LoopbackHub, tmp_path: Path, said: str):
    put_part(tmp_path, WEIGHTS[:HALF])
    hub.content_range = said
    assert (fetch_from(hub, tmp_path) / "model.safetensors").read_bytes() == WEIGHTS


def test_a_missing_file_is_named_with_the_hub_and_its_answer(hub: LoopbackHub, tmp_path: Path):
    hub.files.clear()
    with pytest.raises(WeightsError, match=rf"{hub.address}: model\.safetensors: 404 .*\(and 1 more\)"):
        fetch_from(hub, tmp_path, FILES)
    assert len(hub.requests) == 2


def test_a_busy_hub_is_asked_again(hub: LoopbackHub, tmp_path: Path):
    hub.statuses = [503, 429]
    assert (fetch_from(hub, tmp_path) / "model.safetensors").read_bytes() == WEIGHTS


def test_a_hub_that_stays_busy_is_not_asked_for_the_other_files(hub: LoopbackHub, tmp_path: Path):
    hub.statuses = [503] * 100
    with pytest.raises(WeightsError, match=r"model\.safetensors: 503"):
        fetch_from(hub, tmp_path, FILES)
    assert {name for name, _ in hub.requests} == {"model.safetensors"}


def test_without_a_network_the_hub_is_given_up_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sources.time, "sleep", lambda _: pytest.fail("it waited"))
    with socket.socket() as bound:  # bound, but not listening: every connection is refused
        bound.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{bound.getsockname()[1]}"
        with pytest.raises(WeightsError, match=rf"{nowhere}: .*refused.* Check your connection"):
            fetch_model(tiny_model(FILES), cache=tmp_path, hub=nowhere)


@pytest.mark.parametrize("address", ["hub.example", "http://[", "ftp://127.0.0.1"])
def test_an_address_that_is_none_is_an_error_that_shows_it(tmp_path: Path, address: str):
    with pytest.raises(WeightsError) as error:
        fetch_model(tiny_model(), cache=tmp_path, hub=address)
    assert f"Tried: {address}: " in str(error.value)


def test_a_proxy_setting_without_sense_is_an_error_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", "nonsense://127.0.0.1:1")
    with pytest.raises(WeightsError, match=r"http://127\.0\.0\.1:9: .*proxy"):
        fetch_model(tiny_model(), cache=tmp_path, hub="http://127.0.0.1:9")
