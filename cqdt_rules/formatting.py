"""Tree to text: one layout for rule files, made of the author's own words.

It works on the tokens, so that a statement the grammar gains is laid out at once; what it has to know of each is where it
stands (layers). Every keyword is written as the grammar accepts it, in small letters, signs as a decision prints them.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from attrs import define, field

from cqdt_rules import syntax
from cqdt_rules.layers import BETWEEN_CRITERIA, NOTES, Layer, layer_of, levels_of
from cqdt_rules.lexicon import Lexicon, Token, Wording
from cqdt_rules.source import Source

STEP = 2  # blanks for each owner above
WIDTH = 120  # where a line is folded, if it can be
LIST_WIDTH = 80  # where a list of units goes to a line of its own
LEAST = 20  # no line is folded before that many letters
FARTHEST_COLUMN = 100  # a line whose first part is longer stands out of the columns


# ---- how each word is written

_SIGNS = {">=": "≥", "<=": "≤", "<>": "≠", "!=": "≠", "*": "×", "·": "×", "x": "×"}
_SIGNS |= dict.fromkeys("-–—−", "−")
_PHRASES = {
    "_AS_FOLLOWS": "như sau:",
    "_EFFECTIVE": "có hiệu lực từ ngày",
    "_ON_SIGNING": "có hiệu lực kể từ ngày ký",
    "_REASON": "lý do",
    "_YEARS": "áp dụng từ năm đánh giá",
}
_SYLLABLES = {"tỉ": "tỷ", "lí": "lý", "kí": "ký", "quí": "quý", "kì": "kỳ", "hoà": "hòa", "hoá": "hóa", "toà": "tòa", "xoá": "xóa", "uỷ": "ủy", "thuỷ": "thủy", "khoẻ": "khỏe"}  # fmt: skip
_IS_CODE = re.compile(
    r"[A-ZĐ\d.]+[a-zđ]?\Z"
)  # of a criterion or a level: its letters are not a matter of spelling
_AS_TYPED = frozenset({"NAME", "NUMBER", "DATE", "LEVEL_CODE", "ANNEX_NUMBER"})


def _written(tokens: Sequence[Token], lexicon: Lexicon) -> list[str]:
    """Each token as it is written in the one layout."""
    words: list[str] = []
    for i, token in enumerate(tokens):
        word = _canonical(token, tokens[i + 1 : i + 4], lexicon)
        if word != token.text and words and token.terminal == "COMPARE":
            # a word before may be known by the sign that follows it
            kept = lexicon.reads(tokens[i - 1].terminal, words[-1], f" {word} ")
            word = word if kept else token.text
        words.append(_Stroke("/") if _is_fraction(tokens, i) else word)
    return words


def _canonical(token: Token, after: Sequence[Token], lexicon: Lexicon) -> str:
    text = token.text.strip()
    match token.terminal:
        case "STRING":
            return _quoted(text)
        case "PERCENT":
            return text.replace(" ", "")
        case "CODE":
            return text.rstrip(".")
        case "_BULLET":
            return "-"
        case terminal if terminal in _AS_TYPED:
            return text
    small = text.lower()
    if small in _SIGNS:
        return _SIGNS[small]
    following = " " + " ".join(t.text.strip() for t in after) + "\n"
    words = " ".join(_SYLLABLES.get(word, word) for word in small.split(" "))
    for better in (_PHRASES.get(token.terminal, words), words, small):
        if lexicon.reads(token.terminal, better, following):
            return better
    return text


def _quoted(text: str) -> str:
    if text[0] == '"':
        return f'"{text[1:-1].strip()}"'
    inner = text[1:-1].strip()
    return text[0] + inner + text[-1] if '"' in inner else f'"{inner}"'


class _Stroke(str):
    """The stroke of a plain fraction, written without blanks: `1/2 × điểm tối đa`, but `a / b`."""

    __slots__ = ()


def _is_fraction(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sign of division stands between two numbers that nothing else multiplies or divides first."""
    if tokens[at].terminal != "DIVIDE":
        return False
    around = ["", "", *(t.terminal for t in tokens[max(at - 2, 0) : at + 3]), "", ""]
    kinds = around[min(at, 2) :][:5]
    if kinds[1:4] != ["NUMBER", "DIVIDE", "NUMBER"]:
        return False
    return kinds[0] not in {"MULTIPLY", "DIVIDE"} and kinds[4] != "DIVIDE"


