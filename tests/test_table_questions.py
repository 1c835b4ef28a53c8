"""Questions to tables of things, bills, projects and months, asked as people speak."""

import pytest
from fakes import ask_texts

KAYAKS = (
    "Model,Colour,Seats,Weight (kg),Length (cm),Price (EUR),In stock\nOtter,red,1,19,310,420,yes\n"
    "Heron,blue,2,34,420,790,no\nPike,green,1,22,360,510,yes\nMarten,blue,1,17,290,350,no\nSalmon,yellow,3,41,480,1150,no\n"
)
AUSGABEN = (
    "Datum,Kategorie,Händler,Betrag (€),Zahlungsart\n2025-01-04,Lebensmittel,Edeka,162.40,Karte\n"
    "2025-01-09,Strom,Stadtwerke,88.00,Lastschrift\n2025-01-15,Lebensmittel,Aldi,91.15,bar\n"
    "2025-02-02,Auto,Werkstatt Rauh,210.00,Karte\n2025-02-20,Geschenke,Buchladen,35.50,bar\n"
)
PROJETS = (
    "Projet,Responsable,Début,Statut\nSerre,Lucie Marin,2024-02-01,terminé\nToiture,Paul Girod,2024-05-15,terminé\n"
    "Parking,Lucie Marin,2025-01-10,en cours\nCuisine,Nora Blin,2025-03-01,prévu\n"
)
VISITS = (
    "Month,Adults,Children,Income (EUR)\nJanuary,120,40,1560\nMarch,210,95,2940\nApril,305,160,4460\nMay,280,130,4020\n"
)
FLIGHTS = (
    "Flight,Date,Pilot,Hours in the air,Charge (£),Paid\n811,2025-04-02,Rowe,2,150,yes\n812,2025-04-19,Idris,3,210,no\n"
    "813,2025-05-03,Rowe,4,290,yes\n814,2025-05-21,Hale,1,85,no\n815,2025-06-11,Idris,5,360,yes\n"
)
OIL = "date,litres,cost_gbp,supplier\n2025-04-01,300,255.00,Tarn Fuels\n2025-05-06,250,220.00,Tarn Fuels\n"
TRAILERS = (
    "# Trailers\n\nAll prices in pounds.\n\n| Trailer | Day | Week | Deposit |\n|---|---|---|---|\n"
    "| Lynx | 38 | 96 | 100 |\n| Marten | 52 | 134 | 150 |\n"
)
FILES = {"kayaks.csv": KAYAKS, "ausgaben.csv": AUSGABEN, "projets.csv": PROJETS, "visits.csv": VISITS} | {
    "flights.csv": FLIGHTS, "oil.csv": OIL, "trailers.md": TRAILERS,
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "question", "answer"),
    [
        ("kayaks.csv", "What's the cheapest one?", "350 EUR (Marten"),
        ("kayaks.csv", "What is the cheapest one in stock?", "420 EUR (Otter"),
        ("kayaks.csv", "Which ones are in stock?", "Otter and Pike: “Model”"),
        ("kayaks.csv", "Which kayaks cost more than 500 euros?", "Heron, Pike and Salmon: “Model”"),
        ("kayaks.csv", "Which kayaks are blue?", "Heron and Marten: “Model”"),
        ("ausgaben.csv", "Was haben wir bar bezahlt?", "126.65 €: "),
        ("ausgaben.csv", "Wofür haben wir am meisten ausgegeben?", "Lebensmittel (253.55 €)"),
        ("ausgaben.csv", "In welchem Monat haben wir am meisten ausgegeben?", "2025-01 (341.55 €)"),
        ("ausgaben.csv", "Wie viel ging für Geschenke drauf?", "35.50 €: "),
        ("projets.csv", "Quels projets sont terminés ?", "Serre et Toiture : "),
        ("projets.csv", "Qui s'occupe de la toiture ?", "Paul Girod : "),
        ("projets.csv", "Combien de projets gère Lucie ?", "2 : "),
        ("projets.csv", "Quand commence la cuisine ?", "1 mars 2025 : "),
        ("visits.csv", "Did more children come in April or in May?", "April. "),
        ("visits.csv", "How much more did we take in April than in January?", "2,900 EUR: "),
        ("flights.csv", "total hours in the air in may?", "5: "),
        ("flights.csv", "What do pilots still owe us in total, going by the flights that are not paid?", "£295: "),
        ("oil.csv", "how many litres of oil have we bought?", "550: "),
        ("oil.csv", "how much oil did we buy in may?", "250: "),
        ("oil.csv", "what did we spend on oil in may?", "220.00 gbp: "),
        ("trailers.md", "What would I pay to rent the Marten for a week?", "134: "),
        ("trailers.md", "What does the Marten cost per day?", "52: "),
    ],
)
def test_a_table_is_asked_as_people_speak(file: str, question: str, answer: str) -> None:
    found = ask_texts(question, {file: FILES[file]})
    assert found.text.startswith(answer), found.text
    assert found.statements[0].citations


