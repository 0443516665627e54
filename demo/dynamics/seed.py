"""Cases of made-up people in the made-up environment."""

from dataclasses import dataclass
from typing import Any

from demo.dynamics.service import Dataverse


@dataclass(frozen=True)
class Seeded:
    """The keys of one case's rows."""

    case: str
    victim: str
    party: str
    officer: str


def add_case(dataverse: Dataverse, number: str, **changes: Any) -> Seeded:
    """Add a burglary with an officer and one victim."""
    store = dataverse.store
    officer = store.put(
        "systemusers",
        employeeid="4471",
        title="PC",
        firstname="Jo",
        lastname="Example",
        internalemailaddress="jo.example@example.org",
        any_team="Anyville",
    )
    case: dict[str, Any] = {
        "ticketnumber": number,
        "any_recordedon": "2026-11-01T10:15:00Z",
        "any_offencegroup": 100000000,
        "any_offencetitle": "Burglary - residential",
        "any_stage": 100000002,
        "_any_officer_value": officer,
    }
    key = store.put("incidents", **(case | changes))
    victim = store.put(
        "contacts",
        any_kind=1,
        firstname="Mary",
        lastname="Example",
        birthdate="1980-02-29",
        any_deceased=False,
        any_language=2057,
        mobilephone="07700 900123",
        emailaddress1="mary@example.org",
    )
    party = store.put("any_caseparties", _any_case_value=key, _any_contact_value=victim, any_role=1)
    return Seeded(key, victim, party, officer)


def add_plan(dataverse: Dataverse, seeded: Seeded, **changes: Any) -> None:
    """Agree with the victim how to be in touch."""
    plan: dict[str, Any] = {
        "any_agreedon": "2026-11-01T11:00:00Z",
        "any_channels": "1,5",
        "any_never": "3",
        "any_hoursfrom": "09:00",
        "any_hoursto": "17:30",
        "any_updateevery": 28,
        "any_discreet": True,
        "any_reviewon": "2026-12-01",
    }
    key = dataverse.store.put("any_contactplans", **(plan | changes))
    for row in dataverse.store.rows("any_caseparties"):
        if (row["_any_case_value"], row["_any_contact_value"]) == (seeded.case, seeded.victim):
            dataverse.store.put("any_caseparties", row["any_casepartyid"], _any_plan_value=key)
