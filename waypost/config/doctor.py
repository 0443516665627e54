"""What is missing or unsafe in the configuration, in plain words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection

from waypost.access.provider_keys import provider_keys
from waypost.access.queries import force_names, force_settings
from waypost.access.values import ForceState
from waypost.base.clock import now
from waypost.cases.offences import offence_groups
from waypost.cases.places import stuck_cases
from waypost.connectors.queries import SourceStatus, sources_without_way_back, statuses
from waypost.connectors.values import SourceKind
from waypost.console.sign_in.claims import BadSignInFile, claim_rules
from waypost.console.sign_in.provider import is_private, is_set_up
from waypost.journeys.library import journeys_in_force
from waypost.messages.providers import NotSetUp
from waypost.messages.providers.anymail_settings import anymail_settings
from waypost.messages.providers.notify_email import is_discreet_sender, notify_email_settings
from waypost.messages.providers.set_up import smtp_settings
from waypost.messages.providers.smtp import shows_police
from waypost.messages.providers.whatsapp import whatsapp_settings
from waypost.messages.values import Channel


class Severity(StrEnum):
    """How bad a finding is; with an error nothing starts."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be, and what to do."""

    severity: Severity
    sentence: str

    @property
    def is_fatal(self) -> bool:
        """Whether Waypost must not start like this."""
        return self.severity is Severity.ERROR


def findings() -> Sequence[Finding]:
    """Return all findings, errors first."""
    found = [*_secret(), *_database(), *_provider(), *_mail(), *_whatsapp(), *_staff_sign_in()]
    return sorted(found, key=lambda finding: finding.severity)


def _secret() -> Iterator[Finding]:
    if len(settings.SECRET_KEY) < 32:
        yield Finding(Severity.ERROR, "WAYPOST_SECRET_KEY is shorter than 32 characters: set a long random one.")
    if not settings.IS_HTTPS and urlsplit(settings.BASE_URL).hostname not in {"127.0.0.1", "::1", "localhost"}:
        yield Finding(Severity.ERROR, "WAYPOST_BASE_URL is not https: victims would sign in over an open line.")


def _database() -> Iterator[Finding]:
    try:
        yield from _role()
        if not force_names():
            yield Finding(Severity.ERROR, "The database holds no force: run `waypost migrate`.")
        yield from _forces()
        yield from _misspelt()
        yield from _stuck()
        yield from _sources()
    except DatabaseError:
        yield Finding(Severity.ERROR, "The database does not answer or is not migrated: run `waypost migrate`.")


def _role() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls,"
            " EXISTS (SELECT 1 FROM pg_class WHERE relowner = r.oid AND relnamespace = 'public'::regnamespace)"
            " FROM pg_roles r WHERE rolname = current_user"
        )
        superuser, bypasses, owns = cursor.fetchone()
    if superuser or bypasses:
        yield Finding(
            Severity.ERROR,
            "DATABASE_URL's role is a superuser or goes round row-level security: use the one `waypost migrate` makes.",
        )
    if owns:
        yield Finding(
            Severity.ERROR,
            "DATABASE_URL's role owns tables: use the owner's role for DATABASE_OWNER_URL only.",
        )


def _forces() -> Iterator[Finding]:
    for name in force_names():
        force = force_settings(name)
        if force.state is ForceState.LIVE and not force.groups:
            yield Finding(Severity.WARNING, f"Force {name} is live with no offence group switched on: nobody is told.")


def _misspelt() -> Iterator[Finding]:
    """Names in a force's settings that mean nothing: whoever typed them believes that something is on, or off."""
    journeys = {journey.name for journey in journeys_in_force()}
    for name in force_names():
        force = force_settings(name)
        for word in sorted(force.groups - offence_groups().keys()):
            yield Finding(Severity.WARNING, f"Force {name} has switched {word} on: no offence group is called that.")
        for word in sorted(force.journeys.keys() - journeys):
            yield Finding(
                Severity.WARNING,
                f"Force {name} has set {word} to {force.journeys[word]}: no journey is called that, see "
                f"`waypost journey list --force {name}`.",
            )


def _stuck() -> Iterator[Finding]:
    for force, cases in stuck_cases().items():
        yield Finding(
            Severity.WARNING,
            f"{cases} cases of force {force} cannot be decided, and nobody is told what happens in them: "
            "the worker's log names each (`deciding case`) and the fault.",
        )


def _sources() -> Iterator[Finding]:
    for source in sources_without_way_back():
        how = "Give it a write-back address, or write_back in its mapping."
        if source.kind == SourceKind.FILES:
            how = "Files take nothing: after an hour it is on the worklist, and is read and answered there."
        yield Finding(
            Severity.WARNING,
            f"Source {source.name} of force {source.force} takes nothing back: what victims write waits. {how}",
        )
    moment = now()
    for force in force_names():
        for status in statuses(force, now=moment):
            for sentence in _of_source(status, f"--force {force} --name {status.name}"):
                yield Finding(Severity.WARNING, f"Source {status.name} of force {force} {sentence}")


