"""The figures given for a round: which a scheme asks for (Form) and which a sheet holds (Sheet)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from cqdt_rules.numbers import fold


class FieldKind(enum.Enum):
    """What a cell of a column holds."""

    POINTS = "điểm"  # points of a criterion, typed
    NUMBER = "số"
    INTEGER = "số nguyên"
    PERCENT = "phần trăm"  # typed 80% or 80; kept as a share 0–1
    YES_NO = "có hoặc không"  # typed có, không, đạt, không đạt, x or blank; kept as 1 or 0
    OPTION = "lựa chọn"  # one of `options`, kept as the option's own text
    TEXT = "chữ"  # a word that describes the unit (thông tin đơn vị)


@frozen
class Field:
    """A column that a scheme can take.

    `key` is the name of the graph's input; `headers` are the headings that mean it (code, title,
    "4.1 Nền tảng số", name, long name), compared by `fold`; the first is the one to print.
    `maximum` and `minimum` are in the unit of the kept value; None means no bound.
    `required`: a missing column is an error (otherwise every unit simply has no figure there).
    """

    key: str
    headers: tuple[str, ...]
    kind: FieldKind
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    decimals: int | None = None  # most decimals a cell may have; None: any
    options: tuple[str, ...] = ()
    required: bool = False
    origin: str = ""  # the criterion or statement that asks for it, in words


@frozen
class BlockForm:
    """The columns of one block, and its units' names: every name a unit goes by, folded, to its own name.

    `units` is empty where no round names the units: then every name in the sheet is a unit.
    `closed` says that only the units named may appear (a name not among them is an error).
    """

    block: str
    fields: tuple[Field, ...]
    units: Mapping[str, str] = field(factory=dict)
    closed: bool = False

    def unit_named(self, text: str) -> str | None:
        """The unit that goes by this name, or None."""
        return self.units.get(fold(text))


@frozen
class Form:
    """What sheets a scheme (with its round) asks for."""

    blocks: tuple[BlockForm, ...]


@frozen
class Origin:
    """Where a figure was typed: file, sheet (empty for CSV) and cell (`C5`)."""

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        parts = [self.file, f"trang “{self.sheet}”" if self.sheet else "", f"ô {self.cell}" if self.cell else ""]
        return ", ".join(p for p in parts if p)


@frozen
class Entry:
    """A figure given: a number (points, share, 1 or 0) or a text, as typed, and where."""

    value: Fraction | str
    typed: str
    origin: Origin
    decimals: int = 0  # decimals it was typed with


@frozen
class UnitRow:
    """The figures of one unit; a key that is absent means no figure yet, never 0."""

    unit: str
    block: str
    entries: Mapping[str, Entry]
    origin: Origin


@frozen
class Sheet:
    """All figures of a round, units in the order in which they were read; `digests` name the files by SHA-256."""

    rows: tuple[UnitRow, ...]
    digests: Mapping[str, str] = field(factory=dict)

    def of_block(self, block: str) -> tuple[UnitRow, ...]:
        """The rows of one block."""
        return tuple(row for row in self.rows if row.block == block)
