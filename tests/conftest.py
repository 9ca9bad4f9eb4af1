"""What all tests share: the option that takes a page's new output as the expected one."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept",
        action="store_true",
        help="write the output that the commands give now into the pages (then read the diff)",
    )
