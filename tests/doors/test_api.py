"""The API's own promises: who may do what, stable problems, keys that make twice into once, ids as text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anxin.access.actions import tokens
from anxin.access.actor import system
from anxin.access.models import Event, Token
from anxin.access.terms import GRANTABLE, ROLES, Permission, Role
from anxin.api import guard
from anxin.api.root import api
from anxin.delivery.models import Handover
from anxin.households.models import CareFlag, Household
from anxin.kernel import clock
from anxin.supply.models import Claim, Payment
from tests.doors.api_samples import (
    BASE,
    body_of,
    headers_of,
    key_of,
    make_api_samples,
    name_of,
    operations,
    who_of,
)
from tests.doors.samples import Samples
from tests.world import World, observe

OPERATIONS = [each for each in operations() if name_of(each[2]) != "unknown"]
OPEN_TO_ANYBODY = {"list_public_rounds", "get_public_ledger"}
DESCRIPTION = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
MARKS = ("标记人名甲", "标记昵称丁", "13911117777", "home_observed", "居家观察")


@pytest.fixture
def samples(db: None) -> Samples:
    return make_api_samples()


def plant(world: World) -> None:
    """A name, a number and a reason in every home: none of them leaves through this door, whoever asks."""
    here = Household.objects.filter(subdistrict_id=world.sid)
    here.update(head=MARKS[0], chat_name=MARKS[1])
    for home in here:
        Household.objects.filter(pk=home.pk).update(phone=MARKS[2])
        if not CareFlag.objects.filter(household_id=home.id).exists():
            observe(home)


def ask(
    client: Client, headers: dict[str, str], method: str, address: str, body: Any = None, key: str = ""
) -> Any:
    headers = {**headers, **({"Idempotency-Key": key} if key else {})}
    return client.generic(
        method, address, "" if body is None else json.dumps(body), content_type="application/json",
        headers=headers,
    )  # fmt: skip


def carry_out(samples: Samples, headers: dict[str, str], method: str, path: str, name: str) -> Any:
    address = re.sub(r"{(\w+)}", lambda word: str(samples.of(word[1])), path)
    client = Client(raise_request_exception=False)
    return ask(client, headers, method, address, body_of(name, samples), key=f"test-{name}")


def test_every_operation_says_who_may_use_it() -> None:
    silent = {name_of(operation) for _, _, operation in OPERATIONS if who_of(operation) is None}
    assert silent == OPEN_TO_ANYBODY
    assert len({name_of(operation) for _, _, operation in OPERATIONS}) == len(OPERATIONS)


def test_nobody_gets_nothing(samples: Samples) -> None:
    for method, path, operation in OPERATIONS:
        answer = carry_out(samples, {}, method, path, name_of(operation))
        assert answer.status_code == (200 if name_of(operation) in OPEN_TO_ANYBODY else 401), path
        if answer.status_code == 401:
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["code"] == "not_signed_in"


def test_a_role_does_what_it_may_and_nothing_else(samples: Samples) -> None:
    plant(samples.world)
    wrong = []
    for role in GRANTABLE:
        with transaction.atomic():  # what one role did, the next does not meet
            headers = key_of(samples.world, role, samples.world.area.path)
            for method, path, operation in OPERATIONS:
                answer = carry_out(samples, headers, method, path, name_of(operation))
                wrong += [(role, method, path, fault) for fault in faults_of(answer, who_of(operation), role)]
            transaction.set_rollback(True)
    assert wrong == []


def faults_of(answer: Any, who: Permission | None, role: Role) -> list[Any]:
    faults: list[Any] = [mark for mark in MARKS if mark in answer.content.decode()]
    if who is None or who in ROLES[role]:
        return faults + [answer.content] * (answer.status_code not in (200, 201, 202, 204, 409))
    return faults + [answer.status_code] * (
        (answer.status_code, answer.json().get("code")) != (403, "not_allowed")
    )


def test_outside_the_area_nothing_exists(samples: Samples) -> None:
    """The other subdistrict's officer holds every desk permission, over there."""
    headers = key_of(samples.world, Role.OFFICER, samples.world.elsewhere.path)
    for method, path, operation in OPERATIONS:
        if "{" in path and who_of(operation) is not None:
            answer = carry_out(samples, headers, method, path, name_of(operation))
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (method, path)


