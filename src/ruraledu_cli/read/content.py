"""What a file is, by its first bytes and never by its suffix."""

from __future__ import annotations

import re

from ruraledu_cli.read.compound import MAGIC
from ruraledu_cli.read.refused import ENCRYPTED, Refused

_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_ENTERPRISE = (b"\x62\x14\x23\x65", b"%TSD-Header", b"E-SafeNet")  # encrypted on the office's own machines
_OTHER = (
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"GIF8",
    b"MZ",
)
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|table|meta|div)\b", re.IGNORECASE)
_CONTROL = bytes({*range(9), *range(14, 32)} - {0x1A, 0x1B})
_HEAD = 65_536


def kind_of(data: bytes) -> str:
    """zip, compound or text; anything else is refused, each with its own reason."""
    if not data:
        raise Refused("empty")
    if data.startswith(b"PK\3\4"):
        return "zip"
    if data.startswith(MAGIC):
        return "compound"
    if data.startswith(_ENTERPRISE):
        raise Refused("enterprise_encryption", ENCRYPTED)
    if data.startswith(_OLD_EXCEL):
        raise Refused("old_excel")
    if data.startswith(_OTHER) or data.startswith((b"PK\5\6", b"PK\7\x08")):
        raise Refused("not_a_workbook")
    _check_text(data[:_HEAD])
    return "text"


def _check_text(head: bytes) -> None:
    """Text may be in UTF-16 with its mark; else zeros, or many control characters, say that it is none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    if not head.strip(b"\0"):
        raise Refused("zeros")
    controls = len(head) - len(head.translate(None, _CONTROL))
    if b"\0" in head or controls * 100 > len(head):
        raise Refused("not_a_workbook")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:4096]
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise Refused("xml_2003")
    if _HTML.match(start) or (start.startswith((b"<", b"MIME-Version:")) and _HTML.search(start)):
        raise Refused("html")
    if start.startswith(b"<?xml"):
        raise Refused("not_a_workbook")
