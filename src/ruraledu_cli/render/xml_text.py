"""The one place where text is made fit for XML, which cannot hold every character a cell can."""

from __future__ import annotations

import re

# XML 1.0: no control characters but tab and line ends, no halves of surrogate pairs, no U+FFFE and U+FFFF.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"


def clean(text: str) -> str:
    """The text with a sign in place of each character that no XML document may hold."""
    return _FORBIDDEN.sub(REPLACEMENT, text)
