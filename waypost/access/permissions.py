"""
Who may do what, to be read aloud: one line an address, in the order of the house.

The key is the name of an address, the value says who may go there. A view asks `permission_for` before it
does anything else; an address that is not listed here is shut. `tests/repository` walks every address.
"""

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """Who may go to an address."""

    ANYBODY = "anybody: shows no case, no name and not whether an invitation exists"
    SIGNED_IN = "a victim who has signed in with a code and the fact, for their own account"
    OWN_CASE = "a victim who has signed in, for a case that their account was granted"
    STAFF = "a member of staff who has signed in with their force's account, in any role, for their own force"
    MACHINE = "a machine that watches: shows no personal data"
    INTEGRATOR = "anybody: the published description of the API, which is no secret"
    SOURCE_KEY = "a system of the force, by its key"
    PROVIDER_TOKEN = "a provider of messages, by its token"  # noqa: S105 - says who, holds no secret

    # What staff do beside answering what the worklist asks of them. Which roles may, and how far, is in
    # `permission_map`.
    FIND = "find a person, a case or an incident, and say whether a text was ours"
    SEE_CASE = "look at a case and at what was said in it"
    GIVE_REASON = "open a case out of their reach for a reason, which is written down"
    BREAK_GLASS = "open a flagged or sealed case out of their reach: its owner and the auditor are told"
    LOG_CALL = "write down that somebody has called, and why"
    MEND_MESSAGES = "send again, correct, recall or print what one victim is told"
    FREEZE = "stop messages to a number, an address or about a case"
    LIFT_FREEZE = "let messages to a number, an address or about a case go on"
    REPLY = "write to a victim"
    READ_THREADS = "see who waits for an answer"
    MY_VICTIMS = "see the victims of their own cases and of those that they cover"
    BE_AWAY = "say when they are away and who covers"
    SUPERVISE = "see clocks, held messages and work of a team"
    HAND_OVER = "give the work of somebody to somebody else"
    SEE_HEARINGS = "see hearings, who must attend, and results to explain"
    MEND_RECORDS = "see what is wrong in records, confirm suggestions, say who is the same person"
    RECORD_MATTER = "record a complaint, a review or a data-protection complaint"
    DECIDE_MATTER = "acknowledge and decide a complaint or a review"
    FIGURES = "see figures that show nobody"
    ADMINISTER = "see and change the settings and sources of the force"
    STOP = "stop messages of the force, of a journey, of a text, and recall what waits"
    LET_GO = "let go what waits for a second pair of eyes"
    MESSAGE_LOG = "see the log of messages, without their words"
    ANNOUNCE = "tell many people at once of something that the force has to tell"
    PLAN_APPEAL = "tell the victims of a case that the public is to be asked for help"
    AUDIT = "see who looked at what and who did what"


