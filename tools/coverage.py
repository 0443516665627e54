"""Write down which file and which journey covers each row of the catalogue of messages: docs/coverage-phase-1.md."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.environment import CHECKOUT

PAGE = Path("docs/coverage-phase-1.md")
PHASE = "1"
# Handed to the provider while somebody waits at the door: no journey.
SENT_BY_CODE = {"portal_one_time_code": "sent at sign-in"}

_HEAD = """# Messages of phase 1

Each row of `content/catalogue/template_catalogue.csv` that is due in phase 1, with the file that holds its words and
the journeys that send it. Made by `python -m tools.coverage`; a test fails where it is out of date.

*Mode*: A automatic, C an officer confirms, H a person calls first, N on a page only; after the slash, the mode for a
victim with enhanced rights. *Shadow*: the journey decides, but sends nothing; its file says why.
"""
_COLUMNS = ("Row", "Trigger", "Channels", "Still to come", "Mode", "Class", "Duty", "Sent by")


@dataclass(frozen=True)
class Covered:
    """One row of the catalogue with what stands for it."""

    row: Mapping[str, str]
    file: Path
    body: Mapping[str, Any]
    journeys: tuple[str, ...]

    @property
    def channels(self) -> Sequence[str]:
        """Return the channels that the catalogue asks for and the file has words for, and a letter beyond it."""
        asked = self.row["channels"].split("|")
        return [one for one in (*asked, *({"letter"} - set(asked))) if one in self.body]

    @property
    def missing(self) -> Sequence[str]:
        """Return the channels that the catalogue asks for and the file has no words for."""
        return [channel for channel in self.row["channels"].split("|") if channel not in self.body]


def rows(checkout: Path) -> Sequence[Mapping[str, str]]:
    """Return the rows of the catalogue that are due in the phase, in its order."""
    catalogue = checkout / "content" / "catalogue" / "template_catalogue.csv"
    with catalogue.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["launch_phase"] == PHASE]


def covered(checkout: Path) -> Iterator[Covered]:
    """Yield each row with its file and journeys; a row without a file is left out."""
    files = {file.stem: file for file in sorted((checkout / "content" / "messages").glob("*/*.yaml"))}
    senders = _senders(checkout)
    for row in rows(checkout):
        if row["id"] in files:
            body = yaml.safe_load(files[row["id"]].read_text(encoding="utf-8"))
            sent_as = str(body.get("version_of", row["id"]))
            yield Covered(row, files[row["id"]].relative_to(checkout), body, tuple(senders.get(sent_as, ())))


def page(checkout: Path) -> str:
    """Return the page as it should be."""
    lines = [_HEAD, _line(_COLUMNS), _line(["---"] * len(_COLUMNS))]
    return "\n".join([*lines, *(_line(_cells(one)) for one in covered(checkout)), ""])


def _senders(checkout: Path) -> Mapping[str, Sequence[str]]:
    """Return the journeys that send each template, by its id."""
    found: dict[str, list[str]] = {}
    for file in sorted((checkout / "content" / "journeys").glob("*.yaml")):
        body = yaml.safe_load(file.read_text(encoding="utf-8"))
        told = {step.get("send") or step.get("survey") or step.get("script") for step in body["steps"]} - {None}
        state = "" if body.get("state", "live") == "live" else f" ({body['state']})"
        for template in told:
            found.setdefault(template, []).append(f"{file.stem}{state}")
    return found


def _cells(one: Covered) -> Sequence[str]:
    mode = "/".join(filter(None, [one.body["mode"], one.body.get("mode_enhanced", "")]))
    trigger = one.row["trigger_event"]
    sent_by = ", ".join(one.journeys) or SENT_BY_CODE.get(one.row["id"], "")
    name = f"[{one.row['id']}](../{one.file.as_posix()})"
    channels, missing = ", ".join(one.channels), ", ".join(one.missing)
    return (name, f"`{trigger}`", channels, missing, mode, one.body["class"], one.body["duty"] or "", sent_by)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    (CHECKOUT / PAGE).write_text(page(CHECKOUT), encoding="utf-8")
    print(f"Wrote {PAGE}.")
