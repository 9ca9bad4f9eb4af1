"""The figures given for a round: which a scheme asks for (Form) and which a sheet holds (Sheet)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.numbers import fold


class FieldKind(enum.Enum):
    """What a cell of a column holds."""

    POINTS = "điểm"  # points of a criterion, typed
    NUMBER = "số"
    INTEGER = "số nguyên"
    PERCENT = "phần trăm"  # typed 80% or 80; kept as a share 0–1
    YES_NO = "có hoặc không"  # typed có, không, đạt, không đạt, x or blank; kept as 1 or 0
    DATE = "ngày"  # typed 31/01/2024, or a date of Excel; kept as a count of days
    OPTION = "lựa chọn"  # one of `options`, kept as the option's own text
    TEXT = "chữ"  # a word that describes the unit (thông tin đơn vị)


@frozen
class Field:
    """A column that a scheme can take.

    `key` is the name of the graph's input; `headers` are the headings that mean it (code, title,
    "4.1 Nền tảng số", name, long name), compared by `fold`; the first is the one to print.
    `maximum` and `minimum` are in the unit of the kept value; None means no bound.
    `required`: a missing column is an error (otherwise every unit simply has no figure there), unless one of `instead` is there.
    """

    key: str
    headers: tuple[str, ...]
    kind: FieldKind
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    decimals: int | None = None  # most decimals a cell may have; None: any
    options: tuple[str, ...] = ()
    required: bool = False
    instead: tuple[str, ...] = ()  # keys of the points typed at a group that stand for this figure
    origin: str = ""  # the criterion or statement that asks for it, in words
    by_round: bool = False  # given once for each round of scores
    round: str = ""  # the round of scores that a column is of, where its heading says so


@frozen
class BlockForm:
    """The columns of one block, and its units' names: every name a unit goes by, folded, to its own name.

    `units` is empty where no round names the units: then every name in the sheet is a unit.
    `closed` says that only the units named may appear (a name not among them is an error). `rowless` are those that
    need no row: they came to be from others. `rounds` are the rounds of scores that figures are given in.
    """

    block: str
    fields: tuple[Field, ...]
    units: Mapping[str, str] = field(factory=dict)
    closed: bool = False
    rowless: frozenset[str] = frozenset()
    rounds: tuple[str, ...] = ()
    choice: s.Choice | None = None

    def unit_named(self, text: str) -> str | None:
        """The unit that goes by this name, or None."""
        return self.units.get(fold(text))


@frozen
class Form:
    """What sheets a scheme (with its round) asks for."""

    blocks: tuple[BlockForm, ...]

    @property
    def rounds(self) -> tuple[str, ...]:
        """The rounds of scores of any block."""
        return tuple(dict.fromkeys(name for block in self.blocks for name in block.rounds))


@frozen
class Origin:
    """Where a figure was typed: file, sheet (empty for CSV) and cell (`C5`)."""

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        parts = [
            self.file,
            f"trang “{self.sheet}”" if self.sheet else "",
            f"ô {self.cell}" if self.cell else "",
        ]
        return ", ".join(p for p in parts if p)


@frozen
class Entry:
    """A figure given: a number (points, share, 1 or 0) or a text, as typed, and where."""

    value: Fraction | str
    typed: str
    origin: Origin
    decimals: int = 0  # decimals it was typed with
    round: str = ""  # the round of scores that it was given in


@frozen
class UnitRow:
    """The figures of one unit; a key that is absent means no figure yet, never 0.

    `entries` hold what a result rests on; `rounds` all figures of each round of scores, by its name.
    """

    unit: str
    block: str
    entries: Mapping[str, Entry]
    origin: Origin
    rounds: Mapping[str, Mapping[str, Entry]] = field(factory=dict)


@frozen
class UnitMet:
    """A name that stands where units' names stand: as typed, whose it is (empty: nobody's), in which block, and where."""

    typed: str
    unit: str
    block: str
    origin: Origin


@frozen
class Sheet:
    """All figures of a round, units in the order in which they were read; `digests` name the files by SHA-256."""

    rows: tuple[UnitRow, ...]
    digests: Mapping[str, str] = field(factory=dict)
    met: tuple[UnitMet, ...] = ()

    def of_block(self, block: str) -> tuple[UnitRow, ...]:
        """The rows of one block."""
        return tuple(row for row in self.rows if row.block == block)


@frozen
class SheetFile:
    """A file of figures: its name as the user gave it and its bytes (a door reads them)."""

    name: str
    data: bytes = field(repr=False)


class CellKind(enum.Enum):
    """What a file says a cell holds, before anyone asks what it means."""

    TEXT = "chữ"
    NUMBER = "số"  # of Excel; its text has a decimal comma, and `%` where the cell shows one
    DATE = "ngày"
    TRUTH = "đúng hay sai"
    ERROR = "lỗi"  # `#DIV/0!` and its like
    UNSAVED = "công thức chưa tính"  # a formula whose result the file does not hold


@frozen
class RawCell:
    """A cell as printed; rows and columns are counted from 1."""

    row: int
    column: int
    text: str
    kind: CellKind = CellKind.TEXT

    @property
    def address(self) -> str:
        """The name of the cell (`C5`)."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written there."""
        return not self.text and self.kind is CellKind.TEXT


@frozen
class Area:
    """Cells merged into one, first and last row and column counted in."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, place: tuple[int, int]) -> bool:
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right


@frozen
class RawTable:
    """A CSV file or one sheet of a workbook.

    Blank rows are left out; a row has every cell from the first column to the last one not blank.
    """

    file: str
    sheet: str  # empty for CSV
    rows: tuple[tuple[RawCell, ...], ...] = field(repr=False)
    merged: tuple[Area, ...] = field(default=(), repr=False)
    hidden: bool = False

    def origin(self, cell: str = "") -> Origin:
        """The place of a cell of this table, or of the table itself."""
        return Origin(self.file, self.sheet, cell)


def column_letters(number: int) -> str:
    """The name of a column counted from 1: A, B … Z, AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
