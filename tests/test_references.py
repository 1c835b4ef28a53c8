"""Follow-ups are distinguished from questions that stand alone, in four languages."""

import json
from pathlib import Path

import pytest

from qa.conversation.references import refers_back
from qa.conversation.understand import understand
from qa.records import Turn

GOLD = Path(__file__).parent / "gold"
UNRELATED = [Turn("Where do visitors park?", "Visitors park at gate 3 [1].")]
FOLLOW_UPS = """
    And for apprentices?|What about a smaller one?|Was it repaired?|Who signed it?|Is that with the courtesy car?
    How much does the lid cost with it?|What did the company say about it?|Why?|Tell me more.|What else?|And on Sundays?
    And how high is its deposit?|Do they get more?|When did she leave?|Does the manager approve it?|How long is theirs?
    Are those included?|What is the name of his dog?|Is it included?|And the red one?|thanks, and for children?
    Erzähl mir bitte mehr darüber.|And in Lydmoor, when?
    How long does it take until it is paid?|Was anything damaged by it?|When did he say the first prototype will run?
    Can I cancel it?|And the deluxe version?|What if they break?|How long does that take?|Who is responsible for those?
    Does this apply to part-timers?|Where can I find them?|Since when is he in charge?|How about on weekends?
    Which one is cheaper?|How long does that crossing take?|First one on Sundays?|What is the name of that dog?
    Combien coûte cette traversée ?|¿Cuánto dura ese viaje?|Wie lange dauert diese Überfahrt?
    Und für Auszubildende?|Wie lange dauert das?|Gilt das auch für Rentner?|Wer hat ihn repariert?|Was kostet er?
    Und am Wochenende?|Wie hoch ist die Kaution dafür?|Und was kostet das?|Kann man sie auch mieten?
    Wann wurde es gebaut?|Warum ist das so?|Was ist mit Studenten?
    Und die kleinere?|Gibt es darauf Rabatt?|Wie viele davon sind kaputt?
    Et pour les enfants ?|Combien coûte-t-elle ?|Qui l'a signé ? Et pourquoi ?|Et le week-end ?|Peut-on les louer ?
    Est-ce que cela vaut aussi le dimanche ?|Qu'en est-il des retraités ?|Quand a-t-il été construit ?|Pourquoi ?
    Et combien ça coûte ?|Qui en est responsable ?|Sont-elles garanties ?
    ¿Y los domingos?|¿Cuánto cuesta eso?|¿Quién lo firmó y qué pasa con ellos?|¿Y para los niños?|¿Y cuánto cuesta?
    ¿Se pueden alquilar?|¿Por qué?|¿Cuándo lo construyeron?|¿Y la versión pequeña?|¿Quién es su jefe?
    ¿También los fines de semana?
    En zijn nageltjes?|en in bad doen?|Maar op zondag?|E per i bambini?|e la domenica?|Ma il deposito?
    E aos domingos?|Mas e o preço?
"""
ALONE = """
    Where do visitors park?|When does the canteen open?|thanks, and when does the canteen open?|How tall is the X-310?
    The pump is broken. Who repairs it?|How do I descale the machine? Give me all the steps.|Who approves travel?
    How much market value did Nvidia lose in that single day?|What are the fines for that late return in Lydmoor?
    What does the warranty cover, and how long does it last?|Is it allowed to smoke in the yard?
    How long does it take to drain the tank?|Which employees may bring their dog?|Is there a bus to the factory?
    How many people work there are in the Lydmoor office?|What is the capital of Mongolia?
    How long must a train ride be so that I may sit in first class?|My laptop was stolen. How quickly must I report it?
    By how much does the X-210 get more expensive this summer, and from what date?
    Wie lange ist die Kündigungsfrist?|Gibt es einen Bus zur Fabrik?|Wann öffnet die Kantine?
    Wie lange dauert es, bis der Antrag genehmigt ist?|Können Sie mir sagen, wo Besucher parken?
    Wer repariert die Pumpe, wenn sie kaputt ist?
    Quand la cantine ouvre-t-elle ?|Combien de jours de congé ont les employés ?|Où se trouve l'extincteur ?
    Y a-t-il un parking pour les visiteurs ?
    En quelle année la gare a-t-elle ouvert ?|¿En qué piso está la biblioteca municipal?
    En cas de panne, qui appeler au garage ?|En hoeveel kost een nieuwe ketting voor de fiets?
    E quanto costa il biglietto per gli adulti?|Dove si paga il biglietto del museo?|Wat kost de douchewand?
    ¿Cuándo abre la cantina?|¿Hay aparcamiento para visitantes?|¿Cuántos días de vacaciones tienen los empleados?
"""


def questions(text: str) -> list[str]:
    return [question.strip() for line in text.splitlines() for question in line.split("|") if question.strip()]


def gold(name: str) -> list[str]:
    lines = (GOLD / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


@pytest.mark.parametrize("question", questions(FOLLOW_UPS))
def test_a_follow_up_is_seen(question: str) -> None:
    assert refers_back(question)


@pytest.mark.parametrize("question", questions(ALONE))
def test_a_question_that_names_what_it_is_about_stands_alone(question: str) -> None:
    assert not refers_back(question)


def test_no_gold_question_leans_on_an_unrelated_turn_before_it() -> None:
    every = gold("questions.jsonl") + gold("held_out.jsonl")
    assert [asked for asked in every if understand(asked, UNRELATED).searched.text != asked] == []


def test_every_gold_follow_up_is_seen() -> None:
    assert [asked for asked in gold("follow_ups.jsonl") if not refers_back(asked)] == []
