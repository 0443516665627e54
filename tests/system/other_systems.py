"""The systems of a force that is not the demo's: Dynamics, a control room that sends messages, a court's folder."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import psycopg

from demo.dynamics.server import TOKEN_PATH, DataverseServer
from demo.dynamics.service import ROOT as SERVICE
from demo.dynamics.service import Dataverse
from demo.dynamics.store import Row, Store
from tests.system.running import ROOT, Demo, free_ports
from tests.system.standstill import standstill
from tests.system.story import PATIENCE_S

_CRM, _STORM, _COURT = "dynamics", "callstream", "court"
_COURT_HEADER: Final = "Case URN,Hearing ID,Type,Court,Date and time,State,Listed on"


def until(happened: Callable[[], object], *, demo: Demo, what: str) -> None:
    """Look until something has happened."""
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline, f"{what}\n{standstill(demo)}"
        time.sleep(0.2)


@dataclass
class Dynamics:
    """The force's crimes, in a service that can be taken away and brought back at the same address."""

    port: int = field(default_factory=free_ports)
    environment: Dataverse = field(default_factory=lambda: Dataverse(Store(now_fn=partial(datetime.now, UTC))))
    _running: ExitStack = field(default_factory=ExitStack)

    @property
    def store(self) -> Store:
        """The rows."""
        return self.environment.store

    def start(self) -> None:
        """Serve, until `stop`."""
        self._running.enter_context(DataverseServer(lambda: self.environment, port=self.port))

    def stop(self) -> None:
        """Answer nobody any more."""
        self._running.close()

    def record(self, number: str, *, mobile: str, incident: str = "") -> str:
        """Record a burglary of a made-up victim and return its key."""
        with self.store.at_once():
            case = self.store.put(
                "incidents",
                ticketnumber=number,
                any_recordedon=_stamp(),
                any_offencegroup=100000000,
                any_offencetitle="Burglary - residential",
                any_stage=100000000,
                any_incidentnumber=incident,
            )
            person: dict[str, Any] = {
                "any_kind": 1,
                "firstname": "Nell",
                "lastname": "Madeup",
                "birthdate": "1988-04-12",
            }
            victim = self.store.put("contacts", **person, any_deceased=False, any_language=2057, mobilephone=mobile)
            self.store.put("any_caseparties", _any_case_value=case, _any_contact_value=victim, any_role=1)
        return case

    def allocate(self, case: str) -> str:
        """Give a case to a made-up officer, and return the officer's key."""
        name = {"employeeid": "6120", "title": "DC", "firstname": "Una", "lastname": "Sample"}
        with self.store.at_once():
            officer = self.store.put("systemusers", **name, any_team="Anyville")
            self.store.put("incidents", case, _any_officer_value=officer, any_stage=100000002)
        return officer

    def write(self, case: str, words: str, *, by: str) -> None:
        """Add an officer's note to the victim."""
        note = {"subject": "To the victim", "notetext": words}
        self.store.put("annotations", _objectid_value=case, _createdby_value=by, **note)

    def complete(self, task: str, *, by: str) -> None:
        """Mark a task as completed."""
        self.store.put("tasks", task, statecode=1, actualend=_stamp(), _any_completedby_value=by)

    def notes(self, case: str) -> Sequence[tuple[str, str]]:
        """Return subject and words of each annotation of a case, in order."""
        rows = [row for row in self.store.rows("annotations") if row["_objectid_value"] == case]
        return [(row["subject"], row["notetext"]) for row in rows]

    def tasks(self, case: str) -> Sequence[Row]:
        """Return the tasks of a case."""
        return [row for row in self.store.rows("tasks") if row["_regardingobjectid_value"] == case]

    def touch_everything(self) -> None:
        """Save every row again as it is: its time of change is new, and its change is told again."""
        with self.store.at_once():
            for table in ("incidents", "contacts", "any_caseparties", "annotations", "tasks"):
                for row in self.store.rows(table):
                    self.store.put(table, next(iter(row.values())))


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class OtherSystems:
    """All three, and the Waypost that they are sources of."""

    demo: Demo
    dynamics: Dynamics
    court: Path
    key: str

    def send(self, messages: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        """Send messages from the control room, and return the answer's counts."""
        request = urllib.request.Request(
            f"{self.demo.waypost}/api/intake/v1/messages",
            data=json.dumps({"Messages": messages}).encode(),
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return dict(json.load(answer))

    def drop(self, drop: str, *rows: str) -> None:
        """Write a list of the court into its folder, as a whole."""
        part = self.court / f"{drop}.part"
        part.write_text("\r\n".join((_COURT_HEADER, *rows, "")), encoding="cp1252")
        part.rename(self.court / f"court-list-{drop}.csv")

    def let_hours_pass(self, hours: int) -> None:
        """Let it be so long ago that Dynamics was heard of; it must be away, or it is heard of again at once."""
        with self._database() as database:
            asked = "SELECT count(*) FROM connectors_cursor c JOIN cases_source s ON s.id = c.source_id"
            until(
                lambda: database.execute(f"{asked} WHERE s.name = %s AND c.failures > 0", [_CRM]).fetchone() == (1,),
                demo=self.demo,
                what="no poll of Dynamics failed",
            )
            database.execute(
                "UPDATE cases_source SET last_ok_at = now() - make_interval(hours => %s) WHERE name = %s", [hours, _CRM]
            )

    def watch_now(self) -> None:
        """Have the sources looked at, as happens each minute."""
        with self._database() as database:
            database.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('waypost', 'watch_sources', %s)",
                ['{"timestamp": 0}'],
            )

    @contextmanager
    def _database(self) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self.demo.environment["DATABASE_OWNER_URL"], autocommit=True) as database:
            yield database


