"""What a model said once in a benchmark is not asked again."""

from pathlib import Path

from fakes import ScriptedEngine, make_passage, make_prompt

from benchmarks.remembered import RememberingEngine


def remembering(file: Path, engine: ScriptedEngine) -> RememberingEngine:
    return RememberingEngine(lambda: engine, file, name="scripted", context_tokens=4096)


def say(engine: RememberingEngine, question: str = "How many days?") -> tuple[str, float | None]:
    prompt = make_prompt(question, make_passage("25 days."))
    list(engine.read(prompt))
    return "".join(engine.stream(prompt, max_tokens=9)), engine.probability(prompt, "Yes", "No")


def test_a_later_run_says_the_same_without_a_model(tmp_path: Path) -> None:
    first = ScriptedEngine("25 days.", confidence=0.7)
    assert say(remembering(tmp_path / "said.jsonl", first)) == ("25 days.", 0.7)
    other = ScriptedEngine("Something else.", confidence=0.1)
    assert say(remembering(tmp_path / "said.jsonl", other)) == ("25 days.", 0.7)
    assert not other.prompts


def test_another_prompt_is_asked(tmp_path: Path) -> None:
    say(remembering(tmp_path / "said.jsonl", ScriptedEngine("25 days.")))
    other = ScriptedEngine("31 March.", confidence=0.1)
    assert say(remembering(tmp_path / "said.jsonl", other), "Until when?") == ("31 March.", 0.1)


def test_the_seconds_are_those_of_the_first_time(tmp_path: Path) -> None:
    first = remembering(tmp_path / "said.jsonl", ScriptedEngine("25 days."))
    say(first)
    again = remembering(tmp_path / "said.jsonl", ScriptedEngine(""))
    say(again)
    assert again.taken == first.taken
    assert set(again.taken) == {"decide", "first words", "write"}


def test_an_engine_that_cannot_say_is_remembered_too(tmp_path: Path) -> None:
    file = tmp_path / "said.jsonl"
    assert say(remembering(file, ScriptedEngine("25 days.", confidence=None)))[1] is None
    assert say(remembering(file, ScriptedEngine("25 days.", confidence=0.9)))[1] is None
