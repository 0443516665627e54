"""
How a line of the log looks, and what it must not hold.

The text of an exception may repeat what it choked on: a database error quotes the row, a parser the input. So an
exception is logged as its type and where it was raised, never in its own words.
"""

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import TypeAlias

ExceptionInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LogFormatter(logging.Formatter):
    """Formats records without the words of exceptions."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the standard library's name
        """Return types and places, the innermost cause last."""
        return "\n".join(_lines(ei[1])) if ei[1] is not None else ""


def _lines(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    cause: BaseException | None = error
    # A pool of connections raises one error again and again: then it ends up among its own causes.
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield f"  {type(cause).__module__}.{type(cause).__qualname__}"
        for frame in traceback.extract_tb(cause.__traceback__):
            yield f"    {frame.filename}:{frame.lineno} in {frame.name}"
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
