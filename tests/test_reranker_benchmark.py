"""How `benchmarks.reranker` makes questions, pairs and its tables; a cross-encoder is trained with words that tell."""

import re

import pytest
import torch
from fakes import FakeEmbedder, ScriptedEngine, make_passage
from tiny_bert import make_embedder

from benchmarks.cross_encoder import MatchingCrossEncoder
from benchmarks.pairs import Candidates, Group, find_candidates, groups, permissive, sources, stretch, worth_asking
from benchmarks.questions import (
    MadeQuestion,
    asked_about,
    is_prose,
    make_questions,
    question_in,
    question_prompt,
    read_made,
)
from benchmarks.reranked import Reranked, choose_share, gains_table
from benchmarks.training import Training
from qa.evaluation.datasets import GoldDocument
from qa.evaluation.retrieval import index_gold

PROSE = "The harbour was frozen for nine weeks, so the mail came by sledge from the south. " * 4
SAID = "How did the mail come when ships could not?\nText: Another."


def test_of_what_the_model_wrote_only_a_question_of_use_is_kept():
    assert question_in(SAID, PROSE) == "How did the mail come when ships could not?"
    copied = "Was it so that the harbour was frozen for nine weeks, so the mail came?"
    for useless in ("Sledge?", "What does the text say?", "word " * 30 + "?", "It came by sledge.", copied, ""):
        assert question_in(useless, PROSE) == ""


def test_a_sentence_of_some_length_that_stands_for_itself_is_asked_about_and_another_one_each_time():
    one, other = "The mail came by sledge for nine whole weeks.", "The harbour was frozen from January to the spring."
    text = f"Mail. {one} So. {other} They waited for the ships from the north."
    assert [asked_about(text, number) for number in range(3)] == [one, other, one]
    assert asked_about("Mail. This was what the people of the town were waiting for.", 5) == ""
    assert question_prompt("Cats <|im_end|> purr.").messages[0].content.startswith("Cats ‹|im_end|> purr.\n\n")


def test_questions_are_made_for_what_the_file_holds_none_for(tmp_path):
    file = tmp_path / "questions.jsonl"
    passages = [make_passage(f"{PROSE} {number}", document_id=str(number)) for number in range(3)]
    make_questions(passages[:2], ScriptedEngine(SAID), file)
    engine = ScriptedEngine("It is no question.")
    make_questions(passages, engine, file)
    assert len(engine.prompts) == 1
    asked = "How did the mail come when ships could not?"
    assert [(each.document_id, each.question) for each in read_made(file)] == [("0", asked), ("1", asked), ("2", "")]


def test_only_prose_of_permissive_sources_is_asked_about():
    assert is_prose(PROSE)
    assert not is_prose("Too short to ask about.")
    assert not is_prose("| 3.11 | 2022-10-24 | https://example.org/a | " * 20)
    documents = [
        GoldDocument("git/git:a", "", PROSE),
        GoldDocument("python/peps:its own", "", PROSE),
        GoldDocument("python/peps:free", "", f"{PROSE}\n\nThis document is placed in the public\ndomain."),
        *(GoldDocument(f"fastapi/fastapi:{number}", "", PROSE) for number in range(9)),
    ]
    assert len(permissive(documents, 99)) == 10
    assert "python/peps:its own" not in {document.id for document in permissive(documents, 99)}
    chosen = permissive(documents, 4)
    assert len({document.id for document in chosen}) == 4
    assert sources(documents) == "12 documents: 9 fastapi/fastapi, 2 python/peps, 1 git/git"
    passages = worth_asking(chosen, FakeEmbedder().token_starts)
    assert {passage.document_id for passage in passages} == {document.id for document in chosen}
    assert passages == worth_asking(chosen, FakeEmbedder().token_starts)


def test_the_stretch_of_a_document_is_behind_its_head_where_it_is_long_enough():
    assert stretch("Short.\n\nAnd whole.") == "Short.\n\nAnd whole."
    long = "Head of it. " * 80 + "\n\n" + "Body of it. " * 400
    assert stretch(long).startswith("Body of it.")
    assert 2300 < len(stretch(long)) <= 2400


def test_what_the_search_finds_for_made_questions_is_kept_and_what_is_too_vague_left_out(tmp_path):
    documents = [
        GoldDocument(f"d{n}", "", text) for n, text in enumerate(["Cats purr at night.", "Dogs bark.", "Mice."])
    ]
    made = [
        MadeQuestion("d0", "Cats purr at night.", "who purrs at night"),
        MadeQuestion("d0", "Cats purr at night.", "who purrs"),
        MadeQuestion("d1", "Dogs bark.", ""),
        MadeQuestion("d9", "It is not in the index.", "what barks"),
    ]
    file = tmp_path / "candidates.jsonl"
    index, _ = index_gold(documents, tmp_path / "gold", embedder=FakeEmbedder(dim=256))
    with index:
        found = find_candidates(made[:2], index, file)
        assert [(each.question, each.place) for each in found] == [("who purrs at night", 0), ("who purrs", 0)]
        assert found[0].texts[0] == "Cats purr at night."
        assert set(found[0].texts) == {document.text for document in documents}
        kept = file.read_text()
        assert find_candidates(made, index, file) == found
        assert file.read_text().startswith(kept)
        assert len(file.read_text().splitlines()) == 3


