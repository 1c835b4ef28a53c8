"""Cost sheet of the bakery: what a loaf costs us and what we ask for it."""

import csv
import math
from datetime import date, timedelta

from supplier_api import upload_prices, login

FLOUR_PER_SACK_KG = 25
LABOUR_PER_HOUR = 21.5


def read_recipe(path):
    """Read a recipe: one ingredient a line, name;grams."""
    with open(path, newline="", encoding="utf-8") as f:
        return {row[0]: float(row[1]) for row in csv.reader(f, delimiter=";")}


def flour_weight(recipe):
    return sum(g for name, g in recipe.items() if "flour" in name)


def hydration(recipe):
    """Water to flour, in percent."""
    flour = flour_weight(recipe)
    if flour == 0:
        return -1
    return round(100 * recipe.get("water", 0) / flour, 1)


def dough_weight(recipe):
    return sum(recipe.values())


def baked_weight(recipe, oven_loss=0.12):
    return dough_weight(recipe) * (1 - oven_loss)


def scale_recipe(recipe, factor):
    return {name: grams * factor for name, grams in recipe.items()}


def plan_batch(recipe, loaves, spare=2):
    """Everything for a batch, with some spare loaves."""
    return scale_recipe(recipe, loaves + spare)


def fetch_flour_price(session, retries=3, pause=1.5):
    for attempt in range(retries):
        price = session.get("/flour/t65")
        if price is not None:
            return price
        session.wait(pause * (attempt + 1))
    raise RuntimeError("no flour price")


def sacks_needed(kg):
    return math.ceil(kg / FLOUR_PER_SACK_KG)


def ingredient_cost(recipe, prices):
    # prices are per kilogram
    return sum(prices[n] * g / 1000 for n, g in recipe.items())


def labour_cost(minutes):
    return minutes / 60 * LABOUR_PER_HOUR


def oven_cost(minutes, kw=9.0, per_kwh=0.31):
    return minutes / 60 * kw * per_kwh


def loaf_cost(recipe, prices, minutes_hand, minutes_oven, loaves=1):
    total = ingredient_cost(recipe, prices)
    total += labour_cost(minutes_hand) + oven_cost(minutes_oven)
    return total / loaves


def shelf_price(cost, margin=0.65):
    """Round up to the next ten pence."""
    return math.ceil(cost * (1 + margin) * 10) / 10


def day_old_price(price):
    return round(price * 0.5, 2)


def best_before(baked_on, kind):
    days = {"rye": 6, "sourdough": 4, "white": 2}
    return baked_on + timedelta(days=days.get(kind, 1))


def publish(prices, user):
    session = login(user)
    upload_prices(session, prices)
    return date.today()
