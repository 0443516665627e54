"""What a supervisor's lists may name: of a sealed case nothing, unless they are named in it. Pure."""

from waypost.access.values import Staff
from waypost.cases.values import CaseFacts
from waypost.console.standing import is_named, is_sealed


def may_name(case: CaseFacts, *, to: Staff) -> bool:
    """Whether a list may say which case it is; what is counted is counted all the same."""
    return not is_sealed(case) or is_named(case, to)


def officer_of(case: CaseFacts) -> str:
    """Return who has a case, as the crime system names them."""
    return f"{case.officer.name} ({case.officer.collar_number})" if case.officer else "Nobody named"
