"""Settings have four layers, and unknown names are refused."""

from pathlib import Path

import pytest

from index.errors import SettingsError
from index.stores.layout import note_documents, noted_documents
from qa.settings import Settings, load_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "quoth.toml"


def test_arguments_beat_the_environment_which_beats_the_file_which_beats_the_defaults(file: Path) -> None:
    file.write_text('k = 3\nengine = "transformers"\nmodel = "from-file"\n')
    settings = load_settings(file=file, environ={"QUOTH_MODEL": "from-environment", "QUOTH_K": "4"}, k=5)
    assert (settings.k, settings.model, settings.engine) == (5, "from-environment", "transformers")
    assert settings.embedder == Settings().embedder


def test_the_documents_are_those_that_the_index_was_made_of_unless_they_are_chosen(file: Path, tmp_path: Path) -> None:
    index = tmp_path / "of papers"
    index.mkdir()
    note_documents(index, tmp_path / "papers")
    assert load_settings(file=file, environ={}, index=index).documents == tmp_path / "papers"
    assert load_settings(file=file, environ={"QUOTH_DOCUMENTS": "other"}, index=index).documents == Path("other")
    assert load_settings(file=file, environ={}, index=tmp_path).documents == Path("documents")


def test_a_folder_that_was_named_from_here_moves_along_with_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "before" / ".quoth" / "index").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "before")
    note_documents(Path(".quoth/index"), Path("papers"))
    (tmp_path / "before").rename(tmp_path / "after")
    monkeypatch.chdir(tmp_path / "after")
    assert noted_documents(Path(".quoth/index")) == Path("papers")


def test_an_argument_that_is_not_given_changes_nothing(file: Path) -> None:
    assert load_settings(file=file, environ={}, k=None) == load_settings(file=file, environ={})


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"QUOTH_MODLE": "x"}, "Did you mean 'model'?"),
        ({"QUOTH_K": "many"}, "must be a whole number"),
        ({"QUOTH_K": "0"}, "at least 1"),
        ({"QUOTH_MIN_CONFIDENCE": "1.5"}, "between 0 and 1"),
        ({"QUOTH_ENGINE": "gpt"}, "Choose one of: auto, llamacpp"),
        ({"QUOTH_ENGINE": "openai"}, "QUOTH_BASE_URL"),
        ({"QUOTH_ENDPOINT_TIMEOUT_S": "0"}, "above 0"),
        ({"QUOTH_ENDPOINT_RETRY_S": "-1"}, "at least 0"),
        ({"QUOTH_ENDPOINT_RETRY_S": "nan"}, "at least 0"),
        ({"QUOTH_HUB_MODELS": "all"}, "'held' or 'fetch'"),
        ({"QUOTH_THREADS": "-1"}, "at least 0"),
        ({"QUOTH_UNSUPPORTED": "hide"}, "'mark' or 'drop'"),
    ],
)
def test_a_setting_without_sense_is_refused_with_the_cure(file: Path, environ: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message.replace("?", r"\?")):
        load_settings(file=file, environ=environ)


@pytest.mark.parametrize(
    ("text", "message"),
    [("k = = 3", "cannot be read"), ("k = true", "must be a whole number"), ('api_key = "s3cret"', "QUOTH_API_KEY")],
)
def test_a_settings_file_that_is_not_right_is_named(file: Path, text: str, message: str) -> None:
    file.write_text(text)
    with pytest.raises(SettingsError, match=message) as error:
        load_settings(file=file, environ={})
    assert "s3cret" not in str(error.value)


def test_the_key_of_an_endpoint_is_never_shown() -> None:
    assert "s3cret" not in repr(load_settings(file=Path("none"), environ={"QUOTH_API_KEY": "s3cret"}))


def test_other_variables_are_left_alone(file: Path) -> None:
    assert load_settings(file=file, environ={"HOME": "/", "QUOTHE": "x", "QUOTH_MODEL": ""}) == load_settings(
        file=file, environ={}
    )
