"""Tables of this room: what people must do, and what became of each item. All stand behind the wall between forces."""

from django.db import models
from django.db.models import F, Q

from waypost.worklist.announcements.models import Announced, Announcement  # noqa: F401 - Django finds the tables here
from waypost.worklist.bulk_models import BulkConfirmation  # noqa: F401 - Django finds the table here
from waypost.worklist.inbound_calls.models import InboundCall  # noqa: F401 - Django finds the table here
from waypost.worklist.matters.models import Matter  # noqa: F401 - Django finds the table here
from waypost.worklist.values import CallOutcome, Desk, ItemKind, ItemState

_KINDS = sorted(kind.value for kind in ItemKind)
_STATES = sorted(state.value for state in ItemState)
_DESKS = sorted(desk.value for desk in Desk)
_STANDS_AT = sorted(desk.value for desk in Desk if desk is not Desk.OIC)
_CALLS = sorted(call.value for call in CallOutcome)


class Item(models.Model):
    """
    One thing that a person must do: as `NewItem` asked for it, and as it stands now (`ItemFacts`).

    `asked_as` is the id that the asker gave, `again` how often the same has been asked anew since: 0 the first time.
    `first_owner` had it before it was escalated. `latest_at` caps every due time; `look_at` is when it is escalated
    if nobody has answered by then. `is_note_due`: the crime system has a task that nobody need do any more, and has
    not been told so. `rule` is the code of the worst finding that an item about a record asks to put right, `offers`
    how many contacts it suggests.
    """

    id = models.UUIDField(primary_key=True)
    force = models.CharField(max_length=41)
    asked_as = models.UUIDField()
    again = models.PositiveSmallIntegerField(default=0)
    case_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    person_ref = models.CharField(max_length=64, default="")
    kind = models.CharField(max_length=10)
    desk = models.CharField(max_length=12)
    matter = models.CharField(max_length=200)
    reason = models.CharField(max_length=60)
    text = models.TextField()
    subject = models.CharField(max_length=200, default="")
    script = models.TextField(null=True)
    draft = models.TextField(null=True)
    duty = models.CharField(max_length=3, default="")
    state = models.CharField(max_length=10, default=ItemState.OPEN.value)
    owner = models.CharField(max_length=20, default="")
    first_owner = models.CharField(max_length=20, default="")
    cover = models.CharField(max_length=20, default="")
    team = models.CharField(max_length=120, default="")
    at_desk = models.CharField(max_length=12, default="")
    level = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    latest_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    handed_out_at = models.DateTimeField(null=True)
    is_note_due = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=20, default="")
    answer_note = models.TextField(null=True)
    answer_text = models.TextField(null=True)
    call = models.CharField(max_length=10, default="")
    mends = models.JSONField(default=dict)
    rule = models.CharField(max_length=60, default="")
    offers = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "worklist_item"
        constraints = [
            models.UniqueConstraint(fields=["asked_as", "again"], name="worklist_item_asked_once"),
            models.UniqueConstraint(
                fields=["force", "case_id", "person_id", "kind", "matter"],
                condition=Q(state="open"),
                # What concerns no case and no person is still one matter.
                nulls_distinct=False,
                name="worklist_item_open_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="worklist_item_kind"),
            models.CheckConstraint(condition=Q(state__in=_STATES), name="worklist_item_state"),
            models.CheckConstraint(condition=Q(desk__in=_DESKS), name="worklist_item_desk"),
            models.CheckConstraint(
                condition=~Q(owner="") & Q(at_desk="") | Q(owner="") & Q(at_desk__in=_STANDS_AT),
                name="worklist_item_is_somebodys",
            ),
            models.CheckConstraint(condition=Q(cover="") | ~Q(cover=F("owner")), name="worklist_item_cover"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="worklist_item_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "refused"]) | Q(answered_at__isnull=False),
                name="worklist_item_answered",
            ),
            models.CheckConstraint(condition=Q(call="") | Q(kind="call", call__in=_CALLS), name="worklist_item_call"),
            models.CheckConstraint(condition=Q(level__lte=2), name="worklist_item_level"),
        ]
        indexes = [
            models.Index(fields=["force", "state", "due_at", "id"], name="worklist_item_in_order"),
            models.Index(fields=["force", "case_id", "opened_at"], name="worklist_item_by_case"),
            models.Index(
                fields=["force", "look_at", "id"],
                name="worklist_item_to_escalate",
                condition=Q(state="open", look_at__isnull=False),
            ),
            models.Index(
                fields=["force", "opened_at", "id"],
                name="worklist_item_to_hand_out",
                condition=Q(state="open", handed_out_at=None, case_id__isnull=False) | Q(is_note_due=True),
            ),
            models.Index(fields=["force", "matter"], name="worklist_item_of_pair", condition=Q(reason="same_person")),
            models.Index(
                fields=["force", "desk", "due_at", "id"],
                name="worklist_item_records_of_desk",
                condition=Q(state="open", reason="record_findings"),
            ),
            models.Index(
                fields=["force", "rule", "due_at", "id"],
                name="worklist_item_records_by_rule",
                condition=Q(state="open", reason="record_findings"),
            ),
            models.Index(
                fields=["force", "due_at", "id"],
                name="worklist_item_with_offers",
                condition=Q(state="open", offers__gt=0),
            ),
            models.Index(
                fields=["force", "desk", "rule", "id"],
                name="worklist_item_records_counted",
                condition=Q(state="open", reason="record_findings"),
            ),
            models.Index(fields=["force", "owner", "id"], name="worklist_item_of_owner", condition=Q(state="open")),
            # Whatever makes an item somebody's to see has an index of its own: of those together a page is made.
            models.Index(
                fields=["force", "first_owner"],
                name="worklist_item_of_first_owner",
                condition=Q(state="open") & ~Q(first_owner=""),
            ),
            models.Index(
                fields=["force", "cover"], name="worklist_item_of_cover", condition=Q(state="open") & ~Q(cover="")
            ),
            models.Index(
                fields=["force", "team", "kind", "due_at", "id"],
                name="worklist_item_of_team",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["force", "person_id"],
                name="worklist_item_unsafe_call",
                condition=Q(call=CallOutcome.UNSAFE.value),
            ),
        ]


class Look(models.Model):
    """
    That a case has changed since somebody last looked at what is wrong in its record; one row however often.

    `since` is when it first did, `look_at` when it is looked at: once the case has been at rest for a while.
    """

    case_id = models.BigIntegerField(primary_key=True)
    force = models.CharField(max_length=41)
    since = models.DateTimeField()
    look_at = models.DateTimeField()

    class Meta:
        db_table = "worklist_look"
        indexes = [models.Index(fields=["force", "look_at"], name="worklist_look_due")]


class Change(models.Model):
    """
    One thing that happened to an item, in order of `id`. Append-only by the database's rights.

    `details` holds codes, collar numbers and times; `note` is what somebody wrote, for staff.
    """

    id = models.BigAutoField(primary_key=True)
    force = models.CharField(max_length=41)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_index=False, related_name="changes")
    at = models.DateTimeField()
    what = models.CharField(max_length=20)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    details = models.JSONField(default=dict)
    note = models.TextField(null=True)

    class Meta:
        db_table = "worklist_history"
        constraints = [
            # Of two who open the same item at once, one writes that it was opened.
            models.UniqueConstraint(fields=["item"], condition=Q(what="opened"), name="worklist_history_opened_once"),
        ]
        indexes = [models.Index(fields=["item", "id"], name="worklist_history_by_item")]
