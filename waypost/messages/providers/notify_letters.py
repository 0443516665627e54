"""
Letters by GOV.UK Notify: with a pass-through template (`((body))`), or as our own accessible PDF.

*Source:* contract, "Out to GOV.UK Notify"; Notify's REST API, "Send a letter", "Send a precompiled letter"; ADR 0017.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from waypost.base.pdf import CannotMakePdf
from waypost.messages.letter_page import letter_pdf
from waypost.messages.letters import Letter, as_markdown
from waypost.messages.providers import RefusalKind, Refused, SendAnswer, SendRequest
from waypost.messages.providers.notify import NotifyProvider, NotifySettings, read_rate
from waypost.messages.values import Channel

NAME, PDF_NAME = "notify-letter", "notify-pdf"
# Economy has no day on which it arrives, and first class costs what the two days are seldom worth.
_POSTAGE = "second"
_LARGEST = 2 * 1024 * 1024


@dataclass(frozen=True)
class NotifyLetterSettings:
    """One service of Notify, and its template for letters; empty where letters go as PDF."""

    account: NotifySettings
    template: str


def notify_letter_settings(own: Mapping[str, str]) -> NotifyLetterSettings | None:
    """Return how to send letters by Notify's template, or None where it is not set up: by a force's keys, else ours."""
    template = own.get("notify_template_letter") or settings.NOTIFY_TEMPLATE_LETTER
    account = _account(own, NAME)
    return NotifyLetterSettings(account, template) if account and template else None


def notify_pdf_settings(own: Mapping[str, str]) -> NotifyLetterSettings | None:
    """Return how to send letters as PDF by Notify. Only where it is named: any key of Notify could do it."""
    named = own.get("providers_letter") or settings.PROVIDERS.get(Channel.LETTER.value, "")
    account = _account(own, PDF_NAME)
    return NotifyLetterSettings(account, "") if account and PDF_NAME in named.replace(" ", "").split(",") else None


def _account(own: Mapping[str, str], name: str) -> NotifySettings | None:
    api_key = own.get("notify_api_key") or settings.NOTIFY_API_KEY
    if not (settings.NOTIFY_BASE_URL and api_key):
        return None
    return NotifySettings(
        base_url=settings.NOTIFY_BASE_URL,
        api_key=api_key,
        sms_template="",
        timeout_s=settings.NOTIFY_TIMEOUT_S,
        reconcile_after_s=settings.NOTIFY_RECONCILE_AFTER_S,
        name=name,
        rate_per_minute=read_rate(own),
    )


class NotifyLetterProvider(NotifyProvider):
    """Letters by GOV.UK Notify, on a page of Notify's, which has the force's logo and contact block on it."""

    channel = Channel.LETTER
    is_discreet = False

    def __init__(self, how: NotifyLetterSettings) -> None:
        super().__init__(how.account)
        self._template = how.template

    def send(self, request: SendRequest) -> SendAnswer:
        """Hand one letter over; a discreet one only where nothing around its words shows the police."""
        if request.letter is None:
            return Refused(RefusalKind.MESSAGE, code="no letter")
        if not request.letter.sender and not self.is_discreet:
            return Refused(RefusalKind.MESSAGE, code="page_shows_police")
        return super().send(request)

    def _ask(self, request: SendRequest) -> Any:
        letter = _letter_of(request)
        lines = {f"address_line_{number}": line for number, line in enumerate(letter.to, 1)}
        return self._client.send_letter_notification(
            template_id=self._template,
            personalisation={"body": as_markdown(letter), **lines},
            reference=request.reference,
        )


class NotifyPdfProvider(NotifyLetterProvider):
    """Letters by GOV.UK Notify, on a page of ours."""

    is_discreet = True

    def send(self, request: SendRequest) -> SendAnswer:
        """Hand one letter over; what cannot be put on a page, or is too large, is refused before the call."""
        try:
            too_large = request.letter is not None and len(letter_pdf(request.letter)) > _LARGEST
        except CannotMakePdf:
            return Refused(RefusalKind.MESSAGE, code="cannot make pdf")
        if too_large:
            return Refused(RefusalKind.MESSAGE, code="pdf too large")
        return super().send(request)

    def _ask(self, request: SendRequest) -> Any:
        return self._client.send_precompiled_letter_notification(
            reference=request.reference, pdf_file=io.BytesIO(letter_pdf(_letter_of(request))), postage=_POSTAGE
        )


def _letter_of(request: SendRequest) -> Letter:
    assert request.letter is not None  # noqa: S101 - `send` has refused everything else
    return request.letter
