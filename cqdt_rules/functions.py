"""The vocabulary: every function an expression may use, one table entry each.

A function takes values (ranges included) and gives a value; a range in gives a range out that holds every result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import cast

from attrs import frozen

from cqdt_rules.irrational import decimal_logarithm, natural_logarithm, root
from cqdt_rules.numbers import Rounding, fold, round_to
from cqdt_rules.values import (
    FAILS,
    HOLDS,
    LEFT_OUT,
    Amount,
    NotApplicable,
    Text,
    Truth,
    Value,
    exactly,
    missing_of,
)

ZERO = Fraction(0)
QUOTA = "không quá số đơn vị"  # needs the other units: the evaluator counts them
NO_CASE = "không trường hợp nào"  # stands among what is missing where no case of a list holds


class DividedByZero(Exception):
    """A divisor that is exactly 0: the evaluator tells it where and for which unit."""


class Undefined(Exception):
    """A root or logarithm of a figure that has none; `words` say which."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@frozen
class Function:
    """A function: its name, how it computes, and how a reader writes it (for reasons)."""

    name: str
    apply: Callable[[tuple[object, ...], Sequence[Value]], Value]


def _numeric(
    compute: Callable[[tuple[object, ...], Sequence[Amount]], Amount],
) -> Callable[[tuple[object, ...], Sequence[Value]], Value]:
    """States first (missing, then not applicable), then the figures."""

    def apply(params: tuple[object, ...], values: Sequence[Value]) -> Value:
        missing = missing_of(tuple(values))
        if any(isinstance(v, NotApplicable) for v in values) and not missing:
            return LEFT_OUT
        figures = [v if isinstance(v, Amount) else Amount(None, None) for v in values]
        result = compute(params, figures)
        optional = any(v.optional for v in figures)
        if not missing and not optional:
            return result
        return Amount(result.low, result.high, missing, result.high_open, optional)

    return apply


Several = Callable[[tuple[object, ...], "Sequence[Amount]"], Amount]


def _of_what_counts(compute: Several) -> Callable[[tuple[object, ...], Sequence[Value]], Value]:
    """A function of several values of which those left out are not there (decision 6).

    Where it is open whether a value counts, it can only add to what the others allow.
    """
    known = _numeric(compute)

    def apply(params: tuple[object, ...], values: Sequence[Value]) -> Value:
        counted = [v for v in values if not isinstance(v, NotApplicable)]
        if not counted:
            return LEFT_OUT
        figures = [v for v in counted if isinstance(v, Amount)]
        sure = [v for v in figures if not v.optional]
        if len(sure) == len(counted):
            return known(params, counted)
        result = over_some(compute, sure, figures)
        return Amount(result.low, result.high, missing_of(tuple(counted)), optional=not sure)

    return apply


def over_some(compute: Several, sure: Sequence[Amount], every: Sequence[Amount]) -> Amount:
    """The range of a minimum, maximum or mean over every choice of the values that holds the sure ones."""
    if len(sure) == len(every):
        return compute((), every)
    widest = Amount(_least((), every).low, _greatest((), every).high)
    if not sure:
        return widest
    certain = compute((), sure)
    if compute is _greatest:
        return Amount(certain.low, widest.high)
    return Amount(widest.low, certain.high if compute is _least else widest.high)


def _add(params: tuple[object, ...], values: Sequence[Amount]) -> Amount:
    """Sum with signs: params[i] is '+' or '−' for values[i]."""
    low: Fraction | None = ZERO
    high: Fraction | None = ZERO
    is_open = False
    for sign, v in zip(params, values, strict=True):
        a, b = (v.low, v.high) if sign == "+" else (_negated(v.high), _negated(v.low))
        low = None if low is None or a is None else low + a
        high = None if high is None or b is None else high + b
        is_open = is_open or (v.high_open and sign == "+")
    return Amount(low, high, high_open=is_open)


