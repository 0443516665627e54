"""Whether each text that a journey sends is there, is for its reader, and can be filled in on every path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from waypost.cases.standing import Standing
from waypost.cases.values import CaseKind
from waypost.journeys.checking.exits import Record
from waypost.journeys.checking.knowledge import ANYTHING, Knowledge
from waypost.journeys.checking.paths import Ways, at_send
from waypost.journeys.checking.supplies import Situation, missing
from waypost.journeys.checking.texts import Template
from waypost.journeys.values import Send, Survey, Task, To
from waypost.messages.lint.shape import nearest
from waypost.messages.lint.source import Source
from waypost.messages.lint.values import Found
from waypost.messages.values import Audience, MessageClass, SendMode

_ORGANISATION = "organisation"
_FOR_REPORTERS = ("reporter", "any recipient")
_FOR_PEOPLE = (Audience.ADULT, Audience.ADULT_OR_GUARDIAN)
_BUSINESS = Standing.BUSINESS.value
_STANDS_IN: Mapping[str, str] = {
    Audience.GUARDIAN: Standing.GUARDIAN.value,
    Audience.SPOKESPERSON: Standing.SPOKESPERSON.value,
}


@dataclass(frozen=True)
class Texts:
    """
    The messages that can be sent; of which one each version is; the ids of files that cannot be read.

    `files` are the English ones by their file's name.
    """

    templates: Mapping[str, Template]
    versions: Mapping[str, str]
    faulty: frozenset[str]
    files: Mapping[str, Source]


def check_sends(ways: Ways, record: Record, texts: Texts) -> Iterator[Found]:
    """Yield what is wrong with the texts of each step that can be reached."""
    for position, step in enumerate(ways.journey.steps):
        if isinstance(step, Send | Survey | Task):
            key, name = _named(step)
            place = ("steps", position, key)
            template = texts.templates.get(name)
            if template is None:
                yield from _absent(place, name, texts)
            elif step.id in ways.reached:
                yield from (Found(place, sentence) for sentence in _faults(step, template, ways, record))


def templates_of(ways: Ways) -> frozenset[str]:
    """Return the ids of the messages that some step names."""
    return frozenset(_named(step)[1] for step in ways.journey.steps if isinstance(step, Send | Survey | Task))


def _named(step: Send | Survey | Task) -> tuple[str, str]:
    if isinstance(step, Task):
        return "script", step.script
    return ("survey", step.template) if isinstance(step, Survey) else ("send", step.template)


def _absent(place: tuple[str | int, ...], name: str, texts: Texts) -> Iterator[Found]:
    if name in texts.versions:
        yield Found(place, f"{name} is a version of {texts.versions[name]}: name that one, and the reader decides.")
    elif name not in texts.faulty:
        close = nearest(name, texts.templates.keys())
        yield Found(place, f"sends {name}, which no file of messages/en/ holds: write it, or mend the name.{close}")


def _faults(step: Send | Survey | Task, template: Template, ways: Ways, record: Record) -> Iterator[str]:
    known = ways.arrivals[step.id]
    if isinstance(step, Send):
        known = at_send(step, known)
    yield from _class(step, template)
    if isinstance(step, Task):
        if "script" not in template.body:
            yield f"{template.id} has no `script`, so the officer has nothing to say: add one to its file."
        return
    if SendMode(template.body["mode"]) is SendMode.NEVER_PUSHED:
        yield f"{template.id} has the mode N and is never sent: take the step out, or change the mode."
    yield from _audience(template, known, ways)
    at = Situation(
        starts_on=ways.journey.starts_on,
        ends_on=frozenset(leave.on for leave in ways.journey.exits),
        kinds=_kinds(known, record),
        facts=record.facts,
        known=known,
        has_waited=step.id in ways.after_waits,
    )
    yield from _supplies(template, at)


def _class(step: Send | Survey | Task, template: Template) -> Iterator[str]:
    is_survey = MessageClass(template.body["class"]) is MessageClass.SURVEY
    if isinstance(step, Survey) and not is_survey:
        yield f"{template.id} is no survey but of class {template.body['class']}: write `send: {template.id}`."
    elif isinstance(step, Send) and is_survey:
        yield f"{template.id} is a survey: write `survey: {template.id}`."


def _audience(template: Template, known: Knowledge, ways: Ways) -> Iterator[str]:
    audience = template.audience
    may_be_organisation, is_organisation = _organisation(known)
    standing = known.get("person.audience", ANYTHING)
    if audience in _STANDS_IN and not (standing.is_present and standing.values <= {_STANDS_IN[audience]}):
        yield (
            f"{template.id} is for a {audience} and could go to somebody else: ask "
            f"`{{ fact: person.audience, is: {_STANDS_IN[audience]} }}` first."
        )
    elif (audience == Audience.YOUNG_PERSON) is not (ways.journey.to is To.YOUNG_PEOPLE):
        yield f"{template.id} is for a {audience}: only what is for a young person goes `to: young_people`."
    elif ways.journey.to is To.REPORTERS:
        if audience not in _FOR_REPORTERS:
            yield f"{template.id} is for {audience}, and this tells who reported for another: name one for a reporter."
    elif audience == "reporter":
        yield f"{template.id} is for who reported for another: write `to: reporters`, or name another text."
    elif audience in _FOR_PEOPLE and may_be_organisation:
        yield (
            f"{template.id} is for an {audience} and could go to a business: ask "
            "`{ fact: person.kind, is_not: organisation }` first."
        )
    elif audience == "business contact" and not is_organisation:
        yield (
            f"{template.id} is for a business and could go to a person: ask "
            "`{ fact: person.kind, is: organisation }` first."
        )


def _organisation(known: Knowledge) -> tuple[bool, bool]:
    """Return whether the recipient may be an organisation, and whether they must be one."""
    kind, standing = known.get("person.kind", ANYTHING), known.get("person.audience", ANYTHING)
    may_be = (_ORGANISATION in kind.values) is not kind.others and (_BUSINESS in standing.values) is not standing.others
    must_be = kind.is_present and kind.values <= {_ORGANISATION}
    return may_be, must_be or (standing.is_present and standing.values <= {_BUSINESS})


def _supplies(template: Template, at: Situation) -> Iterator[str]:
    said: dict[tuple[str, str], str] = {}
    for asked in template.all_asked():
        for remedy in missing(asked.placeholder, flags=frozenset({asked.flag}), at=at):
            said.setdefault((asked.placeholder, remedy), asked.text)
    for (placeholder, remedy), text in said.items():
        yield f"(({placeholder})) in `{text}` of {template.id} can be missing here: {remedy}."


def _kinds(known: Knowledge, record: Record) -> frozenset[CaseKind]:
    allowed = known.get("case.kind", ANYTHING)
    return frozenset(kind for kind in record.kinds if (kind in allowed.values) is not allowed.others)
