"""
How long does the first load of a whole crime system take, and does its memory stay flat?

Fills a crime database of the demo's kind with made-up occurrences over six years, beside Waypost's own database, and
runs `waypost source load` on it in a process of its own; then once more, when nothing has changed.

    python -m bench.first_load --rows 2000000
"""

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil
import psycopg
import yaml
from psycopg import sql
from sqlalchemy import text

from bench.figures import heading, show, table
from bench.guards import NotLoopback
from bench.pipeline import CHECKOUT, CannotMeasure
from bench.system import DATABASE, FORCE, System, running_system
from demo.rms.database import LinkRole, ensure_database, open_database, prepare

ROWS_OF_AN_OCCURRENCE = 4.0
"""One of `occ`, one and a third people and as many links, a flag of ten, an entry of four; see `_FILL`."""
_LOOK_EVERY_S = 2.0
_MIB = 1024 * 1024
_MAPPING = CHECKOUT / "demo/rms/waypost-mapping.yaml"
_LINK = LinkRole("bench_link", "made-up-password")
_TABLES = ("occ", "ge_person", "occ_per_link", "occ_flag", "oel_entry")
# Nobody is named as people are; telephone numbers lie outside every range that is given out.
_FILL: Sequence[str] = (
    """INSERT INTO hr_officer (coll_no, rank_cd, forenames, surname, team_desc)
       SELECT 'B' || n, 'PC', 'Bench', 'Officer' || n, 'Team ' || n %% 20 FROM generate_series(1, 200) n""",
    """INSERT INTO occ (occ_no, stat_cd, off_cd, off_desc, off_grp_cd, rep_dttm, upd_dttm, ward_nm, summ_txt,
                       oic_coll_no)
       SELECT 'B/' || n, (ARRAY['INV','CRT','ALL','REC'])[1 + n %% 4], o.off_cd, o.off_desc, o.off_grp_cd,
              t.at, t.at + interval '30 days', 'Ward ' || n %% 40,
              repeat('Made-up words of a summary. ', 6), 'B' || 1 + n %% 200
       FROM generate_series(1, %(occurrences)s) n
       CROSS JOIN LATERAL (
           SELECT now() - (6 * interval '365 days') * (n::float / %(occurrences)s) - interval '31 days' AS at
       ) t
       CROSS JOIN (SELECT off_cd, off_desc, off_grp_cd FROM ref_offence WHERE off_grp_cd = 'BURDWL' LIMIT 1) o""",
    """INSERT INTO ge_person (fname, sname, mob_no, email_addr, dob, addr_txt, pcode)
       SELECT 'Bench' || n, 'Person' || n, '07' || lpad((100000000 + n)::text, 9, '0'), 'bench' || n || '@example.org',
              date '1950-01-01' + (n %% 18000)::int, n || ' Made-up Street', 'ZZ9 9ZZ'
       FROM generate_series(1, %(people)s) n""",
    """INSERT INTO occ_per_link (occ_id, per_id, role_cd)
       SELECT o.occ_id, o.occ_id, 'VIC' FROM occ o WHERE o.occ_id <= %(people)s""",
    """INSERT INTO occ_per_link (occ_id, per_id, role_cd)
       SELECT o.occ_id, %(occurrences)s + o.occ_id / 3, 'SUS' FROM occ o
       WHERE o.occ_id %% 3 = 0 AND %(occurrences)s + o.occ_id / 3 <= %(people)s""",
    """INSERT INTO occ_flag (occ_id, flag_cd) SELECT occ_id, 'HATE' FROM occ WHERE occ_id %% 10 = 0""",
    """INSERT INTO oel_entry (occ_id, per_id, type_cd, entry_txt, coll_no)
       SELECT occ_id, occ_id, 'OFF_TO_VIC', 'Made-up words to a victim.', oic_coll_no FROM occ WHERE occ_id %% 4 = 0""",
)


