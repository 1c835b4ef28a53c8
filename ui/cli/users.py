"""The command users: adds, lists, changes and removes accounts."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from index.errors import QuothError
from ui.cli.shell import DONE, show


def manage_users(options: argparse.Namespace) -> int:
    """Do what `options.act` says with the accounts beside the index."""
    from qa.settings import load_settings
    from ui.conversation_store import conversations_of
    from ui.web.accounts.account_store import accounts_of
    from ui.web.accounts.people import Role
    from ui.web.visible import private_folder

    settings = load_settings()
    accounts = accounts_of(settings)
    name = options.name or ""
    if not name and options.act != "list":
        raise QuothError(f"Say whose account it is: quoth users {options.act} NAME.")
    match options.act:
        case "list":
            for person in accounts.people():
                print(f"{person.name}\t{person.role.name.lower()}")
        case "add":
            is_first = not accounts.exist()
            role = Role[options.role.upper()] if options.role else Role.ADMIN if is_first else Role.READER
            _require_empty(settings.documents / private_folder(name))
            person = accounts.add(name, role, None if options.sign_on else _new_password())
            show(f"{person.name} may now log in as {role.name.lower()}.")
            if is_first:
                show("From now on everyone has to log in, also on this machine.")
        case "password":
            if accounts.named(name) is None:
                raise QuothError(f"{name} has no account. `quoth users list` shows who has.")
            accounts.set_password(name, _new_password())
            show(f"{name} has a new password and was logged out everywhere.")
        case "role":
            if not options.role:
                raise QuothError(f"Say which role: quoth users role {name} --role editor.")
            accounts.set_role(name, Role[options.role.upper()])
            show(f"{name} is now {options.role}.")
        case "token":
            print(accounts.add_token(name, options.label))
            show("Keep it: it cannot be shown again.")
        case "remove":
            person = accounts.remove(name)
            count = conversations_of(settings).forget(person.visitor)
            show(f"{name} was removed, with {count} conversation{'s' * (count != 1)}.")
            if (folder := settings.documents / private_folder(name)).is_dir():
                show(f"Nobody sees the documents in {folder} now. Move or delete them.")
    return DONE


def _require_empty(folder: Path) -> None:
    """Raise `QuothError` if the private folder of a new account holds documents of somebody who had the name before."""
    if folder.is_dir() and any(path.is_file() for path in folder.rglob("*")):
        raise QuothError(f"{folder} holds documents of an earlier account with this name. Move or delete them first.")


def _new_password() -> str:
    """A new password: typed twice at the terminal, or the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != password:
        raise QuothError("The two differ. Nothing was changed.")
    return password
