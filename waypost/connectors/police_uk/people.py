"""The made-up people of one row: victims, who acts for them, and the suspect."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from waypost.connectors.police_uk.book import Book, NumberRange
from waypost.connectors.police_uk.draws import draw, happens, stream
from waypost.connectors.police_uk.person import MadeUpPerson, plain
from waypost.connectors.police_uk.setting import Setting
from waypost.connectors.police_uk.spoiling import Around, spoil
from waypost.connectors.police_uk.values import Crime, StreetRow, VictimKind

SAME_CONTACT = "victim's number is the suspect's"
ALSO_SUSPECT = "victim is also suspect"
GUARDIAN_IS_SUSPECT = "guardian is suspect"
NO_BUSINESS_CONTACT = "organisation without a named contact"
MINOR_WITH_GUARDIAN = "minor with guardian"
MINOR_ALONE = "minor without guardian"
DECEASED = "deceased"

_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of a row: those known from the start, and the suspect who is found later."""

    known: tuple[MadeUpPerson, ...]
    """The victims and who acts for them, the first victim first; empty where there is no personal victim."""
    suspect: MadeUpPerson | None = None
    """Somebody who joins the people when a suspect is found."""
    turning_suspect: str | None = None
    """The id of a known person who is a suspect from then on."""
    planted: tuple[str, ...] = ()

    @property
    def first_victim(self) -> MadeUpPerson | None:
        """The one whom facts and visits are about."""
        return self.known[0] if self.known else None

    @property
    def recipient_id(self) -> str | None:
        """The one whom the force agrees contact with: who acts for the first victim, else that victim."""
        acting = [person.id for person in self.known if person.acts_for]
        return next(iter([*acting, *(person.id for person in self.known)]), None)

    @property
    def suspect_id(self) -> str | None:
        """The one whom the facts of a suspect are about."""
        return self.suspect.id if self.suspect else self.turning_suspect


@dataclass(frozen=True, slots=True)
class Casting:
    """What the making of one row's people looks up; ages are those on the day of the crime as it is shown."""

    row: StreetRow
    chance: Random
    book: Book
    day_of_crime: date
    force: str
    home: tuple[str, str]
    """The address and postcode of the victim and of all who act for her."""


def casting_for(row: StreetRow, *, setting: Setting, day_of_crime: date) -> Casting:
    """Return what the people of a row are made from."""
    chance = stream(setting.seed, row=row, purpose="people")
    return Casting(
        row=row,
        chance=chance,
        book=setting.book,
        day_of_crime=day_of_crime,
        force=setting.force,
        home=_home(row.number, chance=chance, streets=setting.book.words.streets),
    )


def cast_incident(casting: Casting) -> Cast:
    """Return the one person of an incident, who reported it and is its victim."""
    victim, planted = _spoiled(_adult_victim(casting), casting=casting, keep_birth=False)
    reporter = replace(victim, roles=("reporter", "victim"))
    return Cast(known=(reporter,), planted=planted)


def cast_crime(crime: Crime, *, casting: Casting) -> Cast:
    """Return the people of a crime."""
    codes = casting.book.mapping.codes
    suspect = _suspect(casting) if crime.outcome and codes[crime.outcome].suspect else None
    match crime.victim:
        case VictimKind.NOBODY:
            return Cast(known=(), suspect=suspect)
        case VictimKind.ORGANISATION:
            return replace(_cast_organisation(casting), suspect=suspect)
        case VictimKind.PERSON:
            return _meet(_cast_persons(crime, casting=casting), suspect=suspect, casting=casting)


def _cast_organisation(casting: Casting) -> Cast:
    words, chance = casting.book.words, casting.chance
    organisation = MadeUpPerson(
        id="o1",
        roles=("victim",),
        organisation_name=f"{chance.choice(words.organisations)} {casting.row.number} Ltd",
        phone=f"01632 960{casting.row.number % 1000:03}",
        address=casting.home[0],
        postcode=casting.home[1],
    )
    if happens(chance, share=casting.book.assumptions.victims.without_business_contact):
        return Cast(known=(organisation,), planted=(NO_BUSINESS_CONTACT,))
    contact = replace(_other(casting, entry_id="b1", role="business_contact", acts_for="o1"), date_of_birth=None)
    spoiled, planted = _spoiled(contact, casting=casting, keep_birth=True)
    return Cast(known=(organisation, spoiled), planted=planted)


