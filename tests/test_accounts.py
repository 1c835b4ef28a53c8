"""How accounts are stored and attempts counted, the headers of proxies, and the command `quoth users`."""

from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import Any

import pytest

from index.errors import QuothError, SettingsError
from ui.cli.main import main
from ui.conversations import Conversations
from ui.shared_conversations import SharedConversations
from ui.web.accounts.attempts import MOST, WITHIN_S, Attempts
from ui.web.accounts.passwords import hashed, is_right
from ui.web.accounts.people import Role
from ui.web.accounts.shared_accounts import SharedAccounts
from ui.web.accounts.store import SESSION_S, Accounts
from ui.web.address import listen, local_names
from ui.web.proxies import parse_proxies

PASSWORD = "a sentence of my own"


@pytest.fixture
def in_file(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path / "accounts.sqlite")


@pytest.fixture
def shared(address: str, tmp_path: Path) -> SharedAccounts:
    conversations = SharedConversations(address, tmp_path / "conversations.sqlite")
    return SharedAccounts(address, tmp_path / "accounts.sqlite", conversations.adopt)


@pytest.fixture(params=["in_file", "shared"])
def accounts(request: pytest.FixtureRequest) -> Accounts:
    """Accounts in a file, and in a database that several servers share."""
    found: Accounts = request.getfixturevalue(request.param)
    return found


def test_a_password_is_kept_as_argon2id_and_is_the_same_however_it_is_typed() -> None:
    stored = hashed("cafe\u0301 de Paris")
    assert stored.startswith("$argon2id$")
    assert is_right("café de Paris", stored)
    for wrong in ("cafe de Paris", "", "x" * 5000, "\ud83d" * 12):
        assert not is_right(wrong, stored)
        assert not is_right(wrong, "")
    for unfit in ("", "short", "x" * 1001):
        with pytest.raises(QuothError, match="10 to 1,000 characters"):
            hashed(unfit)


def test_nothing_that_is_stored_opens_anything(accounts: Accounts) -> None:
    accounts.add("ann", Role.ADMIN, PASSWORD)
    secrets = [PASSWORD, accounts.begin_session("ann"), accounts.add_token("ann", "notes")]
    with accounts._reading() as database:
        rows = [
            str(row)
            for table in ('"user"', "session", "token")
            for row in list(database.execute(f"SELECT * FROM {table}"))
        ]
    assert len(rows) == 3
    assert not any(secret in row for row in rows for secret in secrets)


def test_only_this_user_of_the_machine_may_open_the_file(in_file: Accounts) -> None:
    in_file.add("ann", Role.ADMIN, PASSWORD)
    assert in_file.file.stat().st_mode & 0o077 == 0


def test_people_and_their_logins_and_tokens_are_known_to_all_servers(
    shared: SharedAccounts, address: str, tmp_path: Path
) -> None:
    other = SharedAccounts(address, tmp_path / "elsewhere" / "accounts.sqlite", lambda *_: None)
    assert not other.exist()
    shared.add("Ann", Role.READER, PASSWORD)
    session, token = shared.begin_session("ann"), shared.add_token("ann", "notes")
    assert other.exist()
    assert other.is_password("ANN", PASSWORD)
    assert other.of_session(session) == other.of_token(token) == shared.named("ann")
    assert other.named("\u212an") is other.named("ann\0") is None  # signs that some databases make into others
    (listed,) = other.tokens("ann")
    assert not other.remove_token("bob", listed.id)
    assert other.remove_token("ann", listed.id)
    assert shared.of_token(token) is None
    other.end_sessions("ann")
    assert shared.of_session(session) is None
    other.remove("ann")
    assert not shared.exist()


