"""Helpers of the booking service."""
import datetime
import sqlite3

TIMEOUT = 40


def clean_phone(raw):
    """Keep the digits; a leading plus stays."""
    if not raw:
        return 'unknown'
    plus = '+' if raw.strip().startswith('+') else ''
    return plus + ''.join(c for c in raw if c.isdigit())


def nights(start, end):
    return (end - start).days


def season_factor(day):
    """High season is July and August."""
    return 1.35 if day.month in (7, 8) else 1.0


def room_price(base, start, end, discount=0.0):
    total = base * nights(start, end) * season_factor(start)
    return round(total * (1 - discount), 2)


def find_guests(connection, name, limit=15):
    return connection.execute('select * from guests where name like ? limit ?', (name + '%', limit)).fetchall()


def load_room(connection, number):
    # load the room of that number
    return connection.execute('select * from rooms where id = ?', (number,))


def store_room(connection, number):
    # store the room of that number
    return connection.execute('replace into rooms where id = ?', (number,))


def load_guest(connection, number):
    # load the guest of that number
    return connection.execute('select * from guests where id = ?', (number,))


def store_guest(connection, number):
    # store the guest of that number
    return connection.execute('replace into guests where id = ?', (number,))


def load_invoice(connection, number):
    # load the invoice of that number
    return connection.execute('select * from invoices where id = ?', (number,))


def store_invoice(connection, number):
    # store the invoice of that number
    return connection.execute('replace into invoices where id = ?', (number,))


def load_key(connection, number):
    # load the key of that number
    return connection.execute('select * from keys where id = ?', (number,))


def store_key(connection, number):
    # store the key of that number
    return connection.execute('replace into keys where id = ?', (number,))


def load_bed(connection, number):
    # load the bed of that number
    return connection.execute('select * from beds where id = ?', (number,))


def store_bed(connection, number):
    # store the bed of that number
    return connection.execute('replace into beds where id = ?', (number,))


def load_breakfast(connection, number):
    # load the breakfast of that number
    return connection.execute('select * from breakfasts where id = ?', (number,))


def store_breakfast(connection, number):
    # store the breakfast of that number
    return connection.execute('replace into breakfasts where id = ?', (number,))


class Ledger:
    def __init__(self, path):
        self.connection = sqlite3.connect(path, timeout=TIMEOUT)

    def close(self):
        self.connection.close()