def candidates(*texts, place=0, document_id="d"):
    return Candidates("who purrs", document_id, place, texts, tuple(1 / rank for rank in range(1, len(texts) + 1)))


def test_negatives_are_no_near_copies_and_half_of_them_are_the_hardest():
    others = [f"text number {number} of quite other words" for number in range(12)]
    (group,) = groups([candidates("Cats purr at night.", *others[:3], "At night cats purr", *others[3:])])
    assert group.positive == "Cats purr at night."
    assert group.negatives[:3] == tuple(others[:3])
    assert len(set(group.negatives)) == 6
    assert "At night cats purr" not in group.negatives
    assert list(groups([candidates("Cats purr.", "cats purr")])) == []
    assert list(groups([candidates(*others)])) == list(groups([candidates(*others)]))


def test_all_questions_of_a_document_are_in_one_part_and_the_part_for_choosing_is_small():
    parts = [candidates("a", document_id=str(number)).is_for_choosing(general=False) for number in range(800)]
    assert 60 < sum(parts) < 140
    assert candidates("b", document_id="1").is_for_choosing(general=False) == parts[1]
    sources = ("sotu:1801", "factbook:ar:0", "python/peps:1")
    parts = [candidates("a", document_id=document).is_for_choosing(general=True) for document in sources]
    assert parts == [False, False, True]


def reranked(*scores, name="pets", gold="b"):
    return Reranked(name, "q", (gold,), ("a", "b", "b", "c"), (1.0, 0.9, 0.5, 0.0), scores, 0.08)


def test_scores_are_mixed_by_share_and_a_document_ranks_where_its_best_passage_does():
    found = reranked(-3.0, 5.0, -3.0, -3.0)
    assert [found.ndcg(share) for share in (0.0, 1.0)] == [pytest.approx(0.6309, abs=1e-4), 1.0]
    assert found.ndcg(0.3) == 1.0
    assert reranked(0.0, 0.0, 5.0, 1.0).ndcg(1.0) == 1.0
    assert reranked(7.0, 7.0, 7.0, 7.0).ndcg(1.0) == found.ndcg(0.0)


def test_the_share_is_the_smallest_of_the_best_on_made_questions():
    share, table = choose_share([reranked(-3.0, 5.0, -3.0, -3.0)])
    assert share == 0.1
    assert "| nDCG@10, 1 made questions | 0.631 | 1.000 |" in table


def test_the_table_shows_the_gain_by_set_and_on_the_mean_of_the_sets():
    better, worse = reranked(-3.0, 5.0, -3.0, -3.0), reranked(-3.0, 5.0, -3.0, -3.0, name="zoo", gold="a")
    lines = gains_table([better, better, worse], 0.0).splitlines()
    assert lines[2] == "| pets | 2 | 0.631 | 1.000 | +0.369 ± 0.000 | 0.631 | +0.000 ± 0.000 | 1.000 | 20.0 |"
    assert lines[3].startswith("| zoo | 1 | 1.000 | 0.631 | -0.369 ± 0.000 |")
    assert lines[4].startswith("| mean of the sets | 3 | 0.815 | 0.815 | +0.000 ± 0.000 |")


@pytest.mark.slow
def test_weights_of_an_embedder_tell_the_text_that_matches_before_any_training(tmp_path):
    reader = MatchingCrossEncoder(make_embedder(tmp_path / "start"))
    texts = ["dogs bark at night", "the cats purr", "cats purr at night", "the dogs bark"]
    scores = reader.scores("cats purr ?", texts)
    assert scores[2] > scores[0]
    assert scores[1] > scores[3]
    one_by_one = [reader.scores("cats purr ?", [text])[0] for text in texts]
    assert one_by_one == pytest.approx(scores, abs=1e-4)
    assert reader.training


@pytest.mark.slow
def test_training_goes_on_where_it_ended_and_leaves_the_best(tmp_path, capsys):
    start = make_embedder(tmp_path / "start")
    told = [
        Group("who purr at night ?", "cats purr at night", ("dogs bark at night", "the night")),
        Group("who bark at night ?", "dogs bark at night", ("cats purr at night", "the night")),
    ]
    checks = iter([0.4, 0.5, 0.7, 0.6])
    training = Training(start, tmp_path / "trained", lambda _: next(checks), rate=1e-3, frozen=1)
    training.run(told, epochs=100)
    first, second = (float(loss) for loss in re.findall(r"loss ([\d.]+)", capsys.readouterr().out))
    assert second < first
    best = (tmp_path / "trained" / "best" / "model.safetensors").read_bytes()
    training.run(told, epochs=102)
    assert capsys.readouterr().out.startswith("step 102: 0.6000")
    assert (tmp_path / "trained" / "best" / "model.safetensors").read_bytes() == best
    trained, untrained = (MatchingCrossEncoder(folder) for folder in (tmp_path / "trained" / "best", start))
    question, texts = "who bark at night ?", ["cats purr at night", "dogs bark at night"]
    (wrong, right), (was_wrong, was_right) = (each.scores(question, texts) for each in (trained, untrained))
    assert right - wrong > was_right - was_wrong
    state, old = trained.model.state_dict(), untrained.model.state_dict()
    moved = {name for name in old if not torch.equal(state[name], old[name])}
    assert moved
    assert not any(name.startswith(("embeddings.", "encoder.layer.0.")) for name in moved)
