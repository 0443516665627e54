"""
Everything of the demonstration, started together: PostgreSQL, Waypost, and the made-up force Anyshire around it.

The force's systems are programs of their own, reached as a real force's would be: its crime system by SQL, its
provider of text messages by HTTP; its control room pushes to Waypost's door; its staff sign in at its identity
provider. A second start keeps the data.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

import requests
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL, make_url

from demo.identity.people import PEOPLE
from demo.phone.config import DEMO_API_KEY, EMAIL_TEMPLATE_ID, LETTER_TEMPLATE_ID, SMS_TEMPLATE_ID
from demo.registering import CannotRegister, Registered, registered
from waypost.config import environment

FORCE = "anyshire"
SOURCE = "ledgerline"
_SENDER = "no-reply@anyshire.example.org"
START_TIMEOUT_S = 180.0
_CLIENT_ID = "waypost"
_RMS_DATABASE = "anyshire_rms"
_CHECKOUT = Path(__file__).resolve().parent.parent


class CannotStart(RuntimeError):
    """A program of the demonstration did not come up, or has ended."""


@dataclass(frozen=True)
class Addresses:
    """Where the five web servers listen, and the mail server."""

    waypost: str
    rms: str
    phone: str
    mail: str
    control_room: str
    identity: str


@dataclass(frozen=True)
class Running:
    """A started demonstration: where it is, and its programs by what they are called."""

    addresses: Addresses
    programs: Mapping[str, subprocess.Popen[bytes]]

    def ended(self) -> Sequence[str]:
        """Return which of its programs have ended, though nobody stopped them."""
        return [name for name, program in self.programs.items() if program.poll() is not None]


@dataclass(frozen=True)
class _Secrets:
    """Passwords of the demonstration, kept in its data folder."""

    callback_token: str
    link_password: str
    identity_secret: str


@contextmanager
def running_demo(port: int) -> Iterator[Running]:
    """
    Start everything, yield when all of it answers, and stop it at the end.

    :raises CannotStart: naming the program that did not come up.
    """
    environment.prepare()
    kept = _kept_secrets(environment.home() / "demo" / "secrets.json")
    waypost, rms, phone = (f"http://localhost:{port + offset}" for offset in range(3))
    mail, control_room = f"smtp://localhost:{port + 3}?from={_SENDER}", f"http://localhost:{port + 4}"
    identity = f"http://localhost:{port + 5}"
    addresses = Addresses(waypost, rms, phone, mail=mail, control_room=control_room, identity=identity)
    _refuse_taken_ports(range(port, port + 6))
    os.environ.update(_environment(addresses, kept))
    _run_waypost("migrate")
    programs: dict[str, subprocess.Popen[bytes]] = {}
    try:
        programs["phone"] = _start_phone(port + 2, port + 3, addresses, kept)
        programs["crime system"] = _start_rms(port + 1)
        programs["identity provider"] = _start_identity(port + 5, kept)
        _wait_for(addresses.rms, programs)
        _add_source()
        as_source = _register_control_room(control_room)
        programs["web server"] = _start_waypost("web", "--port", str(port), "--host", "localhost")
        programs["worker"] = _start_waypost("worker")
        # While the two come up.
        _run_waypost("staff", "load", str(_CHECKOUT / "demo" / "staff.csv"), "--force", FORCE)
        _wait_for(f"{addresses.phone}/", programs)
        _wait_for(f"{addresses.waypost}/readyz", programs)
        _wait_for(f"{addresses.identity}/", programs)
        programs["control room"] = _start_control_room(port + 4, addresses, as_source)
        _wait_for(f"{control_room}/", programs)
        yield Running(addresses, programs)
    finally:
        _stop(list(programs.values()))


def serve(port: int) -> int:
    """Run the demonstration until Ctrl-C; return the exit status."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with running_demo(port) as running:
            print(_welcome(running.addresses), flush=True)
            while not running.ended():
                time.sleep(1)
            raise CannotStart(f"the {running.ended()[0]} has ended; start the demonstration again, the data is kept")
    except KeyboardInterrupt:
        return 0
    except (CannotStart, environment.BadEnvironment) as error:
        print(f"waypost demo: {error}", file=sys.stderr)
        return 1


