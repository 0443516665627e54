"""A mapping file of a service, and what is wrong with one; rows as they become those that the mapping names."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from waypost.connectors.calling.addresses import BadAddress, checked_root
from waypost.connectors.config_file import BadConfig, read_document
from waypost.connectors.dataverse.addresses import BadKey, literal
from waypost.connectors.dataverse.columns import columns_of_case, columns_of_list, watched_columns
from waypost.connectors.dataverse.config import dataverse_config, read_config
from waypost.connectors.dataverse.mapping import mapping_of
from waypost.connectors.dataverse.rich_text import plain_text
from waypost.connectors.dataverse.rows import MissingColumn, flat_row, prepared
from waypost.connectors.dataverse.values import BasicSignIn, ClientCredentials
from waypost.connectors.mapping.language import BadMapping

MAPPING = Path("demo/dynamics/waypost-mapping.yaml")


def demo() -> dict[str, Any]:
    return read_document(MAPPING)


def test_each_column_of_a_mapping_is_asked_for_and_nothing_else() -> None:
    mapping = mapping_of(demo())
    notes = next(part for part in mapping.lists if part.section == "entries")

    asked = columns_of_list(notes)

    assert set(asked.own) == {"_objectid_value", "createdon", "annotationid", "subject", "notetext"}
    assert asked.lookups == {"createdby": ("title", "firstname", "lastname")}
    assert "any_Officer" in columns_of_case(mapping).lookups


def test_what_cases_share_is_watched_by_what_is_mapped_of_it() -> None:
    mapping = mapping_of(demo())
    contacts = next(change for change in mapping.changes if change.table == "contacts")

    assert {"contactid", "mobilephone", "any_deceased"} <= set(watched_columns(contacts, mapping))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda it: it["changes"].pop(2), "any_caseflags is read but not watched"),
        (lambda it: it["changes"].append(it["changes"][0]), "incidents stands twice"),
        (lambda it: it["changes"][0].update(through={}), "changes.0"),
        (lambda it: it["case"]["fields"].update(colour="x"), "colour: is no field"),
        (lambda it: it["case"]["fields"].pop("status"), "status is missing"),
        (lambda it: it.update(keys="uuid"), "keys"),
        (lambda it: it["case"].update(key="incidentid) or (1 eq 1"), "case.key"),
        (lambda it: it["write_back"]["note"]["bind"].update(x={"table": "contacts"}), "write_back.note.bind"),
        (lambda it: it["people"][0]["gather"].update(roles={"column": "a", "codes": "none"}), "no list none"),
    ],
)
def test_a_mistake_in_a_mapping_is_told_in_a_sentence(spoil: Callable[[dict[str, Any]], object], told: str) -> None:
    document = demo()
    spoil(document)

    with pytest.raises(BadMapping, match=told):
        mapping_of(document)


def test_a_mapping_with_more_lookups_than_a_question_may_have_is_refused() -> None:
    document = demo()
    document["case"]["fields"]["summary"] = {"columns": [f"any_Lookup{number}.name" for number in range(16)]}

    with pytest.raises(BadMapping, match="more than 15 lookups"):
        mapping_of(document)


def test_a_column_that_was_not_answered_is_not_empty() -> None:
    columns = columns_of_list(next(part for part in mapping_of(demo()).lists if part.section == "flags"))
    row = {"_any_case_value": "k", "createdon": None, "statecode": 0, "any_flag": 9}

    assert flat_row(row, columns)["any_flag"] == 9
    with pytest.raises(MissingColumn, match=r"^any_flag: was not answered"):
        flat_row({name: value for name, value in row.items() if name != "any_flag"}, columns)


def test_several_codes_in_one_text_are_several() -> None:
    made = prepared({"a": "1, 5,,7", "b": "", "c": None, "d": "1,2"}, several=("a", "b", "c"), rich_text=())

    assert made == {"a": ["1", "5", "7"], "b": [], "c": None, "d": "1,2"}


@pytest.mark.parametrize(
    ("kept", "seen"),
    [
        ("<div class='x'><p>One &amp; two</p><p>Three<br>four</p></div>", "One & two\nThree\nfour"),
        ("<p>Seen</p><script>not()</script><style>p {}</style>", "Seen"),
        ("Call at 5 <see above> & knock", "Call at 5 <see above> & knock"),
        ("<see above> he said", "<see above> he said"),
        ("<3 thanks", "<3 thanks"),
        ("", ""),
    ],
)
def test_a_note_that_is_kept_as_html_reads_as_it_was_written(kept: str, seen: str) -> None:
    assert plain_text(kept) == seen


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        ("60c4e274-0d87-e711-80e5-00155db19e6d", "guid", "60c4e274-0d87-e711-80e5-00155db19e6d"),
        (42, "number", "42"),
        ("O'Example", "text", "'O''Example'"),
    ],
)
def test_a_key_stands_in_a_filter_as_odata_writes_it(value: object, kind: str, written: str) -> None:
    assert literal(value, kind=kind) == written


@pytest.mark.parametrize(("value", "kind"), [("x or 1 eq 1", "guid"), ("1 or 1 eq 1", "number"), (None, "guid")])
def test_a_key_of_another_kind_is_in_no_filter(value: object, kind: str) -> None:
    with pytest.raises(BadKey):
        literal(value, kind=kind)


@pytest.mark.parametrize(
    "address",
    [
        "http://crm.example.org/odata/",
        "ftp://crm.example.org/",
        "https://",
        "crm.example.org",
        "https://user:secret@crm.example.org/",
        "https://crm.example.org/?x=1",
        "https://[",
        "https://crm.example.org/\n",
    ],
)
def test_an_address_that_is_not_safe_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(BadAddress) as refused:
        checked_root(address)
    assert "crm.example" not in str(refused.value)
    assert "secret" not in str(refused.value)


def settings_file(folder: Path, **changes: Any) -> Path:
    """Write settings beside the demo's mapping; None leaves one out."""
    told = {
        "service": "https://force.crm11.dynamics.com/api/data/v9.2",
        "token_endpoint": "https://login.example.org/tenant/oauth2/v2.0/token",
        "client_id": "made-up",
        "client_secret": "{env: MADE_UP_SECRET}",
        "mapping": "mapping.yaml",
    }
    (folder / "mapping.yaml").write_text(MAPPING.read_text(encoding="utf-8"), encoding="utf-8")
    lines = [f"{name}: {value}" for name, value in (told | changes).items() if value is not None]
    (folder / "source.yaml").write_text("\n".join(lines), encoding="utf-8")
    return folder / "source.yaml"


