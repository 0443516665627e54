"""All messages as one page that holds everything it needs: to read on a screen, or to print and take to a meeting."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from waypost.base.pages.dates import say_moment
from waypost.journeys.catalogue.entries import Entry, entry_of, stages_of
from waypost.journeys.catalogue.material import Material
from waypost.journeys.catalogue.plain import counts, when_sentence


class UnknownStage(LookupError):
    """No message belongs to that stage of a case: the message of the error names those there are."""


@dataclass(frozen=True)
class Stage:
    """One stage of a case with its messages; `id` is where the page has it."""

    id: str
    title: str
    entries: Sequence[Entry]


def catalogue_page(material: Material, *, only: Collection[str], folder: str, made_at: datetime) -> str:
    """
    Return the page; `only` names the stages to show, none of them all.

    :raises UnknownStage: if one of them is none.
    """
    stages = _stages(material, only)
    return (
        _environment()
        .get_template("catalogue.html")
        .render(
            style=_style(),
            words=material.words,
            people=material.samples.people,
            stages=stages,
            total=sum(len(stage.entries) for stage in stages),
            folder=folder,
            made_at=say_moment(made_at),
        )
    )


def _stages(material: Material, only: Collection[str]) -> Sequence[Stage]:
    found = dict(stages_of(material))
    unknown = sorted(set(only) - found.keys())
    if unknown:
        raise UnknownStage(f"there is no stage {unknown[0]}: use one of {', '.join(found)}")
    titles = material.words["stages"]
    return [
        Stage(f"stage-{name}", titles.get(name, name), [entry_of(one, material) for one in names])
        for name, names in found.items()
        if not only or name in only
    ]


@cache
def _style() -> Markup:
    # A file of ours, without a value in it.
    return Markup(Path(__file__).with_name("catalogue.css").read_text(encoding="utf-8"))  # noqa: S704


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("waypost.journeys.catalogue"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals |= {"counts": counts, "when": when_sentence}
    return environment
