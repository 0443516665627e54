"""Why somebody opened a case is told in words of staff; erasing the case takes them out as well."""

from django.db import migrations

from waypost.cases.erasing.guards import erasing_function

_EVENTS = "UPDATE cases_event SET details = '{}' WHERE case_id = ANY (wanted)"
_REASONS = "UPDATE access_case_reason SET reason = 'erased' WHERE case_id = ANY (wanted)"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_hearings"),
        ("access", "0015_grants_by_case"),
    ]

    operations = [
        # It stands here, since the room below knows nothing of how a case is erased.
        migrations.RunSQL("DROP FUNCTION cases_erase(bigint[])", reverse_sql=erasing_function("cases", [_EVENTS]).sql),
        erasing_function("cases", [_EVENTS, _REASONS]),
    ]
