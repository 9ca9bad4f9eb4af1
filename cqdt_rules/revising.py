"""The rule files of a folder as lines of decisions: each scheme with its amendments, each amended text whole, and when it is in force."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from attrs import evolve, field, frozen

from cqdt_rules import syntax
from cqdt_rules.amending import AmendmentRead, amend, decision_of, located, read_clauses, relocated
from cqdt_rules.amending.between import between, quote, text_of
from cqdt_rules.check import check
from cqdt_rules.decisions import names_decision
from cqdt_rules.diagnostics import Code, Diagnostic, Label, Outcome, Severity
from cqdt_rules.formatting import format_tree
from cqdt_rules.numbers import fold, format_date, parse_date
from cqdt_rules.parse import lexicon, parse, wordings
from cqdt_rules.provisions import RuleText, rule_text, with_origins
from cqdt_rules.source import Source

Tree = syntax.Tree
DRAFT = "Dự thảo Quyết định sửa đổi, bổ sung"


@frozen
class Force:
    """When a text is in force, as far as its files say: days (counts of days) and years of assessment; None: not said."""

    first_day: Fraction | None = None
    last_day: Fraction | None = None
    first_year: int | None = None
    last_year: int | None = None

    def holds_on(self, day: Fraction) -> bool:
        """Whether it says that it is in force on a day."""
        if self.first_day is None or day < self.first_day:
            return False
        return self.last_day is None or day <= self.last_day

    def holds_for(self, year: int) -> bool:
        """Whether it says that it is for a year of assessment."""
        if self.first_year is None or year < self.first_year:
            return False
        return self.last_year is None or year <= self.last_year

    @property
    def words(self) -> str:
        """As a reader is told."""
        parts = []
        if self.first_day is not None:
            until = f" đến {format_date(self.last_day)}" if self.last_day is not None else ""
            parts.append(f"hiệu lực từ ngày {format_date(self.first_day)}{until}")
        if self.first_year is not None:
            same = self.last_year == self.first_year
            until = f" đến {self.last_year}" if self.last_year is not None and not same else ""
            since = "" if same else "từ "
            parts.append(f"áp dụng {since}năm đánh giá {self.first_year}{until}")
        return ", ".join(parts) or "không ghi ngày hiệu lực, năm áp dụng"


@frozen
class Version:
    """A scheme's text as it stands after some amendments: the first is the file itself.

    `tree` is of the whole text, `text` its provisions, which know the files they come from. `force` is how long this very
    text holds: until the next amendment. `before` is the text that the last amendment changed.
    """

    tree: Tree = field(repr=False)
    text: RuleText = field(repr=False)
    files: tuple[Source, ...]
    decision: str  # of the scheme or of its last amendment
    force: Force
    amendment: AmendmentRead | None = field(default=None, repr=False)
    before: Version | None = field(default=None, repr=False)

    @property
    def source(self) -> Source:
        """The whole text."""
        return self.tree.source

    @property
    def title(self) -> str:
        """The scheme's title."""
        heads = [s.body for s in self.tree.statements if isinstance(s.body, syntax.SchemeHead)]
        return heads[0].title.text if heads else ""

    @property
    def own_file(self) -> Source:
        """The file that made this version: the scheme's, or the last amendment's."""
        return self.files[-1]


@frozen
class History:
    """The lines of a folder, in the order of their force; each from the scheme to its last amendment.

    Of a round only the text after its last amendment counts: a corrected result stands in place of the first.
    """

    lines: tuple[tuple[Version, ...], ...]
    rounds: tuple[Version, ...] = ()

    @property
    def versions(self) -> tuple[Version, ...]:
        """All versions, line by line."""
        return tuple(v for line in self.lines for v in line)


# ---- one text amended


def written(tree: Tree) -> RuleText:
    """The provisions of a file that was read whole."""
    return rule_text(tree, wordings(tree.source))


