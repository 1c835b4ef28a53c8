"""A network of its own for programs that a test starts, with one cable to this machine that the test can unplug."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

HERE, THERE = "198.18.77.1", "198.18.77.2"  # for tests of networks (RFC 2544), so that nothing else has them


@dataclass(frozen=True)
class FarNetwork:
    """Programs in it reach this machine as `HERE`."""

    name: str
    cable: str  # our end

    @property
    def command(self) -> list[str]:
        """What comes before a command that runs there."""
        return ["ip", "netns", "exec", self.name]

    def unplug(self) -> None:
        """Take the interface down. Neither side is told."""
        _ip("link", "set", self.cable, "down")

    def plug_in(self) -> None:
        _ip("link", "set", self.cable, "up")


@contextmanager
def far_network() -> Iterator[FarNetwork]:
    """A new network, which is removed afterwards. Skips the test if none can be made here."""
    network = FarNetwork(f"quoth-{os.getpid()}", f"q{os.getpid()}a")
    other_end = f"q{os.getpid()}b"
    if os.geteuid() or shutil.which("ip") is None or not _can("netns", "add", network.name):
        pytest.skip("this machine does not let the tests make a network")
    try:
        if not _can("link", "add", network.cable, "type", "veth", "peer", "name", other_end, "netns", network.name):
            pytest.skip("this machine does not let the tests make a cable between two networks")
        _ip("address", "add", f"{HERE}/30", "dev", network.cable)
        network.plug_in()
        _ip("-n", network.name, "address", "add", f"{THERE}/30", "dev", other_end)
        _ip("-n", network.name, "link", "set", other_end, "up")
        yield network
    finally:
        _can("link", "delete", network.cable)
        _ip("netns", "delete", network.name)


def _can(*arguments: str) -> bool:
    return subprocess.run(["ip", *arguments], check=False, capture_output=True).returncode == 0


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)
