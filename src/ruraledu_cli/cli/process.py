"""What a process that runs one command and ends can do without."""

from __future__ import annotations

import gc
import os

_SETTINGS = {
    "OPENBLAS_NUM_THREADS": "1",  # numpy starts a thread per core, for matrices that nobody multiplies here
    "PYDANTIC_DISABLE_PLUGINS": "1",  # pydantic searches all installed packages for plugins
}
_NEW_OBJECTS = 100_000  # before garbage is searched; the tables of a census hold no cycles


def lighten() -> None:
    """Before the libraries are loaded: for a short life. What the user's environment says of it stands."""
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    gc.set_threshold(_NEW_OBJECTS, 20, 100)


def leave() -> None:
    """At the end: what is still there goes with the process, and need not be searched for garbage first."""
    gc.freeze()