def test_accounts_of_a_file_that_several_ask_for_at_once_move_once(shared: SharedAccounts) -> None:
    Accounts(shared.file).add("ann", Role.READER, None)
    seen: list[bool] = []
    threads = [threading.Thread(target=lambda: seen.append(shared.exist())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 8
    assert not shared.file.exists()
    assert [person.name for person in shared.people()] == ["ann"]


def test_accounts_of_files_move_to_the_database_once_and_those_of_one_name_become_one(
    address: str, tmp_path: Path
) -> None:
    conversations = SharedConversations(address, tmp_path / "conversations.sqlite")
    folders, secrets, asked = [tmp_path / "a", tmp_path / "b"], [], []
    for folder in folders:
        earlier = Accounts(folder / "accounts.sqlite")
        person = earlier.add("ann", Role.EDITOR, PASSWORD)
        secrets += [earlier.begin_session("ann"), earlier.add_token("ann", folder.name)]
        asked.append(conversations.create(person.visitor, f"Asked at {folder.name}?"))
    Accounts(folders[1] / "accounts.sqlite").add("bob", Role.READER, None)
    servers = [SharedAccounts(address, folder / "accounts.sqlite", conversations.adopt) for folder in folders]
    for kept in (*servers, *reversed(servers)):
        assert kept.exist()
    for kept in servers:
        assert [(person.name, person.role) for person in kept.people()] == [("ann", Role.EDITOR), ("bob", Role.READER)]
        ann = kept.named("ann")
        assert ann
        assert [kept.of_session(secrets[0]), kept.of_token(secrets[1])] == [ann, ann]
        assert [kept.of_session(secrets[2]), kept.of_token(secrets[3])] == [ann, ann]
        assert {one.id for one in conversations.listed(ann.visitor)} == set(asked)
        assert [token.label for token in kept.tokens("ann")] == ["a", "b"]
    assert [path.name for folder in folders for path in folder.glob("accounts.*[!lm]")] == ["accounts.moved"] * 2


@pytest.mark.parametrize("name", ["", "a b", "a/b", "ä", "x" * 65, "a\n", "<b>"])
def test_a_name_without_sense_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(QuothError, match="letters, digits"):
        accounts.add(name, Role.READER, PASSWORD)


def test_a_name_is_taken_once_in_either_case(accounts: Accounts) -> None:
    accounts.add("ann@example.org", Role.READER, PASSWORD)
    with pytest.raises(QuothError, match="already"):
        accounts.add("Ann@example.org", Role.ADMIN, PASSWORD)
    assert [person.role for person in accounts.people()] == [Role.READER]


def test_whoever_is_added_by_two_at_once_is_added_once(accounts: Accounts) -> None:
    accounts.add("bob", Role.READER, None)
    outcomes: list[str] = []

    def add() -> None:
        try:
            accounts.add("ann", Role.READER, None)
            outcomes.append("added")
        except QuothError:
            outcomes.append("refused")

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["added", "refused", "refused", "refused"]


def test_a_session_ends_with_its_time_its_account_and_its_password(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.add("ann", Role.READER, PASSWORD)
    first = accounts.begin_session("ann")
    assert accounts.of_session(first) == accounts.named("ANN")
    assert accounts.of_session("guess") is None
    monkeypatch.setattr("ui.web.accounts.store.SESSION_S", -1)
    assert accounts.of_session(first) is None
    monkeypatch.setattr("ui.web.accounts.store.SESSION_S", SESSION_S)
    accounts.set_password("ann", "another sentence")
    assert accounts.of_session(first) is None
    second, token = accounts.begin_session("ann"), accounts.add_token("ann", "")
    accounts.remove("ann")
    accounts.add("ann", Role.ADMIN, PASSWORD)  # somebody else with the same name
    assert accounts.of_session(second) is accounts.of_token(token) is None


def test_without_a_password_nobody_can_log_in_with_one(accounts: Accounts) -> None:
    accounts.add("ann", Role.READER, None)
    assert not accounts.is_password("ann", "")
    assert not accounts.is_password("ann", PASSWORD)


def test_another_role_holds_at_once(accounts: Accounts) -> None:
    accounts.add("ann", Role.ADMIN, None)
    session = accounts.begin_session("ann")
    accounts.set_role("ann", Role.READER)
    person = accounts.of_session(session)
    assert person is not None
    assert person.role is Role.READER


def test_attempts_are_counted_by_address_and_by_name_and_forgotten_in_time() -> None:
    now = [0.0]
    attempts = Attempts(clock=lambda: now[0])
    for n in range(MOST["address"]):
        assert attempts.begin("2001:db8::1", f"name-{n}") == 0
    assert attempts.begin("2001:db8::2", "other") == WITHIN_S  # the same network
    assert attempts.begin("2001:db8:0:1::1", "other") == 0
    now[0] += WITHIN_S
    assert attempts.begin("2001:db8::2", "other") == 0
    for n in range(MOST["name"]):
        assert attempts.begin(f"192.0.2.{n}", "Ann") == 0
    assert attempts.begin("192.0.2.200", "ann") > 0


def test_whoever_knows_the_password_is_never_locked_out() -> None:
    attempts = Attempts()
    for _ in range(500):
        assert attempts.begin("192.0.2.1", "ann") == 0
        attempts.succeeded("192.0.2.1", "ann")


def scope(client: str, *headers: tuple[str, str]) -> dict[str, Any]:
    encoded = [(name.encode(), value.encode()) for name, value in headers]
    return {"client": (client, 5), "scheme": "http", "headers": encoded}


def test_only_what_a_trusted_proxy_says_last_is_believed() -> None:
    proxies = parse_proxies("127.0.0.0/8, ::1")
    said = (("x-forwarded-for", "1.1.1.1, 192.0.2.7"), ("x-forwarded-proto", "https"))
    for proxy in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        seen = proxies.seen_through(scope(proxy, *said))
        assert (seen["client"][0], seen["scheme"]) == ("192.0.2.7", "https")
    for other in ("192.0.2.9", "testclient", ""):
        seen = proxies.seen_through(scope(other, *said))
        assert (seen["client"][0], seen["scheme"]) == (other, "http")
    assert proxies.seen_through(scope("::1", ("x-forwarded-proto", "javascript")))["scheme"] == "http"
    with pytest.raises(SettingsError, match="trusted_proxies"):
        parse_proxies("localhost")


def test_with_accounts_other_machines_may_be_served_and_know_this_one_by_its_addresses() -> None:
    with listen("0.0.0.0", 0, has_accounts=True) as listener:
        port = listener.getsockname()[1]
        assert {f"127.0.0.1:{port}", f"localhost:{port}"} <= local_names(listener)


@pytest.fixture
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, password: str = PASSWORD) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        status = main(["users", *arguments])
        return status, *capsys.readouterr()

    return run


def test_accounts_are_managed_in_the_shell(users: Any) -> None:
    assert users("list") == (0, "", "")
    status, _, err = users("add", "ann")
    assert (status, "as admin" in err, "everyone has to log in" in err) == (0, True, True)
    assert users("add", "bob")[0] == 0
    assert users("add", "cy", "--role", "editor", "--sign-on")[0] == 0
    assert users("list")[1] == "ann\tadmin\nbob\treader\ncy\teditor\n"
    assert users("role", "bob", "--role", "editor")[0] == 0
    assert users("password", "bob", password="another sentence")[0] == 0
    status, token, _ = users("token", "bob", "--label", "notes")
    accounts = Accounts(Path(".quoth/accounts.sqlite"))
    assert accounts.of_token(token.strip()) == accounts.named("bob")
    assert accounts.is_password("bob", "another sentence")
    Conversations(Path(".quoth/conversations.sqlite")).create(accounts.named("bob").visitor, "Why?")  # type: ignore[union-attr]
    assert users("remove", "bob")[2] == "bob was removed, with 1 conversation.\n"
    assert users("list")[1] == "ann\tadmin\ncy\teditor\n"


def test_mistakes_with_accounts_are_reported_in_one_line(users: Any) -> None:
    for arguments in (("remove", "ann"), ("password", "ann"), ("role", "ann", "--role", "admin"), ("token", "ann")):
        assert users(*arguments) == (1, "", "quoth: ann has no account. `quoth users list` shows who has.\n")
    assert users("add", "ann", password="short")[0] == 1
    assert users("add") == (1, "", "quoth: Say whose account it is: quoth users add NAME.\n")
    assert "which role" in users("role", "ann")[2]
    assert users("list")[1] == ""
