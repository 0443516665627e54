"""
Every finding with its rule, what it says to a call handler, whether it stops messages, and who mends it.

*Source:* domain.md 6, column "Action": block, hold, stop, route and re-verify stop; suggest, greet and ask show.
"""

from enum import Enum
from typing import Final

from waypost.cases.values import DataFinding

_STOPS: Final = True
_SHOWS: Final = False


class Found(Enum):
    """One thing that can be found. Its name in lower case is the finding's code."""

    NUMBER_IN_NAME = "Q07", _STOPS, "oic", "A number or an e-mail is in the name. Ask whose it is, and move it."
    NUMBER_IN_ADDRESS = "Q07", _STOPS, "oic", "A number or an e-mail is in the address. Ask whose it is, and move it."
    CONFIRMED_ELSEWHERE = (
        "Q07", _SHOWS, "records",
        "A number or an e-mail stands in the wrong field. Somebody has confirmed it, so it is used. Move it.",
    )  # fmt: skip
    NUMBER_IN_NOTES = (
        "Q07", _SHOWS, "oic",
        "A number or an e-mail stands in the summary, and a victim has none on record. Ask whose it is.",
    )  # fmt: skip
    PLACEHOLDER_NAME = "Q11", _STOPS, "records", "This stands for having no name. Put the real name on record."
    BODY_AS_PERSON = (
        "Q12", _STOPS, "records",
        "This looks like a business or a public body. Record it as one, with a person to contact.",
    )  # fmt: skip
    NAME_MISSING = "Q13", _SHOWS, "records", "A part of the name is missing. Messages greet without a name."
    NAME_IN_ONE_FIELD = "Q13", _SHOWS, "records", "Both names seem to be in one field. Put each in its own."
    ONLY_INITIALS = "Q13", _SHOWS, "records", "There are only initials. Ask for the names."
    TITLE_IN_NAME = "Q13", _SHOWS, "records", "A title is in the name. Put it in its own field."
    NICKNAME_IN_NAME = "Q13", _SHOWS, "records", "Two names are on record as one. Keep the one they go by."
    DIGITS_IN_NAME = "Q13", _SHOWS, "records", "There are digits in the name. Check how it is written."
    BIRTH_UNKNOWN = "Q14", _SHOWS, "oic", "No date of birth is on record. Ask for it: under 18 is another path."
    BIRTH_NOT_REAL = "Q14", _SHOWS, "records", "This date of birth cannot be right. Ask for it again."
    BORN_ON_DAY_OF_CRIME = "Q14", _SHOWS, "records", "The date of birth is the day of the crime. Ask for it again."
    MINOR_WITHOUT_GUARDIAN = (
        "Q15", _STOPS, "oic", "This victim is under 18, and no safe adult is on record. Name one, or call.",
    )  # fmt: skip
    UNSAFE_GUARDIAN = (
        "Q16", _STOPS, "oic",
        "Who acts for this victim is a suspect or a witness here, or shares their details. Name somebody else.",
    )  # fmt: skip
    DECEASED = "Q17", _STOPS, "oic", "This person has died. The family liaison officer speaks with the family."
    SOMEBODY_DIED = "Q17", _STOPS, "oic", "Somebody died in this crime. The family liaison officer tells the family."
    OUTCOME_OF_A_DEATH = (
        "Q17", _STOPS, "oic", "The outcome says that the victim or a witness has died or is too ill. Check first.",
    )  # fmt: skip
    ENTERED_TWICE = "Q18", _SHOWS, "records", "This person seems to be in the case twice. Make them one entry."
    ACCUSED_ELSEWHERE = (
        "Q19", _STOPS, "oic",
        "Somebody of this name and date of birth is a suspect in another open crime. Decide how to tell them.",
    )  # fmt: skip
    OFFICERS_OWN_CONTACT = "Q08", _STOPS, "oic", "This is the officer's own e-mail. Ask for the victim's."
    POLICE_OFFICER = "Q20", _STOPS, "supervisor", "This victim seems to be a police officer. Tell them through work."
    PART_IN_NAME = (
        "Q20", _STOPS, "records", "The name says what this person is in the case. Check who the victim is.",
    )  # fmt: skip
    OLDER_NUMBER = (
        "Q21", _STOPS, "oic",
        "A newer crime has another number for this person. Ask which one holds, and confirm it.",
    )  # fmt: skip
    ADDRESS_OF_ACCUSED = "Q23", _STOPS, "oic", "A suspect has the same address. Speak with the victim first."
    ADDRESS_IS_INSTITUTION = (
        "Q23", _STOPS, "oic", "This address is a prison or the like, where others open the post. Find a safe way.",
    )  # fmt: skip
    LANGUAGE_UNKNOWN = "Q24", _SHOWS, "oic", "No language is on record. Ask which one they read best."
    NEEDS_NOT_ASKED = (
        "Q24", _SHOWS, "oic",
        "This victim has enhanced rights, and nothing says what they need. Ask, and agree how they want to hear from"
        " us.",
    )  # fmt: skip
    WORDS_OF_DANGER = (
        "Q25", _STOPS, "oic",
        "What is written here sounds like danger at home, and no flag is set. Set the flag, or confirm how contact"
        " is safe.",
    )  # fmt: skip
    WORDS_AGAINST_CONTACT = (
        "Q25", _STOPS, "oic",
        "Somebody wrote how, or that, the victim must not be reached. Put that into the contact plan, and take it"
        " out of the text.",
    )  # fmt: skip
    TITLE_OF_OTHER_OFFENCE = (
        "Q25", _STOPS, "records", "The offence's title does not fit its group. Correct whichever is wrong.",
    )  # fmt: skip
    SAME_CRIME_TWICE = (
        "Q26", _STOPS, "records",
        "This crime seems to be recorded twice. If it is one, merge them; if it is two, link them.",
    )  # fmt: skip
    TWO_CRIMES_OF_ONE_INCIDENT = (
        "Q26", _SHOWS, "records", "Another crime of this victim comes from the same incident. Check that both stand.",
    )  # fmt: skip
    TWO_CRIMES_OF_ONE_DAY = (
        "Q26", _SHOWS, "records", "Another crime of this victim and kind happened on that day. Check that both stand.",
    )  # fmt: skip
    DECIDED_BEFORE_RECORDED = (
        "Q27", _STOPS, "records", "The outcome is older than the crime's record. Check the dates first.",
    )  # fmt: skip
    HAPPENED_AFTER_RECORDED = (
        "Q27", _SHOWS, "records", "The crime is said to have happened after it was recorded. Check the dates.",
    )  # fmt: skip
    ENDED_BEFORE_BEGUN = "Q27", _SHOWS, "records", "The crime is said to have ended before it began. Check the dates."
    FROM_THE_FUTURE = "Q27", _SHOWS, "records", "Something is recorded as done that has not come yet. Check the dates."
    NOTHING_TO_PROVE = (
        "Q28", _SHOWS, "oic",
        "Nothing on record can prove this person at the portal. Ask for date of birth or postcode; where a flag is"
        " set, agree a code word.",
    )  # fmt: skip

    def __init__(self, rule: str, stops: bool, remedy: str, sentence: str) -> None:
        self.finding: Final = DataFinding(rule, self.name.lower(), sentence, stops, remedy)
