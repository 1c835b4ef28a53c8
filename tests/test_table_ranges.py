"""The row of a table whose range contains the amount of the question."""

import pytest
from fakes import ask_texts

from qa.records import Answer

DISCOUNTS = """# Discounts

| From (euros) | To (euros) | Discount |
|---|---|---|
| 0 | 999 | 0 % |
| 1,000 | 2,499 | 3 % |
| 2,500 | 4,999 | 6 % |
| 5,000 |  | 10 % |
"""
PARCELS = """# Parcels

| Weight | Postage |
|---|---|
| up to 2 kg | 5.49 € |
| over 2 to 5 kg | 7.69 € |
| over 5 to 10 kg | 10.49 € |
"""
PAKETE = """# Pakete

| Gewicht | Inland | Ausland |
|---|---|---|
| bis 2 kg | 5,49 € | 12,00 € |
| über 2 bis 5 kg | 7,69 € | 19,00 € |
"""
POOL = """# Swimming pool

| Age | Ticket | Season ticket |
|---|---|---|
| under 6 | free | free |
| 6–17 | 3.50 euros | 40 euros |
| 18–64 | 6 euros | 75 euros |
| 65+ | 4 euros | 50 euros |
"""
SCONTI = """# Sconti

| Da € | A € | Sconto |
|---|---|---|
| 0 | 299,99 | 0 % |
| 300 | 899,99 | 2 % |
| 900 |  | 4 % |
"""
LOW, HIGH = "Low season (October – April)", "High season (May – September)"
BERTHS = f"""# Berths (in euros)

| Jetty | Length of the boat | {LOW} Night | {LOW} Month | {HIGH} Night | {HIGH} Month |
|---|---|---|---|---|---|
| A – North quay | 6 to 8 m | 12 | 156 | 21 | 288 |
| A – North quay | 8 to 10 m | 16 | 204 | 28 | 372 |
| B – Town quay | 6 to 8 m | 14 | 182 | 25 | 334 |
| B – Town quay | 8 to 10 m | 19 | 247 | 33 | 436 |
"""
LEAVE = """# Leave

| Years of service, from | Days of leave |
|---|---|
| 0 | 25 |
| 5 | 27 |
| 10 | 30 |
"""


def ask(question: str, *texts: str) -> Answer:
    return ask_texts(question, {f"{number}.md": text for number, text in enumerate(texts)})


@pytest.mark.parametrize(
    ("question", "text", "value", "quoted"),
    [
        ("What discount do I get for an order of 3,000 euros?", DISCOUNTS, "6 %", "2,500"),
        ("What discount is there for 1,000 euros?", DISCOUNTS, "3 %", "1,000"),
        ("What discount is there for orders of 20,000 euros?", DISCOUNTS, "10 %", "5,000"),
        ("What does a night in July cost at jetty B for a boat of 9 m?", BERTHS, "33", "Town quay"),
        ("What is the price for a month in December at the north quay for a boat of 7 m?", BERTHS, "156", "North quay"),
        ("Quale sconto ricevo per un ordine di 450 euro?", SCONTI, "2 %", "300"),
        ("Se ordino merce per 1.200 euro, che sconto mi spetta?", SCONTI, "4 %", "900"),
        ("What is the postage for 800 g?", PARCELS, "5.49 €", "up to 2 kg"),
        ("What postage do I pay for 4 kg?", PARCELS, "7.69 €", "over 2 to 5 kg"),
        ("Was kostet ein Paket mit 3,5 kg ins Ausland?", PAKETE, "19,00 €", "über 2 bis 5 kg"),
        ("What does a season ticket cost at 16 years?", POOL, "40 euros", "6–17"),
        ("How many days of leave after 7 years of service?", LEAVE, "27", "5"),
    ],
)
def test_the_value_of_that_row_is_reported(question: str, text: str, value: str, quoted: str) -> None:
    answer = ask(question, text)
    assert not answer.abstained, answer.text
    assert answer.text.startswith(value), answer.text
    assert answer.form == "table"
    assert any(quoted in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is the postage for 12 kg?", PARCELS),  # no range contains it
        ("What is the postage for 4 litres?", PARCELS),  # another unit
        ("What discount do students get for 3,000 euros?", DISCOUNTS),  # the table does not know students
        ("What is the delivery time for an order of 3,000 euros?", DISCOUNTS),
    ],
)
def test_nothing_is_given_if_the_table_does_not_say(question: str, text: str) -> None:
    assert ask(question, text).abstained


