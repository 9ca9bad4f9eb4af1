"""What a rule file means: few kinds of thing, every name resolved.

An expression is a constant, a quantity (by the key of the graph's node that gives it) or a function of expressions.
Keys are the words a reader knows: `điểm 4.1`, `điểm tối đa được tính 4.1`, `tổng điểm`, `mức`.
"""

from __future__ import annotations

import enum
from fractions import Fraction

from attrs import field, frozen

from cqdt_rules.numbers import fold
from cqdt_rules.source import Source, Span


@frozen
class Place:
    """Where in which rule file a thing is said, and the clause of the decision that it comes from."""

    source: Source = field(repr=False)
    span: Span
    citation: str = ""

    @property
    def line(self) -> int:
        """The line, counted from 1."""
        return self.source.line_of(self.span.start)

    @property
    def words(self) -> str:
        """The rule as typed, blanks collapsed."""
        return " ".join(self.source.at(self.span).split())


class Kind(enum.Enum):
    """What an expression gives; UNKNOWN fits everywhere and is not complained about again."""

    NUMBER = "một số"
    TRUTH = "một điều kiện"
    TEXT = "một đoạn chữ"
    LEVEL = "một mức"
    DATE = "một ngày"
    UNKNOWN = "không rõ"


# ---- expressions


@frozen
class Constant:
    """A figure or a text written in the rule."""

    value: Fraction | str


@frozen
class Quantity:
    """A quantity named elsewhere."""

    key: str


@frozen
class Apply:
    """A function of the vocabulary (cqdt_rules.functions) on arguments; `params` are constants of the function."""

    function: str
    arguments: tuple[Expression, ...]
    params: tuple[object, ...] = ()
    place: Place | None = None


Expression = Constant | Quantity | Apply


# ---- keys


def points_key(code: str) -> str:
    """The points of a criterion."""
    return f"điểm {code}"


def maximum_key(code: str) -> str:
    """The maximum of a criterion that counts for the unit."""
    return f"điểm tối đa được tính {code}"


def counts_key(code: str) -> str:
    """Whether a criterion counts for the unit."""
    return f"được tính {code}"


def no_figure_key(code: str) -> str:
    """Whether neither the criterion nor what it is a part of has a figure."""
    return f"chưa có số liệu {code}"


def level_key(scale: str) -> str:
    """The level on a scale ('' for the only, unnamed one)."""
    return f"mức {scale}".strip()


def place_key(ranking: str) -> str:
    """A unit's place by a ranking ('' for the unnamed one): no node of the graph, but tables are sorted by it."""
    return f"thứ hạng {ranking}".strip()


def content_key(content: str) -> str:
    """The points of all criteria under a content."""
    return f"điểm nội dung {fold(content)}"


POINTS = "điểm đạt được"
MAXIMUM_COUNTED = "điểm tối đa được tính"
FULL_MAXIMUM = "tổng điểm tối đa"
BONUS = "điểm thưởng"
PENALTY = "điểm trừ"
UNIT = "đơn vị"
ASSESSED = "được đánh giá"


# ---- the parts of a scheme


@frozen
class Figure:
    """A figure or a word that the sheet gives: for a criterion (`code`), or for the unit (code '')."""

    key: str
    name: str
    title: str
    code: str
    place: Place
    minimum: Fraction | None
    maximum: Fraction | None
    decimals: int | None
    kind: str  # FieldKind's name: NUMBER, INTEGER, PERCENT, YES_NO, OPTION, DATE, TEXT
    options: tuple[str, ...] = ()
    of_block: str = ""  # a word that names a unit of that block
    not_above: str = ""  # key of the figure that this one may not be above


