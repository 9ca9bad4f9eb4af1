"""Vietnamese in the fonts and code pages from before Unicode: told, never converted in silence."""

from __future__ import annotations

import re

from cqdt_rules.diagnostics import Code
from cqdt_rules.read_sheet.unreadable import Unreadable

# The sets are read as Latin-1, which is what Unicode programs show of them. TCVN3 puts signs such
# as µ ¸ ¹ inside words; VNI writes a vowel and a second letter for its marks (`Ñôn vò`);
# Windows-1258 writes a vowel and a byte for its tone.
_TCVN3 = re.compile("[A-Za-z\u00c0-\u00ff][§¨©ª¬®µ¶·¸¹¼½¾]|[§¨©ª¬®µ¶·¸¹¼½¾][A-Za-z\u00c0-\u00ff]")
_VNI = re.compile("[aeAE][âêøùûõïÂÊØÙÛÕÏ]|[oO][âøùûïÂØÙÛÏ]|[ñÑ]")
_WINDOWS = re.compile("[aeiouyAEIOUYâêôãõýÂÊÔÃÕÝ][\u00cc\u00d2\u00de\u00ec\u00f2]|[ðÐ][a-zA-Zà-ÿ]")
_FEW = 2

_ADVICE = (
    "chuyển từ {name} sang Unicode dựng sẵn (UniKey có “Công cụ chuyển mã”), "
    "đổi phông chữ sang Times New Roman, rồi lưu lại dạng “CSV UTF-8” hoặc .xlsx"
)


def legacy_bytes(data: bytes) -> Unreadable | None:
    """Which old code page bytes that are not UTF-8 seem to be in; None without a sign of one."""
    text = data[:200_000].decode("latin-1")
    counts = {
        "TCVN3 (ABC)": len(_TCVN3.findall(text)),
        "Windows-1258": len(_WINDOWS.findall(text)),
        "VNI": len(_VNI.findall(text)),
    }
    name = max(counts, key=lambda each: counts[each])
    return _told(name) if counts[name] >= _FEW else None


def legacy_text(text: str) -> Unreadable | None:
    """Which old font a Unicode text seems to have been typed for; None without a sign of one."""
    for name, pattern in (("TCVN3 (ABC)", _TCVN3), ("VNI", _VNI)):
        if len(pattern.findall(text)) >= _FEW:
            return _told(name)
    return None


def _told(name: str) -> Unreadable:
    message = f"chữ trong tệp có vẻ theo bảng mã {name}, không phải Unicode"
    return Unreadable(Code.LEGACY_ENCODING, message, _ADVICE.format(name=name))
