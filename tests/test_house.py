"""The rules of the house, as tests: who may import whom, how long things get, what nobody writes.

Each rule is a function from the modules (name -> text) to the faults it sees, so that the tests
below can plant one fault in a small example and see it found; and all rules are held against the
project itself.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from cqdt_rules.diagnostics import Code

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "cqdt_rules"

# --- the three lists: what may I import? ---------------------------------------------------------

# Each imports only those before it.
NOUNS = (
    "source",
    "diagnostics",
    "irrational",
    "numbers",
    "decisions",
    "unit_names",
    "values",
    "sarif",
    "syntax",
    "lexicon",
    "layers",
    "provisions",
    "scheme",
    "functions",
    "graph",
    "narrowing",
    "sheet",
    "results",
    "ranks",
    "occasion",
    "papers",
    "changes",
    "pairing",
    "difference",
    "thresholds",
    "impact",
    "variations",
    "sensitivity",
    "report",
)
# What the verbs that print share, and the one way to Jinja: each imports nouns and those before it.
INFRASTRUCTURE = ("widths", "templating")
# Each does one thing; imports nouns and infrastructure, never another verb.
VERBS = (
    "code_pages",
    "parse",
    "check",
    "amending",
    "ask",
    "read_sheet",
    "evaluate",
    "roll",
    "auditing",
    "reasons",
    "lay_out",
    "printing",
    "word",
    "formatting",
    "colouring",
    "viewing",
    "comparing",
    "side_by_side",
    "carrying",
    "weighing",
    "bounding",
    "impact_papers",
    "numbering",
    "sensing",
    "reporting",
    "report_forms",
)
# Import anything; only doors import them.
DOORS = (
    "compared",
    "reviewing",
    "rule_files",
    "trials",
    "sheet_files",
    "session",
    "drafting",
    "revising",
    "forecast",
    "impact_tables",
    "trying",
    "pygments_lexer",
    "tables",
    "telling",
    "cli",
    "__init__",
    "__main__",
)

# Who may import a library; () is everybody.
LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "attrs": (),
    "lark": ("parse",),
    "jinja2": ("templating", "word"),
    "markupsafe": ("templating", "printing", "word", "viewing", "report_forms"),
    "markdown_it": ("viewing",),
    "pygments": ("pygments_lexer",),
    "docxtpl": ("templating", "word"),
    "docx": ("word",),
    "lxml": ("word",),
    "openpyxl": ("read_sheet",),
    "click": ("cli", "tables", "telling"),
    "rich": ("cli", "tables"),
}

# --- budgets and their exceptions, each with its reason ------------------------------------------

MAX_DEPTH = 8
MAX_MODULE_LINES = 800
MAX_FUNCTION_LINES = 40
FORBIDDEN_NAMES = {
    "base",
    "common",
    "core",
    "helper",
    "helpers",
    "lib",
    "manager",
    "misc",
    "shared",
    "tools",
    "util",
    "utils",
}
LONG_MODULES: Mapping[str, str] = {}
LONG_FUNCTIONS: Mapping[str, str] = {
    "tests.paper_samples.decision_292": "a decision's annexes as data, one row a line",
    "tests.paper_samples.other_shapes": "annexes of other shapes as data",
}
FLOATS: Mapping[str, str] = {
    "cqdt_rules.diagnostics.near": "how alike two words are: no figure of a scheme",
}

# --- debts: these lists only get shorter ---------------------------------------------------------

# Codes without a page in tests/pages.
OWED_PAGES: frozenset[str] = frozenset()
# Codes that nothing raises yet.

OWED_USES: frozenset[str] = frozenset()

Modules = Mapping[str, str]
Rule = Callable[[Modules], list[str]]


# --- reading modules -----------------------------------------------------------------------------


def modules_of(folder: Path, name: str) -> dict[str, str]:
    """All modules under a folder by dotted name; a package's own module is `….__init__`."""
    return {
        ".".join((name, *path.relative_to(folder).with_suffix("").parts)): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.py"))
    }