def amended(
    before: Version, amendment: AmendmentRead, wanted: frozenset[int] | None = None
) -> Outcome[Version | None]:
    """The version after an amendment (or after some of its clauses), laid out; None, with the mistakes, where it cannot be."""
    made = amend(before.text, amendment, wanted)
    if made.value is None:
        return Outcome(None, made.diagnostics)
    file = amendment.text.provisions[0].source
    name = f"văn bản hợp nhất của {before.files[0].name}"
    draft = Source(name, _ended(made.value))
    read = parse(draft)
    if read.failed or len(read.value.statements) != len(made.value.provisions):
        text = with_origins_roughly(read.value, made.value)
        return Outcome(None, relocated(read.diagnostics, text, file, ()) or (_unreadable(file),))
    laid = Source(name, format_tree(read.value, wordings(draft), lexicon()))
    tree = parse(laid).value
    text = with_origins(written(tree), made.value.provisions)
    force = _force_after(before.force, amendment)
    return Outcome(
        Version(tree, text, (*before.files, file), amendment.decision, force, amendment, before)
    )


def _ended(text: RuleText) -> str:
    """The lines of all, each statement on lines of its own."""
    lines = (p.lines if p.lines.endswith("\n") else f"{p.lines}\n" for p in text.provisions)
    return "".join(lines) + text.tail


def with_origins_roughly(tree: Tree, made: RuleText) -> RuleText:
    """The provisions of a draft that cannot all be read, by the places of their lines."""
    at = 0
    placed = []
    for p in made.provisions:
        placed.append(evolve(p, at=at, tokens=(), source=tree.source))
        at += len(p.lines) + (not p.lines.endswith("\n"))
    return RuleText(tuple(placed), tuple(0 for _ in placed), made.tail)


def _unreadable(file: Source) -> Diagnostic:
    return Diagnostic(
        Code.CLAUSE_CONTENT,
        "sau khi sửa đổi, bộ tiêu chí có câu không đọc được",
        place=file.name,
        help="xem lại các khoản thay thế cụm từ",
    )


def laid_out(version: Version) -> Version:
    """The same text in the one layout: so that what says the same has the same words."""
    tree = version.tree
    laid = Source(tree.source.name, format_tree(tree, wordings(tree.source), lexicon()))
    tree = parse(laid).value
    return evolve(version, tree=tree, text=with_origins(written(tree), version.text.provisions))


def draft_amendment(old: Version, new: Version) -> Outcome[str | None]:
    """The file of an amendment that leads from one text to another; applied to the old one it says what the new one says.

    A citation on a line that stays may be left otherwise. '' where both say the same already.
    """
    one, two = laid_out(old), laid_out(new)
    clauses = between(one.text, two.text)
    if not clauses:
        return Outcome("")
    draft = text_of(clauses, _head_lines(old, new))
    read = parse(Source("sua-doi.cqdt", draft))
    if not read.failed:
        text = format_tree(read.value, wordings(read.value.source), lexicon())
        tree = parse(Source("sua-doi.cqdt", text)).value
        made = amended(one, read_clauses(written(tree)))
        if made.value is not None and not between(laid_out(made.value).text, two.text, notes=False):
            return Outcome(text)
        problems = made.diagnostics
    else:
        problems = read.diagnostics
    unsaid = Diagnostic(
        Code.CLAUSE_CONTENT,
        "có chỗ khác nhau giữa hai văn bản không viết được thành khoản sửa đổi",
        place=f"{old.own_file.name}, {new.own_file.name}",
        help="so hai văn bản bằng cqdt diff và viết khoản ấy bằng tay",
    )
    return Outcome(None, problems or (unsaid,))


def _head_lines(old: Version, new: Version) -> list[str]:
    """What the draft says of itself: what it amends, from when it is to be in force."""
    base = old
    done: list[str] = []
    while base.before is not None:
        done.insert(0, base.decision)
        base = base.before
    already = f", đã được sửa đổi, bổ sung theo {', '.join(map(quote, done))}" if done else ""
    named = base.decision if decision_of(base.text) else base.title
    lines = [f"sửa đổi, bổ sung bộ tiêu chí ban hành kèm theo {quote(named)}{already}"]
    issued = decision_of(new.text)
    same = bool(issued) and names_decision(issued, base.decision)
    lines.append(f"  ban hành kèm theo {quote(issued if issued and not same else DRAFT)}")
    kinds = (syntax.Years, syntax.Effective, syntax.InForceOnSigning, syntax.Hole)
    said = {p.words for p in laid_out(old).text.provisions}
    fresh = (p for p in laid_out(new).text.provisions if isinstance(p.body, kinds))
    since = {
        x.first.text for x in (p.body for p in old.text.provisions) if isinstance(x, kinds[:2])
    }
    lines += [
        f"  {p.words}"
        for p in fresh
        if p.words not in said
        and not (isinstance(p.body, kinds[:2]) and p.body.first.text in since)
    ]
    return lines


