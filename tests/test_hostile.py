"""Files made to harm are read or refused within their limits; the whole set is `python -m benchmarks.hostile`."""

import pytest

from benchmarks.hostile import run
from benchmarks.hostile_files import damaged, sound
from benchmarks.hostile_newer_formats import newer_attacks
from index.reading.read import read


@pytest.mark.slow
def test_no_hostile_file_stops_its_reader_leads_out_of_the_folder_or_onto_the_network():
    outcomes, visits = run(seed=2, per_format=2)
    assert len(outcomes) > 130
    assert [(one.name, one.reason) for one in outcomes if one.kind == "stopped"] == []
    assert [one.name for one in outcomes if one.leaked] == []
    assert visits == 0
    kinds = {one.name: one.kind for one in outcomes}
    assert all(kinds[name] == "refused" for name in ("link.txt", "device.txt", "pipe.txt", "../outside.txt"))
    assert kinds["line.txt"] == "read"


@pytest.mark.parametrize("suffix", sound())
def test_what_is_damaged_was_sound(suffix):
    assert read(sound()[suffix], f"a{suffix}").text


def test_the_same_seed_damages_in_the_same_way():
    assert dict(damaged(7, 5)) == dict(damaged(7, 5)) != dict(damaged(8, 5))


def test_at_least_fifty_hostile_files_are_of_the_formats_that_were_added_last():
    newer = newer_attacks()
    assert len(newer) >= 50
    assert {"bomb.tar.gz", "bomb.7z", "events.ics", "large.mbox", "pieces.doc"} <= set(newer)