def test_lists_outside_the_area_are_empty(samples: Samples) -> None:
    headers = key_of(samples.world, Role.OFFICER, samples.world.elsewhere.path)
    here = [str(value) for word, value in samples.values.items() if word.endswith("_id")]
    for method, path, operation in OPERATIONS:
        if method == "GET" and "{" not in path:
            text = carry_out(samples, headers, method, path, name_of(operation)).content.decode()
            assert not [value for value in here if value in text], path


def test_the_description_is_kept() -> None:
    """Changed on purpose? docs/api.md says how it is written anew."""
    assert json.loads(DESCRIPTION.read_text()) == described()


def described() -> Any:
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix=f"{BASE}/")))


def test_ids_are_text_and_numbers_too_long_are_not_valid(client: Client, samples: Samples) -> None:
    headers = headers_of(samples.world, samples.world.users["wei"])
    found = ask(client, headers, "GET", f"{BASE}/compounds").json()["items"]
    assert {row["id"] for row in found} >= {str(samples.world.maple.id)}
    for wrong in ("9" * 19, "9" * 40, "-1", "1e3", "٣"):
        assert ask(client, headers, "GET", f"{BASE}/compounds/{wrong}").status_code == 422


def test_a_fault_names_its_field_and_never_its_value(client: Client, samples: Samples) -> None:
    headers = headers_of(samples.world, samples.world.users["wei"])
    body = {"household_id": "13800138000x", "wishes": []}
    address = f"{BASE}/rounds/{samples.of('round_id')}/orders"
    answer = ask(client, headers, "POST", address, body, key="fault-0001")
    assert answer.status_code == 422
    assert [fault["where"][-1] for fault in answer.json()["faults"]] == ["household_id"]
    assert "13800138000" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/no/such/thing", "/rounds/1/nothing", "/public//ledger"])
def test_unknown_addresses_answer_as_json(client: Client, db: None, address: str) -> None:
    answer = client.get(BASE + "/" + address.lstrip("/"))
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_address")


