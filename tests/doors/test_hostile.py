"""What an attacker types: every one of these once broke a page. Refused or not found, never a fault of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from anxin.access.models import Grant, User
from anxin.access.terms import Role
from anxin.delivery.models import Handover
from anxin.web.given import LARGEST
from tests.doors.samples import Samples, make_samples

NO_NUMBERS = ("²", "9" * 25, "9" * 5000, "-1", str(LARGEST + 1), "NaN", "1e999999", "😀", "%(x)s{0}")


@pytest.fixture
def samples(db: None) -> Samples:
    cache.clear()
    return make_samples()


def desk(samples: Samples) -> Client:
    """Somebody with every desk permission; what breaks is raised."""
    user = User.objects.create(username="desk", name="某人", password="!")
    for role in (Role.OFFICER, Role.VOLUNTEER):
        Grant.objects.create(user=user, role=role, path=samples.world.area.path, given_by="system:0")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(samples: Samples, name: str, *words: str) -> str:
    return reverse(name, kwargs={word: samples.of(word) for word in words})


def test_filters_that_are_no_numbers_do_not_break_a_list(samples: Samples) -> None:
    client = desk(samples)
    for name, *words in (
        ("rounds",), ("waves",), ("holds",), ("review", "round_id"), ("needs", "round_id"), ("wave", "wave_id"),
        ("order_grid", "round_id"), ("payments",), ("caller", "wave_id"),
    ):  # fmt: skip
        for bad in NO_NUMBERS:
            asked = dict.fromkeys(("compound", "round", "page", "trip", "stop", "turn", "sort"), bad)
            answer = client.get(address(samples, name, *words), asked)
            assert answer.status_code in {200, 404}, (name, bad)


def test_forms_that_are_no_numbers_are_refused(samples: Samples) -> None:
    client = desk(samples)
    for name, *words in (
        ("enter_order", "round_id", "household_id"), ("paper_sheet", "round_id", "stair_id"), ("order_cell", "order_id"),
        ("entry_dismiss", "entry_id"), ("payments_many",), ("caller_mark", "wave_id"), ("hold_retry", "hold_id"),
    ):  # fmt: skip
        place = address(samples, name, *words)
        page = client.get(place).content.decode() if name in {"enter_order", "paper_sheet"} else ""
        fields = [part.split('"')[0] for part in page.split('name="')[1:]]
        names = {*fields, "version", "item", "qty", "order", "stops", "at", "key"} - {"csrfmiddlewaretoken"}
        for bad in NO_NUMBERS:
            answer = client.post(place, {**dict.fromkeys(names, bad), "outcome": "delivered"})
            assert answer.status_code < 500, (name, bad)


def test_moments_no_clock_shows_are_refused(samples: Samples) -> None:
    client = desk(samples)
    for at in ("0001-01-01T00:00", "9999-12-31T23:59", "2026-13-99"):
        assert client.post(address(samples, "hold_retry", "hold_id"), {"at": at}).status_code == 409
        item = {"key": "k", "stop": str(samples.of("stop_id")), "outcome": "delivered", "at": at}
        body = json.dumps({"items": [item]})
        answer = client.post(reverse("field_sync"), body, content_type="application/json")
        assert [each["code"] for each in answer.json()["refused"]] == ["handover.unreadable"]


def test_bodies_that_are_no_ticks_are_refused(samples: Samples) -> None:
    client, place = desk(samples), reverse("field_sync")
    for body in ("[" * 100_000, '{"items": NaN}', "\ud83d", '{"items": 1e999}', ""):
        sent: Any = body.encode(errors="surrogatepass")
        assert client.post(place, sent, content_type="application/json").status_code == 400
    assert client.post(place, {"items": "[]"}).status_code == 400  # a form: its stream is read already


def test_a_key_no_database_keeps_is_refused_alone(samples: Samples) -> None:
    items = [
        {"key": key, "stop": str(samples.of("stop_id")), "outcome": "delivered", "at": "2026-03-01T08:00:00Z"}
        for key in ("\ud800", "a\x00b", "plain")
    ]
    before = Handover.objects.count()
    answer = desk(samples).post(
        reverse("field_sync"), json.dumps({"items": items}), content_type="application/json"
    )
    assert answer.json()["accepted"] == ["plain"]
    assert Handover.objects.count() == before + 1


def test_a_nul_is_refused_in_addresses_and_forms(samples: Samples) -> None:
    client = desk(samples)
    assert client.get(reverse("households"), {"q": "a\x00b"}).status_code == 400
    assert client.get("/h/FN-a%00b/").status_code == 400
    help_page = reverse("card_help", kwargs={"card": samples.of("card")})
    assert client.post(help_page, {"words": "a\x00b"}).status_code == 400


def test_one_is_never_sent_elsewhere(samples: Samples) -> None:
    client = desk(samples)
    user = User(username="shen", name="某人")
    user.set_password("correct-horse-1")
    user.save()
    for target in ("foo", "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"):
        assert client.post(reverse("large_type"), {"next": target})["Location"] == "/"
        door = f"{reverse('sign_in')}?next={target}"
        assert Client().post(door, {"username": "shen", "password": "correct-horse-1"})["Location"] == "/"
        language = Client().post(reverse("set_language"), {"language": "en", "next": target})
        assert language["Location"] in {"/", "foo"}
    words = {"words": "不要了", "next": "foo"}
    back = client.post(reverse("refund_waive", args=[samples.of("refund_id")]), words)
    assert back["Location"] == reverse("refunds")


def test_trying_many_names_from_one_address_is_slowed_down(samples: Samples) -> None:
    tries = [
        Client().post(reverse("sign_in"), {"username": f"name{n}", "password": "Password-1"}).status_code
        for n in range(33)
    ]
    assert (tries[:31], tries[32]) == ([422] * 31, 429)
    assert Client(REMOTE_ADDR="192.0.2.9").post(reverse("sign_in"), {"username": "a"}).status_code == 422


@override_settings(PROXIES=1)
def test_behind_a_proxy_the_last_address_counts_which_our_proxy_wrote() -> None:
    from django.test import RequestFactory

    from anxin.web.proxy import client_address

    def said(text: str) -> str:
        return client_address(RequestFactory().get("/", headers={"x-forwarded-for": text}))

    assert said("203.0.113.5, 192.0.2.7") == "192.0.2.7"
    assert said("not an address") == said("") == "127.0.0.1"
