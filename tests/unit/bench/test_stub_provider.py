"""The stub counts what goes out, above all what goes twice."""

import orjson

from bench.http1 import Request
from bench.stub_provider import Taken


def posted(reference: str, number: str) -> Request:
    body = {"reference": reference, "phone_number": number, "template_id": "t", "personalisation": {"body": "news"}}
    return Request(b"POST", "/v2/notifications/sms", orjson.dumps(body))


def asked(taken: Taken, target: str) -> object:
    return orjson.loads(taken.answer(Request(b"GET", target, b"")).body)


def test_same_reference_again_counts_as_sent_twice() -> None:
    taken = Taken()

    for request in (posted("a", "1"), posted("b", "2"), posted("a", "1")):
        assert taken.answer(request).status == 201

    assert asked(taken, "/stats") == {
        "texts": 3,
        "references": 2,
        "twice": 1,
        "receipts_taken": 0,
        "receipts_refused": 0,
    }


def test_look_up_knows_what_was_taken_and_nothing_else() -> None:
    taken = Taken()
    given = orjson.loads(taken.answer(posted("a", "1")).body)["id"]

    assert asked(taken, "/v2/notifications?reference=a") == {
        "notifications": [{"id": given, "reference": "a", "type": "sms", "status": "delivered"}],
        "links": {},
    }
    assert asked(taken, "/v2/notifications?reference=c") == {"notifications": [], "links": {}}


def test_taken_texts_are_told_from_a_place_on() -> None:
    taken = Taken()
    for request in (posted("a", "1"), posted("b", "2")):
        taken.answer(request)

    assert [text[:2] for text in asked(taken, "/taken?since=1")] == [["b", "2"]]  # type: ignore[attr-defined]  # JSON
