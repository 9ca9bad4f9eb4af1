"""Templates: the fields they may use, the sandbox they run in, what is wrong with one.

A template comes from outside and is trusted with nothing: it opens no file, reaches no object
behind a field, and everything it makes (steps, text, repeated lists) is paid from one budget.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any, cast

import attrs
from jinja2 import FunctionLoader, StrictUndefined, TemplateNotFound, nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.filters import FILTERS
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, Undefined
from jinja2.sandbox import SandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import Namespace, pass_context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from cqdt_rules.diagnostics import Code, Diagnostic, Label, Outcome, nearest
from cqdt_rules.papers import Align, Annex, Column, Mark, Papers, Table
from cqdt_rules.source import Source, Span
from cqdt_rules.widths import LANDSCAPE, PORTRAIT, fit, is_wide

LARGEST_TEMPLATE = 256 * 1024
Template = Source  # its mistakes are shown in its own lines
SHIPPED = (
    *("phu-luc.html.j2", "phu-luc.md.j2", "phu-luc.txt.j2", "phu-luc.docx"),
    *("quy-tac.html.j2", "tham-khao.html.j2", "so-sanh.html.j2", "xem-xet.html.j2"),
    *("bao-cao.html.j2", "bieu-do.svg.j2"),
)

_HELP_FIELDS = "các trường dùng được có trong templates/README.md"


# Files


def shipped_template(name: str) -> bytes:
    """One of our own templates: from the installed package, or from the checkout we run in."""
    inside = importlib.resources.files("cqdt_rules").joinpath("templates", name)
    if inside.is_file():
        return inside.read_bytes()
    return Path(__file__).parent.parent.joinpath("templates", name).read_bytes()


def text_template(name: str, data: bytes) -> Outcome[Source | None]:
    """The bytes of an HTML, Markdown or text template as a source."""
    if len(data) > LARGEST_TEMPLATE:
        message = f"mẫu dài {len(data) // 1024} KB, quá {LARGEST_TEMPLATE // 1024} KB"
        return Outcome(None, (Diagnostic(Code.FILE_TOO_LARGE, message, place=name),))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        hint = "lưu lại mẫu với mã UTF-8"
        found = Diagnostic(Code.NOT_UTF8, "mẫu không phải chữ UTF-8", place=name, help=hint)
        return Outcome(None, (found,))
    return Outcome(Source(name, text.replace("\r\n", "\n")))


# What a template sees


class Fields(dict[str, Any]):
    """The fields of one noun under their Vietnamese names; `noun` is for our own functions."""

    def __init__(self, noun: Annex | Table | None = None, **fields: Any) -> None:
        super().__init__(fields)
        self.noun = noun


_ALIGN = {Align.LEFT: "trai", Align.CENTRE: "giua", Align.RIGHT: "phai"}


def fields_of(papers: Papers) -> Fields:
    """Everything that a template may print, under the names that templates/README.md explains."""
    return Fields(
        van_ban=Fields(tieu_de=papers.title, so=papers.document),
        phu_luc=[_annex_fields(annex) for annex in papers.annexes],
        nguon_goc=[Fields(ten=what, gia_tri=value) for what, value in papers.provenance],
    )


def _annex_fields(annex: Annex) -> Fields:
    wide = is_wide(annex, PORTRAIT)
    return Fields(
        annex,
        so=annex.number,
        ten=list(annex.title),
        kem_theo=annex.attached_to,
        luu_y=list(annex.remarks),
        bang=[_table_fields(t, LANDSCAPE if wide else PORTRAIT) for t in annex.tables],
        ngang=wide,
    )


def _table_fields(table: Table, room: int) -> Fields:
    first, second = table.header_rows
    widths = fit(table, room).widths
    total = sum(widths) or 1
    return Fields(
        table,
        so=table.number,
        tieu_de=table.title,
        cot=[
            Fields(
                ten=column.title,
                nhom=column.group,
                can=_ALIGN[column.align],
                rong=f"{1000 * width // total // 10}.{1000 * width // total % 10}%",
            )
            for column, width in zip(table.columns, widths, strict=True)
        ],
        dau_tren=[
            Fields(chu=text, so_cot=across, so_hang=down, nhom=bool(second) and down == 1)
            for text, across, down in first
        ],
        dau_duoi=[c.title for c in table.columns if c.group] if second else [],
        hang=[list(row) for row in table.rows],
        hang_gop=sorted(table.across),
        dong_cuoi=list(table.footer),
        ten_ghi_chu=table.note_heading,
        ghi_chu=list(table.notes),
        ghi_chu_muc=list(table.note_items),
    )


FIELD_NAMES = frozenset(
    {"van_ban", "tieu_de", "so", "phu_luc", "ten", "kem_theo", "luu_y", "bang", "ngang", "cot"}
    | {
        "nhom",
        "can",
        "rong",
        "dau_tren",
        "dau_duoi",
        "chu",
        "so_cot",
        "so_hang",
        "hang",
        "hang_gop",
    }
    | {"dong_cuoi", "ten_ghi_chu", "ghi_chu", "ghi_chu_muc", "nguon_goc", "gia_tri"}
    | {"het_phu_luc", "loop", "giua", "gap"}
)

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_HALF_LETTER = re.compile("[\ud800-\udfff]")


def printable(text: str) -> str:
    """The text without control characters and halves of letters, with one kind of line end."""
    text = _UNPRINTABLE.sub("", _LINE_END.sub("\n", text).replace("\t", " "))
    return _HALF_LETTER.sub("\ufffd", text)


def _is_printable(table: Table, mark: Mark) -> bool:
    """Whether a cell is printed as it is, so that a mark in it is where it was."""
    cell = table.rows[mark.row][mark.column]
    return printable(cell) == cell


def printable_papers(papers: Papers) -> Papers:
    """The papers with printable texts, and a column for every cell of a table's longest row."""

    def every(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(printable, texts))

    def table(given: Table) -> Table:
        count = max([len(given.columns), *map(len, given.rows)])
        columns = [
            attrs.evolve(c, title=printable(c.title), group=printable(c.group))
            for c in given.columns
        ]
        columns += [Column("")] * (count - len(columns))
        return Table(
            printable(given.title),
            tuple(columns),
            tuple(every(row) + ("",) * (count - len(row)) for row in given.rows),
            printable(given.number),
            every(given.footer),
            printable(given.note_heading),
            every(given.notes),
            every(given.note_items),
            given.across,
            tuple(m for m in given.marks if _is_printable(given, m)),
        )

    def annex(given: Annex) -> Annex:
        tables = tuple(map(table, given.tables))
        attached = printable(given.attached_to)
        return Annex(
            printable(given.number), every(given.title), attached, tables, every(given.remarks)
        )

    return Papers(
        printable(papers.title),
        printable(papers.document),
        tuple(map(annex, papers.annexes)),
        tuple((printable(what), printable(value)) for what, value in papers.provenance),
    )


