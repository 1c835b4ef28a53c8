"""Feed planning for the goat dairy. Weights in kg, milk in litres."""
from stock import load_stock, StockError

HAY_PER_GOAT = 1.8          # kg a day, dry goat
MILK_BONUS = 0.35           # kg concentrate per litre of milk
MAX_CONCENTRATE = 1.2       # never more than this, rumen trouble
KID_WEANING_DAYS = 63


def hay_needed(goats, days, reserve=0.12):
    """Hay for a number of goats and days, with a reserve."""
    return round(goats * days * HAY_PER_GOAT * (1 + reserve), 1)


def concentrate(litres, heavy_in_kid=False):
    """Concentrate per goat and day."""
    amount = litres * MILK_BONUS
    if heavy_in_kid:
        amount += 0.2
    return min(amount, MAX_CONCENTRATE)


def days_left(path="stock.csv", goats=1):
    """How many days the hay in stock lasts. Raises StockError if there is none."""
    hay = load_stock(path).get("hay", 0)
    if hay <= 0:
        raise StockError("no hay in stock")
    return int(hay / (goats * HAY_PER_GOAT))


def is_weaned(age_days, weight):
    """A kid is weaned at KID_WEANING_DAYS and at 12 kg, both."""
    return age_days >= KID_WEANING_DAYS and weight >= 12