def first_version(tree: Tree) -> Version:
    """A scheme's own file."""
    text = written(tree)
    decision = decision_of(text) or tree.source.name
    return Version(tree, text, (tree.source,), decision, _force(s.body for s in tree.statements))


def _force_after(before: Force, amendment: AmendmentRead) -> Force:
    """What an amendment says; an end that it does not change stays."""
    force = _force(p.body for p in amendment.of_itself)
    ends = before.last_day
    if force.first_day is not None and force.last_day is None and ends is not None:
        force = evolve(force, last_day=ends if ends >= force.first_day else None)
    last = before.last_year
    if force.first_year is not None and force.last_year is None and last is not None:
        force = evolve(force, last_year=last if last >= force.first_year else None)
    return force


def _of_force(bodies: Iterable[syntax.Node]) -> Iterator[syntax.Node]:
    """What files say of days and years; of a consolidated text the last amendment's."""
    for body in bodies:
        if isinstance(body, syntax.Amended):
            yield from body.since
        else:
            yield body


def _force(bodies: Iterable[syntax.Node]) -> Force:
    force = Force()
    for body in _of_force(bodies):
        match body:
            case syntax.Effective(first=first, last=last):
                last_day = parse_date(last.text) if last is not None else force.last_day
                force = evolve(force, first_day=parse_date(first.text), last_day=last_day)
            case syntax.Years(first=first, last=last):
                last_year = int(last.value) if last is not None else force.last_year
                force = evolve(force, first_year=int(first.value), last_year=last_year)
    return force


# ---- lines


def history(trees: Sequence[Tree]) -> Outcome[History]:
    """The lines of decisions that files make; amendments that belong nowhere, forks, overlaps and holes are told."""
    lines: list[list[Version]] = []
    amendments: list[AmendmentRead] = []
    rounds: list[list[Version]] = []
    for tree in trees:
        match _head(tree):
            case syntax.SchemeHead():
                lines.append([first_version(tree)])
            case syntax.RoundHead():
                rounds.append([first_version(tree)])
            case syntax.AmendmentHead() | syntax.RoundAmendmentHead():
                amendments.append(read_clauses(written(tree)))
    found = _twice(lines)
    if found:
        return Outcome(History(()), tuple(found))
    for line in (*lines, *rounds):
        found += _grow(line, amendments)
    found += [_belongs_nowhere(a, lines, rounds) for a in amendments]
    ended = [_until_the_next(line) for line in lines]
    ended.sort(key=_order_of_line)
    found += _force_mistakes(ended)
    return Outcome(History(tuple(ended), tuple(line[-1] for line in rounds)), tuple(found))


def _twice(lines: list[list[Version]]) -> list[Diagnostic]:
    """Two files of one decision: a copy was left in the folder."""
    by_decision: dict[str, list[str]] = {}
    for line in lines:
        by_decision.setdefault(fold(line[0].decision), []).append(line[0].source.name)
    return [
        Diagnostic(
            Code.DUPLICATE,
            f"{len(names)} tệp cùng là một quyết định: {', '.join(names)}",
            place=names[-1],
            help="chỉ để lại một tệp; bản sao, văn bản hợp nhất để ở thư mục khác",
        )
        for names in by_decision.values()
        if len(names) > 1
    ]


def _head(tree: Tree) -> syntax.Node | None:
    heads = (syntax.SchemeHead, syntax.RoundHead, syntax.AmendmentHead, syntax.RoundAmendmentHead)
    return next((s.body for s in tree.statements if isinstance(s.body, heads)), None)


def head_of(amendment: AmendmentRead) -> syntax.AmendmentHead | syntax.RoundAmendmentHead:
    """The first line of an amendment."""
    kinds = (syntax.AmendmentHead, syntax.RoundAmendmentHead)
    return next(p.body for p in amendment.text.provisions if isinstance(p.body, kinds))


def _already(amendment: AmendmentRead) -> tuple[str, ...]:
    already = head_of(amendment).already
    return tuple(d.text for d in already.decisions) if already is not None else ()


