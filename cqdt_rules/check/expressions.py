"""Names resolved and kinds told apart: from the tree's values and conditions to expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from attrs import define, evolve, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check.report import Report
from cqdt_rules.check.wordings import said_otherwise
from cqdt_rules.diagnostics import Code, nearest
from cqdt_rules.numbers import Rounding, fold, format_number, parse_date
from cqdt_rules.scheme import Apply, Constant, Expression, Kind, Quantity

SIGNS = {
    "≥": "≥", ">=": "≥", "≤": "≤", "<=": "≤", ">": ">", "<": "<", "<>": "≠", "≠": "≠", "!=": "≠",
    "lớn hơn": ">", "nhỏ hơn": "<", "lớn hơn hoặc bằng": "≥", "nhỏ hơn hoặc bằng": "≤",
}  # fmt: skip

_FUNCTIONS = {
    "số nhỏ nhất của": "số nhỏ nhất",
    "số lớn nhất của": "số lớn nhất",
    "trung bình cộng của": "trung bình cộng",
    "trung bình nhân của": "trung bình nhân",
    "giá trị tuyệt đối của": "giá trị tuyệt đối",
    "lô-ga-rít tự nhiên của": "lô-ga-rít tự nhiên",
    "lô-ga-rít thập phân của": "lô-ga-rít thập phân",
}
_OF_ONE_VALUE = ("giá trị tuyệt đối", "lô-ga-rít tự nhiên", "lô-ga-rít thập phân", "căn")
_DEGREES = {"hai": 2, "ba": 3}
_OVER_BLOCK = {
    "giá trị lớn nhất của": "lớn nhất trong khối",
    "giá trị nhỏ nhất của": "nhỏ nhất trong khối",
    "giá trị trung bình của": "trung bình trong khối",
}
TICKED = {"có": 1, "đạt": 1, "không": 0, "không đạt": 0}

UNKNOWN = Constant(Fraction(0))
MAX_DECIMALS = 20


@frozen
class Named:
    """What a name means: the key of its quantity and its kind; `options` are the texts a TEXT or LEVEL can be."""

    key: str
    kind: Kind
    shown: str
    options: tuple[str, ...] = ()
    sums: bool = False  # a sum of criteria's points that may all be left out
    yes_no: bool = False  # 1 or 0, also written "có" or "không"


@define
class Scope:
    """The names that a block's expressions can use."""

    report: Report
    names: dict[str, list[Named]] = field(factory=dict)
    criteria: dict[str, s.Criterion] = field(factory=dict)
    local: dict[str, Expression] = field(factory=dict)  # `trong đó` of the formula being read
    criterion: s.Criterion | None = None  # the one whose way of scoring is being read
    below: dict[str, s.Below] = field(
        factory=dict
    )  # values over the units below that were asked for
    boxes: set[str] = field(factory=set)  # names that a way of scoring made by itself
    ticked: dict[str, str] = field(factory=dict)  # of criteria passed or not: their figure
    over_block: dict[str, s.OverBlock] = field(factory=dict)  # by key, as they are met
    each: s.Criterion | None = None  # the one that `điểm từng tiêu chí` is being read for
    rated: s.Criterion | None = None  # the one whose own scale is being read
    own_scales: dict[str, tuple[str, ...]] = field(factory=dict)  # levels by code of criterion

    def add(self, name: str, named: Named) -> None:
        """Declares a name."""
        self.names.setdefault(fold(name), []).append(named)

    # ---- public: an expression of a wanted kind

    def number(self, node: syntax.Node) -> Expression:
        """A value; a mistake is reported and gives a stand-in."""
        return self._of_kind(node, Kind.NUMBER)

    def condition(self, node: syntax.Node) -> Expression:
        """A condition."""
        return self._of_kind(node, Kind.TRUTH)

    def anything(self, node: syntax.Node) -> tuple[Expression, Kind]:
        """A value of any kind (a column of a table)."""
        return self._read(node)

    def at(self, node: syntax.Node, expression: Expression) -> Expression:
        """The same, with the line that says it: what is wrong with one line of a list is told there."""
        if isinstance(expression, Apply):
            return evolve(expression, place=s.Place(self.report.source, node.span))
        return expression

    def _of_kind(self, node: syntax.Node, wanted: Kind) -> Expression:
        expression, kind = self._read(node)
        if kind in (wanted, Kind.UNKNOWN):
            return expression
        self.report.error(
            Code.WRONG_KIND, f"ở đây cần {wanted.value}, nhưng đây là {kind.value}", node
        )
        return UNKNOWN

    # ---- reading

    def _read(self, node: syntax.Node) -> tuple[Expression, Kind]:
        reader: Callable[..., tuple[Expression, Kind]] | None = getattr(
            self, f"_read_{type(node).__name__.lower()}", None
        )
        if reader is not None:
            return reader(node)
        if isinstance(node, syntax.Number | syntax.Percent):
            return Constant(node.value), Kind.NUMBER
        if isinstance(node, syntax.Date):
            return Constant(self.day(node)), Kind.DATE
        self.report.error(Code.WRONG_KIND, "ở đây cần một số, một ngày hoặc một điều kiện", node)
        return UNKNOWN, Kind.UNKNOWN

    def _read_group(self, node: syntax.Group) -> tuple[Expression, Kind]:
        return self._read(node.inner)

    def _read_name(self, node: syntax.Name) -> tuple[Expression, Kind]:
        key = fold(node.text)
        if key in self.local:
            return self.local[key], Kind.NUMBER
        if key == "điểm tối đa":
            return self._own_maximum(node)
        found = self.names.get(key, [])
        if self.criterion is not None and len(found) > 1:
            own = [n for n in found if n.key.endswith(f"[{self.criterion.code}]")]
            found = own or found
        if len(found) == 1 and self._of_another(found[0]):
            message = f"“{node.text}” là số liệu của tiêu chí khác"
            self.report.error(Code.UNKNOWN_NAME, message, node, f"viết “{found[0].shown}”")
            return UNKNOWN, Kind.UNKNOWN
        if len(found) == 1:
            quantity: Expression = Quantity(found[0].key)
            if found[0].sums:  # what is left out of a sum is 0 inside a formula
                quantity = Apply("không tính là 0", (quantity,))
            return quantity, found[0].kind
        if found:
            words = ", ".join(f"“{n.shown}”" for n in found)
            self.report.error(
                Code.AMBIGUOUS, f"“{node.text}” có thể là {words}", node, "viết rõ là cái nào"
            )
            return UNKNOWN, Kind.UNKNOWN
        self._unknown(node)
        return UNKNOWN, Kind.UNKNOWN

    def _of_another(self, named: Named) -> bool:
        """Whether a name is a figure of another criterion than the one being read."""
        own = f"[{self.criterion.code}]" if self.criterion else ""
        return bool(own) and named.key.endswith("]") and not named.key.endswith(own)

    def _unknown(self, node: syntax.Name) -> None:
        levels = self._levels_called_alike(node)
        if levels:
            words = ", ".join(f"“{x}”" for x in levels)
            help_ = "viết rõ là mức nào"
            self.report.error(Code.AMBIGUOUS, f"“{node.text}” có thể là {words}", node, help_)
            return
        near = nearest(node.text, [n[0].shown for n in self.names.values()] + list(self.local))
        help_ = said_otherwise(node.text) or (
            f"có phải là “{near}” không?"
            if near
            else "khai báo bằng câu số liệu … hoặc công thức … = …"
        )
        self.report.error(
            Code.UNKNOWN_NAME, f"không có đại lượng nào tên là “{node.text}”", node, help_
        )

    def _levels_called_alike(self, node: syntax.Node) -> tuple[str, ...]:
        """What a bare `mức` may be in a block of several scales; nothing for other names."""
        if not isinstance(node, syntax.Name) or fold(node.text) != "mức" or "mức" in self.names:
            return ()
        levels = [n[0].shown for n in self.names.values() if n[0].kind is Kind.LEVEL]
        return tuple(levels) if len(levels) > 1 else ()

    def day(self, node: syntax.Date) -> Fraction:
        """A day as a count of days; one that no calendar has is a mistake."""
        day = parse_date(node.text)
        if day is None:
            self.report.error(Code.WRONG_KIND, f"không có ngày {node.text}", node, "sửa ngày")
        return day or Fraction(1)

    def _own_maximum(self, node: syntax.Name) -> tuple[Expression, Kind]:
        if self.each is not None:
            return Quantity(s.maximum_key(self.each.code)), Kind.NUMBER
        if self.criterion is None:
            self.report.error(
                Code.AMBIGUOUS,
                "“điểm tối đa” ở ngoài một tiêu chí có hai nghĩa",
                node,
                "viết “điểm tối đa được tính” (sau khi trừ phần không tính cho đơn vị) hoặc “tổng điểm tối đa” (trước khi trừ)",
            )
            return UNKNOWN, Kind.UNKNOWN
        if self.criterion.maximum is None:
            self.report.error(
                Code.MAXIMUM_MISSING,
                f"{self.criterion.name} chưa có điểm tối đa",
                node,
                f"thêm “tối đa … điểm” sau {self.criterion.name}",
            )
            return UNKNOWN, Kind.UNKNOWN
        return Constant(self.criterion.maximum), Kind.NUMBER

    def _figures_of(self, node: syntax.NameOf, criterion: s.Criterion | None) -> list[Named]:
        return [
            n
            for n in self.names.get(fold(node.name.text), [])
            if criterion and n.key.endswith(f"[{criterion.code}]")
        ]

    def _read_nameof(self, node: syntax.NameOf) -> tuple[Expression, Kind]:
        criterion = self.find(node.kind, node.code)
        found = self._figures_of(node, criterion)
        if found:
            return Quantity(found[0].key), found[0].kind
        if criterion is not None:
            self.report.error(
                Code.UNKNOWN_NAME,
                f"{criterion.name} không có số liệu nào tên là “{node.name.text}”",
                node.name,
            )
        return UNKNOWN, Kind.UNKNOWN

    def find(self, kind: syntax.Word, code: syntax.Word) -> s.Criterion | None:
        """The criterion that `tiêu chí 4.1` names, or None with a message."""
        criterion = self.criteria.get(code.text)
        span = kind.span.to(code.span)
        if criterion is None:
            near = [c.name for c in self.criteria.values() if fold(c.kind) == fold(kind.text)]
            help_ = (
                f"các {fold(kind.text)} đã có: {', '.join(near[:12])}"
                if near
                else "khai báo tiêu chí này trước"
            )
            self.report.error(
                Code.UNKNOWN_CRITERION, f"không có {fold(kind.text)} {code.text}", span, help_
            )
            return None
        if fold(criterion.kind) != fold(kind.text):
            self.report.error(
                Code.UNKNOWN_CRITERION,
                f"mã {code.text} là {criterion.name}, không phải {fold(kind.text)}",
                span,
                f"viết “{criterion.name}”",
            )
        return criterion

    def scored(self, kind: syntax.Word, code: syntax.Word) -> s.Criterion | None:
        """As `find`, of a criterion that gives points."""
        criterion = self.find(kind, code)
        if criterion is None or criterion.gives_points:
            return criterion
        message = f"{criterion.name} không có điểm: chỉ là {criterion.role}"
        self.report.error(Code.WRONG_KIND, message, kind.span.to(code.span))
        return None

    def _read_pointsof(self, node: syntax.PointsOf) -> tuple[Expression, Kind]:
        criterion = self.scored(node.kind, node.code)
        if criterion is None:
            return UNKNOWN, Kind.UNKNOWN
        return Apply("không tính là 0", (Quantity(s.points_key(criterion.code)),)), Kind.NUMBER

    def _read_maximumof(self, node: syntax.MaximumOf) -> tuple[Expression, Kind]:
        criterion = self.scored(node.kind, node.code)
        if criterion is None:
            return UNKNOWN, Kind.UNKNOWN
        if criterion.maximum is None:
            self.report.error(Code.MAXIMUM_MISSING, f"{criterion.name} chưa có điểm tối đa", node)
            return UNKNOWN, Kind.UNKNOWN
        return Constant(criterion.maximum), Kind.NUMBER

    def _read_maximumcountedof(self, node: syntax.MaximumCountedOf) -> tuple[Expression, Kind]:
        criterion = self.scored(node.kind, node.code)
        return (
            (Quantity(s.maximum_key(criterion.code)), Kind.NUMBER)
            if criterion
            else (UNKNOWN, Kind.UNKNOWN)
        )

    def _read_shareof(self, node: syntax.ShareOf) -> tuple[Expression, Kind]:
        return Apply(
            "nhân", (Constant(node.share.value), self.number(node.whole)), ("×", "×")
        ), Kind.NUMBER

    def _read_sum(self, node: syntax.Sum) -> tuple[Expression, Kind]:
        values = self._days_between(node) or tuple(self.number(p) for p in node.parts[::2])
        signs = [
            "+" if isinstance(w, syntax.Word) and w.text == "+" else "−" for w in node.parts[1::2]
        ]
        return Apply("cộng", values, ("+", *signs)), Kind.NUMBER

    def _days_between(self, node: syntax.Sum) -> tuple[Expression, ...] | None:
        """`ngày gửi − hạn gửi`: a day less a day is a number of days; None for any other sum."""
        if len(node.parts) != 3 or not all(self._is_day(p) for p in node.parts[::2]):
            return None
        sign = node.parts[1]
        if isinstance(sign, syntax.Word) and sign.text == "+":
            return None
        return tuple(self._read(p)[0] for p in node.parts[::2])

    def _is_day(self, node: syntax.Node) -> bool:
        named = self._named(node)
        return isinstance(node, syntax.Date) or (named is not None and named.kind is Kind.DATE)

    def _named(self, node: syntax.Node) -> Named | None:
        """What a name alone means; None for anything else, also where it may mean several things."""
        if isinstance(node, syntax.NameOf):
            own = self._figures_of(node, self.criteria.get(node.code.text))
            return own[0] if own else None
        if not isinstance(node, syntax.Name) or fold(node.text) in self.local:
            return None
        found = self.names.get(fold(node.text), [])
        code = self.criterion.code if self.criterion else ""
        own = [n for n in found if code and n.key.endswith(f"[{code}]")]
        found = own or found
        return found[0] if len(found) == 1 else None

    def _read_product(self, node: syntax.Product) -> tuple[Expression, Kind]:
        values = tuple(self.number(p) for p in node.parts[::2])
        signs = [
            "/" if isinstance(w, syntax.Word) and w.text == "/" else "×" for w in node.parts[1::2]
        ]
        place = s.Place(self.report.source, node.span) if "/" in signs else None
        return Apply("nhân", values, ("×", *signs), place), Kind.NUMBER

    def _read_function(self, node: syntax.Function) -> tuple[Expression, Kind]:
        function, params = _function(fold(node.which.text))
        if function in _OF_ONE_VALUE and len(node.arguments) > 1:
            message = f"“{node.which.text}” chỉ lấy của một giá trị"
            self.report.error(Code.WRONG_KIND, message, node.arguments[1])
        if function in _OF_ONE_VALUE:
            return Apply(function, (self.number(node.arguments[0]),), params), Kind.NUMBER
        return Apply(function, tuple(self._counted(a) for a in node.arguments)), Kind.NUMBER

    def _counted(self, node: syntax.Node) -> Expression:
        """A value among others: points of a left-out criterion are not there, instead of being 0."""
        value = self.number(node)
        if isinstance(value, Apply) and value.function == "không tính là 0":
            return value.arguments[0]
        return value

    def _read_overblock(self, node: syntax.OverBlock) -> tuple[Expression, Kind]:
        value = self._counted(node.value)  # not over units for which the points are left out
        words = " ".join(self.report.source.at(node.span).split())
        key = fold(words)
        if self.criterion is not None:  # over the units for which the criterion counts
            key = f"{key} [{self.criterion.code}]"
            value = Apply("khi được tính", (Quantity(s.counts_key(self.criterion.code)), value))
        where = s.Place(self.report.source, node.span)
        over = s.OverBlock(key, _OVER_BLOCK[fold(node.which.text)], value, words, where)
        self.over_block.setdefault(key, over)
        return Quantity(key), Kind.NUMBER

    # ---- what criteria have and reach

    def _read_countgiven(self, node: syntax.CountGiven) -> tuple[Expression, Kind]:
        kind = fold(node.phrase.text).removeprefix("số ").removesuffix(" có số liệu")
        top = self.find(node.kind, node.code) if node.kind and node.code else None
        chosen = [
            c for c in self.of_kind(kind, node.phrase) if top is None or self._is_under(c, top.code)
        ]
        counted = tuple(Apply("nếu", (self._has_figure(c), Constant(Fraction(1)))) for c in chosen)
        return Apply("cộng", counted, ("+",) * len(counted)), Kind.NUMBER

    def _has_figure(self, c: s.Criterion) -> Expression:
        """Whether a criterion counts for the unit and has a figure."""
        lacks = Quantity(s.no_figure_key(c.code))
        return Apply("và", (Quantity(s.counts_key(c.code)), Apply("không", (lacks,))))

    def _is_under(self, c: s.Criterion, code: str) -> bool:
        at: s.Criterion | None = c
        while at is not None and at.code != code:
            at = self.criteria.get(at.parent)
        return at is not None

    def of_kind(self, kind: str, at: syntax.Node) -> list[s.Criterion]:
        """The criteria of a kind that give points, bonus and penalty aside; none is a mistake at `at`."""
        chosen = [c for c in self.criteria.values() if fold(c.kind) == kind and not c.role]
        if not chosen:
            self.report.error(Code.UNKNOWN_CRITERION, f"bộ tiêu chí không có {kind} nào", at)
        return chosen

    def _read_hasfigure(self, node: syntax.HasFigure) -> tuple[Expression, Kind]:
        if isinstance(node.what, syntax.OneCode):
            criterion = self.find(node.what.kind, node.what.code)
            if criterion is None:
                return UNKNOWN, Kind.UNKNOWN
            lacks: Expression = Quantity(s.no_figure_key(criterion.code))
        else:
            value, kind = self._read(node.what)
            if kind is Kind.UNKNOWN:
                return UNKNOWN, kind
            lacks = Apply("không", (Apply("có số liệu", (value,)),))
        is_lacking = fold(node.how.text).startswith("chưa")
        return (lacks if is_lacking else Apply("không", (lacks,))), Kind.TRUTH

    def _read_passes(self, node: syntax.Passes) -> tuple[Expression, Kind]:
        assert isinstance(node.what, syntax.OneCode)
        criterion = self.find(node.what.kind, node.what.code)
        if criterion is None:
            return UNKNOWN, Kind.UNKNOWN
        figure = self.ticked.get(criterion.code)
        if figure is None:
            message = f"{criterion.name} không chấm đạt hoặc không đạt"
            help_ = "viết điều kiện về điểm, hoặc đổi cách chấm của tiêu chí ấy"
            self.report.error(Code.WRONG_KIND, message, node.what, help_)
            return UNKNOWN, Kind.UNKNOWN
        counts = Quantity(s.counts_key(criterion.code))
        failed = Apply("so sánh", (Quantity(figure), Constant(Fraction(0))), ("=",))
        fails = Apply("và", (counts, failed))  # what is left out for the unit is not asked of it
        is_failing = fold(node.how.text).startswith("không")
        return (fails if is_failing else Apply("không", (fails,))), Kind.TRUTH

    def _read_levelof(self, node: syntax.LevelOf) -> tuple[Expression, Kind]:
        criterion = self.find(node.kind, node.code)
        if criterion is None:
            return UNKNOWN, Kind.UNKNOWN
        if criterion.code not in self.own_scales:
            message = f"{criterion.name} không có xếp loại riêng"
            help_ = f"thêm “xếp loại từng {criterion.kind}” với các mức"
            self.report.error(Code.UNKNOWN_LEVEL, message, node, help_)
            return UNKNOWN, Kind.UNKNOWN
        return Quantity(s.level_key(criterion.name)), Kind.LEVEL

    def _read_eachininterval(self, node: syntax.EachInInterval) -> tuple[Expression, Kind]:
        kind = fold(node.which.text).removeprefix("điểm ").removeprefix("của ")
        chosen = self.of_kind(kind.removeprefix("từng "), node.which)
        if self.rated is not None:
            self.each = self.rated
            points = Quantity(s.points_key(self.rated.code))
            test = self.within(points, node.interval)
            self.each = None
            return test, Kind.TRUTH
        return Apply("và", tuple(self._each_within(c, node.interval) for c in chosen)), Kind.TRUTH

    def _each_within(self, c: s.Criterion, interval: syntax.Interval) -> Expression:
        """A criterion's points in an interval; nothing is asked of one that is left out for the unit."""
        self.each = c
        test = self.within(Quantity(s.points_key(c.code)), interval)
        self.each = None
        return Apply("hoặc", (Apply("không", (Quantity(s.counts_key(c.code)),)), test))

    # ---- conditions

    def _read_subordinatesat(self, node: syntax.SubordinatesAt) -> tuple[Expression, Kind]:
        asked = _below_of(self.report, node)
        self.below.setdefault(asked.key, asked)
        return Quantity(asked.key), Kind.NUMBER

    def _read_anyof(self, node: syntax.AnyOf) -> tuple[Expression, Kind]:
        mixed = [p for p in node.parts if isinstance(p, syntax.AllOf)]
        if mixed:
            first, second = self.report.source.at(mixed[0].span), self.report.source.at(node.span)
            self.report.error(
                Code.AND_OR_MIXED,
                "“và” và “hoặc” đứng cạnh nhau mà không có ngoặc",
                node,
                f"thêm ngoặc cho rõ, thí dụ: {' '.join(second.replace(first, f'({first})').split())}",
            )
        return Apply("hoặc", tuple(self.condition(p) for p in node.parts)), Kind.TRUTH

    def _read_allof(self, node: syntax.AllOf) -> tuple[Expression, Kind]:
        return Apply("và", tuple(self.condition(p) for p in node.parts)), Kind.TRUTH

    def _read_frame(self, node: syntax.Frame) -> tuple[Expression, Kind]:
        tests = tuple(self.condition(i.condition) for i in node.items)
        wanted = [int(w) for w in node.phrase.text.split() if w.isdecimal()]
        if not wanted:
            return Apply("và", tests), Kind.TRUTH
        if wanted[0] > len(tests):
            self.report.error(
                Code.WRONG_KIND,
                f"đòi ít nhất {wanted[0]} điều kiện nhưng chỉ liệt kê {len(tests)}",
                node.phrase,
            )
        return Apply("ít nhất", tests, (wanted[0],)), Kind.TRUTH

    def _read_comparison(self, node: syntax.Comparison) -> tuple[Expression, Kind]:
        return self._compared(node, node.left, SIGNS[fold(node.sign.text)], node.right), Kind.TRUTH

    def _read_equality(self, node: syntax.Equality) -> tuple[Expression, Kind]:
        return self._compared(node, node.left, "=", node.right), Kind.TRUTH

    def _compared(
        self, node: syntax.Node, left: syntax.Node, sign: str, right: syntax.Node
    ) -> Expression:
        texts = self._text_comparison(left, right) or self._text_comparison(right, left)
        if texts is None:
            return Apply("so sánh", self._alike(left, right), (sign,))
        if sign not in ("=", "≠"):
            self.report.error(
                Code.WRONG_KIND,
                "chữ chỉ so sánh được bằng = hoặc ≠",
                node,
                "so thứ bậc của mức thì viết “đạt từ mức … trở lên”",
            )
            return UNKNOWN
        return Apply("so sánh", texts, (sign,))

    def _text_comparison(
        self, left: syntax.Node, right: syntax.Node
    ) -> tuple[Expression, Expression] | None:
        """A unit word, an option or a level against a text; None when `left` is no text."""
        named = self._named(left)
        if isinstance(left, syntax.LevelOf):
            levels = self.own_scales.get(left.code.text, ())
            named = Named("", Kind.LEVEL, f"mức {left.kind.text} {left.code.text}", levels)
        if named is not None and named.yes_no and isinstance(right, syntax.Name):
            ticked = TICKED.get(fold(right.text))
            if ticked is not None and self._named(right) is None:
                return self._read(left)[0], Constant(Fraction(ticked))
        if named is None and self._levels_called_alike(left) and isinstance(right, syntax.Name):
            return self._read(left)[0], Constant(right.text)
        if named is None or named.kind not in (Kind.TEXT, Kind.LEVEL):
            return None
        quantity, _ = self._read(left)
        if not isinstance(right, syntax.Name):
            self.report.error(
                Code.WRONG_KIND,
                f"“{named.shown}” là {named.kind.value}, so sánh với một đoạn trong ngoặc kép",
                right,
            )
            return quantity, Constant("")
        if named.options and fold(right.text) not in {fold(o) for o in named.options}:
            known = ", ".join(f"“{o}”" for o in named.options)
            self.report.error(
                Code.UNKNOWN_LEVEL,
                f"“{named.shown}” không bao giờ là “{right.text}”",
                right,
                f"các giá trị có thể có: {known}",
            )
        return quantity, Constant(right.text)

    def _read_between(self, node: syntax.Between) -> tuple[Expression, Kind]:
        signs = (SIGNS[fold(node.first_sign.text)], SIGNS[fold(node.second_sign.text)])
        values = (self.number(node.subject), self.number(node.first), self.number(node.second))
        return Apply("thuộc khoảng", values, signs), Kind.TRUTH

    def _read_ininterval(self, node: syntax.InInterval) -> tuple[Expression, Kind]:
        if self._is_day(node.subject):
            return self.within(self._read(node.subject)[0], node.interval, Kind.DATE), Kind.TRUTH
        return self.within(self.number(node.subject), node.interval), Kind.TRUTH

    def within(
        self, subject: Expression, interval: syntax.Interval, kind: Kind = Kind.NUMBER
    ) -> Expression:
        """The condition that a value lies in an interval phrase; its bounds are of the kind of the value."""
        bounds = interval_bounds(interval)
        return Apply(
            "thuộc khoảng",
            (subject, *(self._of_kind(b, kind) for _, b in bounds)),
            tuple(sign for sign, _ in bounds),
        )

    def _alike(self, left: syntax.Node, right: syntax.Node) -> tuple[Expression, Expression]:
        """Two values to compare: days with days, figures with figures."""
        kind = Kind.DATE if self._is_day(left) or self._is_day(right) else Kind.NUMBER
        return self._of_kind(left, kind), self._of_kind(right, kind)

    def _read_every(self, node: syntax.Every) -> tuple[Expression, Kind]:
        kind = fold(node.which.text).removeprefix("từng ")
        chosen = self.of_kind(kind, node.which)
        return Apply(
            "và", tuple(self._reaches_share(c, node.share.value) for c in chosen)
        ), Kind.TRUTH

    def _reaches_share(self, criterion: s.Criterion, share: Fraction) -> Expression:
        points = Apply("không tính là 0", (Quantity(s.points_key(criterion.code)),))
        wanted = Apply(
            "nhân", (Constant(share), Quantity(s.maximum_key(criterion.code))), ("×", "×")
        )
        return Apply("so sánh", (points, wanted), ("≥",))

    def _read_reaches(self, node: syntax.Reaches) -> tuple[Expression, Kind]:
        return self._level_test(node.level, or_better=False), Kind.TRUTH

    def _read_reachesorbetter(self, node: syntax.ReachesOrBetter) -> tuple[Expression, Kind]:
        return self._level_test(node.level, or_better=True), Kind.TRUTH

    def _level_test(self, level: syntax.Word | syntax.Quoted, *, or_better: bool) -> Expression:
        named = self.names.get("mức", [])
        if len(named) != 1 or fold(level.text) not in [fold(o) for o in named[0].options]:
            self.report.error(Code.UNKNOWN_LEVEL, f"không có mức “{level.text}”", level)
            return UNKNOWN
        order = [fold(o) for o in named[0].options]
        at = order.index(fold(level.text))
        return Apply(
            "đạt mức",
            (Quantity(named[0].key),),
            tuple(order[: at + 1] if or_better else [order[at]]),
        )

    # ---- limits

    def limited(self, value: Expression, limits: Iterable[syntax.Node | None]) -> Expression:
        """A value with `làm tròn`, `không quá`, `không dưới`, in the order written."""
        for limit in limits:
            match limit:
                case syntax.Rounding():
                    value = Apply("làm tròn", (value,), rounding(self.report, limit))
                case syntax.NotAbove():
                    value = Apply("không quá", (value, self.number(limit.value)))
                case syntax.NotBelow():
                    value = Apply("không dưới", (value, self.number(limit.value)))
        return value