@frozen
class Criterion:
    """A node of the criteria tree; `points` is None where points are typed or summed.

    `factor` is what its points and its maximum are multiplied by where they are added to those of its parent: its
    weight × the parent's maximum / its own maximum (language.md, section 8.4); 1 without weights.
    """

    kind: str
    code: str
    title: str
    parent: str  # code of the parent, '' for a root
    children: tuple[str, ...]
    maximum: Fraction | None
    place: Place
    contents: tuple[str, ...] = ()
    points: Expression | None = None
    role: str = ""  # '', 'thưởng', 'trừ', or without points: 'điều kiện', 'thống kê'
    unstated: tuple[str, ...] = ()
    factor: Fraction = Fraction(1)

    @property
    def name(self) -> str:
        """`tiêu chí 4.1`."""
        return f"{self.kind} {self.code}"

    @property
    def gives_points(self) -> bool:
        """Whether it is scored: no mere condition, no mere statistic."""
        return self.role not in ("điều kiện", "thống kê")


@frozen
class Definition:
    """A defined quantity."""

    name: str
    value: Expression
    place: Place


@frozen
class Exclusion:
    """What is left out (codes of the topmost criteria; words as the rule says them), and for whom."""

    codes: tuple[str, ...]
    words: str
    units: tuple[str, ...]  # as the rule names them; () for every unit
    condition: Expression | None
    reason: str
    place: Place
    without_figures: bool = False  # of the criteria named, only those that have no figure


@frozen
class FixedPoints:
    """`tính 0 điểm` (share 0) or `tính điểm tối đa` (share 1) for criteria; otherwise as an exclusion."""

    share: Fraction
    codes: tuple[str, ...]
    words: str
    units: tuple[str, ...]
    condition: Expression | None
    reason: str
    place: Place
    without_figures: bool = False

    @property
    def verb(self) -> str:
        """How the rule says it."""
        return "tính điểm tối đa" if self.share else "tính 0 điểm"


@frozen
class OverBlock:
    """A value over all units of the block that are assessed and have it: `giá trị lớn nhất của x trong khối`."""

    key: str
    function: str
    value: Expression
    words: str
    place: Place


@frozen
class Level:
    """A level of a scale with its condition."""

    name: str
    condition: Expression
    place: Place


@frozen
class Cap:
    """What lowers a level: `function` is 'khống chế mức' (to `level` at most), 'hạ một mức' or 'không xếp loại'."""

    function: str
    level: str
    condition: Expression
    place: Place


@frozen
class Scale:
    """Levels, best first; `rest` is what a unit gets that reaches none (None: nothing is said; '': no level).

    `criterion` is the code of the only criterion that it rates (`xếp loại từng tiêu chí`), '' for the whole.
    """

    name: str
    levels: tuple[Level, ...]
    rest: str | None
    caps: tuple[Cap, ...]
    place: Place
    criterion: str = ""
    quotas: tuple[Quota, ...] = ()  # best level first

    @property
    def key(self) -> str:
        """The key of the level on this scale."""
        return level_key(self.name)


@frozen
class Quota:
    """`không quá 20% số đơn vị được mức "Xuất sắc"`: the others by the ranking get the next level."""

    share: Fraction
    level: str
    place: Place


@frozen
class RankKey:
    """A key of a ranking."""

    value: Expression
    descending: bool
    words: str


@frozen
class Ranking:
    """How the units of a block are ranked; equal keys share a rank, the next rank is skipped.

    `name` is '' for the ranking of the block itself. `by_decision`: units equal on all keys stand in the order that
    the authority decided and the round records.
    """

    keys: tuple[RankKey, ...]
    within: str  # key of a unit word, '' for the whole block
    place: Place
    name: str = ""
    by_decision: bool = False


@frozen
class Below:
    """How many, or what share, of the units below a unit reach one of some levels (folded) in their block."""

    key: str
    share: bool
    level: str
    or_better: bool
    place: Place
    level_place: Place
    block: str = ""
    scale: str = ""  # key of the level there
    levels: tuple[str, ...] = ()


