"""
What would people hear if a force switched on every phase and every group of offences? Needs no database.

Plays recorded snapshots on the simulator's stage with the content of the folder and the settings of a new force. Clocks
run, and officers confirm and ring at 11:00 and 16:00 whatever they are asked to. Prints counts, the most talkative
cases as lists to be read, and as many others, drawn by their reference.

    waypost police-uk 2024-01-cleveland-street.csv.gz --force anyshire --out january.jsonl
    python -m bench.every_phase january.jsonl february.jsonl march.jsonl --talkative 10
"""

import argparse
import csv
import hashlib
import heapq
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import groupby, islice
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.config.settings")
django.setup()

from django.conf import settings as project  # noqa: E402 - only once the settings are known

from waypost.access.forces import DEFAULT_CAPS  # noqa: E402
from waypost.access.values import ForceSettings, ForceState, Hours, Post  # noqa: E402
from waypost.base.clock import LONDON  # noqa: E402
from waypost.base.content import read_files  # noqa: E402
from waypost.base.values import ForceName  # noqa: E402
from waypost.cases.offences import offence_groups  # noqa: E402
from waypost.duties.library import shipped_duties  # noqa: E402
from waypost.journeys.language import parse_journey  # noqa: E402
from waypost.journeys.simulate.clusters import Cluster, index_events  # noqa: E402
from waypost.journeys.simulate.contents import Content  # noqa: E402
from waypost.journeys.simulate.crew import Crew, processors  # noqa: E402
from waypost.journeys.simulate.engine import Engine  # noqa: E402
from waypost.journeys.simulate.outcomes import HELD, NOT_SENT, Fate, Tally, share_within  # noqa: E402
from waypost.journeys.simulate.recorded import RecordedFiles  # noqa: E402
from waypost.journeys.simulate.snapshots import read_incoming  # noqa: E402
from waypost.journeys.simulate.stage import Stage  # noqa: E402
from waypost.messages.library import library_of  # noqa: E402

_CLUSTERS_A_PIECE = 50
_OFFICERS_AT = (time(11), time(16))
_RUN_ON = timedelta(days=28)
_MOST_REASONS = 12


@dataclass(frozen=True, order=True)
class Talk:
    """All that one person was sent about one case; the more the greater."""

    count: int
    case: str
    person: str
    group: str
    fates: tuple[Fate, ...] = field(compare=False)


@dataclass
class Heard:
    """
    What some clusters came to.

    `duties`: by id and how they ended; `done`: what officers did, by kind; `sent`: by stage of the catalogue and by
    channel.
    """

    events: int = 0
    tally: Tally = field(default_factory=Tally)
    duties: Counter[tuple[str, str]] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    cases: int = 0
    sent: Counter[tuple[str, str]] = field(default_factory=Counter)
    talks: list[Talk] = field(default_factory=list)
    drawn: list[tuple[str, Talk]] = field(default_factory=list)

    def add(self, other: "Heard", *, most: int) -> None:
        """Add what other clusters came to."""
        self.events += other.events
        self.cases += other.cases
        self.tally.merge(other.tally)
        self.duties.update(other.duties)
        self.done.update(other.done)
        self.sent.update(other.sent)
        self.talks = heapq.nlargest(most, [*self.talks, *other.talks])
        self.drawn = heapq.nsmallest(most, [*self.drawn, *other.drawn])


@dataclass(frozen=True)
class Listening:
    """Takes a few clusters through the engine."""

    files: RecordedFiles
    engine: Engine
    stages: Mapping[str, str]
    most: int

    def __call__(self, clusters: Sequence[Cluster]) -> Heard:
        """Return what people hear in these clusters."""
        heard = Heard()
        for cluster in clusters:
            heard.add(self._one(cluster), most=self.most)
        return heard

    def _one(self, cluster: Cluster) -> Heard:
        stage = Stage(self.engine)
        rehearsed = stage.play([read_incoming(self.files.read(where)) for where in cluster])
        heard = Heard(len(cluster), done=Counter(stage.officers.done))
        heard.tally.add(rehearsed)
        for case_id in stage.clocks.known():
            heard.duties.update((clock.key.duty, clock.state.value) for clock in stage.clocks.of_case(case_id))
        groups = {
            stage.record.case(case_id).reference: stage.record.case(case_id).group for case_id in stage.clocks.known()
        }
        heard.cases = len(groups)
        left = [fate for fate in rehearsed.fates if fate.is_sent]
        heard.sent = Counter((self.stages.get(fate.template, "several"), fate.channel.value) for fate in left)
        heard.talks = list(_talks(left, groups))
        heard.drawn = [(_lot(talk), talk) for talk in heard.talks]
        return heard


