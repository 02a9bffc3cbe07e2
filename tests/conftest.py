"""What holds for every test: no network, and nothing of the caller's environment."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest


class NetworkForbidden(RuntimeError):
    """A test tried to reach the network."""


def _refuse(*_arguments: object, **_named: object) -> None:
    raise NetworkForbidden("tests have no network")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        patch.setattr(socket, name, _refuse)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chinese unless a test says otherwise; no setting of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("RURALEDU_")]:
        monkeypatch.delenv(name)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR", "PY_COLORS"):
        monkeypatch.delenv(name, raising=False)