def _cast_persons(crime: Crime, *, casting: Casting) -> Cast:
    cast = _by_age(crime, casting=casting)
    victim, spoiled = _spoiled(cast.known[0], casting=casting, keep_birth=_is_minor_cast(cast))
    known = (victim, *cast.known[1:])
    if happens(casting.chance, share=casting.book.assumptions.victims.second):
        known = (*known, _second_victim(casting))
    return Cast(known=known, planted=(*cast.planted, *spoiled))


def _by_age(crime: Crime, *, casting: Casting) -> Cast:
    rates, chance = casting.book.assumptions.victims, casting.chance
    adult = _adult_victim(casting)
    if casting.book.mapping.groups[crime.group].fatal:
        speaker = _other(casting, entry_id="f1", role="family_spokesperson", acts_for="p1")
        return Cast(known=(replace(adult, deceased=True), speaker), planted=(DECEASED,))
    who = draw(
        chance,
        {
            MINOR_WITH_GUARDIAN: rates.minor_with_guardian,
            MINOR_ALONE: rates.minor_without_guardian,
            DECEASED: rates.deceased,
        },
    )
    if who is None:
        return Cast(known=(adult,))
    if who == DECEASED:
        return Cast(known=(replace(adult, deceased=True),), planted=(who,))
    minor = replace(adult, date_of_birth=_birth(casting, youngest=6, oldest=17), enhanced=("vulnerable",))
    if who == MINOR_ALONE:
        return Cast(known=(minor,), planted=(who,))
    guardian = _other(casting, entry_id="g1", role="parent_guardian", acts_for="p1")
    return Cast(known=(minor, guardian), planted=(who,))


def _is_minor_cast(cast: Cast) -> bool:
    return bool({MINOR_WITH_GUARDIAN, MINOR_ALONE} & set(cast.planted))


def _meet(cast: Cast, *, suspect: MadeUpPerson | None, casting: Casting) -> Cast:
    """Return the cast with its suspect, and with what chance made dangerous between suspect and victim."""
    if suspect is None:
        return cast
    rates, chance = casting.book.assumptions.victims, casting.chance
    if MINOR_WITH_GUARDIAN in cast.planted and happens(chance, share=rates.guardian_is_suspect):
        return replace(cast, turning_suspect="g1", planted=(*cast.planted, GUARDIAN_IS_SUSPECT))
    cast = replace(cast, suspect=suspect)
    if happens(chance, share=rates.same_contact_as_suspect):
        cast = _with_suspects_number(cast, suspect=suspect, casting=casting)
    if happens(chance, share=rates.also_suspect):
        cast = replace(cast, turning_suspect="p1", planted=(*cast.planted, ALSO_SUSPECT))
    return cast


def _with_suspects_number(cast: Cast, *, suspect: MadeUpPerson, casting: Casting) -> Cast:
    """Plant the collision, written in two ways, so that only normalised numbers are equal."""
    number = casting.book.assumptions.drama_numbers.suspects.pick(casting.row.number)
    victim = replace(cast.known[0], mobile=f"+447700{number}")
    return replace(
        cast,
        known=(victim, *cast.known[1:]),
        suspect=replace(suspect, mobile=f"07700 {number}"),
        planted=(*(name for name in cast.planted if not name.startswith("mobile.")), SAME_CONTACT),
    )


