"""What a line of the log must not hold."""

import logging
from typing import Any

from django.conf import settings

from waypost.base.log_lines import LogFormatter

CANARY = "07700 900999 Amina"


def test_an_exception_is_logged_by_type_and_place_and_never_in_its_own_words() -> None:
    line = LogFormatter("%(message)s").format(a_record())

    assert "ValueError" in line
    assert "KeyError" in line
    assert "test_log_lines.py" in line
    assert CANARY not in line


def test_an_exception_among_its_own_causes_is_logged_once() -> None:
    outer, inner = ValueError(CANARY), KeyError(CANARY)
    outer.__cause__, inner.__cause__ = inner, outer
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), (ValueError, outer, None))

    lines = LogFormatter("%(message)s").format(record).splitlines()

    assert lines == ["failed", "  builtins.ValueError", "  builtins.KeyError"]


def test_every_handler_of_the_product_uses_it() -> None:
    logging_settings: Any = settings.LOGGING

    used = {handler["formatter"] for handler in logging_settings["handlers"].values()}

    assert {logging_settings["formatters"][name]["()"] for name in used} == {"waypost.base.log_lines.LogFormatter"}


def a_record() -> logging.LogRecord:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise ValueError(f"duplicate key ({CANARY})") from error
    except ValueError as error:
        trace = (ValueError, error, error.__traceback__)
        return logging.LogRecord("x", logging.ERROR, __file__, 1, "case %s failed", (7,), trace)
