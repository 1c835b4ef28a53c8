"""“The two X” in several languages, and comparisons with a missing side."""

import pytest
from fakes import ask_texts

from qa.forms.comparisons.aspect import compares

SEVERAL = {  # documents beside the two, so that "the two" are not all that there are
    "notes.txt": "Notes\n\nThe boiler was serviced in May.\n",
    "garten.txt": "Garten\n\nDie Rosen blühen im Juni.\n",
    "menu.txt": "Menu\n\nLa soupe du jour est au potiron.\n",
    "ricetta.txt": "Ricetta\n\nSi cuoce il riso per venti minuti.\n",
}
TWO = {
    "en": {
        "Lease Alder.txt": "Lease Alder\n\nThe deposit is 900 pounds. The rent is 700 pounds.\n",
        "Lease Birch.txt": "Lease Birch\n\nThe deposit is 650 pounds. The rent is 720 pounds.\n",
    },
    "de": {
        "Mietvertrag Nord.txt": "Mietvertrag Nord\n\nDie Kaution beträgt 900 €. Die Miete beträgt 700 €.\n",
        "Mietvertrag Süd.txt": "Mietvertrag Süd\n\nDie Kaution beträgt 650 €. Die Miete beträgt 720 €.\n",
    },
    "fr": {
        "Contrat Tilleul.txt": "Contrat Tilleul\n\nLe loyer est de 700 €. Le dépôt de garantie est de 900 €.\n",
        "Contrat Cerisier.txt": "Contrat Cerisier\n\nLe loyer est de 720 €. Le dépôt de garantie est de 650 €.\n",
    },
    "es": {
        "Póliza Faro.txt": "Póliza Faro\n\nLa franquicia es de 150 €. La cuota es de 30 €.\n",
        "Póliza Puerto.txt": "Póliza Puerto\n\nLa franquicia es de 200 €. La cuota es de 25 €.\n",
    },
    "it": {
        "Palestra Iris.txt": "Palestra Iris\n\nLa quota mensile è di 40 €. La cauzione è di 20 €.\n",
        "Palestra Vela.txt": "Palestra Vela\n\nLa quota mensile è di 55 €. La cauzione è di 10 €.\n",
    },
    "pt": {
        "Apólice Sol.txt": "Apólice Sol\n\nA franquia é de 150 €. A mensalidade é de 30 €.\n",
        "Apólice Lua.txt": "Apólice Lua\n\nA franquia é de 200 €. A mensalidade é de 25 €.\n",
    },
    "nl": {
        "Huurcontract Eik.txt": "Huurcontract Eik\n\nDe borg bedraagt 900 €. De huur bedraagt 700 €.\n",
        "Huurcontract Beuk.txt": "Huurcontract Beuk\n\nDe borg bedraagt 650 €. De huur bedraagt 720 €.\n",
    },
}
BIKES = (
    "# Bikes\n\n| Bike | Price | Weight |\n|---|---|---|\n"
    "| Lark | £240 | 12 kg |\n| Wren | £310 | 14 kg |\n| Swift | | 9 kg |\n"
)
RAEDER = "# Räder\n\n| Rad | Preis |\n|---|---|\n| Lerche | 240 € |\n| Amsel | 310 € |\n| Segler | |\n"
BICI = "# Biciclette\n\n| Bicicletta | Prezzo |\n|---|---|\n| Falco | 240 € |\n| Gufo | 310 € |\n| Corvo | |\n"


@pytest.mark.parametrize(
    ("question", "language", "expected", "other"),
    [
        ("What is the difference between the two leases in the deposit?", "en", ("900", "650", "250"), "720"),
        ("Worin unterscheiden sich die beiden Mietverträge bei der Kaution?", "de", ("900", "650", "250"), "720"),
        ("Quelle est la différence entre les deux contrats pour le loyer ?", "fr", ("700", "720", "20"), "650"),
        ("¿Qué diferencia hay entre las dos pólizas en la franquicia?", "es", ("150", "200", "50"), "25"),
        ("Che differenza c'è tra le due palestre nella cauzione?", "it", ("20", "10"), "55"),
        ("Qual é a diferença entre as duas apólices na franquia?", "pt", ("150", "200", "50"), "25"),
        ("Wat is het verschil tussen de twee huurcontracten in de borg?", "nl", ("900", "650", "250"), "720"),
    ],
)
def test_the_two_are_the_documents_that_are_called_so(
    question: str, language: str, expected: tuple[str, ...], other: str
) -> None:
    answer = ask_texts(question, TWO[language] | SEVERAL)
    assert all(one in answer.text for one in expected), answer.text
    assert other not in answer.text
    assert answer.form == "comparison"


