"""Answers from tables say what they computed in the language of the question."""

import pytest
from fakes import ask_texts

from index.reading.read import read
from index.reading.written_tables import tables_of
from qa.forms.tables.compute import compute
from qa.forms.tables.database import Database
from qa.forms.tables.description import Computation
from qa.forms.tables.typed import typed
from qa.records import Answer
from qa.text.messages import MESSAGES
from ui.web.words import LANGUAGES

GARTEN = (
    "Parzelle,Stadt,Fläche (m²),Pacht (Euro),Beginn\nA1,Jena,310,120.50,2019-03-01\nA2,Gera,280,98.00,2021-04-15\n"
    "B1,Jena,405,151.25,2020-10-01\nB2,Gera,350,,2023-05-20\n"
)
RUCHES = (
    "Ruche,Ville,Miel (kg),Prix (euros),Installation\nRomarin,Albi,18,95.50,2019-03-01\nThym,Rodez,22,110,2021-04-15\n"
    "Sauge,Albi,31,87.25,2020-10-01\n"
)
BARCOS = (
    "Barco,Puerto,Capturas (kg),Precio (euros),Botadura\n"
    "Alba,Vigo,180,95.50,2019-03-01\nBrisa,Bueu,220,110,2021-04-15\n"
    "Coral,Vigo,310,87.25,2020-10-01\n"
)
BEES = (
    "Hive,Town,Honey (kg),Price (euros),Since\nThyme,Albi,18,95.50,2019-03-01\nSage,Rodez,22,110,2021-04-15\n"
    "Mint,Albi,31,87.25,2020-10-01\n"
)
TARIF = "# Fracht\n\n| Gewicht | Preis |\n|---|---|\n| bis 5 kg | 4,90 € |\n| 5 bis 20 kg | 9,50 € |\n"


def ask(question: str, text: str, name: str) -> Answer:
    return ask_texts(question, {name: text})


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Wie hoch ist die gesamte Pacht?", "369.75 Euro: Summe von „Pacht (Euro)“ über 4 Zeilen von „garten“"),
        ("Wie groß ist der Median der Fläche?", "330 m²: Median von „Fläche (m²)“ über 4 Zeilen von „garten“"),
        (
            "Wie hoch ist die durchschnittliche Pacht in Jena?",
            "135.875 Euro: Mittelwert von „Pacht (Euro)“ über 2 Zeilen von „garten“ (Bedingung: „Stadt“ ist Jena)",
        ),
        (
            "Wie viele Parzellen gibt es in Gera?",
            "2: Zeilen von „garten“ (Bedingung: „Stadt“ ist Gera), gezählt",
        ),
        (
            "Welche Parzelle hat die größte Fläche?",
            "B1: „Parzelle“ in der Zeile von „garten“ (Bedingung: „Fläche (m²)“ hat den höchsten Wert)",
        ),
        (
            "Welche Parzellen haben mehr als 300 m²?",
            "A1, B1 und B2: „Parzelle“ in 3 Zeilen von „garten“ (Bedingung: „Fläche (m²)“ ist größer als 300)",
        ),
        ("Was ist der früheste Beginn?", "1. März 2019 ("),
        (
            "Wie hoch ist die gesamte Pacht in Weimar?",
            "Keine Zeile von „garten“ handelt von „Weimar“. Zeilen der",
        ),
        ("Wie viele Parzellen gibt es mit Beginn 2024?", "Keine Zeile passt: Zeilen von „garten“ (Bedingung: Jahr von"),
    ],
)
def test_german(question: str, said: str) -> None:
    assert ask(question, GARTEN, "garten.csv").text.startswith(said)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Quel est le prix total ?", "292.75 euros : somme de « Prix (euros) » sur 3 lignes de « ruches »"),
        ("Quel est le prix le plus élevé ?", "110.00 euros : valeur la plus élevée de « Prix (euros) » sur 3 lignes"),
        (
            "Combien de ruches y a-t-il à Albi ?",
            "2 : lignes de « ruches » où « Ville » est Albi, comptées",
        ),
        (
            "Quel est le total de miel par ville ?",
            "Albi (49 kg) et Rodez (22 kg) : somme de « Miel (kg) » pour chaque valeur de « Ville », sur 3 lignes",
        ),
        (
            "Quel est le total de miel à Toulouse ?",
            "Aucune ligne de « ruches » ne concerne « Toulouse ». Voici des lignes du tableau :",
        ),
    ],
)
def test_french(question: str, said: str) -> None:
    assert ask(question, RUCHES, "ruches.csv").text.startswith(said)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("¿Cuál es el precio total?", "292.75 euros: suma de «Precio (euros)» sobre 3 filas de «barcos»"),
        ("¿Cuántos barcos hay en Vigo?", "2: filas de «barcos» donde «Puerto» es Vigo, contadas"),
        (
            "¿Qué barco tiene más capturas?",
            "Coral: «Barco» en la fila de «barcos» donde «Capturas (kg)» tiene el valor más alto",
        ),
        (
            "¿Cuál es el total de capturas por puerto?",
            "Bueu (220 kg) y Vigo (490 kg): suma de «Capturas (kg)» por cada valor de «Puerto», sobre 3 filas",
        ),
        (
            "¿Cuál es el total de capturas en Lugo?",
            "Ninguna fila de «barcos» trata de «Lugo». Estas son filas de la tabla:",
        ),
    ],
)
def test_spanish(question: str, said: str) -> None:
    assert ask(question, BARCOS, "barcos.csv").text.startswith(said)


