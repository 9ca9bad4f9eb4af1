"""Text, colours, JSON and SARIF of one diagnostic; the pages of codes as a terminal shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cqdt_rules import telling
from cqdt_rules.check import check
from cqdt_rules.code_pages import WIDTH, explanation_of, for_terminal, page_of, title_of
from cqdt_rules.diagnostics import Code, Diagnostic, Edit, Label, Severity
from cqdt_rules.parse import parse
from cqdt_rules.sarif import About, to_sarif
from cqdt_rules.source import Source, Span

# Every object that we write: its keys (True: required), as the SARIF 2.1.0 schema has them; it allows no others.
SHAPES: Mapping[str, Mapping[str, bool]] = {
    "log": {"$schema": False, "version": True, "runs": True},
    "run": {"tool": True, "language": False, "columnKind": False, "results": False},
    "tool": {"driver": True},
    "driver": {"name": True, "semanticVersion": False, "rules": False},
    "rule": {"id": True, "shortDescription": False, "help": False},
    "text": {"text": True},
    "result": {
        "ruleId": False,
        "ruleIndex": False,
        "level": False,
        "message": True,
        "locations": False,
        "relatedLocations": False,
        "fixes": False,
    },
    "location": {
        "id": False,
        "physicalLocation": False,
        "logicalLocations": False,
        "message": False,
    },
    "physical": {"artifactLocation": True, "region": False},
    "logical": {"fullyQualifiedName": False},
    "artifact": {"uri": True},
    "region": {
        "startLine": True,
        "startColumn": False,
        "endLine": False,
        "endColumn": False,
        "snippet": False,
    },
    "fix": {"description": False, "artifactChanges": True},
    "change": {"artifactLocation": True, "replacements": True},
    "replacement": {"deletedRegion": True, "insertedContent": False},
}
URI = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+")


def shaped(value: Any, shape: str) -> Any:
    """The value, once its keys are those of the schema."""
    assert isinstance(value, dict), value
    allowed = SHAPES[shape]
    assert set(value) <= set(allowed), (shape, set(value) - set(allowed))
    assert {k for k, required in allowed.items() if required} <= set(value), (shape, value)
    return value


def check_text(value: Any) -> None:
    assert isinstance(shaped(value, "text")["text"], str)


def check_region(value: Any) -> tuple[int, int, int, int]:
    region = shaped(value, "region")
    place = tuple(region[k] for k in ("startLine", "startColumn", "endLine", "endColumn"))
    assert all(isinstance(n, int) and n >= 1 for n in place)
    first, last = place[:2], place[2:]
    assert first <= last
    if "snippet" in region:
        check_text(region["snippet"])
    return place[0], place[1], place[2], place[3]


def check_location(value: Any) -> None:
    location = shaped(value, "location")
    assert ("physicalLocation" in location) != ("logicalLocations" in location)
    if "physicalLocation" in location:
        physical = shaped(location["physicalLocation"], "physical")
        assert URI.fullmatch(shaped(physical["artifactLocation"], "artifact")["uri"])
        check_region(physical["region"])
    for each in location.get("logicalLocations", ()):
        assert isinstance(shaped(each, "logical")["fullyQualifiedName"], str)
    if "message" in location:
        check_text(location["message"])


def check_sarif(value: Any) -> list[Any]:
    """Every rule of the schema that our objects can break; gives the results."""
    log = shaped(value, "log")
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    shaped(run, "run")
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    assert re.fullmatch("[a-zA-Z]{2}(-[a-zA-Z]{2})?", run["language"])
    driver = shaped(shaped(run["tool"], "tool")["driver"], "driver")
    assert driver["name"]
    rules = driver["rules"]
    ids = [shaped(rule, "rule")["id"] for rule in rules]
    assert len(set(ids)) == len(ids)
    for rule in rules:
        check_text(rule["shortDescription"])
        check_text(rule["help"])
    for result in run["results"]:
        shaped(result, "result")
        check_text(result["message"])
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        for location in (*result.get("locations", ()), *result.get("relatedLocations", ())):
            check_location(location)
        related = [x["id"] for x in result.get("relatedLocations", ())]
        assert len(set(related)) == len(related)
        for fix in result.get("fixes", ()):
            check_text(shaped(fix, "fix")["description"])
            assert fix["artifactChanges"]
            for change in fix["artifactChanges"]:
                shaped(change["artifactLocation"], "artifact")
                assert shaped(change, "change")["replacements"]
                for replacement in change["replacements"]:
                    check_region(shaped(replacement, "replacement")["deletedRegion"])
                    check_text(replacement["insertedContent"])
    results: list[Any] = run["results"]
    return results


def found_in(text: str) -> tuple[Diagnostic, ...]:
    tree = parse(Source("bộ tiêu chí.cqdt", text))
    return (*tree.diagnostics, *check((tree.value,)).diagnostics)


def as_sarif(diagnostics: tuple[Diagnostic, ...], folder: str = "") -> Any:
    made = to_sarif(
        diagnostics, lambda code: About(code.value, "…"), version="1.2.3", folder=folder
    )
    return json.loads(json.dumps(made))


TEXT = 'bộ tiêu chí "Thử"\n  nhóm 1 "A" tối đa: 8 điểm\n  nhóm 1 "B" tối đa 5 điểm\n'


def test_sarif_keeps_its_schema() -> None:
    results = check_sarif(as_sarif(found_in(TEXT)))
    assert [r["ruleId"] for r in results] == ["syntax", "duplicate"]
    assert [r["level"] for r in results] == ["error", "error"]


@pytest.mark.parametrize(
    "page", sorted(Path(__file__).parent.glob("pages/so-suat-*.md")), ids=lambda p: p.stem
)
def test_sarif_of_every_slip_keeps_its_schema(page: Path) -> None:
    for m in re.finditer(
        r"^```cqdt \S+\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    ):
        check_sarif(as_sarif(found_in(m[1])))


def test_sarif_says_places_fixes_and_related_places() -> None:
    mistake, twice = check_sarif(as_sarif(found_in(TEXT), "thu-muc"))
    place = mistake["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "thu-muc/b%E1%BB%99%20ti%C3%AAu%20ch%C3%AD.cqdt"
    assert check_region(place["region"]) == (2, 20, 2, 21)
    assert place["region"]["snippet"]["text"] == ":"
    (replacement,) = mistake["fixes"][0]["artifactChanges"][0]["replacements"]
    assert check_region(replacement["deletedRegion"]) == (2, 20, 2, 21)
    assert replacement["insertedContent"]["text"] == ""
    (related,) = twice["relatedLocations"]
    assert check_region(related["physicalLocation"]["region"])[0] == 2
    assert related["message"]["text"] == "mã này dùng lần đầu ở đây"


def test_sarif_of_a_mistake_without_a_place_in_a_rule_file() -> None:
    cell = Diagnostic(Code.CELL_ERROR, "ô lỗi", Severity.WARNING, place="a.xlsx, ô C5", help="sửa")
    (result,) = check_sarif(as_sarif((cell,)))
    assert result["locations"] == [{"logicalLocations": [{"fullyQualifiedName": "a.xlsx, ô C5"}]}]
    assert result["level"] == "warning"
    assert result["message"]["text"] == "ô lỗi\ngợi ý: sửa"
    assert check_sarif(as_sarif(())) == []


def test_a_place_counts_code_points_and_not_the_units_of_a_program() -> None:
    """A letter outside the basic plane is one column."""
    source = Source("a.cqdt", "𝐀𝐁 x")
    d = Diagnostic(Code.SYNTAX, "m", source=source, labels=(Label(Span(3, 4)),))
    (result,) = check_sarif(as_sarif((d,)))
    assert check_region(result["locations"][0]["physicalLocation"]["region"]) == (1, 4, 1, 5)


def test_json_has_the_fixes() -> None:
    value = found_in(TEXT)[0].to_json()
    assert value["fixes"] == [
        {"line": 2, "column": 20, "end_line": 2, "end_column": 21, "replacement": ""}
    ]


def test_an_insertion_has_an_empty_place() -> None:
    (d,) = parse(Source("a.cqdt", 'bộ tiêu chí "T"\nnhóm 1 "A" 8 điểm')).diagnostics
    assert d.fixes == (Edit(Span(27, 27), "tối đa "),)


# ---- colours


class Terminal:
    """Stands in for a stream."""

    def __init__(self, terminal: bool) -> None:
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("terminal", "environment", "wanted"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_colours_are_for_people(
    terminal: bool, environment: dict[str, str], wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert telling.wants_colours(Terminal(terminal)) is wanted  # type: ignore[arg-type]


def test_colours_change_no_letter() -> None:
    for d in found_in(TEXT):
        shown = telling.coloured(d)
        assert "\x1b[31m" in shown
        assert re.sub(r"\x1b\[[0-9;]*m", "", shown) == d.to_text()


def test_a_pipe_gets_the_plain_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    telling.print_diagnostics(found_in(TEXT), err=False)
    assert capsys.readouterr().out == "".join(f"{d.to_text()}\n\n" for d in found_in(TEXT))


# ---- pages of codes


@pytest.mark.parametrize("code", Code, ids=lambda c: c.value)
def test_every_code_is_explained_on_a_terminal(code: Code) -> None:
    page = page_of(code)
    assert title_of(page)
    assert explanation_of(page)
    lines = for_terminal(page)
    assert lines[0] == f"{code.value}: {title_of(page)}".replace("`", "")
    inside = [x for x in lines if x.startswith("    ")]
    outside = [x for x in lines if not x.startswith("    ")]
    assert inside
    for line in outside:
        assert len(line) <= WIDTH
        assert not re.search(r"```|~~~|`|\*\*|^#", line), line


def test_prose_is_filled_and_examples_stand_as_they_are() -> None:
    page = "# `a-b`: Tên\n\nMột `từ` và **hai** [trang](x.md).\nDòng hai.\n\n- mục một\n- mục hai\n\n```cqdt x.cqdt\nbộ `a`\n```\n\n```console\n$ cqdt check x\nlỗi\n```\n\n## Phần `sau`\n"
    assert for_terminal(page) == [
        "a-b: Tên",
        "",
        "Một “từ” và hai trang. Dòng hai.",
        "",
        "- mục một",
        "- mục hai",
        "",
        "  tệp x.cqdt:",
        "    bộ `a`",
        "",
        "    $ cqdt check x",
        "    lỗi",
        "",
        "Phần sau",
    ]


def test_every_code_is_listed_once() -> None:
    lines = telling.list_codes().split("\n")
    assert [line.split()[0] for line in lines] == [c.value for c in Code]
    assert all(len(line) <= WIDTH for line in lines)