@pytest.mark.parametrize(
    ("question", "table", "missing"),
    [
        ("Which is cheaper, the Lark or the Swift, and by how much?", BIKES, "Swift"),
        ("Which bike is cheaper, the Lark or the Swift?", BIKES, "Swift"),
        ("Was ist teurer, die Lerche oder der Segler, und um wie viel?", RAEDER, "Segler"),
        ("Qual è più economica, la Falco o la Corvo, e di quanto?", BICI, "Corvo"),
    ],
)
def test_a_side_without_a_price_is_named_and_not_compared(question: str, table: str, missing: str) -> None:
    answer = ask_texts(question, {"bikes.md": table})
    line = next(line for line in answer.text.split("\n") if f"**{missing}**" in line)
    assert "[" not in line
    assert "difference" not in answer.text
    assert "lowest" not in answer.text


@pytest.mark.parametrize(
    ("question", "table", "expected"),
    [
        ("Which is cheaper, the Lark or the Wren, and by how much?", BIKES, "Lark. £70: the difference"),
        ("Was ist billiger, die Lerche oder die Amsel, und um wie viel?", RAEDER, "Lerche. 70 €: Differenz"),
        ("Qual è più economica, la Falco o la Gufo, e di quanto?", BICI, "Falco. 70 €: the difference"),
    ],
)
def test_the_difference_of_two_prices_is_told(question: str, table: str, expected: str) -> None:
    assert ask_texts(question, {"bikes.md": table}).text.startswith(expected)


def test_a_sum_without_one_of_the_prices_is_not_made() -> None:
    answer = ask_texts("What is the total price of the Lark and the Swift?", {"bikes.md": BIKES})
    assert answer.abstained
    assert "Swift" in answer.text


FARMS = {
    "querce.txt": "Agriturismo Le Querce\n\nA Pienza ci sono 12 km. I cani sono benvenuti: uno per camera.\n",
    "torre.txt": "Masseria Torrebianca\n\nL'aeroporto è a 45 minuti. La colazione è compresa.\n",
}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("in quale posso portare il cane", "“I cani sono benvenuti: uno per camera.”"),
        ("Which one allows dogs?", "“I cani sono benvenuti: uno per camera.”"),
        ("quale dei due è più vicino ad una stazione dei treni?", ""),
        ("quale è più vicino ad una stazione dei treni?", ""),
    ],
)
def test_which_of_the_two_is_asked_in_italian_and_what_neither_tells_is_not_answered(question: str, said: str) -> None:
    answer = ask_texts(question, FARMS)
    assert said in answer.text
    assert answer.abstained == (not said)


TRIKES = {
    "offre.md": "# Offre Vélos Milan\n\n| Donnée | Valeur |\n|---|---|\n| Poids à vide | 46 kg |\n"
    "| Total hors taxes | 5 305 € |\n",
    "proposition.md": "# Proposition Buse\n\n| Donnée | Valeur |\n|---|---|\n| Poids à vide | 38 kg |\n"
    "| Total | 5 287 € |\n",
    "notes.md": "# Notes\n\nLa porte fait 82 cm.\n",
}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Au total hors taxes, laquelle des deux offres est la moins chère, et de combien ?", "18"),
        ("Laquelle des deux offres est la plus chère ?", "5 305"),
        ("Lequel des deux est le plus lourd ?", "46 kg"),
    ],
)
def test_which_of_the_two_is_asked_in_french(question: str, said: str) -> None:
    answer = ask_texts(question, TRIKES)
    assert answer.form == "comparison"
    assert said in answer.text.split("\n")[0].replace("\u202f", " ").replace("\xa0", " ")


def test_both_names_are_no_comparison() -> None:
    assert not compares("Who excused themselves from the meeting? Both names please")
    assert compares("What do both offer?")


def test_what_is_listed_as_not_included_is_not_included() -> None:
    quotes = {
        "Alder quotation.txt": "Alder quotation\n\nIncluded: scaffolding, gutters, clearing up.\n",
        "Birch quotation.txt": "Birch quotation\n\nNot included: gutters, inside plaster, a survey.\n",
    }
    text = ask_texts("Which of the two quotations includes gutters?", quotes).text
    assert "Alder" in text
    assert "Birch" not in text
    assert "Birch" in ask_texts("Which of the two quotations does not include gutters?", quotes).text