def _function(phrase: str) -> tuple[str, tuple[object, ...]]:
    """The function of the vocabulary that a phrase names, with its constants: `căn bậc ba của` is ('căn', (3,))."""
    if phrase.startswith("căn bậc "):
        degree = phrase.removeprefix("căn bậc ").removesuffix(" của")
        return "căn", (_DEGREES.get(degree) or int(degree),)
    return _FUNCTIONS[phrase], ()


def _below_of(report: Report, node: syntax.SubordinatesAt) -> s.Below:
    """A value over the units below, not yet found in its block."""
    or_better = isinstance(node.level, syntax.ReachesOrBetter)
    share = "lệ" in fold(node.phrase.text).split()
    level = node.level.level.text
    named = level if isinstance(node.level.level, syntax.Word) else f"“{level}”"
    reaches = f"từ mức {named} trở lên" if or_better else f"mức {named}"
    key = f"{'tỷ lệ' if share else 'số'} đơn vị trực thuộc đạt {reaches}"
    at, level_at = (s.Place(report.source, x.span) for x in (node, node.level.level))
    return s.Below(key, share, level, or_better, at, level_at)


def declare_built_in(scope: Scope) -> None:
    """The quantities that every block has, by its criteria."""
    criteria = scope.criteria.values()
    scope.add(s.POINTS, Named(s.POINTS, Kind.NUMBER, s.POINTS))
    scope.add(s.MAXIMUM_COUNTED, Named(s.MAXIMUM_COUNTED, Kind.NUMBER, s.MAXIMUM_COUNTED))
    scope.add(s.FULL_MAXIMUM, Named(s.FULL_MAXIMUM, Kind.NUMBER, s.FULL_MAXIMUM))
    for role, key in (("thưởng", s.BONUS), ("trừ", s.PENALTY)):
        if any(c.role == role for c in criteria):
            scope.add(key, Named(key, Kind.NUMBER, key, sums=True))
    contents = {fold(name): name for c in criteria for name in c.contents}
    for content in contents.values():
        named = Named(s.content_key(content), Kind.NUMBER, f"điểm {content}", sums=True)
        scope.add(f"điểm {content}", named)