def _adult_victim(casting: Casting) -> MadeUpPerson:
    rates, chance = casting.book.assumptions.victims, casting.chance
    numbers = casting.book.assumptions.drama_numbers.victims
    person = _named(casting, family=casting.book.words.family_names.victim)
    formats = draw(chance, rates.formats)
    return replace(
        person,
        id="p1",
        roles=("victim",),
        date_of_birth=_birth(casting, youngest=18, oldest=90),
        mobile=_number(numbers, index=casting.row.number, chance=chance),
        address=casting.home[0],
        postcode=casting.home[1],
        language=draw(chance, rates.languages) or "en",
        formats=(formats,) if formats else (),
        enhanced=("vulnerable",) if happens(chance, share=rates.vulnerable) else (),
    )


def _other(casting: Casting, *, entry_id: str, role: str, acts_for: str) -> MadeUpPerson:
    """Return somebody who acts for a victim."""
    person = _adult_of_others(casting)
    return replace(person, id=entry_id, roles=(role,), acts_for=(acts_for,))


def _second_victim(casting: Casting) -> MadeUpPerson:
    # Half a range away, so that no guardian of the same row has the number.
    numbers = casting.book.assumptions.drama_numbers.others
    person = _adult_of_others(casting)
    second = _number(numbers, index=casting.row.number + numbers.half, chance=casting.chance)
    return replace(person, id="p2", roles=("victim",), mobile=second, email=f"second.{person.email}")


def _adult_of_others(casting: Casting) -> MadeUpPerson:
    numbers = casting.book.assumptions.drama_numbers.others
    person = _named(casting, family=casting.book.words.family_names.other)
    return replace(
        person,
        date_of_birth=_birth(casting, youngest=25, oldest=70),
        mobile=_number(numbers, index=casting.row.number, chance=casting.chance),
        email=f"for.{person.email}",
        address=casting.home[0],
        postcode=casting.home[1],
    )


def _suspect(casting: Casting) -> MadeUpPerson:
    chance = casting.chance
    numbers = casting.book.assumptions.drama_numbers.suspects
    person = _named(casting, family=casting.book.words.family_names.suspect)
    known = happens(chance, share=casting.book.assumptions.victims.suspect_contact)
    return replace(
        person,
        id="s1",
        roles=("suspect",),
        date_of_birth=_birth(casting, youngest=16, oldest=60),
        mobile=_number(numbers, index=casting.row.number, chance=chance) if known else None,
        email=person.email if known else None,
    )


def _named(casting: Casting, *, family: str) -> MadeUpPerson:
    given_name = casting.chance.choice(casting.book.words.given_names)
    family_name = f"{family}{casting.row.number}"
    # The month as well: the first rows of two months are not one person.
    email = f"{plain(given_name)}.{plain(family_name)}.{casting.row.month}@example.org"
    return MadeUpPerson(id="", roles=(), given_name=given_name, family_name=family_name, email=email)


def _number(numbers: NumberRange, *, index: int, chance: Random) -> str:
    """Return a number, written in one of the ways in which people rightly write it."""
    figures = numbers.pick(index)
    return chance.choice([f"07700 {figures}", f"07700{figures}", f"+447700{figures}", f"+44 7700 {figures}"])


def _birth(casting: Casting, *, youngest: int, oldest: int) -> date:
    # Between two birthdays, clear of both: 17 years and 300 days is 17 whichever years are leap years.
    years = casting.chance.randint(youngest, oldest) + casting.chance.uniform(0.05, 0.9)
    return casting.day_of_crime - timedelta(days=round(years * _DAYS_A_YEAR))


def _home(row: int, *, chance: Random, streets: tuple[str, ...]) -> tuple[str, str]:
    # No postcode area is called ZZ.
    unit = "".join(chance.choice(_LETTERS) for _ in range(2))
    postcode = f"ZZ{chance.randint(1, 98)} {chance.randint(0, 9)}{unit}"
    return f"{row} {chance.choice(streets)}, Exampletown", postcode


def _spoiled(person: MadeUpPerson, *, casting: Casting, keep_birth: bool) -> tuple[MadeUpPerson, tuple[str, ...]]:
    around = Around(chance=casting.chance, day_of_crime=casting.day_of_crime, force=casting.force)
    return spoil(person, rates=casting.book.assumptions.bad_contact, around=around, keep_birth=keep_birth)
