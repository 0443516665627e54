"""The vendor's codes: lists that a force's system administrator may add to, and their words."""

from typing import Final

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from demo.rms.tables import ref_flag, ref_offence, ref_outcome

STATUSES: Final = {
    "REC": "Recorded",
    "SCR": "Screening",
    "ALL": "Allocated",
    "INV": "Under investigation",
    "CPS": "With prosecutor",
    "CHG": "Charged",
    "CRT": "At court",
    "FIN": "Finalised",
    "CAN": "Cancelled",
    "TRF": "Transferred",
}
ROLES: Final = {
    "VIC": "Victim",
    "SUS": "Suspect",
    "WIT": "Witness",
    "PAR": "Parent or guardian",
    "REP": "Reporting person",
    "BUS": "Business contact",
}
APPOINTMENT_TYPES: Final = {
    "VIS": "Visit",
    "TEL": "Phone call",
    "VID": "Video call",
    "STM": "Statement",
    "CSI": "Scenes of crime visit",
    "STN": "At the station",
    "OTH": "Other",
}
APPOINTMENT_STATUSES: Final = {"BKD": "Booked", "CAN": "Cancelled", "ATT": "Attended", "MIS": "Missed"}
ENTRY_TYPES: Final = {
    "OFF_TO_VIC": "To the victim",
    "VIC_TO_OFF": "From the victim",
    "SYS": "System",
    "INT": "Internal",
}
TASK_TYPES: Final = {"RPLY": "Reply", "CNFM": "Confirm a draft", "CALL": "Call", "MEND": "Put right"}
CHANNELS: Final = {"S": "Text message", "E": "E-mail", "L": "Letter", "P": "Phone call", "W": "Web portal"}
ENHANCED: Final = {
    "SER": "Victim of a serious crime",
    "PER": "Persistently targeted",
    "VUL": "Vulnerable",
    "INT": "Intimidated",
    "DIS": "Decided by us",
}
CALL_ENDS: Final = {
    "SPOKEN": "I spoke to them and told them",
    "NOBODY": "I could not speak to them: the task stays open",
    "NOT": "They must not be called or told: say why below",
}
DECIDED_BY: Final = {"POL": "Police", "CPS": "Crown Prosecution Service"}

# Made-up codes in the manner of a vendor; the group is what reports and links go by.
OFFENCES: Final = (
    ("028/DWL", "Burglary - residential", "BURDWL"),
    ("030/BUS", "Burglary - business and community", "BURBUS"),
    ("048/TMV", "Theft of a motor vehicle", "TOMV"),
    ("045/TFV", "Theft from a motor vehicle", "TFMV"),
    ("126/INT", "Interfering with a motor vehicle", "VEHINT"),
    ("044/CYC", "Theft of a pedal cycle", "PEDCYC"),
    ("058/CDM", "Criminal damage to a dwelling", "CRDAM"),
    ("058/CDV", "Criminal damage to a vehicle", "CRDAM"),
    ("049/OTH", "Theft - other", "THFOTH"),
    ("046/SHP", "Theft from a shop", "THFSHP"),
    ("053/MKO", "Making off without payment", "MAKOFF"),
    ("039/PSN", "Theft from the person", "THFPSN"),
    ("034/ROB", "Robbery of personal property", "ROBPSN"),
    ("104/CMN", "Common assault", "ASSNI"),
    ("008/ABH", "Assault occasioning actual bodily harm", "ASSINJ"),
    ("008/HAR", "Harassment", "HARASS"),
    ("008/STK", "Stalking", "STALK"),
    ("008/DAC", "Controlling or coercive behaviour", "DOMCCB"),
    ("020/SXA", "Sexual assault", "SEXASS"),
)

# The numbers are those of the Home Office outcome framework; a vendor pads and prefixes them.
OUTCOMES: Final = (
    ("HO01", "Charged or summonsed"),
    ("HO01A", "Charged or summonsed for a different offence"),
    ("HO02", "Youth caution"),
    ("HO03", "Adult caution"),
    ("HO04", "Taken into consideration"),
    ("HO05", "Offender has died"),
    ("HO06", "Penalty notice for disorder"),
    ("HO08", "Community resolution"),
    ("HO09", "CPS: prosecution not in the public interest"),
    ("HO10", "Police: formal action not in the public interest"),
    ("HO11", "Suspect is under the age of criminal responsibility"),
    ("HO12", "Suspect is too ill to prosecute"),
    ("HO13", "Victim or key witness is dead or too ill"),
    ("HO14", "No suspect named; victim declines or is unable to support"),
    ("HO15", "Suspect named; victim supports; evidential difficulties"),
    ("HO16", "Suspect named; victim does not support"),
    ("HO17", "Prosecution time limit has passed"),
    ("HO18", "Enquiries complete; no suspect identified"),
    ("HO20", "Action taken by another agency"),
    ("HO21", "Police: further investigation not in the public interest"),
    ("HO22", "Diversionary or educational activity"),
)

FLAGS: Final = (
    ("DA", "Domestic abuse"),
    ("STALK", "Stalking or harassment"),
    ("SEX", "Sexual offence"),
    ("HBA", "Honour-based abuse"),
    ("FM", "Forced marriage"),
    ("FGM", "Female genital mutilation"),
    ("MSHT", "Modern slavery or trafficking"),
    ("CHAB", "Child abuse"),
    ("CHPR", "Child protection"),
    ("BRV", "Bereavement"),
    ("HATE", "Hate crime"),
    ("TERR", "Terrorism"),
    ("SEAL", "Sealed record"),
    ("PROT", "Undercover or protected person"),
    ("HRISK", "High risk"),
)


def load_codes(connection: Connection) -> None:
    """Add the shipped codes that are missing. A code that is there stays as the force changed it."""
    offences = [{"off_cd": cd, "off_desc": desc, "off_grp_cd": group} for cd, desc, group in OFFENCES]
    outcomes = [{"oc_cd": cd, "oc_desc": desc, "sort_no": n} for n, (cd, desc) in enumerate(OUTCOMES)]
    flags = [{"flag_cd": cd, "flag_desc": desc, "sort_no": n} for n, (cd, desc) in enumerate(FLAGS)]
    connection.execute(insert(ref_offence).on_conflict_do_nothing(), offences)
    connection.execute(insert(ref_outcome).on_conflict_do_nothing(), outcomes)
    connection.execute(insert(ref_flag).on_conflict_do_nothing(), flags)