FREIGHT = """# Sea freight

| Weight | Inland | Overseas |
|---|---|---|
| up to 20 kg | 8 € | 30 € |
| 20–25 kg | 11 € | 41 € |
| over 25 kg | 19 € | 77 € |
"""
RATES = """# Rates

| Weight from (kg) | Weight to (kg) | Inland (€) | EU (€) |
|---|---|---|---|
| 0 | 2 | 5.49 | 11.90 |
| 2.01 | 5 | 6.99 | 15.50 |
| 5.01 | 10 | 9.49 | 20.75 |
| 10.01 | 20 | 14.25 | 32.40 |
"""
LIFT = """# Ski lift passes

| Pass | Low (Apr–Nov) | High (Dec–Mar) |
|---|---|---|
| Adult | 34.00 | 49.50 |
| Child | 17.00 | 24.00 |
"""
BUNGALOWS = """# Ferienpark

| Haus | 1.5.–15.9. | 16.9.–30.4. |
|---|---|---|
| Haus Birke | 95 € | 70 € |
| Haus Erle | 120 € | 88 € |
"""
BOWLING = """# Bowling

| Tag | Uhrzeit | Preis je Bahn |
|---|---|---|
| Mo–Do | 12–18 Uhr | 14 € |
| Mo–Do | 18–24 Uhr | 20 € |
| Fr–So | 12–18 Uhr | 22 € |
| Fr–So | 18–24 Uhr | 29 € |
"""
PRINTS = """# Tirages

| Quantité | Prix par photo |
|---|---|
| 1–9 | 0,40 € |
| 10–49 | 0,30 € |
| 50 et plus | 0,22 € |
"""
CINE = """# Cine Luna

| Día | Entrada |
|---|---|
| lunes–jueves | 6,50 € |
| viernes–domingo | 8,90 € |
"""
TERME = """# Terme

| Età | Ingresso |
|---|---|
| fino a 5 anni | gratis |
| 6–13 anni | 7 € |
| oltre 13 anni | 15 € |
"""
PARKEREN = """# Parkeren

| Tijd | Tarief |
|---|---|
| 08:00–18:00 | € 3,20 |
| 18:00–23:00 | € 1,80 |
| 23:00–08:00 | € 0,50 |
"""
ZONES = """# Fracht

| Gewicht | Zone 1 | Zone 2 |
|---|---|---|
| <= 10 kg | 12,00 € | 18,00 € |
| ab 10,1 kg | 19,00 € | 27,00 € |
"""
BUS = """# Bus 12

| Stop | Mon–Fri | Sat | Sun |
|---|---|---|---|
| Market Square | 7:05 | 8:15 | 9:40 |
| Mill Lane | 7:12 | 8:22 | – |
"""
EIS = "# Eis\n\n| Kugeln | Preis |\n|---|---|\n| 2 | 3,00 € |\n| 3 | 4,20 € |\n"
CAMPEGGIO = """# Campeggio

| Piazzola | Bassa (ott–apr) | Alta (mag–set) |
|---|---|---|
| Tenda | 12,00 € | 24,00 € |
| Camper | 20,00 € | 41,00 € |
"""


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("Was kostet ein Paket mit 8 kg in Zone 2?", ZONES, "18,00 €"),
        (
            "Was kosten drei Kugeln?",
            "# Eis\n\n| Kugeln | Preis |\n|---|---|\n| 2 | 3,00 € |\n| 3 | 4,20 € |\n",
            "4,20 €",
        ),
        ("Was kosten 45 kg in Zone 1?", ZONES, "19,00 €"),
        ("When does bus 12 leave Mill Lane on Saturday?", BUS, "8:22"),
        ("Quanto costa un camper ad agosto?", CAMPEGGIO, "41,00 €"),
        ("Quanto costa una piazzola per tenda a dicembre?", CAMPEGGIO, "12,00 €"),
        ("What is the inland freight for a parcel of 23 kg?", FREIGHT, "11 €"),
        ("What does a parcel of 26 kg cost overseas?", FREIGHT, "77 €"),
        ("What does a parcel of 7.3 kg cost to the EU?", RATES, "20.75 €"),
        ("What is the inland rate for 12 kg?", RATES, "14.25 €"),
        ("How much is an adult pass in January?", LIFT, "49.50"),
        ("What does a child pass cost on 3 July?", LIFT, "17.00"),
        ("Was kostet Haus Erle am 20. Juni?", BUNGALOWS, "120 €"),
        ("Was kostet Haus Birke im Februar?", BUNGALOWS, "70 €"),
        ("Was kostet eine Bahn am Mittwoch um 20 Uhr?", BOWLING, "20 €"),
        ("Was kostet die Bahn am Samstag um 14:30 Uhr?", BOWLING, "22 €"),
        ("Quel est le prix par photo pour 40 pièces ?", PRINTS, "0,30 €"),
        ("Quel est le prix par photo pour 50 ?", PRINTS, "0,22 €"),
        ("¿Cuánto cuesta la entrada el miércoles?", CINE, "6,50 €"),
        ("¿Cuánto cuesta la entrada los sábados?", CINE, "8,90 €"),
        ("Quanto costa l'ingresso per un bambino di 9 anni?", TERME, "7 €"),
        ("Wat is het tarief om 14:30?", PARKEREN, "€ 3,20"),
        ("Wat is het tarief om 2:00?", PARKEREN, "€ 0,50"),
    ],
)
def test_days_times_and_amounts_fall_into_the_ranges_of_rows_and_columns(question: str, text: str, value: str) -> None:
    answer = ask(question, text)
    assert not answer.abstained, answer.text
    assert answer.text.replace(" :", ":").startswith(f"{value}:"), answer.text
    assert answer.citations


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is the inland freight for a parcel of 20 kg?", FREIGHT + "| 20–30 kg | 12 € | 50 € |\n"),  # in two
        ("What does it cost to send 25 kg inland?", RATES),
        ("When does bus 12 leave Mill Lane on Sunday?", BUS),  # it does not
        ("When does bus 14 leave Mill Lane on Saturday?", BUS),
        ("What does a dog pass cost in January?", LIFT),  # no such row
        ("How much is an adult pass after 3 July?", LIFT),  # not on that day
        ("Was kostet Haus Erle im September?", BUNGALOWS),  # in two parts
        ("Was kostet eine Bahn am Mittwoch?", BOWLING),  # at what time?
        ("Was kostet eine Bahn am Mittwoch um 3 Uhr?", BOWLING),
        ("¿Cuánto cuesta la entrada sin descuento el miércoles?", CINE),
        ("What does it cost for 9 children?", TERME),  # nine is no age
    ],
)
def test_what_is_in_no_range_or_in_two_is_not_answered(question: str, text: str) -> None:
    answer = ask(question, text)
    assert answer.abstained or answer.form != "table", answer.text


def test_a_range_that_no_row_has_is_told() -> None:
    answer = ask(
        "Wat is het tarief voor 40 kg?",
        "# Tarieven\n\n| Gewicht | Tarief |\n|---|---|\n| tot 5 kg | € 4 |\n| 5–10 kg | € 6 |\n",
    )
    assert answer.abstained
    assert answer.text.startswith("No range of “Tarieven” contains 40 kg.")
