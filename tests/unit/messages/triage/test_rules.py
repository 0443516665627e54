"""The rules of triage as content: readable, each explained, and none that could silence danger."""

import shutil
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from waypost.messages.triage.library import BadRules, read_rules
from waypost.messages.triage.patterns import BadPhrase
from waypost.messages.triage.routing import asks, hints, routing_in_use
from waypost.messages.triage.values import Label


def changed(tmp_path: Path, label: Label, **changes: object) -> Path:
    """Return content in which the first rule of a label says something else."""
    shutil.copytree(settings.CONTENT_DIR / "triage", tmp_path / "triage")
    path = tmp_path / "triage" / f"{label}.yaml"
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    document["rules"][0].update(changes)
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return tmp_path


def test_every_rule_has_an_id_of_its_own_and_says_why() -> None:
    rules = read_rules(settings.CONTENT_DIR).rules

    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.why.endswith(".") and rule.id.startswith(rule.label) for rule in rules)
    assert {rule.label for rule in rules} == set(Label)


@pytest.mark.parametrize("label", [Label.DANGER, Label.SELF_HARM])
def test_nothing_may_silence_a_sentence_of_danger(tmp_path: Path, label: Label) -> None:
    with pytest.raises(BadRules, match="must not be silenced"):
        read_rules(changed(tmp_path, label, not_when=["at the time"]))


def test_two_rules_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRules, match="the same id"):
        read_rules(changed(tmp_path, Label.EVIDENCE, id="witness"))


def test_a_rule_that_looks_for_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRules, match="looks for nothing"):
        read_rules(changed(tmp_path, Label.EVIDENCE, said=[]))


@pytest.mark.parametrize("phrase", ["(nobody) is here", "...", ""])
def test_a_phrase_that_cannot_be_read_is_refused(tmp_path: Path, phrase: str) -> None:
    with pytest.raises(BadPhrase):
        read_rules(changed(tmp_path, Label.EVIDENCE, said=[phrase]))


def test_rules_that_are_not_there_stop_what_would_go_unread(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="danger"):
        read_rules(tmp_path)


def test_one_supervisor_is_asked_once_for_danger_of_both_kinds() -> None:
    found = asks(frozenset({Label.DANGER, Label.SELF_HARM, Label.SUSPECT_CONTACT}), routing_in_use())

    assert [ask.label for ask in found] == [Label.DANGER, Label.SUSPECT_CONTACT]


def test_withdrawal_and_evidence_are_said_where_an_answer_is_asked_for() -> None:
    labels = frozenset({Label.WITHDRAWAL, Label.EVIDENCE})

    assert not asks(labels, routing_in_use())
    assert len(hints(labels, routing_in_use())) == 2