_OPENING = 20  # words: no statement needs more of them to be known by


def _joined(words: Sequence[str]) -> str:
    """Words with single blanks, none before a comma or inside brackets."""
    text = ""
    glue = True
    for word in words:
        stroke = isinstance(word, _Stroke)
        text += word if glue or stroke or word[0] in ",;:)" else " " + word
        glue = stroke or word == "("
    return text


def same_words(one: syntax.Tree, other: syntax.Tree) -> bool:
    """Whether two trees say the same in the same order, comments included: kinds and texts, whatever the spelling."""
    return _said(one) == _said(other)


# Signs that mean the same, said once more: what compares must not share the table of what writes.
_ALIKE = {">=": "≥", "<=": "≤", "<>": "≠", "!=": "≠", "*": "×", "·": "×", "x": "×", "-": "−", "–": "−", "—": "−"}  # fmt: skip


def _said(tree: syntax.Tree) -> object:
    comments = [(_shape(c.text), c.own_line) for c in tree.comments]
    return [_shape(s.body) for s in tree.statements], comments


def _shape(node: object) -> object:
    match node:
        case syntax.Word(text=text):
            small = " ".join(_SYLLABLES.get(word, word) for word in text.strip().lower().split())
            return "word", _ALIKE.get(small, text if _IS_CODE.match(text) else small)
        case syntax.Percent(value=value):
            return "percent", value
        case syntax.Node():
            names = node.FIELDS[1:]
            return type(node).__name__, [_shape(getattr(node, name)) for name in names]
        case tuple():
            return [_shape(item) for item in node]
        case str():  # a letter and its mark, put together by what stood between them and was dropped
            return unicodedata.normalize("NFC", node)
    return node


def comment_text(comment: syntax.Comment, source: Source) -> str:
    """A comment as typed, `# ` before it; only letters and blanks are made plain."""
    words = comment.text.split(" ")  # nothing else is a blank in a folded text
    typed = unicodedata.normalize("NFC", source.at(comment.span)).lstrip("#")
    gaps = [
        " " * len(gap.expandtabs(4)) for gap in re.findall(r"(?<=[^ \t])[ \t]+(?=[^ \t])", typed)
    ]
    if len(gaps) != len(words) - 1:
        gaps = [" "] * (len(words) - 1)
    body = "".join(a + b for a, b in itertools.zip_longest(words, gaps, fillvalue=""))
    return f"#{body}" if body.startswith("#") else f"# {body}".rstrip()


# ---- a statement cut into lines


@define(eq=False)
class _Line:
    """A line in the making: `steps` deeper than its statement; `words` with their tokens; the comment at its end."""

    steps: int
    tokens: list[Token] = field(factory=list)
    words: list[str] = field(factory=list)
    comment: str = ""

    @property
    def text(self) -> str:
        return _joined(self.words)


@define(eq=False)
class _Laid:
    """A statement, or comments on lines of their own, with what is known of its place."""

    body: syntax.Node | None
    lines: list[_Line]
    start: int
    end: int
    indent: int = 0
    level: int = 0
    blank: bool = False  # a blank line before it
    padded: str = ""  # its one line, in columns


def _cut(
    tokens: Sequence[Token],
    words: Sequence[str],
    comments: Sequence[tuple[syntax.Comment, str]],
    layer: Layer,
) -> list[_Line]:
    """The lines that a statement must have: items, clauses with a line of their own, what a comment ends."""
    lines = [_Line(0)]
    waiting = list(comments)
    for token, word in zip(tokens, words, strict=True):
        while waiting and waiting[0][0].span.start < token.span.end:
            _put_comment(lines, *waiting.pop(0))
        steps = _own_line(token, layer)
        last = lines[-1]
        if steps is not None and (last.words or last.comment):
            lines.append(_Line(steps))
        elif last.comment:
            lines.append(_Line(_continued(lines)))
        lines[-1].tokens.append(token)
        lines[-1].words.append(word)
    for comment, text in waiting:
        _put_comment(lines, comment, text)
    return lines


