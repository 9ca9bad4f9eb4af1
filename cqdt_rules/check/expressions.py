"""Names resolved and kinds told apart: from the tree's values and conditions to expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from attrs import define, evolve, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check.report import Report
from cqdt_rules.diagnostics import Code, nearest
from cqdt_rules.numbers import Rounding, fold, format_number
from cqdt_rules.scheme import Apply, Constant, Expression, Kind, Quantity

SIGNS = {
    "≥": "≥", ">=": "≥", "≤": "≤", "<=": "≤", ">": ">", "<": "<", "<>": "≠", "≠": "≠", "!=": "≠",
    "lớn hơn": ">", "nhỏ hơn": "<", "lớn hơn hoặc bằng": "≥", "nhỏ hơn hoặc bằng": "≤",
}  # fmt: skip

_FUNCTIONS = {
    "số nhỏ nhất của": "số nhỏ nhất",
    "số lớn nhất của": "số lớn nhất",
    "trung bình cộng của": "trung bình cộng",
}

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


@define
class Scope:
    """The names that a block's expressions can use."""

    report: Report
    names: dict[str, list[Named]] = field(factory=dict)
    criteria: dict[str, s.Criterion] = field(factory=dict)
    local: dict[str, Expression] = field(factory=dict)  # `trong đó` of the formula being read
    criterion: s.Criterion | None = None  # the one whose way of scoring is being read
    boxes: set[str] = field(factory=set)  # names that a way of scoring made by itself

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
        self.report.error(Code.NOT_YET, "cách viết này chưa dùng được trong bản này", node)
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
        near = nearest(node.text, [n[0].shown for n in self.names.values()] + list(self.local))
        help_ = (
            f"có phải là “{near}” không?"
            if near
            else "khai báo bằng câu số liệu … hoặc công thức … = …"
        )
        self.report.error(
            Code.UNKNOWN_NAME, f"không có đại lượng nào tên là “{node.text}”", node, help_
        )

    def _own_maximum(self, node: syntax.Name) -> tuple[Expression, Kind]:
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

    def _read_nameof(self, node: syntax.NameOf) -> tuple[Expression, Kind]:
        criterion = self.find(node.kind, node.code)
        found = [
            n
            for n in self.names.get(fold(node.name.text), [])
            if criterion and n.key.endswith(f"[{criterion.code}]")
        ]
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

    def _read_pointsof(self, node: syntax.PointsOf) -> tuple[Expression, Kind]:
        criterion = self.find(node.kind, node.code)
        if criterion is None:
            return UNKNOWN, Kind.UNKNOWN
        return Apply("không tính là 0", (Quantity(s.points_key(criterion.code)),)), Kind.NUMBER

    def _read_maximumof(self, node: syntax.MaximumOf) -> tuple[Expression, Kind]:
        criterion = self.find(node.kind, node.code)
        if criterion is None:
            return UNKNOWN, Kind.UNKNOWN
        if criterion.maximum is None:
            self.report.error(Code.MAXIMUM_MISSING, f"{criterion.name} chưa có điểm tối đa", node)
            return UNKNOWN, Kind.UNKNOWN
        return Constant(criterion.maximum), Kind.NUMBER

    def _read_maximumcountedof(self, node: syntax.MaximumCountedOf) -> tuple[Expression, Kind]:
        criterion = self.find(node.kind, node.code)
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
        values = tuple(self.number(p) for p in node.parts[::2])
        signs = [
            "+" if isinstance(w, syntax.Word) and w.text == "+" else "−" for w in node.parts[1::2]
        ]
        return Apply("cộng", values, ("+", *signs)), Kind.NUMBER

    def _read_product(self, node: syntax.Product) -> tuple[Expression, Kind]:
        values = tuple(self.number(p) for p in node.parts[::2])
        signs = [
            "/" if isinstance(w, syntax.Word) and w.text == "/" else "×" for w in node.parts[1::2]
        ]
        place = s.Place(self.report.source, node.span) if "/" in signs else None
        return Apply("nhân", values, ("×", *signs), place), Kind.NUMBER

    def _read_function(self, node: syntax.Function) -> tuple[Expression, Kind]:
        function = _FUNCTIONS.get(fold(node.which.text))
        if function is None:
            self.report.error(
                Code.NOT_YET, f"“{node.which.text}” chưa dùng được trong bản này", node.which
            )
            return UNKNOWN, Kind.UNKNOWN
        return Apply(function, tuple(self._counted(a) for a in node.arguments)), Kind.NUMBER

    def _counted(self, node: syntax.Node) -> Expression:
        """A value among others: points of a left-out criterion are not there, instead of being 0."""
        value = self.number(node)
        if isinstance(value, Apply) and value.function == "không tính là 0":
            return value.arguments[0]
        return value

    def _read_overblock(self, node: syntax.OverBlock) -> tuple[Expression, Kind]:
        self.number(node.value)
        self.report.error(
            Code.NOT_YET,
            "giá trị so với cả khối chưa tính được trong bản này",
            node,
            "nhập giá trị ấy thành một số liệu",
        )
        return UNKNOWN, Kind.UNKNOWN

    # ---- conditions

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
            return Apply("so sánh", (self.number(left), self.number(right)), (sign,))
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
        if not isinstance(left, syntax.Name) or fold(left.text) not in self.names:
            return None
        named = self.names[fold(left.text)][0]
        if named.kind not in (Kind.TEXT, Kind.LEVEL):
            return None
        quantity, _ = self._read_name(left)
        if not isinstance(right, syntax.Name):
            self.report.error(
                Code.WRONG_KIND,
                f"“{left.text}” là {named.kind.value}, so sánh với một đoạn trong ngoặc kép",
                right,
            )
            return quantity, Constant("")
        if named.options and fold(right.text) not in {fold(o) for o in named.options}:
            known = ", ".join(f"“{o}”" for o in named.options)
            self.report.error(
                Code.UNKNOWN_LEVEL,
                f"“{left.text}” không bao giờ là “{right.text}”",
                right,
                f"các giá trị có thể có: {known}",
            )
        return quantity, Constant(right.text)

    def _read_between(self, node: syntax.Between) -> tuple[Expression, Kind]:
        signs = (SIGNS[fold(node.first_sign.text)], SIGNS[fold(node.second_sign.text)])
        values = (self.number(node.subject), self.number(node.first), self.number(node.second))
        return Apply("thuộc khoảng", values, signs), Kind.TRUTH

    def _read_ininterval(self, node: syntax.InInterval) -> tuple[Expression, Kind]:
        return self.within(self.number(node.subject), node.interval), Kind.TRUTH

    def within(self, subject: Expression, interval: syntax.Interval) -> Expression:
        """The condition that a value lies in an interval phrase."""
        bounds = interval_bounds(interval)
        return Apply(
            "thuộc khoảng",
            (subject, *(self.number(b) for _, b in bounds)),
            tuple(sign for sign, _ in bounds),
        )

    def _read_every(self, node: syntax.Every) -> tuple[Expression, Kind]:
        kind = fold(node.which.text).removeprefix("từng ")
        chosen = [c for c in self.criteria.values() if fold(c.kind) == kind and not c.role]
        if not chosen:
            self.report.error(
                Code.UNKNOWN_CRITERION, f"bộ tiêu chí không có {kind} nào", node.which
            )
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
    how = Rounding(fold(node.how.text))
    if isinstance(node.to, syntax.RoundingDecimals):
        return Fraction(1, 10 ** count_of_decimals(report, node.to.count)), how
    if node.to.step.value <= 0:
        report.error(
            Code.WRONG_KIND,
            f"không làm tròn được đến {format_number(node.to.step.value)}",
            node.to.step,
        )
        return Fraction(1), how
    return node.to.step.value, how