PERMISSIONS: Mapping[str, Permission] = {
    # the victim's pages
    "portal:home": Permission.ANYBODY,
    "portal:invite": Permission.ANYBODY,
    "portal:code": Permission.ANYBODY,
    "portal:not-me": Permission.ANYBODY,
    "portal:not-me-done": Permission.ANYBODY,
    "portal:leave": Permission.ANYBODY,
    "portal:sign-out": Permission.ANYBODY,
    "portal:help": Permission.ANYBODY,
    "portal:privacy": Permission.ANYBODY,
    "portal:cookies": Permission.ANYBODY,
    "portal:accessibility": Permission.ANYBODY,
    "portal:cases": Permission.SIGNED_IN,
    "portal:case": Permission.OWN_CASE,
    "portal:write": Permission.OWN_CASE,
    "portal:choices": Permission.OWN_CASE,
    # staff
    "console:sign-in": Permission.ANYBODY,
    "console:return": Permission.ANYBODY,
    "console:sign-out": Permission.ANYBODY,
    "console:signed-out": Permission.ANYBODY,
    "console:home": Permission.STAFF,
    "console:worklist": Permission.STAFF,
    "console:item": Permission.STAFF,
    "console:confirm": Permission.STAFF,
    "console:refuse": Permission.STAFF,
    "console:call": Permission.STAFF,
    "console:done": Permission.STAFF,
    # officers and supervisors
    "console:my-victims": Permission.MY_VICTIMS,
    "console:reply": Permission.REPLY,
    "console:absence": Permission.BE_AWAY,
    "console:supervising": Permission.SUPERVISE,
    "console:team-clocks": Permission.SUPERVISE,
    "console:team-held": Permission.SUPERVISE,
    "console:team-absence": Permission.SUPERVISE,
    "console:hand-over": Permission.HAND_OVER,
    # finding a case, and calls taken
    "console:find": Permission.FIND,
    "console:text-check": Permission.FIND,
    "console:log-call": Permission.LOG_CALL,
    "console:undo-call": Permission.LOG_CALL,
    # threads with victims
    "console:threads": Permission.READ_THREADS,
    "console:thread": Permission.READ_THREADS,
    "console:thread-read": Permission.READ_THREADS,
    "console:sign-not-so": Permission.READ_THREADS,
    # one case, and one message about it
    "console:case": Permission.SEE_CASE,
    "console:case-why": Permission.SEE_CASE,
    "console:message": Permission.SEE_CASE,
    "console:message-again": Permission.MEND_MESSAGES,
    "console:message-back": Permission.MEND_MESSAGES,
    "console:message-wrong": Permission.MEND_MESSAGES,
    "console:message-letter": Permission.MEND_MESSAGES,
    "console:letter-file": Permission.MEND_MESSAGES,
    "console:case-stop": Permission.FREEZE,
    "console:case-go-on": Permission.LIFT_FREEZE,
    "console:person-stop": Permission.FREEZE,
    "console:person-go-on": Permission.LIFT_FREEZE,
    # why somebody opens a case out of their reach, and the auditor
    "console:case-reason": Permission.GIVE_REASON,
    "console:audit": Permission.AUDIT,
    "console:audit-file": Permission.AUDIT,
    "console:audit-person": Permission.AUDIT,
    "console:audit-case": Permission.AUDIT,
    "console:audit-alarms": Permission.AUDIT,
    "console:audit-alarm-seen": Permission.AUDIT,
    # witness care
    "console:hearings": Permission.SEE_HEARINGS,
    "console:hearings-csv": Permission.SEE_HEARINGS,
    "console:hearings-changed": Permission.SEE_HEARINGS,
    "console:hearings-results": Permission.SEE_HEARINGS,
    # data quality
    "console:records": Permission.MEND_RECORDS,
    "console:suggestions": Permission.MEND_RECORDS,
    "console:suggestions-check": Permission.MEND_RECORDS,
    "console:suggestions-waiting": Permission.MEND_RECORDS,
    "console:same-people": Permission.MEND_RECORDS,
    "console:same-pair": Permission.MEND_RECORDS,
    "console:contactability": Permission.FIGURES,
    "console:figures": Permission.FIGURES,
    "console:set-aside": Permission.MEND_RECORDS,
    # administering, and what is done to many messages at once
    "console:admin": Permission.ADMINISTER,
    "console:admin-settings": Permission.ADMINISTER,
    "console:admin-change": Permission.ADMINISTER,
    "console:admin-journeys": Permission.ADMINISTER,
    "console:admin-journey": Permission.ADMINISTER,
    "console:admin-sources": Permission.ADMINISTER,
    "console:admin-source": Permission.ADMINISTER,
    "console:admin-providers": Permission.ADMINISTER,
    "console:stops": Permission.STOP,
    "console:stop": Permission.STOP,
    "console:lift": Permission.STOP,
    "console:recall": Permission.STOP,
    "console:first-ones": Permission.LET_GO,
    "console:let-go": Permission.LET_GO,
    "console:second": Permission.LET_GO,
    "console:log": Permission.MESSAGE_LOG,
    "console:log-file": Permission.MESSAGE_LOG,
    # complaints and reviews, and what staff announce
    "console:matters": Permission.DECIDE_MATTER,
    "console:matter-record": Permission.RECORD_MATTER,
    "console:matter": Permission.DECIDE_MATTER,
    "console:matter-acknowledge": Permission.DECIDE_MATTER,
    "console:matter-decide": Permission.DECIDE_MATTER,
    "console:matter-close": Permission.DECIDE_MATTER,
    "console:announcements": Permission.ANNOUNCE,
    "console:announce-breach": Permission.ANNOUNCE,
    "console:announce-outage": Permission.ANNOUNCE,
    "console:announcement": Permission.ANNOUNCE,
    "console:announce-appeal": Permission.PLAN_APPEAL,
    "console:thread-close": Permission.REPLY,
    "console:thread-open": Permission.REPLY,
    # machines
    "healthz": Permission.MACHINE,
    "readyz": Permission.MACHINE,
    "metrics": Permission.MACHINE,
    # systems
    "api:api-root": Permission.INTEGRATOR,
    "api:openapi-json": Permission.INTEGRATOR,
    "api:take_events": Permission.SOURCE_KEY,
    "api:take_heartbeat": Permission.SOURCE_KEY,
    "api:take_messages": Permission.SOURCE_KEY,
    "messages:notify-receipt": Permission.PROVIDER_TOKEN,
    "messages:anymail-receipt": Permission.PROVIDER_TOKEN,
    "messages:whatsapp-receipt": Permission.PROVIDER_TOKEN,
}


