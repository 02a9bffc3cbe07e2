"""A workbook that knows whether anybody has saved it since it was made: one part has a hash of the others."""

from __future__ import annotations

import re

from ruraledu_cli.package.archive import Archive
from ruraledu_cli.read.refused import Refused
from ruraledu_cli.read.returned import TO_COME

PART = "docProps/custom.xml"
PROPERTY = "ruraledu-made"
_MADE = re.compile(PROPERTY.encode() + rb'"[^>]*>\s*<(?:\w+:)?lpwstr[^>]*>([0-9a-f]{64})<')


def sealed(data: bytes) -> bytes:
    """The workbook, its property `ruraledu-made` (TO_COME so far) now the hash of all other parts."""
    archive = Archive(data)
    digest = archive.digest(without=PART)
    archive.put(PART, archive.xml(PART).replace(TO_COME.encode(), digest.encode()))
    return archive.save()


def is_as_made(data: bytes) -> bool:
    """Whether it is a workbook of ours that nobody has saved since."""
    try:
        archive = Archive(data)
        if PART not in archive:
            return False
        stated = _MADE.search(archive.xml(PART))
        return stated is not None and stated.group(1).decode() == archive.digest(without=PART)
    except Refused:
        return False
