"""Whether a journey gets anywhere: steps out of reach, loops, arms that never hold, waits for nothing."""

from collections.abc import Iterator

from waypost.journeys.checking.knowledge import contradiction, implies, learn, learn_not
from waypost.journeys.checking.paths import Ways, at_send, most_minutes
from waypost.journeys.values import END, Acting, Branch, End, GoTo, Send, Step, WaitFor, Waiting
from waypost.messages.lint.values import Found


def check_flow(ways: Ways) -> Iterator[Found]:
    """Yield what is wrong with the ways through a journey."""
    yield from _out_of_reach(ways)
    yield from _loops(ways)
    yield from _branches(ways)
    yield from _skipped(ways)
    yield from _waits_for_nothing(ways)
    yield from _expires_first(ways)
    yield from _twice(ways)


def _out_of_reach(ways: Ways) -> Iterator[Found]:
    steps = ways.journey.steps
    for position, step in enumerate(steps):
        is_first = position == 0 or steps[position - 1].id in ways.reached
        if step.id in ways.reached or not is_first:
            continue
        before = steps[position - 1]
        if isinstance(before, End | GoTo):
            said = f"step {position + 1} stands behind `{_word(before)}` and no step leads to it"
        else:
            said = f"no way leads to step {position + 1}"
        yield Found(("steps", position), f"{said}: lead to it with go_to, or take it out.")


def _loops(ways: Ways) -> Iterator[Found]:
    journey = ways.journey
    quick = next((step for step in journey.steps if _comes_back(ways, step, without_waits=True)), None)
    if quick is not None:
        yield Found(
            ("steps", journey.positions[quick.id]),
            f"step {quick.id} leads back to itself without a wait that takes time every time: put a `wait` into the "
            "loop (a date may be past).",
        )
        return
    slow = next((step for step in journey.steps if _comes_back(ways, step, without_waits=False)), None)
    if slow is not None and not journey.exits and journey.expire_after is None:
        yield Found(
            ("steps", journey.positions[slow.id]),
            f"step {slow.id} leads back to itself and nothing ends that: add `end_on` or `expire_after`.",
        )
    elif END not in ways.reached and journey.expire_after is None:
        yield Found(("steps",), "no way leads to the end, and not every case brings an event of `end_on`: "
                                "add `expire_after`.")  # fmt: skip


def _comes_back(ways: Ways, step: Step, *, without_waits: bool) -> bool:
    seen: set[str] = set()
    waiting = [step.id]
    while waiting:
        for edge in ways.edges(waiting.pop(), {}):
            if without_waits and edge.takes_time:
                continue
            if edge.target == step.id:
                return True
            if edge.target not in seen:
                seen.add(edge.target)
                waiting.append(edge.target)
    return False


def _branches(ways: Ways) -> Iterator[Found]:
    for position, step in enumerate(ways.journey.steps):
        if isinstance(step, Branch) and step.id in ways.reached:
            for number, sentence in _arms(step, ways):
                yield Found(("steps", position, "branch", number), sentence)


def _arms(step: Branch, ways: Ways) -> Iterator[tuple[int, str]]:
    known = ways.arrivals[step.id]
    for number, arm in enumerate(step.arms):
        alone = contradiction(learn({}, arm.where))
        here = learn(ways.arrivals[step.id], arm.where)
        taken = next((n for n, earlier in enumerate(step.arms[:number]) if implies(here, earlier.where)), None)
        clash = contradiction(here)
        if alone is not None:
            yield number, f"this arm can never hold: its conditions on {alone} exclude each other. Mend or drop one."
        elif clash is not None:
            yield number, f"this arm can never hold: what leads here settles {clash} already. Mend it or take it out."
        elif taken is not None or contradiction(learn(known, arm.where)) is not None:
            earlier_arm = "an arm above it" if taken is None else f"arm {taken + 1}"
            yield number, f"this arm is never reached: {earlier_arm} holds wherever it would. Move it up, or drop it."
        known = learn_not(known, arm.where)


def _skipped(ways: Ways) -> Iterator[Found]:
    for position, step in enumerate(ways.journey.steps):
        if isinstance(step, Send) and step.where and step.id in ways.reached:
            clash = contradiction(at_send(step, ways.arrivals[step.id]))
            if clash is not None:
                yield Found(
                    ("steps", position, "where"),
                    f"this is never sent: what leads here settles {clash} otherwise. Mend the condition or drop it.",
                )


def _waits_for_nothing(ways: Ways) -> Iterator[Found]:
    if ways.journey.goals:
        return
    for position, step in enumerate(ways.journey.steps):
        if isinstance(step, Waiting) and step.id in ways.reached:
            later = ways.reachable_from({edge.target for edge in ways.edges(step.id, {})})
            if not any(isinstance(one, Acting) and one.id in later for one in ways.journey.steps):
                kind = "wait_for" if isinstance(step, WaitFor) else "wait"
                yield Found(
                    ("steps", position), f"this {kind} leads to nothing that anybody is told or asked: drop it."
                )


def _expires_first(ways: Ways) -> Iterator[Found]:
    if ways.journey.expire_after is None:
        return
    most = most_minutes(ways.journey.expire_after)
    for position, step in enumerate(ways.journey.steps):
        if isinstance(step, Acting) and ways.earliest.get(step.id, -1) >= most:
            yield Found(
                ("steps", position),
                f"the journey has expired before step {position + 1} can come: wait less, or lengthen `expire_after`.",
            )
            return


def _twice(ways: Ways) -> Iterator[Found]:
    for position, step in enumerate(ways.journey.steps[1:], 1):
        before = ways.journey.steps[position - 1]
        is_same = isinstance(step, Send) and isinstance(before, Send) and step.template == before.template
        if is_same and isinstance(step, Send) and isinstance(before, Send) and step.where == before.where:
            yield Found(("steps", position), f"{step.template} is sent twice in a row: drop one, or wait between.")


def _word(step: Step) -> str:
    return "end" if isinstance(step, End) else "go_to"
