"""When something opens and closes, and whether it is open on a day."""

import pytest
from fakes import ask_texts

from qa.records import Answer

BATHS = """# Riverside Baths

Opening hours:

- Mon–Thu: 6:30–21:00
- Fri: 6:30–19:00
- Sat/Sun: 8–17

Swimming lessons:

- Sat: 9:00–10:00
"""
TIP = """# Recycling yard

The recycling yard is open Tuesday to Friday from 8 am to 4 pm and on Saturdays from 9 am to 1 pm. Closed on Mondays.
"""
BIBLIOTHEK = """# Stadtbücherei

| Tag | Öffnet | Schließt |
|---|---|---|
| Mo–Fr | 10:00 | 19:00 |
| Sa | 10:00 | 14:00 |
| So | geschlossen | geschlossen |
"""
MARCHE = """# Marché couvert

Horaires : du mardi au samedi 7h–13h30, dimanche 8h–13h, fermé le lundi.
"""
MUSEO = """# Museo del Mar

| Día | Horario |
|---|---|
| lunes | cerrado |
| martes a viernes | 10:00–18:00 |
| sábado y domingo | 10:00–20:00 |
"""
TORRE = """# Torre civica

Aperta tutti i giorni tranne il martedì 9:30–18:00.
"""
WINKEL = """# Boekwinkel

Openingstijden:
ma 13:00–18:00
di–vr 9:30–18:00
za 9:30–17:00
"""
PRAXIS_TEXT = """Zahnarztpraxis Lindner

Sprechzeiten:
Mo, Di, Do 8–12 Uhr und 14–18 Uhr
Mi 8–13 Uhr
Sa und So geschlossen
"""
SALLE = """Salle Équinoxe

Horaires d'ouverture :
Lundi à vendredi : 6h30 – 22h
Dimanche : fermé
"""
MUSEUM = """# Harbour Museum

The museum is open from 10 am to 5 pm, Tuesday to Sunday. The shop is open daily from 9 am to 6 pm.
"""
TWO = """# Castle

## Castle opening hours

- Mon–Sun: 9:00–18:00

## Castle café opening hours

- Mon–Fri: 10:00–16:00
"""


def ask(question: str, text: str) -> Answer:
    return ask_texts(question, {"a.md" if text.startswith("#") else "a.txt": text})


@pytest.mark.parametrize(
    ("question", "text", "begins", "quoted"),
    [
        ("Are the baths open on Sunday?", BATHS, "Yes", "Sat/Sun"),
        ("Are the baths open on Sunday at 18:00?", BATHS, "No", "Sat/Sun"),
        ("When do the baths close on Friday?", BATHS, "19:00", "Fri"),
        ("What are the opening hours of the baths on Wednesday?", BATHS, "“Mon–Thu", "Mon–Thu"),
        ("Is the recycling yard open on Monday?", TIP, "No", "Closed on Mondays"),
        ("When does the recycling yard open on Saturday?", TIP, "9:00", "Saturdays"),
        ("Until when is the recycling yard open on Thursday?", TIP, "16:00", "Tuesday to Friday"),
        ("Hat die Stadtbücherei am Sonntag geöffnet?", BIBLIOTHEK, "Nein", "So"),
        ("Wann schließt die Stadtbücherei am Samstag?", BIBLIOTHEK, "14:00", "Sa"),
        ("Hat die Stadtbücherei dienstags um 18:30 Uhr auf?", BIBLIOTHEK, "Ja", "Mo–Fr"),
        ("Bis wann ist die Stadtbücherei am Mittwoch geöffnet?", BIBLIOTHEK, "19:00", "Mo–Fr"),
        ("Le marché est-il ouvert le lundi ?", MARCHE, "Non", "lundi"),
        ("À quelle heure ferme le marché le dimanche ?", MARCHE, "13:00", "dimanche"),
        ("¿Está abierto el museo el lunes?", MUSEO, "No", "lunes"),
        ("¿A qué hora cierra el museo los sábados?", MUSEO, "20:00", "sábado"),
        ("La torre è aperta il martedì?", TORRE, "No", "tranne"),
        ("A che ora chiude la torre la domenica?", TORRE, "18:00", "tutti i giorni"),
        ("Is de boekwinkel op maandag open om 10:00?", WINKEL, "Nee", "ma 13"),
        ("Hoe laat sluit de boekwinkel op zaterdag?", WINKEL, "17:00", "za"),
        ("Wann schließt die Praxis Lindner am Mittwoch?", PRAXIS_TEXT, "13:00", "Mi 8"),
        ("Hat die Praxis am Donnerstag um 13 Uhr geöffnet?", PRAXIS_TEXT, "Nein", "8–12"),
        ("Ist die Zahnarztpraxis am Samstag offen?", PRAXIS_TEXT, "Nein", "geschlossen"),
        ("La salle est-elle ouverte le dimanche ?", SALLE, "Non", "fermé"),
        ("À quelle heure ouvre la salle le mardi ?", SALLE, "6:30", "Lundi"),
        ("When does the museum close on Sunday?", MUSEUM, "17:00", "5 pm"),
        ("Is the shop open on Monday?", MUSEUM, "Yes [1].\n\n- “The shop", "daily"),
        ("Is the castle café open on Friday at 17:00?", TWO, "No", "10:00–16:00"),
    ],
)
def test_the_hours_of_that_day_are_reported(question: str, text: str, begins: str, quoted: str) -> None:
    answer = ask(question, text)
    assert answer.text.startswith(begins), answer.text
    assert any(quoted in citation.quote for citation in answer.citations), answer.text
    assert answer.model == "no model"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Is the sauna open on Sunday?", BATHS),  # another place
        ("Is the castle open on Friday at 17:00?", TWO),  # with its café, there are two answers
        ("Is the bookshop café open on Saturday?", WINKEL),
        ("When is the recycling yard open on Sunday?", TIP),  # it does not say
        ("Is the museum open on Monday?", MUSEUM),  # only its shop is
        ("Which day is open at 9:00?", BATHS),
    ],
)
def test_hours_of_something_else_are_no_answer(question: str, text: str) -> None:
    answer = ask(question, text)
    assert answer.abstained or answer.model != "no model", answer.text