PRICES = (
    "# Preise\n\n| Leistung | Dauer | Preis (Euro) |\n|---|---|---|\n| Lymphdrainage | 30 min | 38,00 |\n"
    "| Lymphdrainage | 45 min | 54,50 |\n| Massage | 20 min | 24,00 |\n"
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Was zahle ich für eine Dreiviertelstunde Lymphdrainage?", "54,50 Euro: "),
        ("Was kostet eine halbe Stunde Lymphdrainage?", "38,00 Euro: "),
        ("Was kosten 45 min Lymphdrainage?", "54,50 Euro: "),
    ],
)
def test_a_number_in_the_unit_of_a_column_is_a_condition_on_it(question: str, answer: str) -> None:
    assert ask_texts(question, {"preise.md": PRICES}).text.startswith(answer)


def test_a_number_that_no_row_has_is_no_condition() -> None:
    assert ask_texts("Was kosten 60 min Lymphdrainage?", {"preise.md": PRICES}).sql == ""


def test_a_number_that_is_called_has_no_separators() -> None:
    sites = "Site,Emergency extension,Visitors\nHarrow,5911,12500\nLydmoor,4020,8100\n"
    called = ask_texts("Which extension do I dial in an emergency in Harrow?", {"sites.csv": sites})
    assert called.text.startswith("5911: ")
    assert ask_texts("How many visitors did Harrow have?", {"sites.csv": sites}).text.startswith("12,500: ")


@pytest.mark.parametrize(
    "question", ["Which kayaks are orange?", "Which ones can be folded?", "Which boat is the oldest?"]
)
def test_rows_are_not_named_for_what_the_table_does_not_say(question: str) -> None:
    assert not any(
        name in ask_texts(question, {"kayaks.csv": KAYAKS}).text[:20] for name in ("Otter", "Heron", "Marten")
    )


HIRE = (
    "# Hire charges, EUR incl. VAT\n\n| Article | 1 day | Fri to Mon | Security |\n|---|---|---|---|\n"
    "| Marquee 4 x 6 | 140 | 205 | 150 |\n| Marquee 6 x 9 | 265 | 395 | 250 |\n| Trestle table | 5 | 7.5 | 10 |\n"
    "| Heater | 24 | 36 | 40 |\n"
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which is the cheapest marquee?", "Marquee 4 x 6: "),
        ("Which marquee is the most expensive?", "Marquee 6 x 9: "),
        ("Which article is the cheapest?", "Trestle table: "),
    ],
)
def test_all_columns_of_a_price_list_agree_on_the_cheapest(question: str, answer: str) -> None:
    assert ask_texts(question, {"hire.md": HIRE}).text.startswith(answer)


def test_columns_that_disagree_name_no_cheapest() -> None:
    dearer_weekend = HIRE.replace("| 265 | 395 |", "| 99 | 395 |")
    assert ask_texts("Which is the cheapest marquee?", {"hire.md": dearer_weekend}).text.startswith("Quoth cannot")


def test_a_table_without_prices_has_no_cheapest() -> None:
    sizes = HIRE.replace("Hire charges, EUR incl. VAT", "Sizes").replace("Security", "Number")
    assert ask_texts("Which is the cheapest marquee?", {"sizes.md": sizes}).form != "table"


HARVEST = "Hive;Place;Honey kg;Price EUR\nH1;Linden;18.3;90\nH2;Linden;15.7;80\nH3;Mill;24.1;95\n"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many kilos of honey were there at Linden in total?", "34.0 kg: "),
        ("On average, how many kilograms of honey were there?", "19.37 kg: "),
        ("What is the total price in euros?", "265 EUR: "),
    ],
)
def test_a_unit_at_the_end_of_a_columns_name_is_its_unit(question: str, said: str) -> None:
    assert ask_texts(question, {"harvest.csv": HARVEST}).text.startswith(said)


SALES = (
    "Customer;Date;Litres;Price per litre;Total\nOsti;2024-01-22;1050;8.75;9187.50\n"
    "Ninfa;2023-12-12;140.5;11.80;1657.90\nOsti;2024-03-01;10;9.00;90.00\n"
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What did Osti pay altogether?", "9,277.50: "),
        ("How much did Ninfa pay?", "1,657.90: "),
        ("What is the total for Osti?", "9,277.50: "),
        ("What is the price per litre for Ninfa?", "11.80: "),
    ],
)
def test_what_was_paid_is_the_total_and_not_the_price_of_a_litre(question: str, said: str) -> None:
    assert ask_texts(question, {"sales.csv": SALES}).text.startswith(said)