@contextmanager
def other_systems(demo: Demo, folder: Path) -> Iterator[OtherSystems]:
    """Add three sources to a running demonstration and yield what they are; Dynamics is away at the end."""
    dynamics = Dynamics()
    dynamics.start()
    try:
        printed = _add_sources(demo, dynamics, folder)
        yield OtherSystems(demo, dynamics, folder / "out", str(printed[_STORM]["key"]))
    finally:
        dynamics.stop()
        for program in (
            _waypost(demo, "source", "pause", "--force", "anyshire", "--name", _CRM),
            _waypost(demo, "source", "pause", "--force", "anyshire", "--name", _COURT),
            _phases(demo, "1"),
        ):
            program.communicate()


def _add_sources(demo: Demo, dynamics: Dynamics, folder: Path) -> Mapping[str, Mapping[str, str]]:
    (folder / "out").mkdir()
    url = f"http://127.0.0.1:{dynamics.port}"
    crm = {
        "service": url + SERVICE,
        "token_endpoint": url + TOKEN_PATH,
        "client_id": dynamics.environment.credentials.client_id,
        "client_secret": dynamics.environment.credentials.client_secret,
        "poll_every_s": 1,
    }
    court = {"folder": str(folder / "out"), "settled_after_s": 1, "poll_every_s": 1}
    # Side by side: most of a command's time is its start.
    started = {
        _CRM: _add(demo, _CRM, "dataverse", crm, "demo/dynamics/waypost-mapping.yaml", folder),
        _STORM: _add(demo, _STORM, "storm", {}, "waypost/connectors/storm/samples/mapping.yaml", folder),
        _COURT: _add(demo, _COURT, "files", court, "tests/connectors/files/samples/court-list.yaml", folder),
    }
    # What courts do is told in a phase of its own.
    _phases(demo, "1,4").communicate()
    told = {name: (program.communicate()[0], program.returncode) for name, program in started.items()}
    assert not [name for name, (_, status) in told.items() if status]
    return {name: json.loads(text) for name, (text, _) in told.items()}


def _add(
    demo: Demo, name: str, kind: str, settings: Mapping[str, Any], mapping: str, folder: Path
) -> subprocess.Popen[str]:
    config = folder / f"{name}.yaml"
    config.write_text(json.dumps({**settings, "mapping": os.path.relpath(ROOT / mapping, folder)}), encoding="utf-8")
    arguments = ("--force", "anyshire", "--name", name, "--kind", kind, "--config", str(config))
    return _waypost(demo, "source", "add", *arguments, "--state", "live", "--json")


def _phases(demo: Demo, phases: str) -> subprocess.Popen[str]:
    return _waypost(demo, "force", "set", "anyshire", f"phases={phases}")


def _waypost(demo: Demo, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "waypost.config.cli", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=demo.environment, stdout=subprocess.PIPE, text=True)


def call_of(incident: str, *, mobile: str) -> Sequence[Mapping[str, Any]]:
    """Return what a control room sends of a call about a burglary, up to somebody's setting out."""
    caller = {"Ref": "P1", "Roles": {"Role": ["VIC", "CLR"]}, "Forename": "Nell", "Surname": "Madeup"}
    person = {**caller, "Born": "12/04/1988", "Language": "EN", "Mobile": mobile}
    opened = {
        "Channel": "N",
        "Grade": "2",
        "OpeningCode": "BURD",
        "PhoneSeen": "N",
        "Markers": {"Marker": []},
        "Persons": {"Person": [person]},
    }
    coming = {"CallSign": "AX1", "ExpectedAt": (_now() + timedelta(minutes=40)).isoformat()}
    return [
        _message(1, "CREATED", incident, opened),
        _message(2, "ASSIGNED", incident, {}, Unit={"CallSign": "AX1"}),
        _message(3, "ENROUTE", incident, {}, Unit=coming),
    ]


def _message(number: int, code: str, incident: str, told: Mapping[str, Any], **parts: Any) -> Mapping[str, Any]:
    at = _now() - timedelta(seconds=10 - number)
    header = {"MessageId": str(uuid4()), "Type": code, "Sequence": number, "OccurredAt": at.isoformat()}
    return {"Header": header, "Incident": {"Number": incident, **told}, **parts}


def hearing_of(case: str, *, day: datetime) -> str:
    """Return the court's row of a trial."""
    listed = datetime.now(UTC).astimezone()
    return f"{case},H1,TRL,Anytown Crown Court,{day:%d/%m/%Y} 10:30,L,{listed:%d/%m/%Y} 00:05"