def _grow(line: list[Version], amendments: list[AmendmentRead]) -> list[Diagnostic]:
    """Adds the amendments of a scheme in their order; takes them from the list."""
    found: list[Diagnostic] = []
    scheme = line[0]
    of_round = isinstance(_head(scheme.tree), syntax.RoundHead)
    mine = [
        a
        for a in amendments
        if isinstance(head_of(a), syntax.RoundAmendmentHead) == of_round
        and names_decision(head_of(a).decision.text, scheme.decision, scheme.title)
    ]
    for a in mine:
        amendments.remove(a)
    while mine:
        done = [v.decision for v in line[1:]]
        following = [a for a in mine if _follows(_already(a), done)]
        if len(following) != 1:
            return [*found, *_no_line(mine, following, line)]
        mine.remove(following[0])
        made = amended(line[-1], following[0])
        found += made.diagnostics
        if made.value is None:
            return found  # what amends the amended text cannot be told right or wrong
        line.append(made.value)
    return found


def _follows(already: tuple[str, ...], done: list[str]) -> bool:
    """Whether an amendment says that it amends the text as it stands after these decisions."""
    return len(already) == len(done) and all(
        names_decision(one, other) for one, other in zip(already, done, strict=True)
    )


def _no_line(
    mine: list[AmendmentRead], following: list[AmendmentRead], line: list[Version]
) -> list[Diagnostic]:
    if following:
        first, other = following[0], following[1]
        names = f"“{first.decision}” và “{other.decision}”"
        return [
            _at_head(
                other,
                f"{names} cùng sửa đổi một văn bản: không rõ cái nào trước",
                "cuối dòng đầu của văn bản sau ghi văn bản trước: , đã được sửa đổi, bổ sung theo “…”",
                first,
            )
        ]
    done = [v.decision for v in line[1:]]
    stands = (
        "chưa được sửa đổi lần nào"
        if not done
        else "đã được sửa đổi theo " + ", ".join(f"“{d}”" for d in done)
    )
    return [
        _at_head(
            a,
            f"trong thư mục, văn bản được sửa đổi {stands}; dòng đầu của tệp nói khác",
            "ghi sau “đã được sửa đổi, bổ sung theo” đúng các quyết định sửa đổi trước, theo thứ tự; đặt tệp của chúng vào cùng thư mục",
        )
        for a in mine
    ]


def _at_head(
    amendment: AmendmentRead, message: str, help_: str, other: AmendmentRead | None = None
) -> Diagnostic:
    source = amendment.text.provisions[0].source
    labels = [Label(head_of(amendment).span)]
    if other is not None:
        labels.append(Label(head_of(other).span, "văn bản kia", other.text.provisions[0].source))
    return Diagnostic(Code.AMENDMENT_LINE, message, source=source, labels=tuple(labels), help=help_)


def _belongs_nowhere(
    amendment: AmendmentRead, lines: list[list[Version]], rounds: list[list[Version]]
) -> Diagnostic:
    of_round = isinstance(head_of(amendment), syntax.RoundAmendmentHead)
    known = ", ".join(f"“{line[0].decision}”" for line in (rounds if of_round else lines))
    what = "văn bản công nhận kết quả" if of_round else "bộ tiêu chí ban hành kèm theo"
    return evolve(
        _at_head(
            amendment,
            f"thư mục không có {what} “{head_of(amendment).decision.text}”",
            f"thư mục có {known}" if known else "đặt tệp của văn bản ấy vào cùng thư mục",
        ),
        labels=(Label(head_of(amendment).decision.span),),
    )


# ---- force


def _until_the_next(line: list[Version]) -> tuple[Version, ...]:
    """Each text holds until the next one does."""
    ended: list[Version] = []
    for version, after in itertools.zip_longest(line, line[1:]):
        force = version.force
        if after is not None and after.force.first_day not in (None, force.first_day):
            force = evolve(force, last_day=_earlier(force.last_day, after.force.first_day))
        if after is not None and after.force.first_year not in (None, force.first_year):
            last = after.force.first_year - 1
            force = evolve(force, last_year=min(last, force.last_year or last))
        ended.append(evolve(version, force=force))
    return tuple(ended)


def _earlier(last: Fraction | None, next_first: Fraction | None) -> Fraction | None:
    if next_first is None:
        return last
    return next_first - 1 if last is None else min(last, next_first - 1)


def _order_of_line(line: Sequence[Version]) -> tuple[Fraction, int, str]:
    force = line[0].force
    return (force.first_day or Fraction(0), force.first_year or 0, line[0].source.name)