def _own_line(token: Token, layer: Layer) -> int | None:
    """How deep the line is that a token starts; None where it goes on with the line before."""
    if token.terminal == "_WHERE":
        return 0
    if token.terminal in {"_BULLET", "_REASON", *layer.breaks}:
        return 1
    return None


def _continued(lines: Sequence[_Line]) -> int:
    """How deep the rest of a line is that a comment cuts in two."""
    started = next((line for line in reversed(lines) if line.words), None)
    if started is None or started.words[0] != "-":
        return 1
    return 2


def _put_comment(lines: list[_Line], comment: syntax.Comment, text: str) -> None:
    last = lines[-1]
    if comment.own_line or last.comment or not last.words:
        if last.words or last.comment:
            lines.append(_Line(1))
        lines[-1].comment = text
    else:
        last.comment = text


# ---- folding long lines


def _folded(line: _Line, indent: int, lexicon: Lexicon) -> list[str]:
    """A line, folded where the best places are, if it is longer than the page."""
    head = " " * (indent + STEP * line.steps)
    rest = head + " " * STEP
    whole = head + line.text
    listed = _units_listed(line, len(whole))
    if len(whole) <= WIDTH and not listed:
        return [whole]
    places = _places(line, lexicon)
    if listed:
        cut = listed
        parts = [head + _joined(line.words[:cut]), *_filled(line, cut, rest, places, _WEAKEST)]
        return parts if len(parts[0]) > len(head) else [whole]
    for place in sorted(p for p, strength in places.items() if strength == 1):
        parts = [head + _joined(line.words[:place]), rest + _joined(line.words[place:])]
        if len(parts[0]) > len(head) + LEAST and max(map(len, parts)) <= WIDTH:
            return parts  # clauses that belong together stay together
    best = [whole]
    for strength in range(1, _WEAKEST + 1):
        parts = _filled(line, 0, head, places, strength)
        if max(map(len, parts)) < max(map(len, best)):
            best = parts
        if max(map(len, best)) <= WIDTH:
            break
    return best


def _units_listed(line: _Line, length: int) -> int:
    """Where a list of several units starts that does not fit well into its line; 0 for none."""
    kinds = [t.terminal for t in line.tokens]
    if length <= LIST_WIDTH or "_FOR" not in kinds:
        return 0
    start = kinds.index("_FOR")
    return start if kinds[start:].count("STRING") > 1 else 0


def _places(line: _Line, lexicon: Lexicon) -> dict[int, int]:
    """Before which words a line may be folded, and how good the place is (1 is best)."""
    found: dict[int, int] = {}
    depth = 0
    for i, (token, before) in enumerate(zip(line.tokens[1:], line.tokens, strict=False), start=1):
        depth += (before.terminal == "LPAR") - (before.terminal == "RPAR")
        strength = _strength(before.terminal, token.terminal, depth)
        if strength and not lexicon.opens_statement(_joined(line.words[i : i + _OPENING])):
            found[i] = strength
    return found


_OPERATORS = {"ADD": 4, "MULTIPLY": 5, "DIVIDE": 5}
_WEAKEST = 7


def _strength(before: str, now: str, depth: int) -> int:
    if now in {"_FOR", "_FOR_UNITS_WITH", "_WHEN", "_WITHIN"} or before == now == "STRING":
        return 1
    if before == "COMMA":
        return 3 if now == "STRING" or depth else 1
    if before == "SEMICOLON":
        return 3 if depth else 2
    if now in {"_AND", "_OR"}:
        return 3 if depth else 2
    if before in _OPERATORS:
        return _OPERATORS[before] + (2 if depth else 0)
    return 0


def _filled(
    line: _Line, start: int, head: str, places: Mapping[int, int], strength: int
) -> list[str]:
    """The words from `start` on, each line as full as the places of that strength allow."""
    parts: list[str] = []
    now = head
    first, last_place = start, 0
    for i in range(start + 1, len(line.words) + 1):
        if last_place > first and len(now + _joined(line.words[first:i])) > WIDTH:
            parts.append(now + _joined(line.words[first:last_place]))
            now = " " * (len(head) if start else len(head) + STEP)
            first = last_place
        if places.get(i, _WEAKEST + 1) <= strength and len(_joined(line.words[first:i])) > LEAST:
            last_place = i
    return [*parts, now + _joined(line.words[first:])]


