"""A force's own keys to its providers: stored encrypted; where it has none, the environment's are used."""

import json
from collections.abc import Mapping

from django.db import connection, transaction

from waypost.access.models import Force
from waypost.access.queries import UnknownForce
from waypost.base.sealing import seal, unseal
from waypost.base.values import ForceName

PROVIDER_KEYS = (
    "notify_api_key",
    "notify_template_sms",
    "notify_template_email",
    "notify_template_letter",
    "notify_email_from",
    "notify_email_reply_to",
    "notify_rate_per_minute",
    "notify_second_api_key",
    "notify_second_template_sms",
    "smtp_url",
    "email_service",
    "email_service_keys",
    "email_service_from",
    "whatsapp_phone_number_id",
    "whatsapp_token",
    "whatsapp_template",
    "whatsapp_sender",
    "providers_sms",
    "providers_email",
    "providers_letter",
    "print_folder",
)
"""What `waypost force set` takes beside the settings; none of them is ever shown again."""


def provider_keys(force: ForceName) -> Mapping[str, str]:
    """
    Return the force's own keys by name; those that it has not set are left out.

    :raises waypost.base.sealing.SealBroken: if they were stored under another WAYPOST_SECRET_KEY.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT provider_keys FROM access_force WHERE name = %s", [force])
        sealed = cursor.fetchone()
    kept: Mapping[str, str] = json.loads(unseal(bytes(sealed[0]))) if sealed and sealed[0] else {}
    return kept


def keep_provider_keys(force: ForceName, *, keys: Mapping[str, str]) -> None:
    """
    Store keys of the force; an empty one is forgotten, and the environment's is used again.

    :raises UnknownForce: if there is no such force.
    """
    with transaction.atomic():
        row = Force.objects.select_for_update().filter(name=force).first()
        if row is None:
            raise UnknownForce(f"there is no force {force}: `waypost force add {force}` makes one")
        kept = {**provider_keys(force), **keys}
        row.provider_keys = seal(json.dumps({name: key for name, key in kept.items() if key}))
        row.save(update_fields=["provider_keys"])
