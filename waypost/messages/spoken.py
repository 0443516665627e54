"""Days, times and bands as people say them in England and Wales, in English or Welsh. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from waypost.base.clock import LONDON
from waypost.cases.incidents.bands import arrival_band

_HALF_HOUR = timedelta(minutes=30)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _Words:
    """What a language says around numbers; days begin with Monday."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    window: str
    at: str
    between: str
    by: str
    tomorrow: str
    on: str
    midday: str
    midnight: str
    every: str
    every_day: str
    channels: Mapping[str, str]
    and_: str


_ENGLISH = _Words(
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    window="{} to {}",
    at="at {}",
    between="between {} and {}",
    by="by {}",
    tomorrow=" tomorrow",
    on=" on {}",
    midday="midday",
    midnight="midnight",
    every="every {} days",
    every_day="every day",
    channels={
        "sms": "text message",
        "email": "e-mail",
        "letter": "letter",
        "phone": "phone",
        "portal": "online account",
        "in_person": "in person",
    },
    and_=" and ",
)  # fmt: skip
_WELSH = _Words(
    days=("dydd Llun", "dydd Mawrth", "dydd Mercher", "dydd Iau", "dydd Gwener", "dydd Sadwrn", "dydd Sul"),
    months=(
        "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
        "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
    ),
    window="{} i {}",
    at="am {}",
    between="rhwng {} a {}",
    by="erbyn {}",
    tomorrow=" yfory",
    on=" {}",
    midday="hanner dydd",
    midnight="hanner nos",
    every="bob {} diwrnod",
    every_day="bob dydd",
    channels={
        "sms": "neges destun",
        "email": "e-bost",
        "letter": "llythyr",
        "phone": "ffôn",
        "portal": "cyfrif ar-lein",
        "in_person": "wyneb yn wyneb",
    },
    # `a` becomes `ac` or changes the word that follows it: a comma does neither.
    and_=", ",
)  # fmt: skip
_LANGUAGES = {"en": _ENGLISH, "cy": _WELSH}


def day(moment: datetime, *, language: str) -> str:
    """Return the day as a person says it, e.g. `Thursday 26 November`, in the time of England and Wales."""
    words, local = _LANGUAGES[language], moment.astimezone(LONDON)
    return f"{words.days[local.weekday()]} {local.day} {words.months[local.month - 1]}"


def full_date(moment: datetime, *, language: str) -> str:
    """Return e.g. `26 November 2026`, in the time of England and Wales."""
    return date_in_full(moment.astimezone(LONDON).date(), language=language)


def day_of_year(moment: datetime, *, language: str) -> str:
    """Return e.g. `Thursday 26 November 2026`, for what may be more than a year ahead."""
    return f"{day(moment, language=language)} {moment.astimezone(LONDON).year}"


def date_in_full(found: date, *, language: str) -> str:
    """Return a day of no hour, e.g. `26 November 2026`."""
    return f"{found.day} {_LANGUAGES[language].months[found.month - 1]} {found.year}"


def window(starts_at: datetime, ends_at: datetime | None, *, language: str) -> str:
    """
    Return the window in the way GOV.UK writes times, e.g. `10am to 12:30pm`, or `at 10am` without an end.
    """
    words = _LANGUAGES[language]
    if ends_at is None or ends_at <= starts_at:
        return words.at.format(_clock(_local_time(starts_at), words))
    return words.window.format(_clock(_local_time(starts_at), words), _clock(_local_time(ends_at), words))


def hours(start: time, until: time, *, language: str) -> str:
    """Return local hours, e.g. `9am to 5:30pm`."""
    words = _LANGUAGES[language]
    return words.window.format(_clock(start, words), _clock(until, words))


def arrival(expected_at: datetime, *, now: datetime, language: str) -> str:
    """Return when somebody is expected, e.g. `between 2pm and 3pm tomorrow`: a band, never to the minute."""
    words = _LANGUAGES[language]
    begins, ends = arrival_band(expected_at)
    told = words.between.format(_clock(begins.time(), words), _clock(ends.time(), words))
    return told + _on_day(begins, now=now, language=language)


def promise(promised_by: datetime, *, now: datetime, language: str) -> str:
    """Return by when somebody said that help would come, e.g. `by 3:30pm`, rounded up to half an hour."""
    words = _LANGUAGES[language]
    told = (promised_by + (_EPOCH - promised_by) % _HALF_HOUR).astimezone(LONDON)
    return words.by.format(_clock(told.time(), words)) + _on_day(told, now=now, language=language)


def interval(days: int, *, language: str) -> str:
    """Return how often somebody is told, e.g. `every 14 days`."""
    words = _LANGUAGES[language]
    return words.every_day if days == 1 else words.every.format(days)


def channels(names: tuple[str, ...], *, language: str) -> str:
    """Return ways to reach somebody, e.g. `text message, e-mail and letter`."""
    words = _LANGUAGES[language]
    return listed([words.channels[name] for name in names if name in words.channels], language=language)


def listed(things: Sequence[str], *, language: str) -> str:
    """Return things one after another, e.g. `theft, fraud and assault`."""
    return _LANGUAGES[language].and_.join(filter(None, (", ".join(things[:-1]), *things[-1:])))


def _on_day(local: datetime, *, now: datetime, language: str) -> str:
    today: date = now.astimezone(LONDON).date()
    days = (local.date() - today).days
    if days == 0:
        return ""
    words = _LANGUAGES[language]
    return words.tomorrow if days == 1 else words.on.format(day(local, language=language))


def _local_time(moment: datetime) -> time:
    return moment.astimezone(LONDON).time()


def _clock(local: time, words: _Words) -> str:
    if (local.hour, local.minute) == (12, 0):
        return words.midday
    if (local.hour, local.minute) == (0, 0):
        return words.midnight
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"