# ---- columns


def _align(laid: Sequence[_Laid]) -> None:
    """Pads the parts of neighbouring lines of one kind, so that they stand in columns."""
    run: list[_Laid] = []
    for item in laid:
        body = item.body
        if body is None and not item.blank:
            continue
        joins = bool(run) and type(body) is type(run[-1].body)
        if not item.blank and run and not joins and isinstance(body, _between(run[-1])):
            continue
        if item.blank or not joins or len(item.lines) > 1:
            _pad(run)
            run = []
        if body is not None and layer_of(body).columns and _is_single(item):
            run.append(item)
    _pad(run)


def _between(item: _Laid) -> tuple[type[syntax.Node], ...]:
    return BETWEEN_CRITERIA if isinstance(item.body, syntax.Criterion) else NOTES


def _is_single(item: _Laid) -> bool:
    return len(item.lines) == 1 and STEP * item.level + len(item.lines[0].text) <= WIDTH


def _pad(run: Sequence[_Laid]) -> None:
    if not run or run[0].body is None:
        return
    layer = layer_of(run[0].body)
    cells = {id(item): _cells(item.lines[0], layer.columns) for item in run}
    for row, codes in zip((cells[id(i)] for i in run), _aligned_codes(run), strict=True):
        if codes:
            row[0] = codes + row[0].removeprefix(codes.rstrip() + " ")
    part: list[_Laid] = []
    for item in run:
        if len(cells[id(item)]) < 2 or (part and not _same_columns(part[-1], item, layer)):
            _pad_columns(part, cells, layer.gap)
            part = []
        if len(cells[id(item)]) > 1:
            part.append(item)
        else:
            item.padded = cells[id(item)][0]
    _pad_columns(part, cells, layer.gap)


def _cells(line: _Line, columns: Sequence[str]) -> list[str]:
    """The words of a line, cut before each word that opens a column."""
    rows: list[list[str]] = [[]]
    for token, word in zip(line.tokens, line.words, strict=True):
        if token.terminal in columns and rows[-1]:
            rows.append([])
        rows[-1].append(word)
    return [_joined(row) for row in rows]


def _same_columns(one: _Laid, other: _Laid, layer: Layer) -> bool:
    kinds = [
        [t.terminal for t in item.lines[0].tokens if t.terminal in layer.columns]
        for item in (one, other)
    ]
    return kinds[0][:1] == kinds[1][:1]


def _aligned_codes(run: Sequence[_Laid]) -> list[str]:
    """The kind and code of each criterion, padded so that the titles of sisters stand in one column."""
    groups: dict[int, tuple[int, ...]] = {}
    open_groups: dict[tuple[int, str], list[int]] = {}
    for i, item in enumerate(run):
        open_groups = {key: g for key, g in open_groups.items() if key[0] <= item.level}
        group = open_groups.setdefault((item.level, item.lines[0].words[0]), [])
        group.append(i)
        groups |= dict.fromkeys(group, tuple(group))
    found = []
    for i, item in enumerate(run):
        if not isinstance(item.body, syntax.Criterion) or item.body.title is None:
            found.append("")
            continue
        longest = max(len(_joined(run[k].lines[0].words[:2])) for k in groups[i])
        found.append(_joined(item.lines[0].words[:2]).ljust(longest) + " ")
    return found


