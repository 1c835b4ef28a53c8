"""What `benchmarks.general` makes of the two packages: documents with a title that says what they are about."""

import json

from benchmarks.general import general
from qa.evaluation.datasets import GoldDocument

PROSE = "The valley was settled by people from the coast, who built terraces and traded salt for wool. " * 2


def test_prose_about_countries_and_stretches_of_addresses_are_documents(tmp_path):
    country = {
        "Introduction": {"Background": {"text": f"{PROSE}++ {PROSE}"}},
        "Geography": {"Area": {"total": {"text": "28,748 sq km"}}},
        "Government": {"Country name": {"conventional short form": {"text": "Arcadia (formerly Utopia)"}}},
    }
    for name, text in (("fb/package/europe/ar.json", json.dumps(country)), ("fb/package/package.json", "{}")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    addresses = tmp_path / "sotu/package/data"
    addresses.mkdir(parents=True)
    for year, times in (("1801", 1), ("1802", 200)):
        (addresses / f"{year}_thomas_jefferson_dr.txt").write_text(f"Fellow citizens. {PROSE * times}")
    first, *others = general(tmp_path)
    assert first == GoldDocument("factbook:ar:0", "Arcadia", f"Background: {' '.join([PROSE.strip()] * 2)}")
    assert [each.id for each in others] == [
        "sotu:1801_thomas_jefferson_dr:0",
        *(f"sotu:1802_thomas_jefferson_dr:{number}" for number in range(5)),
    ]
    assert all(each.text.startswith("The valley") for each in others)
    assert {len(each.text) for each in others[1:]} <= {2399, 2400}