def _environment(addresses: Addresses, kept: _Secrets) -> Mapping[str, str]:
    rms = os.environ.get("RMS_DATABASE_URL") or _rms_database(os.environ["DATABASE_OWNER_URL"])
    link = make_url(rms).set(username=_link_role(rms), password=kept.link_password)
    return {
        "WAYPOST_BASE_URL": os.environ.get("WAYPOST_BASE_URL", addresses.waypost),
        "NOTIFY_BASE_URL": addresses.phone,
        "NOTIFY_API_KEY": DEMO_API_KEY,
        "NOTIFY_TEMPLATE_SMS": SMS_TEMPLATE_ID,
        "NOTIFY_TEMPLATE_EMAIL": EMAIL_TEMPLATE_ID,
        "NOTIFY_TEMPLATE_LETTER": LETTER_TEMPLATE_ID,
        # So that a letter can be seen as it comes out of the envelope.
        "WAYPOST_PROVIDERS_LETTER": os.environ.get("WAYPOST_PROVIDERS_LETTER", "notify-pdf"),
        "NOTIFY_CALLBACK_TOKEN": kept.callback_token,
        # The demo's provider knows at once what it has taken; the real one is given two minutes.
        "NOTIFY_RECONCILE_AFTER_S": os.environ.get("NOTIFY_RECONCILE_AFTER_S", "3"),
        "SMTP_URL": addresses.mail,
        "WAYPOST_STAFF_OIDC_ISSUER": addresses.identity,
        "WAYPOST_STAFF_OIDC_CLIENT_ID": _CLIENT_ID,
        "WAYPOST_STAFF_OIDC_CLIENT_SECRET": kept.identity_secret,
        "RMS_DATABASE_URL": rms,
        "RMS_LINK_PASSWORD": kept.link_password,
        "RMS_LINK_URL": link.render_as_string(hide_password=False),
    }


def _rms_database(owner_url: str) -> str:
    """Return the address of the crime system's own database, on the same server as Waypost's."""
    owner = {key: str(value) for key, value in conninfo_to_dict(owner_url).items()}
    name = _RMS_DATABASE if owner["dbname"] == environment.DATABASE_NAME else f"{owner['dbname']}_rms"
    url = URL.create(
        "postgresql",
        username=owner.get("user"),
        password=owner.get("password"),
        database=name,
        # In the query a socket's folder needs no escaping, which SQLAlchemy would not undo.
        query={key: owner[key] for key in ("host", "port") if key in owner},
    )
    return url.render_as_string(hide_password=False)


def _link_role(rms_url: str) -> str:
    # Roles belong to the whole server, on which two demonstrations may run.
    return f"{make_url(rms_url).database}_link"


def _kept_secrets(path: Path) -> _Secrets:
    kept = json.loads(path.read_text()) if path.exists() else {}
    # What an older demonstration did not have yet is made beside what it has.
    whole = {field.name: secrets.token_hex(16) for field in fields(_Secrets)} | kept
    if whole != kept:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(whole, file)
    return _Secrets(**whole)


def _refuse_taken_ports(ports: Sequence[int]) -> None:
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise CannotStart(f"port {port} is taken: choose others with `make demo PORT=9000`") from None


def _run_waypost(*arguments: str) -> str:
    done = subprocess.run(_waypost(*arguments), cwd=_CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"`waypost {' '.join(arguments[:2])}` failed: {done.stderr.strip()}")
    return done.stdout


def _add_source() -> None:
    config = environment.home() / "demo" / "ledgerline.yaml"
    mapping = _CHECKOUT / "demo" / "rms" / "waypost-mapping.yaml"
    settings = {
        "database": {"env": "RMS_LINK_URL"},
        "mapping": os.path.relpath(mapping, config.parent),
        "poll_every_s": 1,
        "overlap_minutes": 5,
    }
    config.write_text(json.dumps(settings))  # JSON is YAML
    arguments = ("source", "add", "--force", FORCE, "--name", SOURCE, "--kind", "sql", "--config", str(config))
    try:
        _run_waypost(*arguments, "--state", "live")
    except CannotStart as error:
        if "already" not in str(error):
            raise


