"""Reads and writes the stock file."""
import csv

class StockError(Exception):
    pass

REORDER = {"hay": 900, "straw": 250, "concentrate": 120, "minerals": 15}


def load_stock(path):
    """Return {article: kg}. Lines that start with # are skipped."""
    out = {}
    with open(path, newline="") as f:
        for row in csv.reader(f, delimiter=";"):
            if not row or row[0].startswith("#"):
                continue
            out[row[0].strip()] = float(row[1].replace(",", "."))
    return out


def to_order(stock):
    """Articles below their reorder level, alphabetically."""
    return sorted(a for a, level in REORDER.items() if stock.get(a, 0) < level)


def book_out(stock, article, kg):
    """Take kg out of stock; never below zero."""
    if kg > stock.get(article, 0):
        raise StockError(f"only {stock.get(article, 0)} kg of {article}")
    stock[article] -= kg
    return stock