def test_the_language_is_that_of_the_question_and_not_of_the_table() -> None:
    english = ask("What is the total Pacht?", GARTEN, "garten.csv")
    assert english.text.startswith("369.75 Euro: the sum of “Pacht (Euro)”")
    dutch = ask("Wat is de totale Pacht?", GARTEN, "garten.csv")
    assert "the sum of" in dutch.text  # no messages in Dutch


def test_a_range_and_a_missing_price_are_told_in_german() -> None:
    asked = "Was kostet die Fracht für 12 kg?"
    answer = ask(asked, TARIF, "fracht.md")
    assert answer.text.startswith("9,50 €: „Preis“ in der Zeile von „Fracht“, deren Bereich 12 kg enthält")
    heavy = ask("Was kostet die Fracht für 40 kg?", TARIF, "fracht.md")
    assert heavy.text.startswith("Kein Bereich von „Fracht“ enthält 40 kg.")
    lacking = ask("Wie hoch ist die gesamte Pacht von A1 und B2?", GARTEN, "garten.csv")
    assert lacking.text.startswith("„garten“ nennt kein „Pacht (Euro)“ für „B2“.")


TOLD = {
    "SELECT sum(honey_kg) FROM bees": {
        "en": "the sum of “Honey (kg)” over 3 rows of “bees”",
        "de": "Summe von „Honey (kg)“ über 3 Zeilen von „bees“",
        "es": "suma de «Honey (kg)» sobre 3 filas de «bees»",
        "fr": "somme de « Honey (kg) » sur 3 lignes de « bees »",
        "zh": "“bees”的 3 行中“Honey (kg)”的总和",
    },
    "SELECT hive FROM bees WHERE town = 'Albi' AND since > DATE '2020-01-01'": {
        "en": "“Hive” in the row of “bees” where “Town” is Albi and “Since” is more than 2020-01-01",
        "de": "„Hive“ in der Zeile von „bees“ (Bedingung: „Town“ ist Albi und „Since“ ist größer als 2020-01-01)",
        "es": "«Hive» en la fila de «bees» donde «Town» es Albi y «Since» es mayor que 2020-01-01",
        "fr": "« Hive » dans la ligne de « bees » où « Town » est Albi et « Since » dépasse 2020-01-01",
        "zh": "“bees”的一行（条件：“Town”为Albi和“Since”大于2020-01-01）中的“Hive”",
    },
    "SELECT hive, price_euros FROM bees ORDER BY price_euros DESC LIMIT 2": {
        "en": "“Hive” and “Price (euros)” in 2 rows of “bees”, in the order of “Price (euros)”, highest first,"
        " the first 2",
        "de": "„Hive“ und „Price (euros)“ in 2 Zeilen von „bees“, sortiert nach „Price (euros)“, höchste zuerst,"
        " die ersten 2",
        "es": "«Hive» y «Price (euros)» en 2 filas de «bees», por orden de «Price (euros)», de mayor a menor,"
        " los 2 primeros",
        "fr": "« Hive » et « Price (euros) » dans 2 lignes de « bees », dans l'ordre de « Price (euros) »,"
        " du plus grand au plus petit, les 2 premiers",
        "zh": "“bees”的 2 行中的“Hive”和“Price (euros)”，按“Price (euros)”从大到小排序，前 2 个",
    },
}