def _pad_columns(part: Sequence[_Laid], cells: Mapping[int, list[str]], gap: int) -> None:
    sisters = len({item.level for item in part}) < len(part)
    starts = {id(item): STEP * item.level + len(cells[id(item)][0]) for item in part}
    fitting = [item for item in part if starts[id(item)] <= FARTHEST_COLUMN]
    level = len({starts[id(item)] for item in fitting}) < 2  # as they stand, they stand in a column
    column = max((starts[id(item)] for item in fitting), default=0) + (1 if level else gap)
    for item in part:
        row = cells[id(item)]
        if not sisters or len(fitting) < 2 or item not in fitting:
            item.padded = " ".join(row)
            continue
        padded = row[0] + " " * (column - starts[id(item)])
        for k, cell in enumerate(row[1:], start=1):
            widest = max(len(cells[id(i)][k]) for i in fitting if k < len(cells[id(i)]))
            padded += cell if k == len(row) - 1 else cell.ljust(widest + (gap + 1) // 2)
        item.padded = padded


# ---- the whole file


def format_tree(tree: syntax.Tree, wordings: Sequence[Wording], lexicon: Lexicon) -> str:
    """The text of a rule file in the one layout; `wordings` are the tokens of each statement of the tree."""
    laid = _laid_out(tree, wordings, lexicon)
    _mark_blank_lines(laid, tree.source)
    _place_comments(laid)
    _align(laid)
    lines: list[str] = []
    for item in laid:
        if item.blank and lines:
            lines.append("")
        lines += _text_lines(item, lexicon)
    return unicodedata.normalize("NFC", "".join(f"{line.rstrip()}\n" for line in lines))


def _laid_out(tree: syntax.Tree, wordings: Sequence[Wording], lexicon: Lexicon) -> list[_Laid]:
    """Statements and comments between them, in the order of the file."""
    comments = [(c, comment_text(c, tree.source)) for c in tree.comments]
    laid: list[_Laid] = []
    for statement, wording, level in zip(
        tree.statements, wordings, levels_of(tree.statements), strict=True
    ):
        tokens = [t for t in wording.tokens if t.terminal != "_BEGIN"]
        start, end = tokens[0].span.start, tokens[-1].span.end
        stop = tree.source.text.find("\n", end)
        own_end = stop if stop >= 0 else len(tree.source.text)
        while comments and comments[0][0].span.start < start:
            laid.append(_own_comment(*comments.pop(0), tree.source))
        inner = [c for c in comments if c[0].span.start < end or _trails(c[0], own_end)]
        del comments[: len(inner)]
        lines = _cut(tokens, _written(tokens, lexicon), inner, layer_of(statement.body))
        last = max(end, *(c.span.end for c, _ in inner)) if inner else end
        laid.append(_Laid(statement.body, lines, start, last, statement.indent, level))
    return [*laid, *(_own_comment(c, text, tree.source) for c, text in comments)]


def _trails(comment: syntax.Comment, line_end: int) -> bool:
    """Whether a comment stands at the end of the line on which a statement ends."""
    return not comment.own_line and comment.span.start < line_end


def _own_comment(comment: syntax.Comment, text: str, source: Source) -> _Laid:
    indent = source.column_of(comment.span.start) - 1
    return _Laid(None, [_Line(0, comment=text)], comment.span.start, comment.span.end, indent)


def _mark_blank_lines(laid: Sequence[_Laid], source: Source) -> None:
    for before, item in itertools.pairwise(laid):
        between = source.text[before.end : item.start]
        item.blank = len(re.findall("[\n\u2028\u2029\x85]", between)) > 1


def _place_comments(laid: Sequence[_Laid]) -> None:
    """Comments stand as deep as the statement below; those set off from it by a blank line, as the one above."""
    for is_statement, group in itertools.groupby(range(len(laid)), lambda i: bool(laid[i].body)):
        places = list(group)
        if is_statement:
            continue
        above = laid[places[0] - 1] if places[0] else None
        below = laid[places[-1] + 1] if places[-1] + 1 < len(laid) else None
        for i in places:
            ended = above is not None and not any(laid[k].blank for k in range(places[0], i + 1))
            set_off = any(laid[k].blank for k in range(i + 1, places[-1] + 1)) or (
                below is not None and below.blank
            )
            if below is None:
                laid[i].level = above.level if above is not None and laid[i].indent else 0
            elif above is not None and ended and set_off:
                laid[i].level = above.level if laid[i].indent or not above.indent else 0
            else:
                laid[i].level = below.level


def _text_lines(item: _Laid, lexicon: Lexicon) -> Iterator[str]:
    indent = STEP * item.level
    for line in item.lines:
        if not line.words:
            yield " " * (indent + STEP * line.steps) + line.comment
            continue
        parts = [" " * indent + item.padded] if item.padded else _folded(line, indent, lexicon)
        yield from parts[:-1]
        yield parts[-1] + (f"  {line.comment}" if line.comment else "")
