"""What holds for every test: no network, and nothing of the caller's environment."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import settings

# The same examples every time, so that a failure is the change's; others are looked for with
# HYPOTHESIS_PROFILE=default.
settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


class NetworkForbidden(RuntimeError):
    """A test tried to reach the network."""


def _refuse(*_arguments: object, **_named: object) -> None:
    raise NetworkForbidden("tests have no network")


def _only_within(connect: Callable[..., Any]) -> Callable[..., Any]:
    """Connections between processes of this machine, by a file: worker processes are started by one."""

    def checked(self: socket.socket, address: Any) -> Any:
        if self.family != getattr(socket, "AF_UNIX", None):
            _refuse()
        return connect(self, address)

    return checked


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _only_within(getattr(socket.socket, name)))
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        patch.setattr(socket, name, _refuse)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, _cache: str) -> None:
    """Chinese unless a test says otherwise; no setting of whoever runs the tests, and a cache of its own."""
    for name in [name for name in os.environ if name.startswith("RURALEDU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RURALEDU_CACHE", _cache)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR", "PY_COLORS"):
        monkeypatch.delenv(name, raising=False)


@dataclass(frozen=True)
class Ran:
    """What a command line gave."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command line in this process: `run("check", "2025")`."""
    from ruraledu_cli.cli.app import main

    def call(*arguments: object) -> Ran:
        capfdbinary.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return Ran(code, out, err.decode("utf-8"))

    return call