def _force_mistakes(lines: Sequence[Sequence[Version]]) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for line in lines:
        for version, after in itertools.pairwise(line):
            found += _between(version, after, same_scheme=True)
    for line, other in itertools.pairwise(lines):
        found += _between(line[-1], other[0], same_scheme=False)
    return found


def _between(version: Version, after: Version, *, same_scheme: bool) -> list[Diagnostic]:
    """What is wrong with the time between two texts of which one follows the other."""
    one, two = version.force, after.force
    if one.first_day is not None and two.first_day is not None:
        if two.first_day <= one.first_day or one.last_day is None or two.first_day <= one.last_day:
            return [_overlap(version, after, same_scheme=same_scheme)]
        if two.first_day > one.last_day + 1:
            gap = _days(one.last_day + 1, two.first_day - 1)
            return [_gap(after, f"{gap} không có bộ tiêu chí nào có hiệu lực")]
        return []
    if one.first_year is not None and two.first_year is not None:
        if (
            two.first_year <= one.first_year
            or one.last_year is None
            or two.first_year <= one.last_year
        ):
            return [_overlap(version, after, same_scheme=same_scheme)]
        if two.first_year > one.last_year + 1:
            years = _years(one.last_year + 1, two.first_year - 1)
            return [_gap(after, f"{years} không có bộ tiêu chí nào áp dụng")]
        return []
    return [] if same_scheme else [_overlap(version, after, same_scheme=False)]


def _days(first: Fraction, last: Fraction) -> str:
    if first == last:
        return f"ngày {format_date(first)}"
    return f"từ ngày {format_date(first)} đến ngày {format_date(last)}"


def _years(first: int, last: int) -> str:
    return f"năm đánh giá {first}" if first == last else f"các năm đánh giá từ {first} đến {last}"


def _force_label(version: Version) -> Label:
    """Where a version says from when it is: in its own file."""
    own = version.amendment.text if version.amendment is not None else version.text
    kinds = (syntax.Effective, syntax.Years)
    at = next((p for p in own.provisions if isinstance(p.body, kinds)), own.provisions[0])
    source, span = at.typed
    return Label(span, "", source)


def _overlap(version: Version, after: Version, *, same_scheme: bool) -> Diagnostic:
    one, two = _force_label(after), _force_label(version)
    if same_scheme:
        message = (
            f"“{after.decision}” sửa đổi văn bản mà vào lúc ấy chưa có hiệu lực, hoặc cùng lúc"
        )
        help_ = "văn bản sửa đổi có hiệu lực sau văn bản mà nó sửa đổi"
    else:
        message = f"“{version.decision}” và “{after.decision}” cùng có hiệu lực"
        help_ = "ghi ngày hết hiệu lực của văn bản trước: có hiệu lực từ ngày … đến ngày …; mỗi lúc chỉ một bộ tiêu chí"
    return Diagnostic(
        Code.IN_FORCE_OVERLAP,
        message,
        source=one.source,
        labels=(
            Label(one.span, one.text),
            two if two.source != one.source else Label(two.span, two.text),
        ),
        help=help_,
    )


def _gap(after: Version, message: str) -> Diagnostic:
    at = _force_label(after)
    return Diagnostic(
        Code.IN_FORCE_GAP,
        message,
        Severity.WARNING,
        source=at.source,
        labels=(Label(at.span, at.text),),
        help="nếu đúng là như vậy thì để nguyên; lệnh tính cho lúc ấy sẽ không dùng văn bản đã hết hiệu lực",
    )


# ---- which version