def _of_source(status: SourceStatus, which: str) -> Iterator[str]:
    if status.paused_at is not None:
        since = _as_minute(status.paused_at)
        yield f"is paused since {since}: nothing of it is taken. Go on with `waypost source resume {which}`."
    elif status.is_stale:
        heard = f"since {_as_minute(status.last_ok_at)}" if status.last_ok_at else "yet"
        yield (
            f"has not been heard of {heard}, and promises to be every {status.fresh_within_minutes} minutes: look "
            "whether it runs, and at `waypost source status`."
        )
    if status.set_aside:
        yield f"has {status.set_aside} things set aside, whose cases are held: `waypost source set-aside list {which}`."


def _as_minute(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%d %B %Y %H:%M UTC").lstrip("0")


def _provider() -> Iterator[Finding]:
    if not (settings.NOTIFY_BASE_URL and settings.NOTIFY_API_KEY and settings.NOTIFY_TEMPLATE_SMS):
        yield Finding(
            Severity.WARNING,
            "No provider of text messages: set NOTIFY_BASE_URL, NOTIFY_API_KEY and NOTIFY_TEMPLATE_SMS. "
            "Until then messages stay held.",
        )
    elif not settings.NOTIFY_CALLBACK_TOKEN:
        yield Finding(Severity.WARNING, "NOTIFY_CALLBACK_TOKEN is not set: receipts are refused, only look-ups tell.")


def _mail() -> Iterator[Finding]:
    try:
        smtp, notify, service = smtp_settings({}), notify_email_settings({}), anymail_settings({})
    except NotSetUp as fault:
        yield Finding(Severity.ERROR, f"{fault}.")
        return
    if smtp is None and notify is None and service is None:
        yield Finding(
            Severity.WARNING,
            "No mail server: set SMTP_URL, or NOTIFY_TEMPLATE_EMAIL, or WAYPOST_EMAIL_SERVICE. "
            "Until then e-mails stay held.",
        )
    if smtp is not None:
        yield from _sender(smtp.sender, mend="Add ?from= with a neutral address to SMTP_URL.")
    elif notify is not None and not is_discreet_sender(notify.sender):
        yield Finding(
            Severity.WARNING,
            "NOTIFY_EMAIL_FROM does not name a sender that is known to be neutral: discreet e-mails go to the officer "
            "instead. Set it to the name and address that recipients see.",
        )
    elif service is not None:
        yield from _sender(service.sender, mend="Set WAYPOST_EMAIL_SERVICE_FROM to a neutral address.")
    if service is not None and not service.has_receipts:
        yield Finding(
            Severity.WARNING,
            f"Nobody tells what became of e-mails by {service.service}: set WAYPOST_EMAIL_SERVICE_WEBHOOK and give it "
            "the address of /api/receipts/anymail/. Until then a day without word counts as delivered.",
        )


def _sender(sender: str, *, mend: str) -> Iterator[Finding]:
    if shows_police(sender):
        yield Finding(
            Severity.WARNING,
            f"E-mails come from {sender}, which shows the police: discreet ones go to the officer instead. {mend}",
        )
    elif sender.endswith("@localhost"):
        yield Finding(
            Severity.WARNING,
            f"E-mails come from {sender}, which most mailboxes refuse: add ?from=no-reply@your.domain to SMTP_URL.",
        )


def _whatsapp() -> Iterator[Finding]:
    """WhatsApp is missed only where a force has switched it on."""
    try:
        how = whatsapp_settings({})
    except NotSetUp as fault:
        yield Finding(Severity.ERROR, f"{fault}.")
        return
    try:
        switched_on = [name for name in force_names() if Channel.WHATSAPP in force_settings(name).channels]
    except DatabaseError:
        # Said already, by who looks at the database.
        return
    for name in switched_on:
        if how is None and "whatsapp_token" not in provider_keys(name):
            yield Finding(
                Severity.WARNING,
                f"Force {name} has switched WhatsApp on and nobody carries it: set WHATSAPP_BASE_URL, "
                "WHATSAPP_PHONE_NUMBER_ID, WHATSAPP_TOKEN and WHATSAPP_TEMPLATE. Until then its messages stay held.",
            )


def _staff_sign_in() -> Iterator[Finding]:
    if not is_set_up():
        yield Finding(
            Severity.WARNING,
            "Staff sign-in is not set up: set WAYPOST_STAFF_OIDC_ISSUER, WAYPOST_STAFF_OIDC_CLIENT_ID and "
            "WAYPOST_STAFF_OIDC_CLIENT_SECRET. Until then the pages below /staff/ are shut.",
        )
        return
    if not is_private(settings.STAFF_OIDC_ISSUER):
        yield Finding(
            Severity.ERROR, "WAYPOST_STAFF_OIDC_ISSUER is not https: anybody on the way could sign in as staff."
        )
    try:
        rules = claim_rules()
    except BadSignInFile as fault:
        yield Finding(Severity.ERROR, f"{fault}.")
        return
    if rules.admits_demonstration:
        yield Finding(
            Severity.WARNING, "Staff sign in at a provider on this machine, as in the demonstration: for no real case."
        )