def rounding(report: Report, node: syntax.Rounding) -> tuple[Fraction, Rounding]:
    """The step and the way of a rounding."""
    return rounding_step(report, node.to), Rounding(fold(node.how.text))


def rounding_step(report: Report, to: syntax.RoundingDecimals | syntax.RoundingStep) -> Fraction:
    """What is rounded to: 1/100 for two decimals."""
    if isinstance(to, syntax.RoundingDecimals):
        return Fraction(1, 10 ** count_of_decimals(report, to.count))
    if to.step.value <= 0:
        message = f"không làm tròn được đến {format_number(to.step.value)}"
        report.error(Code.WRONG_KIND, message, to.step)
        return Fraction(1)
    return to.step.value


def kind_of(figure: s.Figure) -> Kind:
    """What a figure is in an expression."""
    kinds = {"TEXT": Kind.TEXT, "OPTION": Kind.TEXT, "DATE": Kind.DATE}
    return kinds.get(figure.kind, Kind.NUMBER)


def count_of_decimals(report: Report, count: syntax.Number) -> int:
    """A number of decimals, 0 to 20; another number is a mistake and stands for 0."""
    if count.value.denominator != 1 or count.value > MAX_DECIMALS:
        message = f"“{count.text}” không phải số chữ số thập phân (0 đến {MAX_DECIMALS})"
        report.error(Code.WRONG_KIND, message, count)
        return 0
    return int(count.value)


# The signs of the bounds of each interval phrase, in the order of its fields: `từ A đến dưới B` is ≥ A, < B.
_SIGNS_OF: dict[type[syntax.Interval], tuple[str, ...]] = {
    syntax.AtLeast: ("≥",),
    syntax.AtMost: ("≤",),
    syntax.NotAboveInterval: ("≤",),
    syntax.HalfOpen: ("≥", "<"),
    syntax.Closed: ("≥", "≤"),
    syntax.RightClosed: (">", "≤"),
    syntax.Open: (">", "<"),
    syntax.Above: (">",),
    syntax.Below: ("<",),
    syntax.Exactly: ("=",),
    syntax.ByDay: ("≤",),
    syntax.AfterDay: (">",),
    syntax.BeforeDay: ("<",),
    syntax.FromDay: ("≥",),
    syntax.BetweenDays: ("≥", "≤"),
}


def interval_bounds(interval: syntax.Interval) -> tuple[tuple[str, syntax.Node], ...]:
    """The signs and bounds of an interval phrase."""
    bounds = (getattr(interval, name) for name in interval.FIELDS[1:])
    return tuple(zip(_SIGNS_OF[type(interval)], bounds, strict=True))
