import io
import json
import sqlite3
import zipfile
from contextlib import closing

import pytest
from desk import Desk, fox_and_cat, manifest
from fakes import FakeEmbedder
from filelock import FileLock

import index.upkeep.transfer
from index.errors import BusyIndexError, DamagedIndexError, MismatchedIndexError, MissingIndexError, QuothError
from index.stores.fingerprint import made_with
from index.upkeep.doctor import examine, vectors_precisions
from index.upkeep.snapshots import snapshots
from index.upkeep.transfer import export_index, import_index

WANTED = made_with(FakeEmbedder(), 200)


@pytest.fixture
def file(tmp_path):
    """An exported index."""
    desk = fox_and_cat(tmp_path / "here")
    desk.write("bad.txt", "\0")
    desk.update()
    export_index(desk.index, tmp_path / "index.zip")
    return tmp_path / "index.zip"


@pytest.fixture
def there(tmp_path):
    """Another place, with an index of its own."""
    desk = Desk(tmp_path / "there")
    desk.write("own.txt", "Own words.")
    desk.update()
    return desk


def rewritten(file, **changes):
    """The export with other contents, or with other values in its manifest."""
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    about = json.loads(contents["export.json"]) | changes.pop("about", {})
    contents |= {"export.json": json.dumps(about).encode()} | changes
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


def is_refused(file, there, error, match):
    """Whether importing is refused with this error, and the index there is as it was and nothing is left behind."""
    before = manifest(there.index)
    with pytest.raises(error, match=match):
        import_index(file, there.index, wanted=WANTED)
    assert manifest(there.index) == before
    assert {path.name for path in there.index.iterdir()} == {"current", "documents", "lock", "000001"}
    return True


def test_an_index_arrives_as_it_left_and_takes_the_place_of_what_was_there(file, there, tmp_path):
    left = tmp_path / "here" / "index"
    import_index(file, there.index, wanted=WANTED)
    assert manifest(there.index) == manifest(left)
    assert snapshots(there.index)[0].manifest == snapshots(left)[0].manifest
    assert there.search("Where does the moon shine?")[0] == "# Moon\nThe moon is bright."
    assert examine(tmp_path / "here" / "documents", there.index) == []
    assert {path.name for path in there.index.iterdir()} == {"current", "documents", "lock", "000002"}


def test_an_index_arrives_where_there_was_none(file, tmp_path):
    import_index(file, tmp_path / "new" / "index", wanted=WANTED)
    assert manifest(tmp_path / "new" / "index") == manifest(tmp_path / "here" / "index")


def test_the_next_update_embeds_nothing_where_the_documents_came_along(file, there, tmp_path):
    import_index(file, there.index, wanted=WANTED)
    there.documents = tmp_path / "here" / "documents"
    there.reader.folder = there.documents
    assert there.update().unchanged == 2
    assert there.embedder.embedded == []


def test_an_index_made_in_another_precision_arrives_and_says_so(tmp_path, there):
    elsewhere = Desk(tmp_path / "elsewhere")
    elsewhere.write("a.txt", "Some words.")
    elsewhere.update(embedder=FakeEmbedder(precision="bfloat16"))
    export_index(elsewhere.index, tmp_path / "elsewhere.zip")
    import_index(tmp_path / "elsewhere.zip", there.index, wanted=WANTED)
    assert vectors_precisions(there.index) == ["bfloat16"]
    assert there.search("words") == ["Some words."]


def test_an_import_can_be_rolled_back_where_older_ones_are_kept(file, there):
    import_index(file, there.index, wanted=WANTED, keep=1)
    assert [snapshot.name for snapshot in snapshots(there.index)] == ["000002", "000001"]


def test_an_existing_file_is_not_written_over(file, tmp_path):
    before = file.read_bytes()
    with pytest.raises(QuothError, match="already exists"):
        export_index(tmp_path / "here" / "index", file)
    assert file.read_bytes() == before


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path, there):
    with pytest.raises(QuothError, match="cannot be written"):
        export_index(there.index, tmp_path / "missing" / "index.zip")


def test_an_export_to_a_place_where_nothing_can_be_removed_either_says_only_that_it_cannot_be_written(tmp_path, there):
    (tmp_path / "plain").write_text("not a folder")
    with pytest.raises(QuothError, match=r"plain/index.zip cannot be written"):
        export_index(there.index, tmp_path / "plain" / "index.zip")


def test_no_index_and_a_damaged_one_are_not_exported(there, tmp_path):
    with pytest.raises(MissingIndexError, match="quoth index"):
        export_index(tmp_path / "nowhere", tmp_path / "x.zip")
    with (there.published / "catalog.sqlite").open("ab") as catalog:
        catalog.write(b"x")
    with pytest.raises(DamagedIndexError, match="quoth doctor"):
        export_index(there.index, tmp_path / "x.zip")
    assert list(tmp_path.glob("x.zip*")) == []


def test_a_missing_file_is_a_clear_error(there, tmp_path):
    assert is_refused(tmp_path / "none.zip", there, MissingIndexError, r"no file .*none\.zip")
    assert is_refused(tmp_path, there, MissingIndexError, "no file")


def test_an_index_of_another_embedder_or_passage_size_is_refused_by_name(file, there):
    for changed, said in (({"embedder": "other"}, "embedder other, but fake"), ({"tokens a passage": 9}, "passage 9")):
        rewritten(file, about={"made_with": WANTED | changed})
        assert is_refused(file, there, MismatchedIndexError, said)