class Action(StrEnum):
    """What the audit log says was done: to a force's settings, journeys and staff, at each door and behind it."""

    SETTINGS_CHANGED = "force.settings_changed"
    JOURNEY_SWITCHED = "force.journey_switched"
    JOURNEY_MOVED = "force.journey_moved"
    SOURCE_ADDED = "source.added"
    SOURCE_CHANGED = "source.changed"
    MESSAGES_STOPPED = "messages.stopped"
    MESSAGES_LET_GO = "messages.let_go"
    LEDGER_HEAD_KEPT = "ledger.head_kept"
    CASE_DISCLOSED = "case.disclosed"
    CASE_HELD = "case.held"
    CASE_RELEASED = "case.released"
    CASE_ERASED = "case.erased"

    STAFF_ADDED = "staff.added"
    STAFF_CHANGED = "staff.changed"
    STAFF_AWAY = "staff.away"
    STAFF_BACK = "staff.back"
    STAFF_LEFT = "staff.left"
    STAFF_BOUND = "staff.bound"
    STAFF_SIGNED_IN = "staff.signed_in"
    STAFF_SIGNED_OUT = "staff.signed_out"
    STAFF_REFUSED = "staff.refused"
    STAFF_PAGE_REFUSED = "staff.page_refused"
    STAFF_HOME_VIEWED = "staff.home_viewed"
    STAFF_WORKLIST_VIEWED = "staff.worklist_viewed"
    STAFF_ITEM_VIEWED = "staff.item_viewed"
    STAFF_ITEM_REFUSED = "staff.item_refused"
    STAFF_ITEM_ANSWERED = "staff.item_answered"

    # finding a case, and calls taken
    STAFF_FIND_VIEWED = "staff.find_viewed"
    STAFF_SEARCHED = "staff.searched"
    STAFF_TEXT_CHECKED = "staff.text_checked"
    STAFF_CALL_LOGGED = "staff.call_logged"
    STAFF_CALL_UNDONE = "staff.call_undone"

    # officers and supervisors
    STAFF_WROTE = "staff.wrote"
    STAFF_REPLY_VIEWED = "staff.reply_viewed"
    STAFF_VICTIMS_VIEWED = "staff.victims_viewed"
    STAFF_ABSENCE_VIEWED = "staff.absence_viewed"
    STAFF_TEAM_VIEWED = "staff.team_viewed"
    STAFF_HANDED_OVER = "staff.handed_over"

    # witness care and data quality
    STAFF_HEARINGS_VIEWED = "staff.hearings_viewed"
    STAFF_HEARINGS_EXPORTED = "staff.hearings_exported"
    STAFF_RECORDS_VIEWED = "staff.records_viewed"
    STAFF_SUGGESTIONS_VIEWED = "staff.suggestions_viewed"
    STAFF_CONTACTABILITY_VIEWED = "staff.contactability_viewed"
    STAFF_FIGURES_VIEWED = "staff.figures_viewed"
    STAFF_PAIRS_VIEWED = "staff.pairs_viewed"
    STAFF_SOURCES_VIEWED = "staff.sources_viewed"
    CONTACT_CONFIRMED = "contact.confirmed"
    CONTACTS_PROPOSED = "contact.proposed_together"
    CONTACTS_AGREED = "contact.agreed_together"
    CONTACTS_NOT_AGREED = "contact.not_agreed_together"
    RECORDS_TRIED_AGAIN = "source.records_tried_again"

    # administering, and guards against a bulk mistake
    MESSAGES_RECALLED = "messages.recalled"
    FIRST_ONES_SEEN = "messages.first_ones_seen"
    BULK_ASKED = "messages.bulk_asked"
    BULK_AGREED = "messages.bulk_agreed"
    BULK_REFUSED = "messages.bulk_refused"
    STAFF_ADMIN_VIEWED = "staff.admin_viewed"
    STAFF_LOG_VIEWED = "staff.log_viewed"
    STAFF_LOG_EXPORTED = "staff.log_exported"

    INVITATION_MADE = "portal.invitation_made"
    CODE_ASKED = "portal.code_asked"
    ENTRY_FAILED = "portal.entry_failed"
    INVITATION_LOCKED = "portal.invitation_locked"
    INVITATION_UNLOCKED = "portal.invitation_unlocked"
    INVITATION_DISOWNED = "portal.invitation_disowned"
    SIGNED_IN = "portal.signed_in"
    SIGNED_OUT = "portal.signed_out"
    CASE_VIEWED = "portal.case_viewed"
    CASES_LISTED = "portal.cases_listed"
    MESSAGES_VIEWED = "portal.messages_viewed"
    MESSAGE_WRITTEN = "portal.message_written"
    CONTACT_FROZEN = "contact.frozen"
    CONTACT_LIFTED = "contact.lifted"
    SAME_PERSON_CONFIRMED = "person.same_confirmed"
    SAME_PERSON_REFUSED = "person.same_refused"
    SAME_PERSON_SPLIT = "person.same_split"
    CHOICES_VIEWED = "portal.choices_viewed"
    CHOICES_CHANGED = "portal.choices_changed"
    CASE_REFUSED = "portal.case_refused"

    # staff and cases
    STAFF_CASE_REFUSED = "staff.case_refused"
    STAFF_REASON_ASKED = "staff.reason_asked"
    STAFF_REASON_GIVEN = "staff.reason_given"
    STAFF_GLASS_BROKEN = "staff.glass_broken"

    # the page of a case, and what is done there
    STAFF_CASE_VIEWED = "staff.case_viewed"
    STAFF_CASE_EXPLAINED = "staff.case_explained"
    STAFF_MESSAGE_VIEWED = "staff.message_viewed"
    MESSAGE_RESENT = "message.resent"
    MESSAGE_RECALLED = "message.recalled"
    MESSAGE_TO_CORRECT = "message.to_correct"
    LETTER_PRINTED = "letter.printed"
    LETTER_POSTED = "letter.posted"

    # threads with victims
    THREADS_VIEWED = "threads.viewed"
    THREAD_VIEWED = "thread.viewed"
    THREAD_READ = "thread.read"
    SIGN_NOT_SO = "thread.sign_not_so"

    # complaints and reviews, and what staff announce
    MATTERS_VIEWED = "matters.viewed"
    MATTER_VIEWED = "matter.viewed"
    MATTER_RECORDED = "matter.recorded"
    MATTER_ACKNOWLEDGED = "matter.acknowledged"
    MATTER_DECIDED = "matter.decided"
    MATTER_CLOSED = "matter.closed"
    THREAD_CLOSED = "thread.closed"
    THREAD_REOPENED = "thread.reopened"
    ANNOUNCE_VIEWED = "announce.viewed"
    ANNOUNCE_ASKED = "announce.asked"
    ANNOUNCE_REFUSED = "announce.refused"
    ANNOUNCED = "announce.made"

    # the auditor, and the log itself
    ALARM_RAISED = "alarm.raised"
    ALARM_SEEN = "alarm.seen"
    ALARMS_VIEWED = "alarms.viewed"
    AUDIT_VIEWED = "audit.viewed"
    AUDIT_EXPORTED = "audit.exported"
    AUDIT_HEAD_KEPT = "audit.head_kept"


class UnlistedAddress(LookupError):
    """An address has no line in the permission map, so nobody may go there."""


def permission_for(view_name: str) -> Permission:
    """
    Return who may go to the address of that name.

    :raises UnlistedAddress: if the map has no line for it.
    """
    try:
        return PERMISSIONS[view_name]
    except KeyError:
        raise UnlistedAddress(view_name) from None
