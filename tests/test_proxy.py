"""The page behind a real nginx, under a path of its own, with accounts."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from scripted import sample_chatbot

from ui.web import serving
from ui.web.accounts.entrance import Entrance
from ui.web.accounts.people import Role
from ui.web.accounts.store import Accounts
from ui.web.app import make_app
from ui.web.proxies import LOOPBACK, parse_proxies

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
CONFIGURATION = """
daemon off; pid {folder}/nginx.pid; error_log stderr; worker_processes 1;
events {{}}
http {{
    access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    server {{
        listen 127.0.0.1:{port};
        location /quoth/ {{
            proxy_pass http://127.0.0.1:{behind}/;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto https;
            proxy_set_header X-Remote-User $http_x_test_user;
            proxy_buffering off;
        }}
    }}
}}
"""
PASSWORD = "a sentence of my own"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A browser that knows only nginx."""
    if NGINX is None:
        pytest.skip("there is no nginx on this machine: make test-tools")
    folder = tmp_path_factory.mktemp("proxy")
    port, listener = free_port(), socket.create_server(("127.0.0.1", 0))
    accounts = Accounts(folder / "accounts.sqlite")
    accounts.add("ann", Role.READER, PASSWORD)
    proxies = parse_proxies(LOOPBACK, "X-Remote-User", "/quoth/")
    guard = make_app(
        sample_chatbot(),  # type: ignore[arg-type]  # a stand-in
        hosts={f"127.0.0.1:{port}"},
        entrance=Entrance(accounts, proxies, is_closed=True),
    )
    server = serving.make_server(guard)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    written = folder / "nginx.conf"
    written.write_text(CONFIGURATION.format(folder=folder, port=port, behind=listener.getsockname()[1]))
    with subprocess.Popen([NGINX, "-c", str(written), "-p", str(folder)], stderr=subprocess.DEVNULL) as nginx:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}/quoth/", timeout=60) as client:
                until_there(client)
                yield client
        finally:
            nginx.terminate()
            server.should_exit = True
            thread.join(30)
            listener.close()


def until_there(client: httpx.Client) -> None:
    ends = time.monotonic() + 60
    while True:
        try:
            if client.get("api/health").status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < ends
        time.sleep(0.05)


def links(page: str) -> set[str]:
    """What the elements of the page name. What its scripts say is no element."""
    elements = re.sub(r"(<script[^>]*>).*?</script>", r"\1", page, flags=re.S)
    return set(re.findall(r"(?:src|href)=\"([^\"]+)\"", elements))


@pytest.mark.slow
def test_the_page_and_all_that_it_loads_stay_below_the_path(outside: httpx.Client) -> None:
    page = outside.get("", headers={"x-test-user": "ann"})
    assert page.status_code == 200
    root = re.search(r'"root": ?"([^"]+)"', page.text)
    assert root is not None
    assert httpx.URL(root[1]).path.rstrip("/") == "/quoth"
    found = {link for link in links(page.text) if not link.startswith(("#", "data:", "blob:"))}
    assert found
    for link in found:
        address = page.url.join(link)
        assert address.host == page.url.host, link
        assert address.path.startswith("/quoth/"), link
        assert outside.get(address, headers={"x-test-user": "ann"}).status_code == 200, link


def test_no_script_names_an_address_from_the_root() -> None:
    static = Path(__file__).parent.parent / "ui" / "web" / "static"
    for script in static.glob("*.js"):
        assert not re.search(r"['\"`]/(?:api|login|logout|\?|v1)", script.read_text(encoding="utf-8")), script


def test_a_login_keeps_to_the_path_and_to_tls(outside: httpx.Client) -> None:
    shut = outside.get("?chat=aB-9")
    assert shut.status_code == 303
    form = outside.get(shut.url.join(shut.headers["location"]))
    assert form.url.path == "/quoth/login"
    action = re.search(r'action="([^"]+)"', form.text)
    assert action is not None
    said = {"name": "ann", "password": PASSWORD, "next": "/?chat=aB-9"}
    reply = outside.post(form.url.join(action[1]), data=said)
    assert reply.status_code == 303
    assert reply.url.join(reply.headers["location"]).raw_path == b"/quoth/?chat=aB-9"
    assert {"Path=/quoth/", "Secure", "HttpOnly"} <= set(reply.headers["set-cookie"].split("; "))


def test_nginx_signs_people_on_and_they_cannot_name_themselves(outside: httpx.Client) -> None:
    outside.cookies.clear()
    account = outside.get("api/account", headers={"x-test-user": "ann"}).json()
    assert (account["name"], account["role"]) == ("ann", "reader")
    assert outside.get("api/account", headers={"x-remote-user": "ann"}).status_code == 401


def test_answers_come_through_in_pieces(outside: httpx.Client) -> None:
    headers = {"x-test-user": "ann"}
    body = {"messages": [{"role": "user", "content": "Short?"}], "stream": True}
    with outside.stream("POST", "v1/chat/completions", json=body, headers=headers) as reply:
        text = "".join(reply.iter_text())
    assert text.rstrip().endswith("data: [DONE]")
    assert "/quoth/api/original?document=" in text