def test_settings_say_where_the_service_is_and_how_one_signs_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MADE_UP_SECRET", "a secret")

    config = dataverse_config(read_config(settings_file(tmp_path)))

    assert config.service.root == "https://force.crm11.dynamics.com/api/data/v9.2/"
    assert config.service.sign_in == ClientCredentials(
        "https://login.example.org/tenant/oauth2/v2.0/token",
        "made-up",
        "a secret",
        "https://force.crm11.dynamics.com/.default",
    )
    assert "a secret" not in repr(config)


def test_a_service_of_another_maker_is_signed_in_to_by_name(tmp_path: Path) -> None:
    none = dict.fromkeys(("token_endpoint", "client_id", "client_secret"))

    kept = read_config(settings_file(tmp_path, **none, user="waypost", password="a secret"))

    assert dataverse_config(kept).service.sign_in == BasicSignIn("waypost", "a secret")
    assert "a secret" not in str(kept)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"client_secret": None}, "client_secret: is missing"),
        ({"token_endpoint": None}, "is missing"),
        ({"token_endpoint": "http://login.example.org/"}, "token_endpoint: the address must begin with https"),
        ({"service": None}, "service: write the address"),
        ({"user": "x", "password": "y"}, "not by both"),
        ({"colour": "red"}, "colour: is no setting"),
        ({"poll_every_s": "0"}, "poll_every_s: write a whole number"),
    ],
)
def test_a_mistake_in_the_settings_is_told_in_a_sentence(changes: dict[str, Any], told: str, tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=told):
        read_config(settings_file(tmp_path, **changes))