def part_of(module: str) -> str:
    """Which noun, verb or door a module is, or is a piece of."""
    return module.split(".")[1]


def imports_of(module: str, text: str) -> Iterator[str]:
    """Every name that a module imports, be it lazily, for types only or by `import_module`."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=base, names=names, level=level):
                start = module.split(".")[:-level] if level else []
                prefix = ".".join([*start, *([base] if base else [])])
                yield from (f"{prefix}.{alias.name}" for alias in names)
            case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]) if _called(func) in (
                "import_module",
                "__import__",
            ):
                yield name


def _called(func: ast.expr) -> str:
    match func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def own_imports(modules: Modules) -> dict[str, set[str]]:
    """Which modules of ours each module imports."""
    return {
        module: {
            found
            for name in imports_of(module, text)
            if name.split(".")[0] == PACKAGE and (found := _module_named(name, modules)) != module
        }
        for module, text in modules.items()
    }


def _module_named(name: str, modules: Modules) -> str:
    """`cqdt_rules.parse.Tree` names cqdt_rules.parse; `cqdt_rules.load` the package itself."""
    words = name.split(".")
    for length in range(len(words), 0, -1):
        start = ".".join(words[:length])
        for candidate in (start, f"{start}.__init__"):
            if candidate in modules:
                return candidate
    return f"{PACKAGE}.__init__"


# --- rules: who imports whom ---------------------------------------------------------------------


def rule_every_module_stands_in_a_list(modules: Modules) -> list[str]:
    known = {*NOUNS, *INFRASTRUCTURE, *VERBS, *DOORS}
    return [f"{m}: neither noun, verb nor door" for m in modules if part_of(m) not in known]


def rule_imports_go_to_the_left(modules: Modules) -> list[str]:
    faults = []
    for module, targets in own_imports(modules).items():
        part = part_of(module)
        faults += [
            f"{module} imports {target}"
            for target in sorted(targets)
            if part_of(target) != part and part_of(target) not in _allowed(part)
        ]
    return faults


def _allowed(part: str) -> tuple[str, ...]:
    if part in NOUNS:
        return NOUNS[: NOUNS.index(part)]
    if part in INFRASTRUCTURE:
        return (*NOUNS, *INFRASTRUCTURE[: INFRASTRUCTURE.index(part)])
    if part in VERBS:
        return (*NOUNS, *INFRASTRUCTURE)
    return (*NOUNS, *INFRASTRUCTURE, *VERBS, *DOORS)


def rule_no_import_by_a_computed_name(modules: Modules) -> list[str]:
    """A name put together while running slips past the rules above; doors may, to start fast."""
    return [
        f"{module}:{node.lineno}: imports by a computed name"
        for module, text in modules.items()
        for node in ast.walk(ast.parse(text))
        if part_of(module) not in DOORS
        and isinstance(node, ast.Call)
        and _called(node.func) in ("import_module", "__import__")
        and not (node.args and isinstance(node.args[0], ast.Constant))
    ]


def rule_no_circle(modules: Modules) -> list[str]:
    graph = own_imports(modules)
    faults = []
    for start in graph:
        walk = _walk_back(start, graph)
        if walk and min(walk) == start:
            faults.append(" -> ".join(walk))
    return faults


def _walk_back(start: str, graph: Mapping[str, set[str]]) -> list[str]:
    """The shortest walk from a module back to itself, or nothing."""
    walks = [[start]]
    seen: set[str] = set()
    while walks:
        walk = walks.pop(0)
        for target in sorted(graph.get(walk[-1], ())):
            if target == start:
                return [*walk, start]
            if target not in seen:
                seen.add(target)
                walks.append([*walk, target])
    return []


def rule_depth(modules: Modules) -> list[str]:
    """The longest chain of imports in steps; the modules of one package are one."""
    graph: dict[str, set[str]] = {}
    for module, targets in own_imports(modules).items():
        parts = {part_of(target) for target in targets} - {part_of(module)}
        graph.setdefault(part_of(module), set()).update(parts)
    longest: dict[str, list[str]] = {}

    def chain(module: str, above: tuple[str, ...]) -> list[str]:
        if module not in longest:
            below = [chain(t, (*above, module)) for t in graph.get(module, ()) if t not in above]
            longest[module] = [module, *max(below, key=len, default=[])]
        return longest[module]

    deepest = max((chain(part, ()) for part in graph), key=len, default=[])
    return [" -> ".join(deepest)] if len(deepest) - 1 > MAX_DEPTH else []


def rule_libraries(modules: Modules) -> list[str]:
    faults = []
    for module, text in modules.items():
        for name in sorted({name.split(".")[0] for name in imports_of(module, text)}):
            if name == PACKAGE or name in sys.stdlib_module_names:
                continue
            if name not in LIBRARIES:
                faults.append(f"{module} imports {name}, which stands in no list")
            elif LIBRARIES[name] and part_of(module) not in LIBRARIES[name]:
                faults.append(f"{module} imports {name}")
    return faults


# --- rules: sizes and names ----------------------------------------------------------------------


def rule_module_length(modules: Modules) -> list[str]:
    return [
        f"{module}: {lines} lines"
        for module, text in modules.items()
        if (lines := len(text.splitlines())) > MAX_MODULE_LINES and module not in LONG_MODULES
    ]


def rule_function_length(modules: Modules) -> list[str]:
    return [
        f"{name}: {lines} lines of code"
        for module, text in modules.items()
        for name, lines in function_lengths(module, text)
        if lines > MAX_FUNCTION_LINES and name not in LONG_FUNCTIONS
    ]


def function_lengths(module: str, text: str) -> Iterator[tuple[str, int]]:
    """Each function with its lines of code: no blank line, no comment, no docstring."""
    code = _lines_of_code(text)
    for name, node in _functions(module, ast.parse(text)):
        lines = {number for number in code if node.lineno <= number <= (node.end_lineno or 0)}
        if ast.get_docstring(node, clean=False) is not None:
            doc = node.body[0]
            lines -= set(range(doc.lineno, (doc.end_lineno or doc.lineno) + 1))
        yield name, len(lines)


def _functions(
    name: str, node: ast.AST
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{name}.{child.name}", child
            yield from _functions(f"{name}.{child.name}", child)
        elif isinstance(child, ast.ClassDef):
            yield from _functions(f"{name}.{child.name}", child)
        else:
            yield from _functions(name, child)


def _lines_of_code(text: str) -> set[int]:
    empty = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {
        number
        for token in tokens
        if token.type not in empty
        for number in range(token.start[0], token.end[0] + 1)
    }


def rule_module_names(modules: Modules) -> list[str]:
    return [
        f"{module}: a name that says nothing"
        for module in modules
        if FORBIDDEN_NAMES & {word.strip("_") for word in module.split(".")[1:]}
    ]


# --- rules: what nobody writes -------------------------------------------------------------------


def rule_no_float(modules: Modules) -> list[str]:
    return [fault for fault in floats_in(modules) if fault.split(":")[0] not in FLOATS]


def floats_in(modules: Modules) -> list[str]:
    """`place:line` of each float literal, each `float`, each function of `math` that gives one."""
    faults = []
    for module, text in modules.items():
        tree = ast.parse(text)
        functions = list(_functions(module, tree))
        for node in ast.walk(tree):
            if _is_float(node):
                line = getattr(node, "lineno", 0)
                inner = [n for n, f in functions if f.lineno <= line <= (f.end_lineno or 0)]
                faults.append(f"{inner[-1] if inner else module}:{line}")
    return faults


def _is_float(node: ast.AST) -> bool:
    exact = ("ceil", "comb", "floor", "gcd", "isqrt", "lcm", "prod")
    match node:
        case ast.Constant(value=float() | complex()) | ast.Name(id="float"):
            return True
        case ast.Attribute(value=ast.Name(id="math"), attr=name):
            return name not in exact
        case ast.ImportFrom(module="math", names=names):
            return any(alias.name not in exact for alias in names)
    return False


def rule_encoding_is_said(modules: Modules) -> list[str]:
    """Text is read and written as UTF-8 by name: on Windows the default is another."""
    return [
        f"{module}:{node.lineno}: no encoding"
        for module, text in modules.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and _is_text_without_encoding(node)
    ]


def _is_text_without_encoding(call: ast.Call) -> bool:
    if any(keyword.arg in ("encoding", None) for keyword in call.keywords):
        return False
    match call.func:
        case ast.Attribute(attr="read_text"):
            return not call.args
        case ast.Attribute(attr="write_text"):
            return len(call.args) < 2
        case ast.Name(id="TextIOWrapper") | ast.Attribute(attr="TextIOWrapper"):
            return len(call.args) < 2
        case ast.Name(id="open") | ast.Attribute(value=ast.Name(id="io"), attr="open" | "fdopen"):
            return not _is_binary(call, call.args[1:2])
        case ast.Attribute(value=ast.Name(id="os"), attr="fdopen"):
            return not _is_binary(call, call.args[1:2])
        case ast.Attribute(value=ast.Name(id="os"), attr="open"):
            return False
        case ast.Attribute(attr="open"):
            # Path.open takes a mode first; what takes a name first (an archive) gives bytes
            mode = call.args[:1]
            is_path = not mode or _is_mode(mode[0])
            return is_path and not _is_binary(call, mode)
        case _ if _called(call.func) in ("run", "Popen", "check_output"):
            text = {keyword.arg for keyword in call.keywords}
            return bool(text & {"text", "universal_newlines"})
    return False


def _is_mode(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and bool(re.fullmatch("[rwaxbt+]+", str(node.value)))


def _is_binary(call: ast.Call, positional: list[ast.expr]) -> bool:
    modes = [*positional, *(k.value for k in call.keywords if k.arg == "mode")]
    return any(isinstance(mode, ast.Constant) and "b" in str(mode.value) for mode in modes)


def rule_nothing_reads_the_clock(modules: Modules) -> list[str]:
    """The same input gives the same papers, whenever; and chance has no place in a score."""
    clocks = {
        "datetime": {"now", "utcnow", "today"},
        "date": {"today"},
        "time": {"time", "time_ns", "localtime", "gmtime", "monotonic", "perf_counter"},
    }
    faults = []
    for module, text in modules.items():
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Call(func=ast.Attribute(value=owner, attr=attr)) if attr in clocks.get(
                    _called(owner), ()
                ):
                    faults.append(f"{module}:{node.lineno}: {_called(owner)}.{attr}")
        libraries = {name.split(".")[0] for name in imports_of(module, text)}
        faults += [f"{module}: imports {n}" for n in libraries & {"random", "secrets", "uuid"}]
    return faults


RULES: tuple[Rule, ...] = (
    rule_every_module_stands_in_a_list,
    rule_imports_go_to_the_left,
    rule_no_import_by_a_computed_name,
    rule_no_circle,
    rule_depth,
    rule_libraries,
    rule_module_length,
    rule_function_length,
    rule_module_names,
    rule_no_float,
    rule_encoding_is_said,
    rule_nothing_reads_the_clock,
)
# These hold for the tests and the set-up too.
RULES_FOR_ALL: tuple[Rule, ...] = (
    rule_module_length,
    rule_function_length,
    rule_module_names,
    rule_encoding_is_said,
)

OURS = modules_of(ROOT / PACKAGE, PACKAGE)
OTHERS = {**modules_of(ROOT / "tests", "tests"), **modules_of(ROOT / ".ci", "ci")}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_keeps(rule: Rule) -> None:
    assert rule(OURS) == []


@pytest.mark.parametrize("rule", RULES_FOR_ALL, ids=lambda rule: rule.__name__)
def test_tests_and_set_up_keep(rule: Rule) -> None:
    assert rule(OTHERS) == []


def test_the_rules_look_at_something() -> None:
    """An empty list of faults means nothing when no module or no import was seen."""
    assert f"{PACKAGE}.diagnostics" in OURS
    assert f"{PACKAGE}.source" in own_imports(OURS)[f"{PACKAGE}.diagnostics"]
    assert "tests.test_house" in OTHERS
    assert "ci.lam" in OTHERS


def test_exceptions_are_still_needed() -> None:
    every = {**OURS, **OTHERS}
    lengths = {n: k for m, text in every.items() for n, k in function_lengths(m, text)}
    assert [n for n in LONG_FUNCTIONS if lengths.get(n, 0) <= MAX_FUNCTION_LINES] == []
    long = {m for m, text in OURS.items() if len(text.splitlines()) > MAX_MODULE_LINES}
    assert sorted(set(LONG_MODULES) - long) == []
    assert sorted(set(FLOATS) - {fault.split(":")[0] for fault in floats_in(OURS)}) == []


# --- each rule, seen to find a fault that was planted, and only there ----------------------------

GOOD: Mapping[str, str] = {
    "cqdt_rules.source": "from attrs import frozen\n",
    "cqdt_rules.numbers": "from cqdt_rules.source import Span\n",
    "cqdt_rules.templating": "import jinja2\nfrom cqdt_rules import numbers\n",
    "cqdt_rules.parse": "import lark\nfrom cqdt_rules.source import Source\n",
    "cqdt_rules.printing": "from cqdt_rules import numbers, templating\n",
    "cqdt_rules.session": "from cqdt_rules.parse import parse\n",
    "cqdt_rules.cli": "import click\nfrom cqdt_rules.session import Session\n",
    "cqdt_rules.__init__": "from cqdt_rules.session import Session\n",
}


def deep(steps: int) -> dict[str, str]:
    """A chain of imports with so many steps."""
    below = {f"cqdt_rules.m{i}": f"import cqdt_rules.m{i + 1}\n" for i in range(steps)}
    return {**below, f"cqdt_rules.m{steps}": ""}


def long_function(lines: int) -> str:
    """A function with so many lines of code, and some that do not count."""
    body = "".join(f"    x = {i}\n\n    # {i}\n" for i in range(lines - 1))
    return f'def f():\n    """Says\n    nothing."""\n{body}'


PLANTED: tuple[tuple[Rule, Mapping[str, str]], ...] = (
    (rule_every_module_stands_in_a_list, {"cqdt_rules.odds": ""}),
    (rule_every_module_stands_in_a_list, {"cqdt_rules.odds.ends": ""}),
    (rule_imports_go_to_the_left, {"cqdt_rules.source": "import cqdt_rules.numbers\n"}),
    (rule_imports_go_to_the_left, {"cqdt_rules.source": "from cqdt_rules import parse\n"}),
    (rule_imports_go_to_the_left, {"cqdt_rules.source": "from .numbers import fold\n"}),
    (rule_imports_go_to_the_left, {"cqdt_rules.source": "from . import numbers\n"}),
    (rule_imports_go_to_the_left, {"cqdt_rules.source": "from cqdt_rules import load\n"}),
    (rule_imports_go_to_the_left, {"cqdt_rules.numbers": "from cqdt_rules import templating\n"}),
    (
        rule_imports_go_to_the_left,
        {"cqdt_rules.source": "if TYPE_CHECKING:\n    from cqdt_rules.numbers import Rounding\n"},
    ),
    (
        rule_imports_go_to_the_left,
        {"cqdt_rules.printing": "def f():\n    from cqdt_rules.parse import parse\n"},
    ),
    (
        rule_imports_go_to_the_left,
        {"cqdt_rules.printing": "importlib.import_module('cqdt_rules.parse')\n"},
    ),
    (rule_imports_go_to_the_left, {"cqdt_rules.parse": "from cqdt_rules.session import Session\n"}),
    (rule_imports_go_to_the_left, {"cqdt_rules.templating": "import cqdt_rules.printing\n"}),
    (rule_no_import_by_a_computed_name, {"cqdt_rules.parse": "importlib.import_module(name)\n"}),
    (rule_no_circle, {"cqdt_rules.source": "import cqdt_rules.numbers\n"}),
    (
        rule_no_circle,
        {
            "cqdt_rules.parse": "from cqdt_rules.parse import lines\n",
            "cqdt_rules.parse.lines": "if TYPE_CHECKING:\n    from cqdt_rules.parse import parse\n",
        },
    ),
    (rule_depth, deep(MAX_DEPTH + 1)),
    (rule_libraries, {"cqdt_rules.numbers": "from lark import Tree\n"}),
    (rule_libraries, {"cqdt_rules.printing": "import jinja2.sandbox\n"}),
    (rule_libraries, {"cqdt_rules.printing": "def f():\n    import docxtpl\n"}),
    (rule_libraries, {"cqdt_rules.session": "import openpyxl\n"}),
    (rule_libraries, {"cqdt_rules.session": "import click\n"}),
    (rule_libraries, {"cqdt_rules.parse": "from rich.table import Table\n"}),
    (rule_libraries, {"cqdt_rules.parse": "import requests\n"}),
    (rule_module_length, {"cqdt_rules.parse": "x = 1\n" * (MAX_MODULE_LINES + 1)}),
    (rule_function_length, {"cqdt_rules.parse": long_function(MAX_FUNCTION_LINES + 1)}),
    (rule_module_names, {"cqdt_rules.utils": ""}),
    (rule_module_names, {"cqdt_rules.parse._common": ""}),
    (rule_no_float, {"cqdt_rules.parse": "x = 0.5\n"}),
    (rule_no_float, {"cqdt_rules.parse": "def f(x):\n    return float(x)\n"}),
    (rule_no_float, {"cqdt_rules.parse": "x: float\n"}),
    (rule_no_float, {"cqdt_rules.parse": "x = math.sqrt(2)\n"}),
    (rule_encoding_is_said, {"cqdt_rules.parse": "open(name)\n"}),
    (rule_encoding_is_said, {"cqdt_rules.parse": "open(name, 'w', newline='')\n"}),
    (rule_encoding_is_said, {"cqdt_rules.parse": "path.open()\n"}),
    (rule_encoding_is_said, {"cqdt_rules.parse": "path.open('w')\n"}),
    (rule_encoding_is_said, {"cqdt_rules.parse": "path.open(mode='a')\n"}),
    (rule_encoding_is_said, {"cqdt_rules.parse": "path.read_text()\n"}),
    (rule_encoding_is_said, {"cqdt_rules.parse": "path.write_text(text)\n"}),
    (rule_encoding_is_said, {"cqdt_rules.parse": "io.TextIOWrapper(raw)\n"}),
    (rule_encoding_is_said, {"cqdt_rules.parse": "subprocess.run(words, text=True)\n"}),
    (rule_nothing_reads_the_clock, {"cqdt_rules.parse": "datetime.now()\n"}),
    (rule_nothing_reads_the_clock, {"cqdt_rules.parse": "datetime.date.today()\n"}),
    (rule_nothing_reads_the_clock, {"cqdt_rules.parse": "import random\n"}),
)
INNOCENT: tuple[tuple[Rule, Mapping[str, str]], ...] = (
    (rule_depth, deep(MAX_DEPTH)),
    (rule_module_length, {"cqdt_rules.parse": "x = 1\n" * MAX_MODULE_LINES}),
    (rule_function_length, {"cqdt_rules.parse": long_function(MAX_FUNCTION_LINES)}),
    (rule_no_float, {"cqdt_rules.parse": "x = math.floor(Fraction(1, 2)) + 1\n"}),
    (rule_encoding_is_said, {"cqdt_rules.parse": "open(name, 'rb'); path.open('wb')\n"}),
    (rule_encoding_is_said, {"cqdt_rules.parse": "open(name, encoding='utf-8')\n"}),
    (rule_encoding_is_said, {"cqdt_rules.parse": "archive.open('word/document.xml')\n"}),
    (rule_encoding_is_said, {"cqdt_rules.parse": "path.read_bytes(); path.write_bytes(raw)\n"}),
    (rule_imports_go_to_the_left, {"cqdt_rules.parse.lines": "import cqdt_rules.numbers\n"}),
    (rule_no_import_by_a_computed_name, {"cqdt_rules.cli": "importlib.import_module(name)\n"}),
    (rule_nothing_reads_the_clock, {"cqdt_rules.parse": "value.time() == datetime.time()\n"}),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_finds_nothing_in_a_good_house(rule: Rule) -> None:
    assert rule(GOOD) == []


@pytest.mark.parametrize(("rule", "fault"), PLANTED)
def test_a_rule_finds_the_planted_fault(rule: Rule, fault: Mapping[str, str]) -> None:
    assert len(rule({**GOOD, **fault})) == 1


@pytest.mark.parametrize(("rule", "example"), INNOCENT)
def test_a_rule_leaves_the_innocent_alone(rule: Rule, example: Mapping[str, str]) -> None:
    assert rule({**GOOD, **example}) == []


def test_every_rule_has_a_planted_fault() -> None:
    assert {rule.__name__ for rule in RULES} == {rule.__name__ for rule, _ in PLANTED}


# --- every kind of mistake: a page, and a place that raises it -----------------------------------


def codes_used(modules: Modules) -> set[str]:
    """The names of the codes that some module other than `diagnostics` mentions."""
    return {
        node.attr
        for module, text in modules.items()
        if part_of(module) != "diagnostics"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Code"
    }


def debts(all_of: set[str], have: set[str], owed: frozenset[str]) -> dict[str, list[str]]:
    """What is missing and not owed, owed though it is there, owed though there is no such code."""
    return {
        "missing": sorted(all_of - have - owed),
        "paid: take it off the list": sorted(owed & have),
        "no such code": sorted(owed - all_of),
    }


NO_DEBTS = debts(set(), set(), frozenset())
SLUGS = {code.value for code in Code}


def test_every_code_has_a_page() -> None:
    pages = {path.stem for path in (ROOT / "tests" / "pages").glob("*.md")}
    assert debts(SLUGS, pages & SLUGS, OWED_PAGES) == NO_DEBTS


def test_every_code_is_raised_somewhere() -> None:
    used = {Code[name].value for name in codes_used(OURS)}
    assert debts(SLUGS, used, OWED_USES) == NO_DEBTS


def test_a_slug_is_the_name_of_its_code() -> None:
    assert [c for c in Code if c.value != c.name.lower().replace("_", "-")] == []


def test_debts_only_shrink() -> None:
    assert debts({"a", "b"}, {"a"}, frozenset())["missing"] == ["b"]
    assert debts({"a", "b"}, {"a"}, frozenset({"b"})) == NO_DEBTS
    assert debts({"a"}, {"a"}, frozenset({"a"}))["paid: take it off the list"] == ["a"]
    assert debts({"a"}, {"a"}, frozenset({"c"}))["no such code"] == ["c"]
    assert codes_used({"cqdt_rules.check": "Code.CIRCLE", "cqdt_rules.diagnostics": "Code.A"}) == {
        "CIRCLE"
    }
