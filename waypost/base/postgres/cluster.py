"""Make and configure a data directory."""

import os
import shutil
from pathlib import Path

from waypost.base.postgres.binaries import Programs
from waypost.base.postgres.places import Account, Place, is_root, make_private, note_home

SUPERUSER = "postgres"
INIT_TIMEOUT_S = 120.0

# No `trust` anywhere. Only the user of the operating system who owns this checkout becomes superuser.
HBA = f"""\
local all {SUPERUSER} peer map=supervisor
local all all scram-sha-256
"""

SETTINGS = """\
# Written at each start; changes here are lost.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 256MB
wal_buffers = 16MB
# Fewer checkpoints in a burst: after each one every page is written to the log whole, once.
max_wal_size = 2GB
# What a laptop and a container have is no turning disk: an index is as near as its table.
random_page_cost = 1.1
fsync = on
full_page_writes = on
synchronous_commit = on
password_encryption = scram-sha-256
jit = off
# Parallel workers talk through /dev/shm, which containers keep small.
max_parallel_workers_per_gather = 0
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
# A log holds no names, numbers or texts: no statements, no parameters, no DETAIL lines.
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""


def prepare(place: Place, *, programs: Programs) -> None:
    """Make what the server needs before it starts: folders, the data directory and today's settings."""
    account = programs.account
    _make_base(place, account=account)
    note_home(place)
    make_private(place.sockets, owner=account)
    if not place.data.exists():
        _initialise(place, programs=programs)
    sockets = str(place.sockets).replace("'", "''")
    _write(place.data / "waypost.conf", SETTINGS.format(sockets=sockets), owner=account)
    _write(place.data / "pg_hba.conf", HBA, owner=account)
    _write(place.data / "pg_ident.conf", f'supervisor "{place.supervisor}" {SUPERUSER}\n', owner=account)


def _make_base(place: Place, *, account: Account) -> None:
    if not is_root():
        return
    place.base.parent.mkdir(mode=0o755, exist_ok=True)
    make_private(place.base, owner=account)


def _initialise(place: Place, *, programs: Programs) -> None:
    unfinished = place.unfinished_data
    shutil.rmtree(unfinished, ignore_errors=True)
    programs.run(
        "initdb",
        f"--pgdata={unfinished}",
        f"--username={SUPERUSER}",
        "--auth=scram-sha-256",
        "--auth-local=peer",
        "--encoding=UTF8",
        # The same order of words on every machine, whatever locales it has.
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        timeout_s=INIT_TIMEOUT_S,
    )
    with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write("\ninclude = 'waypost.conf'\n")
    unfinished.rename(place.data)


def _write(path: Path, text: str, *, owner: Account) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    if is_root():
        os.chown(path, owner.uid, owner.gid)
