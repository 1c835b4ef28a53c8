"""The price of several things together."""

import pytest
from fakes import ask_texts

from qa.records import Answer

BAKERY = (
    "# Bakery\n\n| Item | Price |\n|---|---|\n| Rye loaf | £3.20 |\n| Bun | £0.60 |\n| Plum cake | £2.75 |\n| Pie | |\n"
)
GARTEN = "# Gärtnerei\n\n| Pflanze | Preis |\n|---|---|\n| Rose | 8,50 € |\n| Tanne | 24,00 € |\n| Buchs | 6,00 € |\n"
CAFE = "# Café\n\n| Boisson | Prix |\n|---|---|\n| Thé | 2,80 € |\n| Café | 2,20 € |\n| Chocolat chaud | 3,90 € |\n"
PAPELERIA = "# Papelería\n\n| Artículo | Precio |\n|---|---|\n| Cuaderno | 3,10 € |\n| Lápiz | 0,80 € |\n"
TEATRO = "# Teatro\n\n| Posto | Prezzo |\n|---|---|\n| Platea | 32,00 € |\n| Galleria | 18,00 € |\n"
FIETSEN = "# Fietsen\n\n| Fiets | Prijs per dag |\n|---|---|\n| Stadsfiets | € 12,00 |\n| Bakfiets | € 30,00 |\n"
POSTO = "# Papelaria\n\n| Artigo | Preço |\n|---|---|\n| Caderno | 4,00 € |\n| Lápis | 0,90 € |\n"
FRUIT = "# Fruit\n\n| Fruit | Price per kg |\n|---|---|\n| Apple | £2.40 |\n| Pear | £3.10 |\n"
SIZES = (
    "# Frames\n\n| Frame | Size | Price |\n|---|---|---|\n"
    ""
    "| Oak | small | £12 |\n| Oak | large | £20 |\n| Pine | small | £8 |\n"
)


def ask(question: str, text: str, further: str = "") -> Answer:
    return ask_texts(question, {f"{n}.md": one for n, one in enumerate([text, further]) if one})


@pytest.mark.parametrize(
    ("question", "text", "total"),
    [
        ("What do two rye loaves and three buns cost together?", BAKERY, "£8.20"),
        ("How much are 2 buns, a plum cake and one rye loaf?", BAKERY, "£7.15"),
        ("Was kosten drei Rosen und eine Tanne zusammen?", GARTEN, "49,50 €"),
        ("Wie viel kosten 10 Buchs und 2 Tannen insgesamt?", GARTEN, "108,00 €"),
        ("Combien coûtent deux thés et un chocolat chaud ?", CAFE, "9,50 €"),
        ("¿Cuánto cuestan dos cuadernos y cinco lápiz en total?", PAPELERIA, "10,20 €"),
        ("Quanto costano insieme tre platea e una galleria?", TEATRO, "114,00 €"),
        ("Quanto custam dois cadernos e três lápis?", POSTO, "10,70 €"),
        ("Wat kosten twee stadsfietsen en een bakfiets samen per dag?", FIETSEN, "54,00 €"),
        ("Combien coûtent le thé et le café ensemble ?", CAFE, "5,00 €"),
        ("Quanto costano insieme la platea e la galleria?", TEATRO, "50,00 €"),
        ("Wat kosten de stadsfiets en de bakfiets samen per dag?", FIETSEN, "42,00 €"),
        ("What do two small oak frames and one small pine frame cost?", SIZES, "£32"),
    ],
)
def test_the_prices_are_multiplied_and_added(question: str, text: str, total: str) -> None:
    answer = ask(question, text)
    assert answer.text.replace(" :", ":").startswith(f"{total}: "), answer.text
    assert len(answer.citations) >= 2
    assert not answer.abstained


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("What do two rye loaves and a scone cost together?", BAKERY, "scone"),
        ("What do two rye loaves and a pie cost together?", BAKERY, "pie"),  # its price is empty
        ("Was kosten drei Rosen und eine Palme zusammen?", GARTEN, "Palme"),
        ("Combien coûtent deux thés et une limonade ?", CAFE, "limonade"),
    ],
)
def test_nothing_is_added_if_one_has_no_price(question: str, text: str, missing: str) -> None:
    answer = ask(question, text)
    assert answer.abstained
    assert any(words in answer.text for words in ("no price", "keinen Preis", "pas de prix"))
    assert missing in answer.text.split("\n", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What do two apples and three pears cost together?", FRUIT),  # the price is for a kilogram
        ("What do two oak frames and one pine frame cost together?", SIZES),  # of which size?
        ("What do two rye loaves and three buns cost in August?", BAKERY),
        ("What do two rye loaves and three buns cost for members?", BAKERY),
    ],
)
def test_no_sum_is_made_of_prices_that_are_unclear(question: str, text: str) -> None:
    answer = ask(question, text)
    assert answer.abstained or answer.form != "table", answer.text


def test_a_price_in_a_sentence_is_left_to_the_ordinary_answer() -> None:
    answer = ask("What do two rye loaves and a scone cost together?", BAKERY, "# Note\n\nA scone costs £1.90.\n")
    assert "no price" not in answer.text
