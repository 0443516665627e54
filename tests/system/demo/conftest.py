"""The demo's programs, running, and a browser."""

from collections.abc import Iterator

import pytest
import requests
from sqlalchemy import text

from demo.control_room.app import create_app as create_control_room
from demo.control_room.config import ControlRoomConfig
from demo.phone.config import DEMO_API_KEY, EMAIL_TEMPLATE_ID, SMS_TEMPLATE_ID, ApiKey, PhoneConfig
from demo.phone.server import PhoneServer
from demo.rms.app import create_app
from demo.rms.database import open_database
from demo.serving import ServedInThread, build_server
from tests.demo_force import Rms, crime_system
from tests.verification.clients import notify_client

VICTIMS_MESSAGE = "Is there any news about my ring?"
TASKS = {
    "RPLY": None,
    "CNFM": "We have recorded this crime.\n\n" + "Sign in at (address of the portal) " * 9,
    "CALL": "Say who you are. Ask whether it is safe to talk.",
    "MEND": None,
}
_BURGLARY = "from occ join occ_per_link using (occ_id) where off_cd = '028/DWL'"
_TASK = text(
    "insert into action_task (occ_id, per_id, type_cd, task_txt, draft_txt, coll_no, ext_ref)"
    f" select occ_id, per_id, :kind, :words, :draft, '4471', :ref {_BURGLARY}"
)
_NOTE = text(
    "insert into oel_entry (occ_id, per_id, type_cd, entry_txt, entry_dttm, ext_ref)"
    f" select occ_id, per_id, 'SYS', 'The task is no longer needed. Close it.', now(), 'n1' {_BURGLARY}"
)


@pytest.fixture(scope="session")
def rms_url() -> Iterator[str]:
    """Return the address of a crime system in which PC Hall (made up) has a task of each kind, with a note since."""
    with crime_system() as rms, ServedInThread(build_server(create_app(rms.config)), port=0) as served:
        _leave_tasks(rms)
        yield served.url


@pytest.fixture(scope="session")
def phone_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a phone that got texts and an e-mail, one of which failed."""
    config = PhoneConfig(
        data_dir=tmp_path_factory.mktemp("phone"), api_key=ApiKey.parse(DEMO_API_KEY), receipt_delay_s=0
    )
    with PhoneServer(config, port=0) as phone:
        failing = {"receipts": {"statuses": {"+447700900999": "permanent-failure"}}}
        requests.post(f"{phone.url}/_faults", json=failing, timeout=5).raise_for_status()
        client = notify_client(phone)
        for number in ("07700 900142", "07700 900142", "07700 900999"):
            body = "There is news about your report. Go to 127.0.0.1:8000/i/ABCD or call 101."
            client.send_sms_notification(number, SMS_TEMPLATE_ID, {"body": body})
        email = {"subject": "Your report <42260001879>", "body": "Hello\n\nThere is news. <b>Call 101.</b>"}
        client.send_email_notification("maya.ferris@example.org", EMAIL_TEMPLATE_ID, email)
        yield phone.url


def _leave_tasks(rms: Rms) -> None:
    engine = open_database(rms.link_url)
    with engine.begin() as connection:
        for number, (kind, draft) in enumerate(TASKS.items()):
            words, script = (draft, VICTIMS_MESSAGE) if kind == "CNFM" else (VICTIMS_MESSAGE, draft)
            values = {"kind": kind, "words": words, "draft": script, "ref": f"w{number}"}
            connection.execute(_TASK, values)
        connection.execute(_NOTE)
    engine.dispose()


@pytest.fixture(scope="session")
def control_room_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a control room without incidents, to which nobody listens."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    config = ControlRoomConfig(
        tmp_path_factory.mktemp("callboard"), "anyshire", "CB", "http://127.0.0.1:9/", "key", secret
    )
    with ServedInThread(build_server(create_control_room(config)), port=0) as served:
        yield served.url
