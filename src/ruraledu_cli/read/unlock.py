"""Encrypted workbooks, opened with a password from the environment; needs the extra `passwords`.

RURALEDU_PASSWORD_ENV names that variable, so that the password itself stands in no command line, and worker
processes inherit it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping

from ruraledu_cli.read.refused import ENCRYPTED, Refused

VARIABLE = "RURALEDU_PASSWORD_ENV"


def password(environ: Mapping[str, str] = os.environ) -> str | None:
    """The password given, None where there is none."""
    return environ.get(environ.get(VARIABLE, "")) or None


def unlock(data: bytes, word: str) -> bytes:
    """The workbook inside an encrypted .xlsx or .xls. Raises Refused: a wrong password, or no extra."""
    try:
        from msoffcrypto import OfficeFile
    except ImportError:
        raise Refused("no_opener", ENCRYPTED) from None
    opened = io.BytesIO()
    try:
        file = OfficeFile(io.BytesIO(data))
        file.load_key(password=word)
        file.decrypt(opened)
    except Exception:  # its errors have no common base, and may quote the file
        raise Refused("wrong_password", ENCRYPTED) from None
    return opened.getvalue()
