"""Ways of writing that have let data become code, or a name get into a log."""

import ast
import re
from pathlib import Path

import pytest

from tests.repository.tree import calls, kept, name, numbered_lines

PRODUCT = [*kept(".py", under="waypost"), *kept(".py", under="demo")]
TEMPLATES = kept(".html")
# Each of these would run a text as a program, or show it unescaped.
DANGEROUS_CALLS = {"mark_safe", "from_string", "eval", "exec", "format_html_join", "SafeString", "loads_unsafe"}
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+false|\{%-?\s*autoescape")
LOGGING = {"debug", "info", "warning", "error", "exception", "critical"}
PERSONAL = re.compile(
    r"\b(given_name|family_name|mobile|phone|email|address|postcode|date_of_birth|body|text|code_word|recipient)\b"
)


@pytest.mark.parametrize("path", PRODUCT, ids=name)
def test_no_data_is_run_or_shown_unescaped(path: Path) -> None:
    assert [called for called, _ in calls(path) if called in DANGEROUS_CALLS] == []


def test_no_template_shows_anything_unescaped() -> None:
    assert [place for place, line in numbered_lines(TEMPLATES) if UNESCAPED.search(line)] == []


@pytest.mark.parametrize("path", PRODUCT, ids=name)
def test_no_log_line_is_given_personal_data(path: Path) -> None:
    logged = (node for called, node in calls(path) if called in LOGGING and _is_logger(node))

    assert [ast.unparse(node) for node in logged if any(PERSONAL.search(part) for part in _arguments(node))] == []


def _is_logger(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and "log" in ast.unparse(node.func.value).lower()


def _arguments(node: ast.Call) -> list[str]:
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    names = [keyword.arg or "" for keyword in node.keywords]
    return [*(ast.unparse(value) for value in values if not isinstance(value, ast.Constant)), *names]
