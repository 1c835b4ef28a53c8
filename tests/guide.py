"""The way from a laptop to three machines, as docs/several_machines.md tells it, with the addresses of this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from nginx import free_port
from postgres_server import PostgresServer

from index.stores.postgres.address import Address
from index.stores.postgres.database import Database

ROOT = Path(__file__).parent.parent
PROXY = "127.0.0.10"  # for the 10.0.0.10 of the page, and so on
HOSTS = ("127.0.0.11", "127.0.0.12")


@dataclass
class Guide:
    """The statements and commands of the page. `home` has the stand-ins for what is elsewhere."""

    server: PostgresServer
    home: Path
    ports: tuple[int, int]
    settings: dict[str, str]  # which a test needs besides those of the page: small models
    sql: str
    password: str  # commands, as the following
    laptop: str
    each: str
    nginx: str

    @classmethod
    def read(cls, server: PostgresServer, home: Path, settings: dict[str, str]) -> Guide:
        page = (ROOT / "docs" / "several_machines.md").read_text("utf-8")
        way = page.partition("## From a laptop to three machines")[2].partition("\n## ")[0]
        (sql,), (password, laptop, mount, each) = (
            re.findall(rf"```{kind}\n(.*?)```", way, re.DOTALL) for kind in ("sql", "sh")
        )
        assert "mount" in mount
        (nginx,) = re.findall(r"```nginx\n(.*?)```", page, re.DOTALL)
        guide = cls(server, home, (free_port(), free_port()), settings, sql, password, laptop, each, nginx)
        guide._put_here()
        (home / "bin").mkdir()
        (home / "bin" / "quoth").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ui.cli.main "$@"\n')
        (home / "bin" / "quoth").chmod(0o755)
        return guide

    def _put_here(self) -> None:
        """Replace the addresses, paths and names of the page. The server of the tests has a role `quoth` of its own."""
        team = f"team_{token_hex(4)}"
        self.sql = _replaced(self.sql, (" quoth", f" {team}"))
        self.password = _replaced(self.password, ("db.example.org:*:quoth:quoth:", f"127.0.0.1:*:{team}:{team}:"))
        at = ("//quoth@db.example.org/quoth", f"//{team}@127.0.0.1:{self.server.port}/{team}")
        self.laptop = _replaced(self.laptop, at)
        self.each = _replaced(self.each, at, ("/srv/documents", str(self.home / "documents")), ("10.0.0.10", PROXY))
        for example, host, port in zip(("10.0.0.11", "10.0.0.12"), HOSTS, self.ports, strict=True):
            self.nginx = _replaced(self.nginx, (f"{example}:7860", f"{host}:{port}"))

    def make_database(self) -> None:
        """Run the statements, each part in the database to which the page connects."""
        address = self.server.address
        first, second = self.sql.split("\\connect ")
        team, _, rest = second.partition("\n")
        for statements in (first, rest):
            with closing(Database(Address.read(address))) as database, database.session() as session:
                for statement in statements.strip().split(";\n"):
                    session.run(statement)
            address = self.server.address.replace("/postgres", f"/{team}")

    def run(self, commands: str, *, said: str = "") -> str:
        """What the commands print, if they are given `said` to read. An error of one ends the test."""
        ended = subprocess.run(
            ["bash", "-euc", commands], cwd=self.home, env=self._environment(),
            input=said, text=True, check=True, stdout=subprocess.PIPE,
        )  # fmt: skip
        return ended.stdout

    def serving(self, number: int) -> subprocess.Popen[bytes]:
        """A server that was started by the commands for each machine. It leads a group of processes."""
        commands = _replaced(self.each, ("--host 0.0.0.0", f"--host {HOSTS[number]} --port {self.ports[number]}"))
        folder = self.home / str(number)
        folder.mkdir()
        return subprocess.Popen(
            ["bash", "-euc", commands], cwd=folder, env=self._environment(), stdout=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("QUOTH_", "PG"))}
        return own | self.settings | {
            "HOME": str(self.home),
            "PATH": f"{self.home / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(self.home / "cache"),
        }  # fmt: skip


def _replaced(text: str, *changes: tuple[str, str]) -> str:
    for example, real in changes:
        assert example in text, example
        text = text.replace(example, real)
    return text