@frozen
class Rule:
    """`không xếp hạng` / `không đánh giá`: for some units, or under a condition."""

    units: tuple[str, ...]
    condition: Expression | None
    reason: str
    place: Place


@frozen
class Example:
    """A worked example: figures given by input key, quantities expected by key or expression."""

    unit: str
    given: tuple[tuple[str, Fraction | str, Place], ...]
    expected: tuple[tuple[Expression, Fraction | str, Place], ...]
    place: Place


@frozen
class Choice:
    """`gồm các đơn vị có loại = "phường"`: which units a block has, by their unit words."""

    condition: Expression
    words: str
    place: Place


@frozen
class Block:
    """A block of units scored and ranked together, with all that holds for it (common part included)."""

    name: str
    place: Place
    criteria: tuple[Criterion, ...]
    figures: tuple[Figure, ...] = ()
    definitions: tuple[Definition, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    scales: tuple[Scale, ...] = ()
    ranking: Ranking | None = None
    not_ranked: tuple[Rule, ...] = ()
    not_assessed: tuple[Rule, ...] = ()
    examples: tuple[Example, ...] = ()
    full_maximum: Fraction | None = None
    fixed_points: tuple[FixedPoints, ...] = ()
    over_block: tuple[OverBlock, ...] = ()
    typed_decimals: int | None = None
    converted: bool = False  # the file says that points and maxima are converted by weights
    named_rankings: tuple[Ranking, ...] = ()
    below: tuple[Below, ...] = ()
    choice: Choice | None = None
    score_rounds: tuple[str, ...] = ()  # `các lần chấm`, first to last
    result_rounds: tuple[str, ...] = ()  # where the result takes a figure from, in this order

    @property
    def rankings(self) -> tuple[Ranking, ...]:
        """The ranking of the block itself, then those with a name."""
        return (*([self.ranking] if self.ranking else []), *self.named_rankings)

    def criterion(self, code: str) -> Criterion | None:
        """The criterion with a code."""
        return next((c for c in self.criteria if c.code == code), None)

    @property
    def named_units(self) -> tuple[tuple[tuple[str, ...], Place], ...]:
        """The units that each rule of the block names, with its place."""
        return tuple((x.units, x.place) for x in self.rules)

    @property
    def rules(self) -> tuple[Exclusion | FixedPoints | Rule, ...]:
        """All that holds for some units only."""
        return (*self.exclusions, *self.fixed_points, *self.not_ranked, *self.not_assessed)

    @property
    def main_scales(self) -> tuple[Scale, ...]:
        """The scales that rate a unit as a whole, not each criterion."""
        return tuple(x for x in self.scales if not x.criterion)

    @property
    def roots(self) -> tuple[Criterion, ...]:
        """The criteria at the top of the tree that make the points (no bonus, no penalty)."""
        return tuple(c for c in self.criteria if not c.parent and not c.role)

    def under(self, code: str) -> tuple[str, ...]:
        """A criterion's code and all codes below it."""
        found = [code]
        for c in self.criteria:
            if c.parent in found:
                found.append(c.code)
        return tuple(found)


@frozen
class Scheme:
    """A whole scheme (bộ tiêu chí)."""

    title: str
    issued_with: str
    first_year: int | None
    last_year: int | None
    blocks: tuple[Block, ...]
    holes: tuple[str, ...]
    unstated: tuple[str, ...]
    source: Source

    def block(self, name: str) -> Block | None:
        """The block with a name."""
        return next((b for b in self.blocks if b.name == name), None)


# ---- the parts of a round


@frozen
class UnitName:
    """A unit of a round with the other names it goes by."""

    name: str
    aliases: tuple[str, ...]
    place: Place

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, its own first."""
        return (self.name, *self.aliases)


@frozen
class TableColumn:
    """A column of a table: a special cell ('stt', 'đơn vị', 'thứ hạng', 'trực thuộc') or an expression."""

    title: str
    group: str
    special: str
    value: Expression | None
    place: Place
    decimals: int | None = None
    percent: bool = False
    prefix: str = ""
    out_of: str = ""
    called: str = ""
    ranking: str = ""  # name of the ranking that a column of ranks shows
    of_round: str = ""  # the round of scores that it shows, '' for the result


@frozen
class LastRow:
    """`dòng cuối "Trung bình" lấy trung bình cộng`: of each column of figures; `function` is of the vocabulary."""

    title: str
    function: str
    place: Place


@frozen
class TablePlan:
    """What a table of an annex shows."""

    title: str
    columns: tuple[TableColumn, ...]
    place: Place
    notes: tuple[str, ...] = ()
    note_exclusions: bool = False
    tally: bool = False
    order: RankKey | None = None
    published: str = ""  # file, relative to the ruleset's folder
    point_decimals: bool = False
    last_rows: tuple[LastRow, ...] = ()


@frozen
class AnnexPlan:
    """An annex of a round's decision."""

    number: str
    title: tuple[str, ...]
    block: str
    tables: tuple[TablePlan, ...]
    place: Place


@frozen
class Merger:
    """`đơn vị "A" lấy trung bình cộng của "B", "C"`: A came to be from B and C."""

    unit: str
    parts: tuple[str, ...]
    place: Place


@frozen
class DecidedOrder:
    """`thứ tự do người có thẩm quyền quyết định "A", "B"`: of units that all keys leave equal."""

    units: tuple[str, ...]
    place: Place


@frozen
class CommonFigure:
    """A figure that a round gives once for every unit of a block; `typed` as written."""

    block: str
    key: str
    value: Fraction | str
    typed: str
    place: Place


@frozen
class RoundBlock:
    """The units of a block in a round; `complete`: the list is the whole (`gồm 20 đơn vị`)."""

    name: str
    units: tuple[UnitName, ...]
    place: Place
    complete: bool = False
    mergers: tuple[Merger, ...] = ()
    orders: tuple[DecidedOrder, ...] = ()

    def own_name(self, name: str) -> str:
        """The unit's own name, whichever of its names is given."""
        wanted = fold(name)
        return next((u.name for u in self.units if wanted in map(fold, u.names)), name)


@frozen
class Round:
    """A recognition of results (công nhận kết quả)."""

    scheme_decision: str
    document: str
    year: int | None
    blocks: tuple[RoundBlock, ...]
    annexes: tuple[AnnexPlan, ...]
    holes: tuple[tuple[str, str], ...]  # the block ('' for all), and what the file does not show
    source: Source
    common: tuple[CommonFigure, ...] = ()
    overdue: Place | None = None  # `quá hạn không gửi số liệu thì tính 0 điểm`
    adjusts: str = ""  # the decision whose results this one adjusts

    def block(self, name: str) -> RoundBlock | None:
        """The block with a name."""
        return next((b for b in self.blocks if b.name == name), None)


# ---- quantities that only tables name


def order_key(order: RankKey) -> str:
    """The key of the quantity that a table is sorted by (an expression is a node of the graph under its words)."""
    return order.value.key if isinstance(order.value, Quantity) else f"bảng: {order.words}"


def column_key(column: TableColumn) -> str:
    """The key of the quantity that a column shows."""
    if isinstance(column.value, Quantity):
        return column.value.key
    return f"bảng: {column.place.span.start}"


def extra_expressions(round_: Round | None, block: str) -> dict[str, Expression]:
    """Expressions that the tables of a block need beyond the scheme's own quantities, by their keys."""
    found: dict[str, Expression] = {}
    for annex in round_.annexes if round_ else ():
        for table in annex.tables if annex.block == block else ():
            for column in table.columns:
                if column.value is not None and not isinstance(column.value, Quantity):
                    found[column_key(column)] = column.value
            if table.order is not None and not isinstance(table.order.value, Quantity):
                found[order_key(table.order)] = table.order.value
    return found