@dataclass
class Watched:
    """What was seen of one load: seconds since its start and bytes of its process, as often as it was looked at."""

    seconds: float = 0.0
    processor_s: float = 0.0
    said: str = ""
    memory: list[tuple[float, int]] = field(default_factory=list)

    def memory_at(self, share: float) -> float:
        """Return the memory in MiB when so much of the time (0 to 1) was over."""
        until = self.memory[-1][0] * share
        return next(size for at, size in self.memory if at >= until) / _MIB


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000, help="rows of all tables together")
    rows = parser.parse_args().rows
    try:
        with running_system(workers=0) as system, _crime_system(system, rows=rows) as counted:
            first, again = _load(system), _load(system)
            print(heading(f"First load of {sum(counted.values()):,} rows", f"python -m bench.first_load --rows {rows}"))
            print()
            print(table(("table", "rows"), [(name, f"{count:,}") for name, count in counted.items()]), end="\n\n")
            print(_figures({"first load": first, "once more, nothing changed": again}, counted["occ"]))
    except (CannotMeasure, NotLoopback) as error:
        raise SystemExit(f"bench: {error}") from None


@contextmanager
def _crime_system(system: System, *, rows: int) -> Iterator[Mapping[str, int]]:
    """Fill a crime database on the same server, add it as a source from its start, and say how many rows it has."""
    owner_url = system.server.owner_url("bench_rms")
    ensure_database(owner_url)
    engine = open_database(owner_url)
    prepare(engine, link=_LINK)
    occurrences = int(rows / ROWS_OF_AN_OCCURRENCE)
    counted = _fill(owner_url, occurrences=occurrences)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()
    folder = system.home / "bench_rms"
    folder.mkdir()
    settings = {"database": system.server.owner_url("bench_rms"), "mapping": "mapping.yaml"}
    (folder / "mapping.yaml").write_text(_MAPPING.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "rms.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    options = ("--name", "crimes", "--kind", "sql", "--config", str(folder / "rms.yaml"))
    system.waypost("source", "add", "--force", FORCE, *options)
    yield counted


def _fill(owner_url: str, *, occurrences: int) -> Mapping[str, int]:
    values = {"occurrences": occurrences, "people": occurrences * 4 // 3}
    with psycopg.connect(owner_url) as connection:
        for name in _TABLES:
            # The vendor's triggers move the time of an occurrence with each row: here all are there from the start.
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(name)))
        for statement in _FILL:
            connection.execute(statement, values)
        for name in _TABLES:
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(name)))
        counts = {name: connection.execute(_count(name)).fetchone() for name in _TABLES}
    return {name: int(found[0]) for name, found in counts.items() if found is not None}


def _count(name: str) -> sql.Composed:
    return sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))


def _load(system: System) -> Watched:
    command = [sys.executable, "-m", "waypost.config.cli", "source", "load", "--force", FORCE, "--name", "crimes"]
    watched, began = Watched(), time.monotonic()
    before = system.watch.processor_s().get(DATABASE, 0.0)
    process = subprocess.Popen(command, cwd=CHECKOUT, env=dict(system.environment), stdout=subprocess.PIPE, text=True)
    seen = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            watched.memory.append((time.monotonic() - began, seen.memory_full_info().pss))
            watched.processor_s = sum(seen.cpu_times()[:2])
        except psutil.Error:
            break
        time.sleep(_LOOK_EVERY_S)
    watched.said = process.communicate()[0].strip()
    watched.seconds = time.monotonic() - began
    watched.processor_s += system.watch.processor_s().get(DATABASE, 0.0) - before
    if process.returncode:
        raise CannotMeasure("waypost source load failed")
    return watched


def _figures(loads: Mapping[str, Watched], occurrences: int) -> str:
    columns = (
        "",
        "minutes",
        "occurrences a second",
        "processor ms an occurrence",
        "MiB at 10 %",
        "at 50 %",
        "at the end",
        "most",
    )
    rows = [
        (
            name,
            show(one.seconds / 60),
            show(_read(one.said) / one.seconds),
            show(one.processor_s * 1000 / max(_read(one.said), 1)),
            show(one.memory_at(0.1)),
            show(one.memory_at(0.5)),
            show(one.memory[-1][1] / _MIB),
            show(max(size for _, size in one.memory) / _MIB),
        )
        for name, one in loads.items()
    ]
    said = "\n".join(f"- {name}: {one.said}" for name, one in loads.items())
    return f"{table(columns, rows)}\n\n{occurrences:,} occurrences.\n\n{said}"


def _read(said: str) -> int:
    found = re.search(r"Read (\d+)", said)
    return int(found[1]) if found else 0


if __name__ == "__main__":
    main()
