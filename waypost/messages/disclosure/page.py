"""
The same disclosure on paper. What stands on it is data; the page is ours.

Paper goes from hand to hand, and may reach whoever the victim fears: numbers and addresses are cut short on it, and the
address that finds the invitation is left out. The JSON has them all.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from waypost.base.pdf import About, CannotMakePdf, make_pdf
from waypost.base.values import JsonValue
from waypost.messages.asking import PORTAL_IN_DRAFTS
from waypost.messages.rows import PORTAL_ADDRESS

_PAGE: Final = """
#set page(paper: "a4", margin: (x: 2cm, y: 2.2cm), numbering: "1 / 1", footer-descent: 40%)
#set text(size: 9.5pt)
#set par(justify: false)
#show heading.where(level: 1): set text(size: 17pt)
#show heading.where(level: 2): set text(size: 11.5pt)
#show heading.where(level: 2): set block(above: 1.6em, below: 0.7em)
#let lines(value) = for (n, line) in value.split("\\n").enumerate() { if n > 0 { linebreak() }; line }
#let pairs(rows) = for row in rows { par[#strong(row.name + ": ") #lines(row.value)] }

= #data.title

#pairs(data.facts)

#for item in data.items [
  == #item.title
  #pairs(item.facts)
  #if item.text != "" { block(stroke: (left: 1.5pt), inset: (left: 8pt, y: 2pt), lines(item.text)) }
  #if item.proof != "" { text(size: 7.5pt, lines(item.proof)) }
]

== How to check this

#lines(data.how_to_check)
"""
_TITLES = {
    "sent": "Sent",
    "receipt": "Receipt of the provider",
    "not_sent": "Ended without a receipt",
    "told_by_officer": "Call of an officer",
    "victim_wrote": "Written by the victim",
    "officer_wrote": "Written by the officer",
    "page_read": "Page opened in the portal",
    "erased": "Erased",
}
_SHOWN = {
    "channel": "By",
    "recipient": "To",
    "subject": "Subject",
    "provider": "Provider",
    "provider_id": "The provider's number",
    "status": "Status",
    "template": "Template",
    "template_version": "Version",
    "text_key": "Text",
    "trigger": "Because of",
    "duty": "Duty",
    "state": "State",
    "reason": "Reason",
    "approved_by": "Confirmed by",
    "author": "By",
    "by": "By",
    "call": "How the call ended",
    "why": "Why",
    "shown": "Shown",
}
_LAST_OF_EUROPE = 0x052F
_LEFT = 3
_MARKS = range(0x2010, 0x2045)


def pdf_of(disclosure: Mapping[str, Any], *, title: str, made_at: datetime) -> bytes:
    """
    Return the disclosure as PDF/UA-1.

    A letter that the font lacks stands as its number, `[U+1F600]`; the JSON holds every one.

    :raises CannotMakePdf: if even so it cannot be made.
    """
    about = About(
        title=title, author=disclosure["force"]["title"], language="en-GB", made_at=made_at.replace(microsecond=0)
    )
    shown = _shown(disclosure, title)
    try:
        return make_pdf(_PAGE, shown, about=about)
    except CannotMakePdf:
        legible = _legible(shown)
        assert isinstance(legible, dict)  # noqa: S101 - it is what went in
        return make_pdf(_PAGE, legible, about=about)


def _shown(disclosure: Mapping[str, Any], title: str) -> dict[str, JsonValue]:
    head = disclosure["head"]
    facts = {
        "Force": disclosure["force"]["title"],
        "Reference": disclosure["reference"],
        "About": disclosure["only_person"] or "everybody in the case",
        "Made": f"{disclosure['made_at']['london']} ({disclosure['made_at']['utc']}) by {disclosure['made_by']}",
        "Why": disclosure["reason"],
        "Newest seal of the ledger": f"{head['number']}:{head['hash']}" if head else "none",
        "Entries": str(len(disclosure["items"])),
    }
    return {
        "title": title,
        "facts": _pairs(facts),
        "items": [_item(item) for item in disclosure["items"]],
        "how_to_check": disclosure["how_to_check"],
    }


def _item(item: Mapping[str, Any]) -> dict[str, JsonValue]:
    details, at = _cut_short(item["details"] or {}), item["at"]
    facts = {"At": f"{at['london']} ({at['utc']})", "Person": item["person"] or ""}
    facts |= {name: _words(details.get(key)) for key, name in _SHOWN.items()}
    facts["What it was made of"] = "; ".join(f"{key}: {value}" for key, value in details.get("facts", {}).items())
    facts["What was asked before it left"] = "\n".join(item.get("gates_in_words", ()))
    return {
        "title": f"{_TITLES[item['what']]}, {at['london']}",
        "facts": _pairs(facts),
        "text": details.get("text") or ("" if item["details"] is not None else "The contents were erased."),
        "proof": _proof(item["proof"]),
    }


def _cut_short(details: Mapping[str, Any]) -> Mapping[str, Any]:
    facts = dict(details.get("facts", {}))
    address = facts.pop(PORTAL_ADDRESS, "")
    cut = {key: value.replace(address, PORTAL_IN_DRAFTS) for key, value in details.items() if address and key == "text"}
    recipient = str(details.get("recipient", ""))
    if recipient:
        cut["recipient"] = f"what is on record, ending in {recipient[-_LEFT:]}"
    return {**details, **cut, "facts": facts}


def _proof(proof: Mapping[str, Any] | None) -> str:
    if proof is None:
        return ""
    seal = f"seal {proof['seal']}" if proof["seal"] else "not sealed yet"
    return f"Ledger: entry {proof['entry']}, {seal}\nSHA-256 {proof['digest']}"


def _pairs(facts: Mapping[str, str]) -> list[JsonValue]:
    return [{"name": name, "value": value} for name, value in facts.items() if value]


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _legible(value: JsonValue) -> JsonValue:
    match value:
        case str():
            return "".join(one if _is_common(one) else f"[U+{ord(one):04X}]" for one in value)
        case list():
            return [_legible(one) for one in value]
        case dict():
            return {name: _legible(one) for name, one in value.items()}
        case _:
            return value


def _is_common(letter: str) -> bool:
    return ord(letter) <= _LAST_OF_EUROPE or ord(letter) in _MARKS


def titled(reference: str) -> str:
    """Return what the document is called."""
    return f"What was sent and received about {reference}"