def main() -> None:
    """Play the files and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--talkative", type=int, default=10, help="How many cases to print as lists.")
    parser.add_argument("--processes", type=int, default=processors())
    arguments = parser.parse_args()
    with RecordedFiles(arguments.files) as files:
        heard = listen(files, most=arguments.talkative, processes=arguments.processes)
    drawn = [talk for _, talk in heard.drawn]
    print("\n".join([*_counts(heard), "", *_lists(heard.talks), "# Drawn by lot\n", *_lists(drawn)]))


def listen(files: RecordedFiles, *, most: int, processes: int) -> Heard:
    """Return what people hear of all that the files hold."""
    index = index_events(files, passed=lambda _: None)
    until = datetime.fromtimestamp(index.last_at, UTC) + _RUN_ON
    force = ForceName(next(iter(index.forces)))
    work = Listening(files, _engine(force, until=until), _stages(), most)
    heard = Heard()
    with Crew(work, processes=processes) as crew:
        for one in crew.answers(_pieces(index.clusters())):
            heard.add(one, most=most)
    return heard


def _stages() -> Mapping[str, str]:
    with (project.CONTENT_DIR / "catalogue" / "template_catalogue.csv").open(newline="") as file:
        return {row["id"]: row["journey_stage"] for row in csv.DictReader(file)}


def _lot(talk: Talk) -> str:
    return hashlib.sha256(f"{talk.case} {talk.person}".encode()).hexdigest()


def _engine(force: ForceName, *, until: datetime) -> Engine:
    files = list(read_files(project.CONTENT_DIR))
    content = Content(
        "the files",
        [parse_journey(file.key, 1, file.text) for file in files if file.kind == "journeys"],
        library_of((file.key, 1, file.text) for file in files if file.kind == "messages"),
        shipped_duties(project.CONTENT_DIR),
    )
    settings = ForceSettings(
        name=force,
        title="Anyshire Police (made up)",
        state=ForceState.LIVE,
        groups=frozenset(offence_groups()),
        phases=frozenset({1, 2, 3, 4}),
        hours=Hours(time(8), time(20)),
        placeholders=frozenset(),
        two_way=True,
        two_way_groups=frozenset(offence_groups()),
        backlog_days=7,
        retention_days=90,
        phone="101",
        leave_url="https://www.bbc.co.uk/weather",
        caps=DEFAULT_CAPS,
        post=Post(return_address=("PO Box 1", "Anytown", "AN1 1AA")),
    )
    made = Engine.of(content, settings=settings, until=until)
    return replace(made, with_clocks=True, officers_at=_OFFICERS_AT)


def _pieces(clusters: Iterator[Cluster]) -> Iterator[Sequence[Cluster]]:
    while piece := list(islice(clusters, _CLUSTERS_A_PIECE)):
        yield piece


def _talks(fates: Iterable[Fate], groups: dict[str, str]) -> Iterator[Talk]:
    told = sorted(fates, key=lambda fate: (fate.case, fate.person, fate.at))
    for (case, person), of_person in groupby(told, key=lambda fate: (fate.case, fate.person)):
        every = tuple(of_person)
        yield Talk(len(every), case, person, groups.get(case, ""), every)


def _counts(heard: Heard) -> Iterator[str]:
    tally = heard.tally
    yield "# Every phase and every group on\n"
    told = f"{tally.sent:,} messages to {sum(tally.people.values()):,} people"
    yield f"{heard.events:,} snapshots of {heard.cases:,} cases; {told}."
    if tally.people:
        shares = ", ".join(
            f"{share:.0%} at most {share_within(tally.people, share)}" for share in (0.5, 0.9, 0.95, 0.99)
        )
        yield f"Messages a person (of one case): {shares}, most {max(tally.people)}."
    yield f"Officers: {', '.join(f'{count:,} {what}' for what, count in heard.done.most_common()) or 'nothing'}."
    yield f"Held for a person in the end: {tally.total(HELD):,}; not sent: {tally.total(NOT_SENT):,}.\n"
    yield "| held or not sent | why | messages |"
    yield "| --- | --- | --- |"
    for end in (HELD, NOT_SENT):
        for reason, count in tally.reasons(end)[:_MOST_REASONS]:
            yield f"| {end.replace('_', ' ')} | {reason.replace('_', ' ')} | {count:,} |"
    yield from _by_stage(heard.sent)
    states = ("met", "met_late", "breached", "stopped", "running")
    yield "\n| duty | " + " | ".join(state.replace("_", " ") for state in states) + " |"
    yield "| --- |" + " --- |" * len(states)
    for duty in sorted({duty for duty, _ in heard.duties}):
        yield f"| {duty} | " + " | ".join(f"{heard.duties[duty, state]:,}" for state in states) + " |"


def _by_stage(sent: Mapping[tuple[str, str], int]) -> Iterator[str]:
    channels = sorted({channel for _, channel in sent})
    yield "\n| stage | " + " | ".join(channels) + " |"
    yield "| --- |" + " --- |" * len(channels)
    for stage in sorted({stage for stage, _ in sent}):
        yield f"| {stage} | " + " | ".join(f"{sent.get((stage, channel), 0):,}" for channel in channels) + " |"


def _lists(talks: Sequence[Talk]) -> Iterator[str]:
    for number, talk in enumerate(talks, 1):
        yield f"## {number}. {talk.case} {talk.person}, {talk.group}: {talk.count} messages\n"
        for fate in talk.fates:
            local = fate.at.astimezone(LONDON)
            yield f"    {local:%a %d %b %H:%M}  {fate.channel.value:<6} {fate.template}"
        yield ""


if __name__ == "__main__":
    main()