def _negated(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value


def _multiply(params: tuple[object, ...], values: Sequence[Amount]) -> Amount:
    """Product with signs: params[i] is '×' or '/' for values[i]; the first is always '×'."""
    result = values[0]
    for sign, v in zip(params[1:], values[1:], strict=True):
        result = _times(result, v) if sign == "×" else _times(result, _inverse(v))
    return result


def _times(a: Amount, b: Amount) -> Amount:
    if (a.low is not None and a.low == a.high and a.low == 0) or (
        b.low is not None and b.low == b.high == 0
    ):
        return exactly(0)
    if None in (a.low, a.high, b.low, b.high):
        if a.low is not None and b.low is not None and a.low >= 0 and b.low >= 0:
            return Amount(a.low * b.low, None)
        return Amount(None, None)
    corners = [
        x * y for x in (a.low, a.high) for y in (b.low, b.high) if x is not None and y is not None
    ]
    is_open = (a.high_open or b.high_open) and (a.low or ZERO) >= 0 and (b.low or ZERO) >= 0
    return Amount(min(corners), max(corners), high_open=is_open and max(corners) > 0)


def _inverse(v: Amount) -> Amount:
    if v.low is not None and v.low == v.high:
        if v.low == 0:
            raise DividedByZero
        return exactly(1 / v.low)
    if v.low is None or v.high is None or v.low <= 0 <= v.high:
        low = 1 / v.high if v.low == 0 and v.high is not None and v.high > 0 else None
        return Amount(low, None)
    return Amount(1 / v.high, 1 / v.low)


def _round(params: tuple[object, ...], values: Sequence[Amount]) -> Amount:
    """params: step (Fraction), Rounding. Rounding never reverses order, so the ends give the range."""
    step, how = cast(Fraction, params[0]), cast(Rounding, params[1])
    v = values[0]
    low = None if v.low is None else round_to(v.low, step, how)
    if v.high is None:
        return Amount(low, None)
    high = round_to(v.high, step, how)
    if (
        v.high_open
        and high > v.high
        and v.low != v.high
        and round_to(v.high - step / 10**9, step, how) < high
    ):
        high -= step  # below a half by however little is rounded down
    return Amount(low, high)


def _least(params: tuple[object, ...], values: Sequence[Amount]) -> Amount:
    lows = [v.low for v in values]
    highs = [v.high for v in values if v.high is not None]
    low = None if None in lows else min(x for x in lows if x is not None)
    return Amount(low, min(highs) if highs else None)


def _greatest(params: tuple[object, ...], values: Sequence[Amount]) -> Amount:
    lows = [v.low for v in values if v.low is not None]
    highs = [v.high for v in values]
    high = None if None in highs else max(x for x in highs if x is not None)
    return Amount(max(lows) if lows else None, high)


def _mean(params: tuple[object, ...], values: Sequence[Amount]) -> Amount:
    total = _add(("+",) * len(values), values)
    return _times(total, exactly(Fraction(1, len(values))))


# ---- roots and logarithms: enclosures, proved at both ends


def _root(params: tuple[object, ...], values: Sequence[Amount]) -> Amount:
    """params[0]: the degree. Of a negative figure only where the degree is odd."""
    degree = cast(int, params[0])

    def of(figure: Fraction) -> tuple[Fraction, Fraction]:
        if figure >= 0:
            return root(figure, degree)
        low, high = root(-figure, degree)
        return -high, -low

    return _rising(of, values[0], f"căn bậc {degree} của số âm", None if degree % 2 else ZERO)


def _natural_logarithm(params: tuple[object, ...], values: Sequence[Amount]) -> Amount:
    return _rising(natural_logarithm, values[0], _NO_LOGARITHM, ZERO, strict=True)


def _decimal_logarithm(params: tuple[object, ...], values: Sequence[Amount]) -> Amount:
    return _rising(decimal_logarithm, values[0], _NO_LOGARITHM, ZERO, strict=True)


_NO_LOGARITHM = "lô-ga-rít của số không dương"


def _rising(
    of: Callable[[Fraction], tuple[Fraction, Fraction]],
    v: Amount,
    words: str,
    least: Fraction | None,
    *,
    strict: bool = False,
) -> Amount:
    """A rising function over a range; defined from `least` on (strictly above it where so said)."""

    def outside(figure: Fraction) -> bool:
        return least is not None and (figure < least or (strict and figure == least))

    if v.high is not None and outside(v.high):
        raise Undefined(words)
    high = None if v.high is None else of(v.high)[1]
    if v.low is not None and not outside(v.low):
        return Amount(of(v.low)[0], high)
    return Amount(None if least is None or strict else of(least)[0], high)


def _geometric_mean(params: tuple[object, ...], values: Sequence[Amount]) -> Amount:
    if any(v.low is not None and v.low == v.high and v.low < 0 for v in values):
        raise Undefined("trung bình nhân của số âm")
    product = values[0]
    for v in values[1:]:
        product = _times(product, v)
    return _root((len(values),), [product])


def _absolute(params: tuple[object, ...], values: Sequence[Amount]) -> Amount:
    low, high = values[0].low, values[0].high
    if low is not None and low >= 0:
        return values[0]
    if high is not None and high <= 0:
        return Amount(-high, _negated(low))
    top = None if low is None or high is None else max(-low, high)
    return Amount(ZERO, top)


# ---- conditions


def _compare(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """params[0] is one of = ≠ < ≤ > ≥; texts compare by `fold`, only with = and ≠."""
    sign = cast(str, params[0])
    missing = missing_of(tuple(values))
    a, b = values
    if isinstance(a, NotApplicable) or isinstance(b, NotApplicable):
        return Truth(False, True, missing)
    if isinstance(a, Text) and isinstance(b, Text):
        return _compare_texts(sign, a, b, missing)
    if not isinstance(a, Amount) or not isinstance(b, Amount):
        return Truth(True, True, missing)
    may = {
        "<": (_some_below(a, b, strict=True), _some_below(b, a, strict=False)),
        "≤": (_some_below(a, b, strict=False), _some_below(b, a, strict=True)),
        ">": (_some_below(b, a, strict=True), _some_below(a, b, strict=False)),
        "≥": (_some_below(b, a, strict=False), _some_below(a, b, strict=True)),
    }
    if sign in may:
        return Truth(*may[sign], missing)
    may_equal = _some_below(a, b, strict=False) and _some_below(b, a, strict=False)
    may_differ = not (a.low is not None and a.low == a.high == b.low == b.high)
    return (
        Truth(may_equal, may_differ, missing)
        if sign == "="
        else Truth(may_differ, may_equal, missing)
    )


def _some_below(a: Amount, b: Amount, *, strict: bool) -> bool:
    """Whether some figure of `a` is below (or at) some figure of `b`."""
    if a.low is None or b.high is None:
        return True
    return a.low < b.high or (a.low == b.high and not strict and not b.high_open)


def _compare_texts(sign: str, a: Text, b: Text, missing: frozenset[str]) -> Truth:
    left, right = {fold(t) for t in a.options}, {fold(t) for t in b.options}
    if not left or not right:
        return Truth(True, True, missing)
    may_equal = bool(left & right)
    may_differ = len(left | right) > 1
    return (
        Truth(may_equal, may_differ, missing)
        if sign == "="
        else Truth(may_differ, may_equal, missing)
    )


def _within(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """An interval phrase: params are the signs for each bound ('≥', '<' …), values the subject and the bounds."""
    tests = [
        _compare((sign,), (values[0], bound))
        for sign, bound in zip(params, values[1:], strict=True)
    ]
    return _all((), tests)


def _all(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    tests = [v for v in values if isinstance(v, Truth)]
    if any(t.known and not t.may_hold for t in tests):
        return FAILS
    missing = missing_of(tuple(values))
    return Truth(all(t.may_hold for t in tests), any(t.may_fail for t in tests), missing)


def _any(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    tests = [v for v in values if isinstance(v, Truth)]
    if any(t.holds for t in tests):
        return HOLDS
    missing = missing_of(tuple(values))
    return Truth(any(t.may_hold for t in tests), all(t.may_fail for t in tests), missing)


def _none(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """None of the conditions holds."""
    some = _any((), values)
    assert isinstance(some, Truth)
    return Truth(some.may_fail, some.may_hold, some.missing) if values else HOLDS


def _some(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """At least params[0] of the conditions hold."""
    wanted = cast(int, params[0])
    tests = [v for v in values if isinstance(v, Truth)]
    if sum(t.holds for t in tests) >= wanted:
        return HOLDS
    if sum(not (t.known and not t.may_hold) for t in tests) < wanted:
        return FAILS
    may_fail = sum(not t.may_fail for t in tests) < wanted
    return Truth(sum(t.may_hold for t in tests) >= wanted, may_fail, missing_of(tuple(values)))


def _has_figure(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """Whether some of the values is there: a figure that is missing is the answer, not a reason to wait."""
    return HOLDS if any(not v.missing for v in values) else FAILS


def _is_unit(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """Whether the unit is one of params (folded names)."""
    unit = values[0]
    assert isinstance(unit, Text)
    if not unit.options:
        return Truth(True, True, unit.missing)
    hits = [fold(t) in params for t in unit.options]
    return Truth(any(hits), not all(hits), unit.missing)


# ---- the tree


def _points(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """Points of a criterion: whether it counts, the figure typed for it, its children's points.

    The sum of the children that count, where they have figures; else the figure typed at the node, which is the
    points of what counts there (language.md, section 8.2; language-review.md, section 4.1). params: the maximum of
    points that are computed.
    """
    counts, typed, *children = values
    assert isinstance(counts, Truth)
    if counts.known and not counts.may_hold:
        return LEFT_OUT
    if params and isinstance(typed, Amount) and typed.low != typed.high:
        typed = _within_maximum(typed, cast(Fraction, params[0]))
    given: Value = typed
    total = _sum_counted((), children)
    if children and isinstance(total, NotApplicable):
        return LEFT_OUT
    typed_here = isinstance(typed, Amount) and not typed.missing
    if isinstance(total, Amount) and not (total.missing and typed_here):
        given = total
    if counts.known or not isinstance(given, Amount):
        return given
    low = ZERO if given.low is None or given.low > 0 else given.low
    return Amount(low, given.high, given.missing | counts.missing, optional=True)


def _within_maximum(v: Amount, maximum: Fraction) -> Amount:
    """What points not known yet can still be: a score below 0 or above the maximum is refused when it is known."""
    low = ZERO if v.low is None or v.low < 0 else min(v.low, maximum)
    high = maximum if v.high is None or v.high > maximum else max(v.high, ZERO)
    return Amount(low, high, v.missing, v.high_open and high == v.high)


def _sum_counted(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """The sum of what is applicable; not applicable where nothing is."""
    counted = [v for v in values if isinstance(v, Amount)]
    if not counted:
        return LEFT_OUT
    total = _add(("+",) * len(counted), counted)
    optional = all(v.optional for v in counted)
    return Amount(total.low, total.high, missing_of(tuple(counted)), total.high_open, optional)


def _maximum_counted(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """A criterion's maximum where it counts, else 0: whether it counts, then its own maximum or its children's."""
    counts, *parts = values
    assert isinstance(counts, Truth)
    if counts.known and not counts.may_hold:
        return exactly(0)
    whole = _sum_counted((), parts)
    if not isinstance(whole, Amount):
        return exactly(0)
    return whole if counts.known else Amount(ZERO, whole.high, whole.missing | counts.missing)


def _or_zero(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """A left-out criterion's points read as 0 inside a formula or a condition (language-review.md, 4.4)."""
    value = values[0]
    if isinstance(value, NotApplicable):
        return exactly(0)
    if isinstance(value, Amount) and value.optional:
        hull = _least((), [value, exactly(0)]).low, _greatest((), [value, exactly(0)]).high
        return Amount(*hull, value.missing)
    return value


def _where_counted(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """The second value where the first condition holds; not applicable where it does not."""
    counts, value = values
    assert isinstance(counts, Truth)
    if counts.known:
        return value if counts.may_hold else LEFT_OUT
    return value if isinstance(value, NotApplicable | Truth) else _lacking(value, counts.missing)


def _lacking(value: Amount | Text, missing: frozenset[str]) -> Amount | Text:
    """A value that waits for further figures."""
    if isinstance(value, Amount):
        return Amount(value.low, value.high, value.missing | missing, value.high_open, True)
    return Text(value.options, value.missing | missing)


def _of_all_units(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """What a value over the block can be, from what it can be for one unit; the evaluator gathers the units."""
    return values[0]


PEERS: dict[str, Several] = {
    "lớn nhất trong khối": _greatest,
    "nhỏ nhất trong khối": _least,
    "trung bình trong khối": _mean,
}


def over_units(function: str, sure: Sequence[Amount], unsure: Sequence[Amount]) -> Value:
    """A value over the block from those of its units; not applicable where no unit has one.

    Units of which it is not decided yet whether they count can only add to what the others leave possible.
    """
    every = (*sure, *unsure)
    if not every:
        return LEFT_OUT
    result = over_some(PEERS[function], sure, every)
    return Amount(result.low, result.high, missing_of(every))


# ---- choices


def _level(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """The first level whose condition holds; params: the levels' names, then what is left for the others.

    Decided only when every better level is decided not to be reached. Where the rules leave nothing for the others
    (None), the check has proved that some level holds: "no level" is not among the two or more that still may be.
    """
    names, rest = cast("tuple[str, ...]", params[:-1]), cast("str | None", params[-1])
    options: list[str] = []
    missing: frozenset[str] = frozenset()
    for name, test in zip(names, values, strict=False):
        assert isinstance(test, Truth)
        missing |= test.missing if not test.known else frozenset()
        if test.may_hold and name not in options:
            options.append(name)
        if test.holds or (not test.may_fail and not test.missing):
            return Text(tuple(options), missing)
    if rest not in options and (rest is not None or len(options) < 2):
        options.append(rest or "")
    return Text(tuple(options), missing)


def _capped_level(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """A level, not higher than params[0] where the condition holds; params[1:] are the levels, best first."""
    ceiling, *order = cast("tuple[str, ...]", params)
    ranks = {name: i for i, name in enumerate(order)}
    return _changed_level(
        values, lambda o: ceiling if ranks.get(o, len(order)) < ranks[ceiling] else o
    )


def _changed_level(values: Sequence[Value], change: Callable[[str], str]) -> Value:
    """A level, changed where the condition holds."""
    level, test = values
    if isinstance(level, NotApplicable):
        return level
    assert isinstance(level, Text)
    assert isinstance(test, Truth)
    lowered = [change(o) for o in level.options]
    options = (
        lowered
        if test.holds
        else [*level.options, *lowered]
        if test.may_hold
        else list(level.options)
    )
    missing = level.missing | (frozenset() if test.known else test.missing)
    return Text(tuple(dict.fromkeys(options)), missing)


def _demoted(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """A level, one lower where the condition holds; params are the levels, best first, and what is left below them."""
    order = cast("tuple[str, ...]", params)
    below = dict(zip(order, [*order[1:], order[-1]], strict=True))
    return _changed_level(values, lambda option: below.get(option, option))


def _refused(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """A level, or params[0] (what is left for those that reach none) where the condition holds."""
    refused = cast(str, params[0])
    if values[1] == HOLDS:  # whatever the level would have been
        return Text((refused,))
    return _changed_level(values, lambda _: refused)


def _within_quota(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """What a level may become where only a share of the units may have it; params: the share, the level, the next one."""
    level, lower = cast(str, params[1]), cast(str, params[2])
    reached = values[0]
    assert isinstance(reached, Text)
    options = [*reached.options, *([lower] if level in reached.options else [])]
    return Text(tuple(dict.fromkeys(options)), reached.missing)


def _reaches(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """Whether a level is one of params (folded)."""
    return _is_unit(params, values)


def _choose(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """The first case that holds: condition, value, condition, value, …; a last value alone is for the others."""
    found: list[Amount] = []
    missing: frozenset[str] = frozenset()
    pairs = len(values) // 2
    for i in range(pairs):
        test, value = values[2 * i], values[2 * i + 1]
        assert isinstance(test, Truth)
        if test.may_hold and isinstance(value, Amount):
            found.append(value)
        missing |= test.missing
        if test.holds:
            break
    else:
        if len(values) % 2 and isinstance(values[-1], Amount):
            found.append(values[-1])
    if not found:
        return Amount(None, None, missing or frozenset({NO_CASE}))
    hull = Amount(_least((), found).low, _greatest((), found).high)
    return Amount(hull.low, hull.high, missing | missing_of(tuple(found)))


def _if_holds(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """The value where the condition holds, else 0 (an item of `chấm cộng dồn`)."""
    return _choose((), (values[0], values[1], exactly(0)))


def _of_option(params: tuple[object, ...], values: Sequence[Value]) -> Value:
    """Points by the option chosen: the choice, then each option's points; params: the options' texts (folded)."""
    choice, *points = values
    if isinstance(choice, Text) and choice.known:
        return points[params.index(fold(choice.text))]
    may_be = {fold(o) for o in choice.options} if isinstance(choice, Text) else set()
    chosen = [p for o, p in zip(params, points, strict=True) if not may_be or o in may_be]
    hull = [p for p in chosen if isinstance(p, Amount)]
    return Amount(_least((), hull).low, _greatest((), hull).high, choice.missing)


# Functions of several values of which those left out are not there (decision 6).
OF_WHAT_COUNTS: dict[str, Several] = {
    "số nhỏ nhất": _least,
    "số lớn nhất": _greatest,
    "trung bình cộng": _mean,
    "trung bình nhân": _geometric_mean,
}
FUNCTIONS: dict[str, Function] = {
    f.name: f
    for f in (
        Function("cộng", _numeric(_add)),
        Function("nhân", _numeric(_multiply)),
        Function("làm tròn", _numeric(_round)),
        Function("không quá", _numeric(_least)),
        Function("không dưới", _numeric(_greatest)),
        Function("là", _numeric(_greatest)),
        *(Function(name, _of_what_counts(each)) for name, each in OF_WHAT_COUNTS.items()),
        Function("giá trị tuyệt đối", _numeric(_absolute)),
        Function("căn", _numeric(_root)),
        Function("lô-ga-rít tự nhiên", _numeric(_natural_logarithm)),
        Function("lô-ga-rít thập phân", _numeric(_decimal_logarithm)),
        Function("so sánh", _compare),
        Function("thuộc khoảng", _within),
        Function("và", _all),
        Function("hoặc", _any),
        Function("không", _none),
        Function("ít nhất", _some),
        Function("có số liệu", _has_figure),
        Function("là đơn vị", _is_unit),
        Function("điểm tiêu chí", _points),
        Function("tổng được tính", _sum_counted),
        Function("tối đa được tính", _maximum_counted),
        Function("không tính là 0", _or_zero),
        Function("khi được tính", _where_counted),
        *(Function(name, _of_all_units) for name in PEERS),
        Function("xếp loại", _level),
        Function("khống chế mức", _capped_level),
        Function("hạ một mức", _demoted),
        Function("không xếp loại", _refused),
        Function(QUOTA, _within_quota),
        Function("đạt mức", _reaches),
        Function("trường hợp", _choose),
        Function("nếu", _if_holds),
        Function("lựa chọn", _of_option),
    )
}
