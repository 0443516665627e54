"""Officers at their pages: what they type is kept, what is wrong is said, what they save is written."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from tests.integration.demo.officer import CRIME, OfficerClient, row


def test_stranger_is_sent_to_the_door(stranger: OfficerClient) -> None:
    answer = stranger.get("/occurrences")

    assert answer.url.endswith("/sign-in")
    assert "PC 4471 Jo Hall" in answer.text


def test_fresh_system_plays_one_burglary_recorded_minutes_ago(engine: Engine) -> None:
    burglary = row(
        engine,
        "select occ_no, stat_cd, oic_coll_no, now() - rep_dttm < interval '1 hour' as fresh from occ"
        " where off_cd = '028/DWL' order by occ_id limit 1",
    )
    older = row(engine, "select count(*) from occ where rep_dttm < now() - interval '7 days'")

    assert (burglary.stat_cd, burglary.oic_coll_no, burglary.fresh) == ("REC", None, True)
    assert older[0] >= 8


def test_every_made_up_number_is_a_drama_number(engine: Engine) -> None:
    odd = row(
        engine,
        r"select count(*) from ge_person where mob_no !~ '^07700 900\d{3}$' or email_addr not like '%@example.org'",
    )

    assert odd[0] == 0


def test_crime_is_recorded_with_victim_contact_flags_and_suspect(engine: Engine, record: Callable[..., str]) -> None:
    occ_no = record(
        flags=["HATE"], channels=["S", "E"], never=["L"], hours_from="9:00", hours_to="17:30", safe_confirmed="yes",
        code_word="lantern", suspect_last="Sample", suspect_mobile="07700 900555",
    )  # fmt: skip

    occ = row(engine, "select * from occ where occ_no = :no", no=occ_no)
    victim = row(
        engine,
        "select p.*, s.chan_cds, s.never_cds, s.hrs_to::text, s.safe_conf_dttm from occ_per_link l"
        " join ge_person p using (per_id) left join safe_contact s using (occ_id, per_id)"
        " where l.occ_id = :id and role_cd = 'VIC'",
        id=occ.occ_id,
    )
    suspect = row(
        engine,
        "select mob_no from occ_per_link join ge_person using (per_id) where occ_id = :id and role_cd = 'SUS'",
        id=occ.occ_id,
    )
    flag = row(engine, "select flag_cd, clr_dttm from occ_flag where occ_id = :id", id=occ.occ_id)

    assert (occ.stat_cd, occ.off_desc, occ.off_grp_cd) == ("REC", "Theft of a pedal cycle", "PEDCYC")
    assert (victim.fname, victim.dob.isoformat(), victim.mob_no) == ("Amina", "1988-04-12", "07700 900001")
    assert (victim.chan_cds, victim.never_cds, victim.hrs_to) == ("SE", "L", "17:30:00")
    assert victim.safe_conf_dttm is not None
    assert suspect.mob_no == "07700 900555"
    assert (flag.flag_cd, flag.clr_dttm) == ("HATE", None)


def test_time_of_the_crime_is_london_time_in_summer(engine: Engine, record: Callable[..., str]) -> None:
    occ_no = record(from_date="1/7/2026", from_time="00:30")

    happened = row(engine, "select from_dttm at time zone 'UTC' as utc from occ where occ_no = :no", no=occ_no)

    assert happened.utc.isoformat() == "2026-06-30T23:30:00"


def test_empty_form_says_what_to_do_and_writes_nothing(officer: OfficerClient, engine: Engine) -> None:
    before = row(engine, "select count(*) from occ")

    answer = officer.send_form("/occurrences/new", summary="", victim_first="Amina")

    assert answer.status_code == 422
    assert "<title>Error: Record a crime" in answer.text
    for sentence in ("Choose the offence", "Give the date on which it happened", "Give the last name"):
        assert sentence in answer.text
    assert 'value="Amina"' in answer.text
    assert row(engine, "select count(*) from occ") == before


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("from_date", "31/2/2026", "Give a real date"),
        ("from_date", "1/1/2199", "Give a date and time that have passed"),
        ("to_date", "1/1/2026", "Give an end that is not before the start"),
        ("victim_dob", "1/1/1890", "Give a date of birth between 1900 and today"),
        ("victim_mobile", "ask her", "Give a mobile number"),
        ("victim_email", "amina@", "Give an e-mail address"),
        ("victim_postcode", "here", "Give a full postcode"),
        ("hours_from", "25:00", "Give a real time"),
        ("update_days", "0", "Give a whole number from 1 to 365"),
        ("summary", "x" * 4001, "Shorten this to 4,000 characters"),
    ],
)
def test_wrong_value_is_named_and_kept(officer: OfficerClient, field: str, typed: str, sentence: str) -> None:
    answer = officer.send_form("/occurrences/new", **{**CRIME, field: typed})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed in answer.text
    assert f'href="#{field}"' in answer.text


def test_form_without_its_token_is_refused(officer: OfficerClient, record: Callable[..., str]) -> None:
    occ_no = record()

    for token in ({}, {"token": "another"}):
        answer = officer.post(f"/occurrences/{occ_no}/allocate", data={"officer": "5128", **token})

        assert answer.status_code == 403
    assert "Nobody yet" in officer.get(f"/occurrences/{occ_no}").text


def test_allocating_names_the_officer_and_moves_the_time_of_change(
    officer: OfficerClient, engine: Engine, record: Callable[..., str]
) -> None:
    occ_no = record()
    with engine.begin() as connection:
        connection.execute(text("alter table occ disable trigger tr_stamp"))
        connection.execute(text("update occ set upd_dttm = '2020-01-01' where occ_no = :no"), {"no": occ_no})
        connection.execute(text("alter table occ enable trigger tr_stamp"))

    officer.send_form(f"/occurrences/{occ_no}/allocate", officer="5128")

    occ = row(engine, "select *, now() - upd_dttm < interval '1 hour' as moved from occ where occ_no = :no", no=occ_no)
    assert (occ.oic_coll_no, occ.sup_coll_no, occ.stat_cd, occ.moved) == ("5128", "2210", "ALL", True)


def test_allocating_later_leaves_the_status(officer: OfficerClient, record: Callable[..., str]) -> None:
    occ_no = record()
    officer.send_form(f"/occurrences/{occ_no}/status", status="INV")

    page = officer.send_form(f"/occurrences/{occ_no}/allocate", officer="4471")

    assert "Allocated to PC 4471 Jo Hall" in page.text
    assert "Under investigation" in page.text


def test_appointment_is_booked_moved_and_cancelled_under_one_key(
    officer: OfficerClient, engine: Engine, record: Callable[..., str]
) -> None:
    base = f"/occurrences/{record()}"
    visit = {"kind": "VIS", "date": "3/8/2099", "start": "10:00", "end": "12:00", "place": "Your home"}
    officer.send_form(f"{base}/appointments/new", status="BKD", **visit)
    booked = row(engine, "select * from appt order by appt_id desc limit 1")
    path = f"{base}/appointments/{booked.appt_id}"

    officer.send_form(path, **{**visit, "status": "BKD", "date": "4/8/2099"})
    moved = row(engine, "select * from appt order by appt_id desc limit 1")
    officer.send_form(path, **{**visit, "status": "CAN"})
    cancelled = row(engine, "select * from appt order by appt_id desc limit 1")

    assert booked.start_dttm.isoformat() == "2099-08-03T09:00:00+00:00"
    assert moved.appt_id == cancelled.appt_id == booked.appt_id
    assert (moved.start_dttm - booked.start_dttm).days == 1
    assert cancelled.stat_cd == "CAN"


def test_appointment_in_the_past_or_that_ends_before_it_starts_is_refused(
    officer: OfficerClient, record: Callable[..., str]
) -> None:
    path = f"/occurrences/{record()}/appointments/new"

    past = officer.send_form(path, kind="VIS", status="BKD", date="3/8/2020", start="10:00")
    turned = officer.send_form(path, kind="VIS", status="BKD", date="3/8/2099", start="12:00", end="10:00")

    assert "still to come" in past.text
    assert "Give an end that is later than the start" in turned.text


def test_outcome_finalises_and_another_status_opens_again(
    officer: OfficerClient, engine: Engine, record: Callable[..., str]
) -> None:
    occ_no = record()
    officer.send_form(f"/occurrences/{occ_no}/outcome", outcome="HO18", decided_by="POL", reason="Nobody saw it.")
    final = row(engine, "select * from occ where occ_no = :no", no=occ_no)

    officer.send_form(f"/occurrences/{occ_no}/status", status="INV")
    opened = row(engine, "select * from occ where occ_no = :no", no=occ_no)

    assert (final.stat_cd, final.oc_cd, final.oc_rsn) == ("FIN", "HO18", "Nobody saw it.")
    assert final.oc_dttm is not None
    assert (opened.stat_cd, opened.oc_cd, opened.oc_dttm) == ("INV", None, None)


def test_flag_is_set_and_removed_and_its_row_stays(
    officer: OfficerClient, engine: Engine, record: Callable[..., str]
) -> None:
    base = f"/occurrences/{record()}"
    officer.send_form(f"{base}/flags", flag="DA")
    flag = row(engine, "select * from occ_flag order by flag_id desc limit 1")

    officer.post(f"{base}/flags/{flag.flag_id}/remove", data={"token": officer.token(base)})

    removed = row(engine, "select * from occ_flag where flag_id = :id", id=flag.flag_id)
    assert (flag.flag_cd, flag.clr_dttm) == ("DA", None)
    assert removed.clr_dttm is not None


def test_message_to_the_victim_and_internal_entry_are_told_apart(
    officer: OfficerClient, engine: Engine, record: Callable[..., str]
) -> None:
    occ_no = record()
    officer.send_form(f"/occurrences/{occ_no}/message", text="We have found your bicycle.")
    officer.send_form(f"/occurrences/{occ_no}/log", text="Finder wants to stay unnamed.")

    kinds = row(
        engine,
        "select string_agg(type_cd || ' ' || coalesce(per_id > 0, false), ', ' order by entry_id) from oel_entry"
        " join occ using (occ_id) where occ_no = :no",
        no=occ_no,
    )
    assert kinds[0] == "OFF_TO_VIC true, INT false"


def test_persons_contact_and_agreement_are_changed(
    officer: OfficerClient, engine: Engine, record: Callable[..., str]
) -> None:
    occ_no = record()
    per_id = row(engine, "select max(per_id) from ge_person")[0]
    path = f"/occurrences/{occ_no}/people/{per_id}"
    shown = officer.get(path).text

    officer.send_form(path, first="Amina", last="Example", mobile="07700 900002", channels=["P"], discreet="yes")

    person = row(engine, "select * from ge_person join safe_contact using (per_id) where per_id = :id", id=per_id)
    assert 'value="12/4/1988"' in shown
    assert (person.mob_no, person.chan_cds, person.disc_ind) == ("07700 900002", "P", True)


def test_enhanced_rights_of_a_victim_are_recorded_and_taken_back(
    officer: OfficerClient, engine: Engine, record: Callable[..., str]
) -> None:
    occ_no = record(enhanced="VUL")
    victim = row(engine, "select per_id, enh_cd from occ_per_link where role_cd = 'VIC' order by link_id desc limit 1")
    path = f"/occurrences/{occ_no}/people/{victim.per_id}"

    shown = officer.get(f"/occurrences/{occ_no}").text
    wrong = officer.send_form(path, last="Example", enhanced="ANY")
    officer.send_form(path, last="Example", enhanced="")

    after = row(engine, "select enh_cd from occ_per_link where per_id = :id", id=victim.per_id)
    assert victim.enh_cd == "VUL"
    assert "<dt>Enhanced rights</dt><dd>Vulnerable</dd>" in shown
    assert "Choose why, or that there are none" in wrong.text
    assert after.enh_cd is None


def test_person_of_another_occurrence_cannot_be_changed_here(
    officer: OfficerClient, engine: Engine, record: Callable[..., str]
) -> None:
    record()
    per_id = row(engine, "select max(per_id) from ge_person")[0]
    other = record()

    assert officer.get(f"/occurrences/{other}/people/{per_id}").status_code == 404


def test_list_is_searched_filtered_and_paged(officer: OfficerClient, record: Callable[..., str]) -> None:
    numbers = [record(victim_last="Quillfeather", place="Aardvark Lane") for _ in range(21)]

    first = officer.get("/occurrences?q=quillfeather+aardvark").text
    second = officer.get("/occurrences?q=quillfeather+aardvark&page=2").text
    mine = officer.get("/occurrences?q=quillfeather&show=mine").text
    wild = officer.get("/occurrences?q=%25").text

    assert "21 occurrences" in first
    assert "Page 1 of 2" in first
    assert numbers[-1] in first
    assert numbers[0] in second
    assert "Nothing found" in mine
    assert "Nothing found" in wild


@pytest.mark.parametrize("path", ["/occurrences/nope", "/tasks/0", "/tasks/x", "/occurrences?page=x"])
def test_odd_address_is_no_server_error(officer: OfficerClient, path: str) -> None:
    assert officer.get(path).status_code in {200, 404}


def test_pages_carry_a_strict_policy_and_no_script(officer: OfficerClient) -> None:
    answer = officer.get("/occurrences")

    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text


def test_typed_mark_up_is_shown_as_text(officer: OfficerClient, record: Callable[..., str]) -> None:
    occ_no = record(summary="<img src=x onerror=alert(1)>")

    assert "<img" not in officer.get(f"/occurrences/{occ_no}").text