def test_an_export_that_lies_about_its_embedder_is_refused(tmp_path, there):
    other = Desk(tmp_path / "other")
    other.write("a.txt", "Some words.")
    other.update(embedder=FakeEmbedder("other"))
    export_index(other.index, tmp_path / "other.zip")
    rewritten(tmp_path / "other.zip", about={"made_with": WANTED})
    assert is_refused(tmp_path / "other.zip", there, DamagedIndexError, "do not match the manifest")


def test_an_export_cut_short_anywhere_is_refused(file, there):
    whole = file.read_bytes()
    for size in range(0, len(whole), len(whole) // 12):
        file.write_bytes(whole[:size])
        assert is_refused(file, there, DamagedIndexError, "Export it again")


def test_an_export_with_a_flipped_bit_is_refused_or_says_the_same(file, there, tmp_path):
    whole = file.read_bytes()
    refused = 0
    for position in range(0, len(whole), len(whole) // 30):
        content = bytearray(whole)
        content[position] ^= 4
        file.write_bytes(content)
        try:
            import_index(file, there.index, wanted=WANTED)
        except QuothError:
            refused += 1
        else:
            assert manifest(there.index) == manifest(tmp_path / "here" / "index")
    assert refused > 20


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"format": "quoth index 2"}, "its format is"),
        ({"format": None}, "its format is"),
        ({"size": 10**15}, "too small to contain"),
        ({"size": 0}, "too small to contain"),
        ({"size": -1}, "too small to contain"),
        ({"size": 100}, "more bytes than its manifest says"),
        ({"size": "1"}, "manifest is invalid"),
        ({"made_with": []}, "manifest is invalid"),
        ({"sha256": "0" * 64}, "checksum does not match"),
        ({"sha256": None}, "checksum does not match"),
        ({"manifest": "0" * 64}, "do not match the manifest"),
    ],
)
def test_what_an_export_says_about_itself_is_not_believed(file, there, about, said):
    rewritten(file, about=about)
    assert is_refused(file, there, DamagedIndexError, said)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"[]", b"{}", b"\xff", b"[" * 60_000, b" " * 100_000_000])
def test_a_description_that_is_none_is_refused(file, there, content):
    with zipfile.ZipFile(file) as archive:
        catalog = archive.read("catalog.sqlite")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export.json", content)
        archive.writestr("catalog.sqlite", catalog)
    assert is_refused(file, there, DamagedIndexError, "Export it again")


def test_a_bomb_is_refused_before_it_fills_the_disk(file, there):
    zeros = bytes(50_000_000)
    rewritten(file, **{"catalog.sqlite": zeros})
    rewritten(file, about={"size": len(zeros)})
    assert is_refused(file, there, DamagedIndexError, "too small to contain")


def test_an_index_for_which_there_is_no_room_is_refused(file, there, monkeypatch):
    full = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(index.upkeep.transfer.shutil, "disk_usage", lambda _: full)
    assert is_refused(file, there, QuothError, "1,000 are free")


def test_files_with_paths_out_of_the_folder_are_never_written(file, there, tmp_path):
    rewritten(file, **{"../../escaped.txt": b"x", "/escaped.txt": b"x", "lexical/../../../escaped.txt": b"x"})
    import_index(file, there.index, wanted=WANTED)
    assert not list(tmp_path.rglob("escaped.txt"))


def with_catalog(file, script):
    """The export with its catalogue changed by the script, and a manifest that matches it."""
    with zipfile.ZipFile(file) as archive, closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(archive.read("catalog.sqlite"))
        db.executescript(script)
        content = db.serialize()
    path = file.with_suffix(".sqlite")
    path.write_bytes(content)
    rewritten(file, **{"catalog.sqlite": content}, about=about_of(path))


def about_of(path):
    with path.open("rb") as content:
        return {
            "size": path.stat().st_size,
            "sha256": index.upkeep.transfer.hashlib.file_digest(content, "sha256").hexdigest(),
        }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM files; END", "not have the tables"),
        ("ALTER TABLE notes RENAME TO other; CREATE VIEW notes AS SELECT * FROM other", "not have the tables"),
        ("DROP TABLE vectors", "not have the tables"),
        ("UPDATE passages SET text = 'never written'", "do not match its text"),
        ("UPDATE documents SET sections = '" + "[" * 5000 + "'", "never writes"),
        ("UPDATE documents SET text = x'ff'", "a damaged index"),
        ("UPDATE documents SET text = CAST(x'ff' AS TEXT)", "cannot be read"),
        ("UPDATE vectors SET row = x'00'", "never writes"),
        ("UPDATE vectors SET row = zeroblob(256)", "not have length 1"),
        ("UPDATE notes SET value = '[]' WHERE name = 'made_with'", "never writes"),
        ("DELETE FROM notes", "not have length 1"),
        ("UPDATE notes SET value = '[\"int8\"]' WHERE name = 'precisions'", "never writes"),
        ("UPDATE notes SET value = '5' WHERE name = 'precisions'", "never writes"),
    ],
)
def test_a_catalogue_made_by_someone_else_is_refused(file, there, script, said):
    with_catalog(file, script)
    assert is_refused(file, there, DamagedIndexError, said)


def test_another_kind_of_zip_is_refused(there, tmp_path):
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("holiday.jpg", b"\xff\xd8")
    assert is_refused(tmp_path / "photos.zip", there, DamagedIndexError, "not an exported index")
    (tmp_path / "text.zip").write_bytes(io.BytesIO(b"text").getvalue())
    assert is_refused(tmp_path / "text.zip", there, DamagedIndexError, "not an exported index")


def test_an_import_while_another_writes_is_told_so(file, there):
    with FileLock(there.index / "lock"):
        assert is_refused(file, there, BusyIndexError, "Wait for it to finish")