def count_of_decimals(report: Report, count: syntax.Number) -> int:
    """A number of decimals, 0 to 20; another number is a mistake and stands for 0."""
    if count.value.denominator != 1 or count.value > MAX_DECIMALS:
        message = f"“{count.text}” không phải số chữ số thập phân (0 đến {MAX_DECIMALS})"
        report.error(Code.WRONG_KIND, message, count)
        return 0
    return int(count.value)


def interval_bounds(interval: syntax.Interval) -> tuple[tuple[str, syntax.Node], ...]:
    """The signs and bounds of an interval phrase: `từ A đến dưới B` is ≥ A, < B."""
    match interval:
        case syntax.AtLeast(_, low):
            return (("≥", low),)
        case syntax.AtMost(_, high) | syntax.NotAboveInterval(_, high):
            return (("≤", high),)
        case syntax.HalfOpen(_, low, high):
            return (("≥", low), ("<", high))
        case syntax.Closed(_, low, high):
            return (("≥", low), ("≤", high))
        case syntax.RightClosed(_, low, high):
            return ((">", low), ("≤", high))
        case syntax.Open(_, low, high):
            return ((">", low), ("<", high))
        case syntax.Above(_, low):
            return ((">", low),)
        case syntax.Below(_, high):
            return (("<", high),)
        case syntax.Exactly(_, value):
            return (("=", value),)
    raise AssertionError(interval)
