"""The page of the rules of data quality says what is so."""

import ast
import importlib

import pytest

from tests.repository.quality_rules import RULES, page
from tests.repository.tree import CHECKOUT
from waypost.cases.contact import Finding
from waypost.cases.findings.catalogue import Found


def test_the_page_is_what_the_code_says() -> None:
    written = (CHECKOUT / "docs" / "quality-rules.md").read_text(encoding="utf-8")

    assert written == page(), "run `python -m tests.repository.quality_rules > docs/quality-rules.md`"


def test_every_rule_of_the_table_is_there_and_every_finding_has_one() -> None:
    assert list(RULES) == [f"Q{number:02}" for number in range(1, 29)]
    assert {one.rule for one in Finding} | {one.finding.rule for one in Found} <= set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_the_functions_of_a_rule_are_there(rule: str) -> None:
    for function in RULES[rule].functions:
        module, _, name = function.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize("rule", RULES)
def test_the_tests_of_a_rule_are_there(rule: str) -> None:
    for test in RULES[rule].tests:
        path, _, name = test.partition("::")
        tree = ast.parse((CHECKOUT / path).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, test