def computed(sql: str) -> Computation:
    table = typed(tables_of(read(BEES.encode(), "bees.csv"))[0])
    with Database([table]) as database:
        result = compute(sql, [table], database)
    assert result is not None
    return result.how


@pytest.mark.parametrize("sql", TOLD)
def test_what_a_query_computes_is_told_in_every_language(sql: str) -> None:
    how = computed(sql)
    assert {language: how.told(language) for language in LANGUAGES} == TOLD[sql]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM bees",
        "SELECT count(DISTINCT town), count(hive) FROM bees",
        "SELECT town, avg(price_euros) FROM bees GROUP BY town",
        "SELECT town, sum(honey_kg) FROM bees GROUP BY town HAVING sum(honey_kg) = 49",
        "SELECT min(since), max(since), median(honey_kg) FROM bees",
        "SELECT abs((SELECT honey_kg FROM bees WHERE hive = 'Sage') - (SELECT min(honey_kg) FROM bees))",
        "SELECT 100.0 * sum(honey_kg) / sum(price_euros) FROM bees WHERE month(since) = 3 OR town LIKE '%Alb%'",
        "SELECT hive FROM bees WHERE honey_kg BETWEEN 10 AND 20 AND price_euros IS NOT NULL AND town IN ('Albi', '')",
        "SELECT hive FROM bees WHERE since = (SELECT max(since) FROM bees) AND town NOT LIKE '%x%'",
        "SELECT hive FROM bees WHERE honey_kg >= 20 AND honey_kg <= 25 AND town <> 'Albi' AND price_euros < 300",
        "SELECT hive FROM bees ORDER BY honey_kg LIMIT 1 OFFSET 1",
    ],
)
def test_nothing_english_is_left_in_other_languages(sql: str) -> None:
    how = computed(sql)
    english = {"the", "of", "over", "rows", "row", "where", "is", "and", "or", "in", "each", "first", "number"}
    assert english & set(how.told("en").replace("“", " ").split())
    for language in set(LANGUAGES) - {"en"}:
        told = how.told(language)
        assert told
        assert not (english - {"in", "or"}) & set(told.replace("“", " ").split()), told


def test_a_rank_is_told_by_its_number() -> None:
    assert computed("SELECT hive FROM bees ORDER BY honey_kg DESC LIMIT 1 OFFSET 1").told().endswith(", number 2")


def test_dates_are_written_in_every_language() -> None:
    table = typed(tables_of(read(BEES.encode(), "bees.csv"))[0])
    with Database([table]) as database:
        result = compute("SELECT min(since) FROM bees", [table], database)
    assert result is not None
    assert {language: result.shown(language)[0][0] for language in LANGUAGES} == {
        "en": "1 March 2019",
        "de": "1. März 2019",
        "es": "1 de marzo de 2019",
        "fr": "1 mars 2019",
        "zh": "2019年3月1日",
    }
    assert all(len(words.split()) == 12 for words in MESSAGES["month_names"].values())