# The budget

_STEP, _CALL = 10, 60
_LARGEST_INTEGER_BITS = 4096
_LEAST_BUDGET = 20_000_000


class Overspent(SecurityError):
    """The template makes more than the papers can need."""


class Refused(SecurityError):
    """The template asks for something that templates may not do; the message is Vietnamese."""


def cost_of(table: Table) -> int:
    """About the bytes that a table takes in its widest form."""
    chars = sum(len(cell) for row in table.rows for cell in row) + sum(map(len, table.footer))
    return 2000 + 400 * (len(table.rows) + 2) * len(table.columns) + chars


def budget_for(papers: Papers) -> int:
    """What a template may spend on these papers: several times what printing them once costs."""
    tables = sum(cost_of(table) for annex in papers.annexes for table in annex.tables)
    return _LEAST_BUDGET + 4 * tables + 4 * sum(map(len, papers.texts()))


class Unprintable(Exception):
    """The template prints a list or a group of fields as if it were a text."""


class Misused(Exception):
    """The template calls one of our functions with something else than it is for."""


class _Costed(NodeTransformer):
    """Makes each loop step, each piece of output and each comparison of a template pay."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802
        self.generic_visit(node)
        node.iter = _through("_each", node.iter)
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802
        self.generic_visit(node)
        fixed = sum(len(n.data) for n in node.nodes if isinstance(n, nodes.TemplateData))
        pay = _through("_pay", nodes.Const(fixed, lineno=node.lineno))
        node.nodes = [pay, *node.nodes] if fixed else node.nodes
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802
        self.generic_visit(node)
        node.nodes = [_through("_weigh", n) for n in node.nodes]
        return _through("_weigh", node)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:  # noqa: N802
        self.generic_visit(node)
        node.expr = _through("_weigh", node.expr)
        for operand in node.ops:
            operand.expr = _through("_weigh", operand.expr)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Getitem:  # noqa: N802
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            node.node = _through("_weigh", node.node)
        return node

    def visit_Test(self, node: nodes.Test) -> nodes.Test:  # noqa: N802
        self.generic_visit(node)
        if node.name in _WEIGHED_TESTS:
            node.node = _through("_weigh", node.node)
            node.args = [_through("_weigh", n) for n in node.args]
        return node

    def visit_ScopedEvalContextModifier(self, _: nodes.Node) -> nodes.Node:  # noqa: N802
        raise Refused("mẫu tắt việc viết an toàn các ký hiệu < > & (lệnh “autoescape”)")


def _through(name: str, node: nodes.Node) -> nodes.Filter:
    return nodes.Filter(cast(nodes.Expr, node), name, [], [], None, None, lineno=node.lineno)


# The sandbox

_FILTERS = [
    "abs",
    "capitalize",
    "count",
    "d",
    "default",
    "e",
    "escape",
    "first",
    "int",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "reject",
    "rejectattr",
    "reverse",
    "select",
    "selectattr",
    "sort",
    "string",
    "title",
    "trim",
    "unique",
    "upper",
]
_WEIGHED_TESTS = {"==", "eq", "equalto", "!=", "ne", "in"}
_TESTS = [
    *_WEIGHED_TESTS,
    *["defined", "undefined", "none", "string", "number", "true", "false", "even", "odd"],
]


class _Missing(StrictUndefined):
    """A field that does not exist; says so in Vietnamese."""

    @property
    def _undefined_message(self) -> str:
        if issubclass(self._undefined_exception, SecurityError):
            return f"mẫu đòi vào “{self._undefined_name}”, phần bên trong của chương trình"
        if not isinstance(self._undefined_name, str):
            return f"mẫu dùng phần tử [{self._undefined_name}], nhưng danh sách không dài đến thế"
        return f"mẫu dùng trường “{self._undefined_name}”, nhưng không có trường nào tên như vậy"


class Sandbox(SandboxedEnvironment):
    """Jinja, locked: listed filters and functions only, and every step paid from `budget`."""

    intercepted_binops = frozenset(["+", "*", "**", "%"])

    def __init__(self, show: Callable[[object], object], markup: bool, budget: int) -> None:
        super().__init__(
            undefined=_Missing,
            autoescape=markup,
            finalize=self._at_run_time(functools.partial(self._shown, show)),
            loader=FunctionLoader(_shipped_text),
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            cache_size=len(SHIPPED),
        )
        self.left = budget
        self.text = ""
        self.functions: dict[str, Callable[..., object]] = {}
        self.filters = {name: self._paid(FILTERS[name]) for name in _FILTERS}
        costs: dict[str, Callable[..., Any]] = {
            "_each": self._each,
            "_pay": self._pay,
            "_weigh": self._weigh,
        }
        self.filters |= {name: self._at_run_time(each) for name, each in costs.items()}
        self.filters["ngat_dong"] = _with_breaks
        self.tests = {name: TESTS[name] for name in _TESTS}
        self.globals = {"range": self.globals["range"], "namespace": Namespace}

    def spend(self, amount: int) -> None:
        """Pay for what is about to be made."""
        self.left -= amount
        if self.left < 0:
            raise Overspent("mẫu lặp hoặc sinh ra nhiều hơn mức cho phép")

    def offer(self, name: str, function: Callable[..., object]) -> None:
        """Let templates call a function of ours."""
        self.functions[name] = self.globals[name] = function

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        """Compile the text of a template; it is kept, to show the line of a mistake."""
        self.text = source
        return super().from_string(source, *args, **kwargs)

    def compile(  # type: ignore[override]
        self, source: str | nodes.Template, *args: Any, **kwargs: Any
    ) -> CodeType | str:
        """Compile with every step paid."""
        self.spend(_CALL)
        tree = self.parse(source) if isinstance(source, str) else source
        compiled: CodeType | str = super().compile(_Costed().visit(tree), *args, **kwargs)
        return compiled

    def get_template(self, *args: Any, **kwargs: Any) -> Any:
        """One of our own templates, to extend or to include."""
        self.spend(1000 * _CALL)
        return super().get_template(*args, **kwargs)

    def call(self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a macro or one of our functions, nothing else."""
        self.spend(_CALL)
        if not self.is_safe_callable(__obj):
            raise Refused("mẫu gọi một hàm ngoài các hàm dành cho mẫu")
        return super().call(__context, __obj, *args, **kwargs)

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a template may call it."""
        if isinstance(obj, (Macro, LoopContext, BlockReference, Undefined)):
            return True
        if isinstance(getattr(obj, "__self__", None), LoopContext):
            return True
        known = [self.globals["range"], Namespace, *self.functions.values()]
        return any(obj is each for each in known)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Add and multiply small things only."""
        numbers = isinstance(left, int) and isinstance(right, int)
        if operator == "**" or (operator == "%" and not numbers):
            raise Refused(f"mẫu dùng phép tính “{operator}”")
        if numbers:
            if left.bit_length() + right.bit_length() > _LARGEST_INTEGER_BITS:
                raise Overspent("mẫu tính ra số quá lớn")
        elif operator == "*":
            times = left if isinstance(left, int) else right
            many = right if isinstance(left, int) else left
            if isinstance(times, int) and times > 0 and isinstance(many, (str, list, tuple)):
                self.spend(times * max(1, len(many)))
        else:
            self._weigh(left)
            self._weigh(right)
        return super().call_binop(context, operator, left, right)

    def _at_run_time(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Keep Jinja from working it out once while compiling, unpaid in every later round."""

        @pass_context
        def later(_: Context, *args: Any) -> Any:
            return function(*args)

        return later

    def _shown(self, show: Callable[[object], object], value: object) -> object:
        if isinstance(value, Undefined):
            return str(value)  # complains
        if not isinstance(value, (str, int)):
            what = "một danh sách" if isinstance(value, (list, tuple)) else "một nhóm trường"
            raise Unprintable(f"mẫu in cả {what} thay vì một đoạn chữ")
        self.spend(_STEP + len(str(value)))
        return show(value)

    def _each(self, values: Iterable[object]) -> Iterator[object]:
        for value in values:
            self.spend(_STEP)
            yield value

    def _pay(self, amount: int) -> Markup:
        self.spend(amount)
        return Markup("")

    def _weigh(self, value: Any) -> Any:
        """Pay for reading all of a value; a list that holds a list many times pays each time."""
        if isinstance(value, str):
            self.spend(1 + len(value) // 8)
        elif isinstance(value, (list, tuple)):
            self.spend(1 + _STEP * len(value))
            for each in value:
                self._weigh(each)
        elif isinstance(value, dict):
            self._weigh(list(value.values()))
        elif isinstance(value, int):
            self.spend(1 + value.bit_length() // 64)
        return value

    def _paid(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A filter that pays for what it is given before it works."""

        @functools.wraps(function)
        def paid(*args: Any, **kwargs: Any) -> Any:
            self.spend(_STEP)
            given = [_in_hand(value) for value in args]
            for value in (*given, *kwargs.values()):
                self._weigh(value)
            if function is FILTERS["join"]:
                self.spend(_joined_length(given[1:], kwargs))
            return function(*given, **kwargs)

        return paid


def _in_hand(value: Any) -> Any:
    """A list instead of something that would make its items only while being read."""
    kept = (str, list, tuple, dict, Undefined, Context)
    if isinstance(value, kept) or not isinstance(value, Iterable):
        return value
    return list(value)


def _joined_length(given: list[Any], named: Mapping[str, Any]) -> int:
    """About how long the text becomes that the filter `join` makes of a list and a glue."""
    values = given[0] if given and isinstance(given[0], (list, tuple)) else ()
    glue = max((len(g) for g in (*given[1:], *named.values()) if isinstance(g, str)), default=0)
    return sum(glue + (len(v) if isinstance(v, str) else _STEP) for v in values)


def _with_breaks(text: str) -> Markup:
    return Markup("<br>").join(text.split("\n"))


def _shipped_text(name: str) -> str | None:
    if name not in SHIPPED or name.endswith(".docx"):
        return None
    return shipped_template(name).decode("utf-8")


def in_html(value: object) -> object:
    """Jinja escapes by itself."""
    return value


def in_word(value: object) -> Markup:
    """Escaped for XML, braces too: docxtpl rewrites some pairs of them after filling in."""
    if isinstance(value, Markup):
        return value
    return Markup(str(escape(value)).replace("{", "&#123;").replace("}", "&#125;"))


def sandbox(show: Callable[[object], object], *, markup: bool, papers: Papers) -> Sandbox:
    """The one place that builds a Jinja environment; `show` writes a value in the form's own way."""
    return Sandbox(show, markup, budget_for(papers))


def filled(box: Sandbox, template: Source, fields: Mapping[str, Any]) -> Outcome[str | None]:
    """The text of a template with the fields in their places."""
    try:
        return Outcome(box.from_string(template.text).render(fields))
    except Exception as error:  # noqa: BLE001 - a template may fail in any way
        return Outcome(None, (template_mistake(error, box, template),))


# What is wrong with a template

_SYNTAX = (
    (r"unknown tag '([^']*)'", "không có lệnh “{0}”, hoặc lệnh ấy đứng sai chỗ"),
    (r"Unexpected end of template", "một lệnh chưa được đóng (thiếu endfor, endif, …)"),
    (r"No filter named '([^']*)'", "không có bộ lọc “{0}”"),
    (r"No test named '([^']*)'", "không có phép thử “{0}”"),
    (r"got 'end of", "một lệnh chưa viết hết"),
    (r"got '([^']*)'", "không hiểu từ chữ “{0}”"),
    (r"unexpected char '(.*)' at", "không hiểu ký tự “{0}”"),
    (r"unexpected '([^']*)'", "không hiểu từ chữ “{0}”"),
)


def template_mistake(error: BaseException, box: Sandbox, template: Source | str) -> Diagnostic:
    """What went wrong while filling in: in the lines of a text template, or in a named Word file."""
    code, message, hint = _told(error)
    line = _line_of(error)
    if isinstance(template, Source):
        labels = _line_label(template, line)
        return Diagnostic(
            code, message, source=template, labels=labels, place=template.name, help=hint
        )
    paragraph = _paragraph(box.text, line)
    place = f"{template}, đoạn “{paragraph}”" if paragraph else template
    return Diagnostic(code, message, place=place, help=hint)


def _told(error: BaseException) -> tuple[Code, str, str]:
    broken, forbidden = Code.TEMPLATE_BROKEN, Code.TEMPLATE_FORBIDDEN
    if isinstance(error, Overspent | Refused):
        return forbidden, str(error), "bỏ lệnh ấy khỏi mẫu; mẫu chỉ in các trường có sẵn"
    if isinstance(error, SecurityError):
        return forbidden, str(error), _HELP_FIELDS
    if isinstance(error, OverflowError) and "Range too big" in str(error):
        return forbidden, "mẫu đòi một dãy số quá dài", "bỏ lệnh range ấy khỏi mẫu"
    if isinstance(error, TemplateNotFound):
        names = ", ".join(SHIPPED[:3])
        return forbidden, f"mẫu gọi tệp khác: “{error.name}”", f"mẫu chỉ được gọi: {names}"
    if isinstance(error, UndefinedError):
        name = re.search("“(.*)”", str(error))
        near = nearest(name[1], FIELD_NAMES) if name else None
        return broken, str(error), f"có phải “{near}”?" if near else _HELP_FIELDS
    if isinstance(error, TemplateSyntaxError):
        for pattern, words in _SYNTAX:
            if found := re.search(pattern, str(error.message), re.DOTALL):
                return broken, "mẫu viết sai: " + words.format(*found.groups()), _HELP_FIELDS
        return broken, "mẫu có một câu lệnh viết sai", _HELP_FIELDS
    if isinstance(error, Unprintable):
        return broken, str(error), "lặp qua từng phần: {% for x in … %} {{ x }} {% endfor %}"
    if isinstance(error, Misused):
        return broken, str(error), _HELP_FIELDS
    if isinstance(error, RecursionError | MemoryError | SyntaxError):
        return forbidden, "mẫu lồng nhau quá sâu", "bớt các lệnh lồng nhau trong mẫu"
    return broken, "mẫu có một phép tính không làm được", _HELP_FIELDS


def _line_of(error: BaseException) -> int | None:
    """The line of the template: Jinja puts template lines into the traceback."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    found, step = None, error.__traceback__
    while isinstance(step, TracebackType):
        if step.tb_frame.f_code.co_filename == "<template>":
            found = step.tb_lineno
        step = step.tb_next
    return found


def _line_label(template: Source, line: int | None) -> tuple[Label, ...]:
    if line is None or not 1 <= line <= len(template.line_starts):
        return ()
    start = template.line_starts[line - 1]
    text = template.line(line)
    indent = len(text) - len(text.lstrip())
    return (Label(Span(start + indent, start + len(text.rstrip()))),)


_PARAGRAPH_SHOWN = 60


def _paragraph(xml: str, line: int | None) -> str:
    """The words of the paragraph on a line of Word XML (docxtpl sets each paragraph on a line)."""
    lines = xml.split("\n")
    if line is None or not 1 <= line <= len(lines):
        return ""
    words = " ".join(re.sub(r"<[^>]*>", "", lines[line - 1]).split())
    return words if len(words) <= _PARAGRAPH_SHOWN else words[:_PARAGRAPH_SHOWN] + "…"


# Whether every text arrived

_LOST_NAMED = 3


def expected_texts(papers: Papers) -> list[str]:
    """Every text that must be found again, once for each place where it is printed."""
    found: list[str] = []
    for annex in papers.annexes:
        found += [annex.number, *annex.title, annex.attached_to, *annex.remarks]
        for table in annex.tables:
            found += [table.title, *table_texts(table)]
            found += [table.note_heading, *table.notes, *table.note_items]
    return [line for text in found for line in text.split("\n") if line.strip()]


def table_texts(table: Table) -> list[str]:
    """The texts inside a table's frame and its last row."""
    first, second = table.header_rows
    heads = [text for text, _, _ in first] + list(second)
    return [*heads, *(cell for row in table.rows for cell in row), *table.footer]


def lost_texts(
    papers: Papers, lines: Iterable[str], written: Callable[[str], str], name: str
) -> tuple[Diagnostic, ...]:
    """Names the texts that the printed lines lack; `written` is how the form writes a text."""
    texts = [" ".join(written(text).split()) for text in expected_texts(papers)]
    wanted = Counter(text for text in texts if text)
    printed = Counter(" ".join(line.split()) for line in lines)
    wanted, printed = wanted - printed, printed - wanted
    rest = " ".join(printed.elements())
    lost = [text for text, times in wanted.items() if _times(text, rest) < times]
    if not lost:
        return ()
    named = ", ".join(f"“{text}”" for text in lost[:_LOST_NAMED])
    more = f" và {len(lost) - _LOST_NAMED} đoạn khác" if len(lost) > _LOST_NAMED else ""
    message = f"bản in thiếu {named}{more}"
    hint = "đối chiếu mẫu với templates/README.md: mẫu đã bỏ sót trường nào"
    return (Diagnostic(Code.TEXT_LOST, message, place=name, help=hint),)


def _times(text: str, rest: str) -> int:
    """How often a text stands in the rest as whole words."""
    before = r"(?<!\w)" if re.match(r"\w", text) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", text) else ""
    return sum(1 for _ in re.finditer(before + re.escape(text) + after, rest))
