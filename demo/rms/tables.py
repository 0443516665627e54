"""
The tables of Ledgerline RMS (made up), as the vendor named them.

What each column and code means: `schema.md` beside this file.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    Sequence,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    func,
    text,
)

metadata = MetaData()

occ_no_seq = Sequence("occ_no_seq", metadata=metadata, start=1871)


def _codes(column: str, *codes: str) -> CheckConstraint:
    """Return the constraint that allows only `codes` in `column`."""
    allowed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} in ({allowed})", name=f"ck_{column}")


def _key(name: str) -> Column[int]:
    return Column(name, BigInteger, Identity(always=True), primary_key=True)


def _occ() -> Column[int]:
    return Column("occ_id", ForeignKey("occ.occ_id"), nullable=False)


def _per(*, nullable: bool) -> Column[int]:
    return Column("per_id", ForeignKey("ge_person.per_id"), nullable=nullable)


def _officer(name: str) -> Column[str]:
    return Column(name, ForeignKey("hr_officer.coll_no"))


def _dttm(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True))


def _created() -> Column[object]:
    return Column("crt_dttm", DateTime(timezone=True), nullable=False, server_default=func.now())


hr_officer = Table(
    "hr_officer",
    metadata,
    Column("coll_no", String(12), primary_key=True),
    Column("rank_cd", String(6), nullable=False),
    Column("forenames", String(60), nullable=False),
    Column("surname", String(60), nullable=False),
    Column("email_addr", String(254)),
    Column("team_desc", String(60), nullable=False),
    Column("sup_coll_no", ForeignKey("hr_officer.coll_no")),
    Column("actv_ind", Boolean, nullable=False, server_default=text("true")),
    _codes("rank_cd", "PC", "DC", "SGT", "DS", "INSP"),
)

ref_offence = Table(
    "ref_offence",
    metadata,
    Column("off_cd", String(16), primary_key=True),
    Column("off_desc", String(120), nullable=False),
    Column("off_grp_cd", String(10), nullable=False),
    Column("actv_ind", Boolean, nullable=False, server_default=text("true")),
)

ref_outcome = Table(
    "ref_outcome",
    metadata,
    Column("oc_cd", String(6), primary_key=True),
    Column("oc_desc", String(200), nullable=False),
    Column("sort_no", SmallInteger, nullable=False),
    Column("actv_ind", Boolean, nullable=False, server_default=text("true")),
)

ref_flag = Table(
    "ref_flag",
    metadata,
    Column("flag_cd", String(10), primary_key=True),
    Column("flag_desc", String(120), nullable=False),
    Column("sort_no", SmallInteger, nullable=False),
)

occ = Table(
    "occ",
    metadata,
    _key("occ_id"),
    Column("occ_no", String(20), nullable=False, unique=True),
    Column("inc_no", String(20)),
    Column("stat_cd", String(3), nullable=False),
    Column("off_cd", ForeignKey("ref_offence.off_cd"), nullable=False),
    Column("off_desc", String(120), nullable=False),
    Column("off_grp_cd", String(10), nullable=False),
    Column("rep_dttm", DateTime(timezone=True), nullable=False),
    _dttm("from_dttm"),
    _dttm("to_dttm"),
    Column("loc_desc", String(200)),
    Column("ward_nm", String(60)),
    Column("pcode_dist", String(8)),
    Column("summ_txt", String(4000)),
    Column("mo_txt", Text),
    _officer("oic_coll_no"),
    _officer("sup_coll_no"),
    _officer("rec_coll_no"),
    Column("oc_cd", ForeignKey("ref_outcome.oc_cd")),
    _dttm("oc_dttm"),
    Column("oc_rsn", String(4000)),
    Column("oc_by_cd", String(3)),
    Column("trf_force_nm", String(100)),
    Column("trf_ref", String(64)),
    Column("mrg_occ_no", String(20)),
    Column("upd_dttm", DateTime(timezone=True), nullable=False, server_default=func.now()),
    _codes("stat_cd", "REC", "SCR", "ALL", "INV", "CPS", "CHG", "CRT", "FIN", "CAN", "TRF"),
    _codes("oc_by_cd", "POL", "CPS"),
    CheckConstraint("(oc_cd is null) = (oc_dttm is null)", name="ck_oc_dated"),
    CheckConstraint("stat_cd <> 'FIN' or oc_cd is not null", name="ck_fin_has_outcome"),
    CheckConstraint("to_dttm is null or to_dttm >= from_dttm", name="ck_occ_period"),
    Index("ix_occ_upd", "upd_dttm", "occ_id"),
    Index("ix_occ_rep", "rep_dttm", "occ_id"),
    Index("ix_occ_oic", "oic_coll_no", "stat_cd"),
)

ge_person = Table(
    "ge_person",
    metadata,
    _key("per_id"),
    Column("per_type_cd", String(3), nullable=False, server_default="IND"),
    Column("title", String(20)),
    Column("fname", String(100)),
    Column("sname", String(100)),
    Column("org_nm", String(200)),
    Column("dob", Date),
    Column("dec_ind", Boolean, nullable=False, server_default=text("false")),
    Column("lang_cd", String(3), nullable=False, server_default="ENG"),
    Column("mob_no", String(60)),
    Column("tel_no", String(60)),
    Column("email_addr", String(254)),
    Column("addr_txt", String(400)),
    Column("pcode", String(12)),
    _dttm("cont_conf_dttm"),
    _codes("per_type_cd", "IND", "ORG"),
    CheckConstraint("per_type_cd = 'IND' or org_nm is not null", name="ck_org_named"),
    Index("ix_per_name", "sname", "fname"),
)

occ_per_link = Table(
    "occ_per_link",
    metadata,
    _key("link_id"),
    _occ(),
    _per(nullable=False),
    Column("role_cd", String(3), nullable=False),
    Column("rpr_per_id", ForeignKey("ge_person.per_id")),
    Column("enh_cd", String(3)),
    _created(),
    UniqueConstraint("occ_id", "per_id", "role_cd", name="uq_opl"),
    _codes("role_cd", "VIC", "SUS", "WIT", "PAR", "REP", "BUS"),
    _codes("enh_cd", "SER", "PER", "VUL", "INT", "DIS"),
    Index("ix_opl_per", "per_id"),
)

safe_contact = Table(
    "safe_contact",
    metadata,
    _key("sc_id"),
    _occ(),
    _per(nullable=False),
    Column("agr_dttm", DateTime(timezone=True), nullable=False),
    Column("chan_cds", String(12), nullable=False, server_default=""),
    Column("never_cds", String(12), nullable=False, server_default=""),
    Column("hrs_from", Time),
    Column("hrs_to", Time),
    Column("disc_ind", Boolean, nullable=False, server_default=text("false")),
    Column("no_cont_ind", Boolean, nullable=False, server_default=text("false")),
    _dttm("safe_conf_dttm"),
    Column("code_word", String(40)),
    Column("two_way_ind", Boolean),
    Column("upd_days", SmallInteger),
    Column("review_dt", Date),
    Column("note_txt", String(1000)),
    UniqueConstraint("occ_id", "per_id", name="uq_sc"),
    CheckConstraint("(hrs_from is null) = (hrs_to is null)", name="ck_sc_hours"),
    CheckConstraint("upd_days between 1 and 365", name="ck_sc_days"),
)

appt = Table(
    "appt",
    metadata,
    _key("appt_id"),
    _occ(),
    _per(nullable=True),
    Column("appt_type_cd", String(3), nullable=False),
    Column("start_dttm", DateTime(timezone=True), nullable=False),
    _dttm("end_dttm"),
    Column("place_txt", String(300)),
    Column("stat_cd", String(3), nullable=False, server_default="BKD"),
    Column("mis_by_cd", String(3)),
    _officer("coll_no"),
    _created(),
    _codes("appt_type_cd", "VIS", "TEL", "VID", "STM", "CSI", "STN", "OTH"),
    CheckConstraint("stat_cd in ('BKD', 'CAN', 'ATT', 'MIS')", name="ck_appt_stat"),
    _codes("mis_by_cd", "POL", "VIC"),
    CheckConstraint("end_dttm is null or end_dttm > start_dttm", name="ck_appt_window"),
    Index("ix_appt_occ", "occ_id", "start_dttm"),
)

oel_entry = Table(
    "oel_entry",
    metadata,
    _key("entry_id"),
    _occ(),
    _per(nullable=True),
    Column("type_cd", String(10), nullable=False),
    Column("entry_txt", String(10000), nullable=False),
    Column("entry_dttm", DateTime(timezone=True), nullable=False, server_default=func.now()),
    _officer("coll_no"),
    Column("ext_ref", String(64), unique=True),
    _created(),
    _codes("type_cd", "OFF_TO_VIC", "VIC_TO_OFF", "SYS", "INT"),
    CheckConstraint("type_cd not in ('OFF_TO_VIC', 'INT') or coll_no is not null", name="ck_oel_author"),
    Index("ix_oel_occ", "occ_id", "entry_dttm"),
)

action_task = Table(
    "action_task",
    metadata,
    _key("task_id"),
    _occ(),
    _per(nullable=True),
    Column("type_cd", String(4), nullable=False),
    Column("task_txt", String(10000), nullable=False),
    Column("draft_txt", String(10000)),
    Column("due_dttm", DateTime(timezone=True)),
    _officer("coll_no"),
    Column("stat_cd", String(3), nullable=False, server_default="OPN"),
    Column("done_txt", String(10000)),
    Column("note_txt", String(4000)),
    _dttm("done_dttm"),
    _officer("done_coll_no"),
    Column("ext_ref", String(64), unique=True),
    _created(),
    CheckConstraint("type_cd in ('RPLY', 'CNFM', 'CALL', 'MEND')", name="ck_task_type"),
    CheckConstraint("stat_cd in ('OPN', 'DON', 'REF')", name="ck_task_stat"),
    CheckConstraint("(stat_cd = 'OPN') = (done_dttm is null)", name="ck_task_done"),
    Index("ix_task_occ", "occ_id"),
    Index("ix_task_open", "coll_no", postgresql_where=text("stat_cd = 'OPN'")),
)

occ_flag = Table(
    "occ_flag",
    metadata,
    _key("flag_id"),
    _occ(),
    Column("flag_cd", ForeignKey("ref_flag.flag_cd"), nullable=False),
    Column("set_dttm", DateTime(timezone=True), nullable=False, server_default=func.now()),
    _officer("set_coll_no"),
    _dttm("clr_dttm"),
    _officer("clr_coll_no"),
    Index("uq_flag_set", "occ_id", "flag_cd", unique=True, postgresql_where=text("clr_dttm is null")),
)

occ_hist = Table(
    "occ_hist",
    metadata,
    _key("hist_id"),
    _occ(),
    Column("hist_dttm", DateTime(timezone=True), nullable=False, server_default=func.now()),
    _officer("coll_no"),
    Column("hist_txt", String(400), nullable=False),
    Index("ix_hist_occ", "occ_id", "hist_id"),
)