def _register_control_room(url: str) -> Registered:
    write_back_url = f"{url}/write-back"
    try:
        found = registered(
            environment.home() / "demo" / "callboard.json",
            write_back_url=write_back_url,
            add=partial(_add_push, write_back_url=write_back_url),
        )
    except CannotRegister as error:
        raise CannotStart(str(error)) from None
    if found.write_back_url != write_back_url:
        print(
            f"waypost demo: what comes back for Callboard still goes to {found.write_back_url}, where it was first "
            "started; start with that PORT again to see it",
            file=sys.stderr,
        )
    return found


def _add_push(name: str, *, write_back_url: str) -> str | None:
    arguments = ("source", "add", "--force", FORCE, "--name", name, "--kind", "push", "--state", "live", "--json")
    try:
        return _run_waypost(*arguments, "--write-back-url", write_back_url)
    except CannotStart as error:
        if "already" not in str(error):
            raise
        return None


def _start_control_room(port: int, addresses: Addresses, as_source: Registered) -> subprocess.Popen[bytes]:
    # Secrets go by the environment: arguments can be read by everybody on the machine.
    os.environ.update(CALLBOARD_KEY=as_source.key, CALLBOARD_SIGNING_SECRET=as_source.signing_secret)
    return _start(
        "-m", "demo.control_room", "--port", str(port), "--host", "localhost", "--force", FORCE,
        "--data-dir", str(environment.home() / "demo"), "--prefix", as_source.prefix,
        "--intake-url", f"{addresses.waypost}/api/intake/v1/events",
    )  # fmt: skip


def _start_phone(port: int, mail_port: int, addresses: Addresses, kept: _Secrets) -> subprocess.Popen[bytes]:
    return _start(
        "-m", "demo.phone", "--port", str(port), "--mail-port", str(mail_port), "--host", "localhost",
        "--data-dir", str(environment.home() / "demo"),
        "--callback-url", f"{addresses.waypost}/api/receipts/notify", "--callback-token", kept.callback_token,
    )  # fmt: skip


def _start_rms(port: int) -> subprocess.Popen[bytes]:
    role = _link_role(os.environ["RMS_DATABASE_URL"])
    return _start("-m", "demo.rms", "--port", str(port), "--host", "localhost", "--link-role", role)


def _start_identity(port: int, kept: _Secrets) -> subprocess.Popen[bytes]:
    os.environ["IDENTITY_CLIENT_SECRET"] = kept.identity_secret
    return _start(
        "-m", "demo.identity", "--port", str(port), "--host", "localhost", "--force", FORCE,
        "--client-id", _CLIENT_ID, "--return-url", f"{os.environ['WAYPOST_BASE_URL']}/staff/sign-in/return",
    )  # fmt: skip


def _start_waypost(*arguments: str) -> subprocess.Popen[bytes]:
    return _start(*_waypost(*arguments)[1:])


def _waypost(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "waypost.config.cli", *arguments]


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we stop the others in order.
    return subprocess.Popen([sys.executable, *arguments], cwd=_CHECKOUT, start_new_session=True)


def _wait_for(url: str, programs: Mapping[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if any(program.poll() is not None for program in programs.values()):
            break
        try:
            if requests.get(url, timeout=2).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.2)
    raise CannotStart(f"{url} did not come up")


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in reversed(children):
        child.terminate()
    for child in children:
        try:
            child.wait(timeout=25)
        except subprocess.TimeoutExpired:
            child.kill()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _sign_ins() -> str:
    people = (f"{one.collar_number:>4} {one.name}, {one.note or one.team}" for one in PEOPLE)
    return "\n".join(f"                   {line}" for line in people)


def _welcome(addresses: Addresses) -> str:
    return f"""
Waypost is running with the made-up force Anyshire. Everybody in it is invented.

  Crime system   {addresses.rms}/     sign in as one of the officers on the list
  Control room   {addresses.control_room}/     take a call, send somebody, say what came of it
  Phone          {addresses.phone}/     what the victims' phones and inboxes show
  Portal         {addresses.waypost}/     a victim comes in by the address in her text message
  Staff          {addresses.waypost}/staff/     what people must do: the worklist is {addresses.waypost}/staff/worklist/
  Sign-in        {addresses.identity}/     the force's identity provider, which asks you who you are:

{_sign_ins()}

Record something in the crime system, or take a call in the control room, and look at the phone a few seconds
later. What else to try: demo/README.md. Ctrl-C stops; the data stays.
"""
