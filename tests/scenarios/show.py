"""
Prints what comes of a scenario, in the form in which a file expects it: a draft, to be read and meant.

    python -m tests.scenarios.show tests/scenarios/cases/burglary_no_suspect.yaml
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django

from tests.scenarios.reading import read_scenario

_WRITE = "--write"


def main(words: Sequence[str]) -> None:
    """Print each file's story; with `--write`, put it into the file in place of what it expects."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.scenarios.outcome import duties_came, messages_came  # after the settings are known
    from tests.scenarios.playing import play

    flags = {word for word in words if word.startswith("--")}
    for file in (word for word in words if word not in flags):
        scenario = read_scenario(Path(file))
        played = play(scenario)
        told = ["expected: |", *table(messages_came(scenario, played))]
        told += ["duties: |", *table(duties_came(scenario, played))]
        if _WRITE in flags:
            _write(scenario.file, told)
        print(f"# {scenario.file.name}: {scenario.title}", *told, sep="\n")


def _write(file: Path, told: Sequence[str]) -> None:
    """Replace what the file expects; what is said of a line that stays as it is stays with it."""
    text = file.read_text(encoding="utf-8")
    said = {" ".join(line.split("#")[0].split()): line.split("#", 1)[1] for line in text.splitlines() if "  #" in line}
    marks = [said.get(" ".join(line.split())) for line in told]
    marked = [f"{line}  #{mark}" if mark else line for line, mark in zip(told, marks, strict=True)]
    file.write_text("\n".join([text.split("expected: |")[0].rstrip(), *marked, ""]), encoding="utf-8")


def table(lines: Sequence[str]) -> list[str]:
    """Return the lines with their columns under each other."""
    rows = [line.split("  ") for line in lines]
    widths = [
        max(len(row[place]) for row in rows if len(row) > place) for place in range(max(map(len, rows), default=0))
    ]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