def pick(
    known: History, *, day: Fraction | None = None, year: int | None = None
) -> Outcome[Version | None]:
    """The version in force on a day, or for a year of assessment; nothing else ever stands in for it."""
    versions = known.versions
    if day is None and year is None:
        if len(versions) == 1:
            return Outcome(versions[0])
        asked = "thư mục có nhiều văn bản qua các thời kỳ"
        return Outcome(None, (_none(known, f"{asked}, cần nói tính theo lúc nào"),))
    if day is not None:
        held = [v for v in versions if v.force.holds_on(day)]
        asked = f"ngày {format_date(day)}"
        silent = [v for v in versions if v.force.first_day is None]
    else:
        assert year is not None
        held = [v for v in versions if v.force.holds_for(year)]
        asked = f"năm đánh giá {year}"
        silent = [v for v in versions if v.force.first_year is None]
    if len(held) == 1 and not (silent and len(versions) > 1):
        return Outcome(held[0])
    if not held and len(versions) == len(silent) == 1 and day is None:
        return Outcome(versions[0])  # the only text, and it does not say for which years
    if silent:
        word = "ngày hiệu lực" if day is not None else "năm áp dụng"
        line = "có hiệu lực từ ngày …" if day is not None else "áp dụng từ năm đánh giá …"
        names = ", ".join(v.own_file.name for v in silent)
        return Outcome(
            None,
            (
                _none(
                    known,
                    f"không rõ văn bản nào dùng cho {asked}: {names} không ghi {word}",
                    f"thêm dòng: {line}",
                ),
            ),
        )
    if held:
        return Outcome(None, (_none(known, f"{asked} có {len(held)} văn bản cùng có hiệu lực"),))
    return Outcome(None, (_none(known, f"không có bộ tiêu chí nào có hiệu lực cho {asked}"),))


def _none(known: History, message: str, help_: str = "") -> Diagnostic:
    shown = "; ".join(f"{v.decision} ({v.force.words})" for v in known.versions)
    return Diagnostic(
        Code.NOT_IN_FORCE,
        message,
        place=", ".join(dict.fromkeys(v.files[0].name for v in known.versions)),
        help=help_ or f"dùng --ngay hoặc --nam; thư mục có: {shown}",
    )


def chain_of(trees: Sequence[Tree], name: str) -> Sequence[Tree]:
    """The files that count where an amendment's file is named: of other amendments only those that it says it follows.

    So a folder may hold several drafts of the same revision. Any other name leaves all files as they are.
    """
    own = next((t for t in trees if t.source.name == name), None)
    head = _head(own) if own is not None else None
    if own is None or not isinstance(head, syntax.AmendmentHead):
        return trees
    already = [d.text for d in head.already.decisions] if head.already is not None else []
    return [
        t
        for t in trees
        if t is own
        or not isinstance(_head(t), syntax.AmendmentHead)
        or any(names_decision(d, _issued(t)) for d in already)
    ]


def _issued(tree: Tree) -> str:
    issued = (s.body for s in tree.statements if isinstance(s.body, syntax.IssuedWith))
    return next((b.decision.text for b in issued), tree.source.name)


def made_by(known: History, name: str) -> Version | None:
    """The version that an amendment's file makes."""
    return next((v for v in known.versions if v.amendment and v.own_file.name == name), None)


def year_of(round_: Version | None) -> int | None:
    """The year of assessment that a round says."""
    bodies = [s.body for s in round_.tree.statements] if round_ is not None else []
    return next((int(b.year.value) for b in bodies if isinstance(b, syntax.Year)), None)


def round_for(known: History, year: int | None) -> Outcome[Version | None]:
    """The round of a year, or the only one; None where the folder has none that fits."""
    fitting = [t for t in known.rounds if year is None or year_of(t) in (None, year)]
    if len(fitting) <= 1:
        return Outcome(fitting[0] if fitting else None)
    names = ", ".join(t.own_file.name for t in fitting)
    return Outcome(
        None,
        (
            Diagnostic(
                Code.DUPLICATE,
                "thư mục có nhiều tệp công nhận kết quả cho cùng một lúc"
                if year is not None
                else "thư mục có nhiều tệp công nhận kết quả",
                place=names,
                help="chọn năm đánh giá bằng --nam"
                if year is None
                else "mỗi năm đánh giá có một tệp",
            ),
        ),
    )


def told_at_clauses(version: Version, found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The mistakes of a version: those that its last amendment made at the clause, older ones where they were typed."""
    if version.before is None or version.amendment is None:
        return tuple(found)
    old = check((version.before.tree,)).diagnostics
    old = tuple(located(d, version.before.text) for d in old)
    return relocated(found, version.text, version.own_file, old)


def with_rounds(known: History) -> list[tuple[Version, tuple[Version, ...]]]:
    """Every version with the rounds that it is in force for; one that none is in force for goes with none."""
    taken = {id(r): pick(known, year=year_of(r)).value for r in known.rounds}
    return [(v, tuple(r for r in known.rounds if taken[id(r)] is v)) for v in known.versions]