def test_an_unreadable_body_is_said(client: Client, samples: Samples) -> None:
    headers = headers_of(samples.world, samples.world.users["wei"])
    address = f"{BASE}/rounds/{samples.of('round_id')}/settle"
    answer = client.post(address, "{", content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


# --- keys


def test_a_key_is_shown_once_and_ends(client: Client, world: World) -> None:
    wei = world.users["wei"]
    row, key = tokens.make(by=system("cli"), user_id=wei.pk, label="表格", subdistrict_id=world.sid)
    headers = {"Authorization": f"Bearer {key}"}
    assert ask(client, headers, "GET", f"{BASE}/compounds").status_code == 200
    assert key not in json.dumps(list(Token.objects.values()), default=str)
    assert key not in json.dumps(list(Event.objects.values()), default=str)
    tokens.revoke(by=world.actor("wei"), token_id=row.pk, subdistrict_id=world.sid)
    assert ask(client, headers, "GET", f"{BASE}/compounds").status_code == 401
    assert ask(client, {"Authorization": "Bearer " + key[:-1]}, "GET", f"{BASE}/compounds").status_code == 401


def test_a_session_reads_and_writes_with_the_pages_token_only(samples: Samples) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(samples.world.users["wei"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"{BASE}/compounds").status_code == 200
    address = f"{BASE}/orders/{samples.of('order_id')}/cancel"
    forged = client.post(address, "{}", content_type="application/json")
    assert (forged.status_code, forged.json()["code"]) == (403, "csrf")
    client.cookies["csrftoken"] = "t" * 32
    said = client.post(address, "{}", content_type="application/json", headers={"X-CSRFToken": "t" * 32})
    assert (said.status_code, said.json()["state"]) == (200, "cancelled")


def test_too_many_requests_are_slowed_down(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = headers_of(world, world.users["wei"])
    monkeypatch.setattr(guard.Pace, "allow_request", lambda self, request: False)
    monkeypatch.setattr(guard.Pace, "wait", lambda self: 3.2)
    answer = ask(client, headers, "GET", f"{BASE}/compounds")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (429, "too_often", "4")


def test_pace_counts_each_user_apart(world: World, rf: Any) -> None:
    pace = guard.Pace("2/m")
    guard.Pace.cache.clear()
    answers = []
    for name in ("wei", "wei", "wei", "li"):
        request = rf.get("/")
        request.auth = world.actor(name)
        answers.append(pace.allow_request(request))
    assert answers == [True, True, False, True]


# --- twice is once


def test_the_same_order_sent_twice_is_one(client: Client, samples: Samples) -> None:
    headers = headers_of(samples.world, samples.world.users["li"])
    home = samples.world.household(samples.world.willow, "3", "1", "401")
    body = {**body_of("say_order", samples), "household_id": str(home.id)}
    address = f"{BASE}/rounds/{samples.of('round_id')}/orders"
    answers = [ask(client, headers, "POST", address, body, key="order-0001") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert {answer.json()["version"] for answer in answers} == {answers[0].json()["version"]}
    assert Claim.objects.filter(line__order_id=int(answers[0].json()["id"])).count() == 1
    assert ask(client, headers, "POST", address, body).status_code == 422, "a key is owed"


def test_the_same_payment_sent_twice_is_counted_once(client: Client, samples: Samples) -> None:
    headers = headers_of(samples.world, samples.world.users["wei"])
    address = f"{BASE}/orders/{samples.of('order_id')}/payments"
    body = {"kind": "cash", "fen": 5000}
    answers = [ask(client, headers, "POST", address, body, key="pay-00001") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert Payment.objects.filter(order_id=samples.of("order_id")).count() == 1
    other = ask(client, headers, "POST", address, {**body, "fen": 4000}, key="pay-00001")
    assert (other.status_code, other.json()["code"]) == (409, "payment.key_reused")


def test_handovers_are_answered_one_by_one(client: Client, samples: Samples) -> None:
    headers = headers_of(samples.world, samples.world.users["wei"])
    at = clock.now().isoformat()
    known = {"key": "phone-0001", "stop_id": str(samples.of("stop_id")), "outcome": "delivered", "at": at}
    gone = {"key": "phone-0002", "stop_id": "12", "outcome": "delivered", "at": at}
    for _ in range(3):
        answer = ask(client, headers, "POST", f"{BASE}/handovers", [known, gone])
        by_key = {row["key"]: row for row in answer.json()}
        assert by_key["phone-0001"]["accepted"] is True
        assert (by_key["phone-0002"]["accepted"], by_key["phone-0002"]["code"]) == (
            False,
            "handover.stop_gone",
        )
    assert Handover.objects.filter(stop_id=samples.of("stop_id"), outcome="delivered").count() == 1


# --- lists


def test_a_list_is_read_page_by_page(client: Client, samples: Samples) -> None:
    headers = headers_of(samples.world, samples.world.users["wei"])
    seen, offset = [], 0
    while offset is not None:
        answer = ask(client, headers, "GET", f"{BASE}/households?limit=7&offset={offset}").json()
        seen += [row["id"] for row in answer["items"]]
        offset = answer["next"]
    assert len(seen) == len(set(seen)) == Household.objects.filter(subdistrict_id=samples.world.sid).count()


def test_lists_ask_the_database_the_same_few_times(client: Client, samples: Samples) -> None:
    headers = headers_of(samples.world, samples.world.users["wei"])
    for method, path, operation in OPERATIONS:
        if method != "GET" or not name_of(operation).startswith("list_"):
            continue
        address = re.sub(r"{(\w+)}", lambda word: str(samples.of(word[1])), path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            ask(client, headers, "GET", address)
        assert len(asked) <= 25, (path, len(asked))


def test_what_did_not_change_is_not_sent_again(client: Client, samples: Samples) -> None:
    address = f"{BASE}/public/{samples.of('compound_ref')}/rounds"
    first = client.get(address)
    assert first.json()[0]["rows"][0]["total_fen"] == 5000
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_permissions_without_an_operation_are_known() -> None:
    """What the pages do and this door does not: a new permission is put here or gets an operation."""
    used = {who_of(operation) for _, _, operation in OPERATIONS}
    assert set(Permission) - used == {
        Permission.AREA_EDIT, Permission.HOUSEHOLD_EDIT, Permission.HEALTH_SEE, Permission.CARD_ISSUE,
        Permission.REGISTER_IMPORT, Permission.EXPORT, Permission.GRANT_EDIT,
        Permission.ORDER_OWN, Permission.LABEL_PRINT, Permission.HOUSEHOLD_OWN,
    }  # fmt: skip
