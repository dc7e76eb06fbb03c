"""Delivery at the doors: what a phone sends, what a page shows and what it must not show."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from anxin.access.terms import ROLES, Permission, Role
from anxin.delivery import photos
from anxin.delivery.actions import handovers
from anxin.delivery.models import Handover, Stop, Trip, Wave
from anxin.kernel import clock
from anxin.web.delivery_desk import urls as desk_urls
from anxin.web.field import urls as field_urls
from tests.doors.samples import Samples, make_samples
from tests.doors.test_permissions import open_page, somebody
from tests.pictures import MAKER, photo
from tests.rooms.delivery.carried import planned, published, stops
from tests.world import World, observe

HIDDEN = ("居家观察", "home_observed", "isolated", "下不了楼", "观察户", "防护服")
PAGES = [*desk_urls.urlpatterns, *field_urls.urlpatterns]


@pytest.fixture(autouse=True)
def _photos_apart(settings: Any, tmp_path: Path) -> None:
    settings.PHOTO_ROOT = tmp_path


def signed_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(client: Client, *items: dict[str, Any]) -> Any:
    body = json.dumps({"items": list(items)})
    return client.post(reverse("field_sync"), body, content_type="application/json")


def item(stop: Stop, outcome: str = "delivered", **more: Any) -> dict[str, Any]:
    return {
        "key": f"k{stop.id}{outcome}", "kind": "handover", "stop": str(stop.id), "outcome": outcome,
        "at": clock.now().isoformat(), "note": "", "photo": None, **more,
    }  # fmt: skip


@pytest.fixture
def samples(db: None) -> Samples:
    return make_samples()


@pytest.mark.parametrize("role", list(Role)[:-1])
def test_each_role_opens_what_it_may(samples: Samples, role: Role) -> None:
    client = somebody(role, samples.world.area.path)
    for pattern in PAGES:
        status = open_page(client, str(pattern.name), pattern, samples).status_code
        who: Permission = pattern.callback.who  # type: ignore[attr-defined]
        assert (status == 403) is (who not in ROLES[role]), (pattern.name, status)
        assert status not in (404, 405, 500), pattern.name


def test_elsewhere_nothing_exists(samples: Samples) -> None:
    client = somebody(Role.OFFICER, samples.world.elsewhere.path)
    for pattern in PAGES:
        if "<" in str(pattern.pattern):
            assert open_page(client, str(pattern.name), pattern, samples).status_code == 404, pattern.name


def test_a_phone_sends_an_array_and_is_told_key_by_key(world: World) -> None:
    wave = published(world, world.maple)
    first, second = stops(wave)[:2]
    client = signed_in(world, "zhang")
    answer = send(
        client,
        item(first),
        item(second, "no_answer", note="狗在门口"),
        {"key": "bad", "stop": "x"},
        item(first, "eaten"),
    ).json()
    assert answer["accepted"] == [f"k{first.id}delivered", f"k{second.id}no_answer"]
    assert {one["key"]: one["code"] for one in answer["refused"]} == {
        "bad": "handover.stop_gone", f"k{first.id}eaten": "handover.outcome",
    }  # fmt: skip
    assert all("没有" in one["text"] for one in answer["refused"])
    assert send(client, item(first)).json()["accepted"] == [f"k{first.id}delivered"]
    assert Wave.objects.get(id=wave.id).stops_done == 1


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"items": 3}', '{"items": ["x", null, 5]}', '{"items": []}']
)
def test_nonsense_is_answered_kindly(world: World, body: str) -> None:
    response = signed_in(world, "zhang").post(reverse("field_sync"), body, content_type="application/json")
    assert response.status_code in (200, 400)
    assert response.json()


def test_not_signed_in_is_no_answer(world: World) -> None:
    assert send(Client()).status_code == 302


def test_a_picture_loses_where_and_with_what_it_was_taken(world: World) -> None:
    wave = published(world, world.maple)
    first, second, third = stops(wave)[:3]
    client = signed_in(world, "zhang")
    taken = "data:image/jpeg;base64," + base64.b64encode(photo(3000, 2000)).decode()
    answer = send(
        client,
        item(first, photo=taken),
        item(second, photo="data:image/jpeg;base64,AAAA"),
        item(third, photo="javascript:1"),
    ).json()
    assert answer["accepted"] == [f"k{first.id}delivered"]
    assert {one["code"] for one in answer["refused"]} == {"handover.photo_bad"}
    row = Handover.objects.get(stop_id=first.id)
    kept = photos.path_of(row.photo).read_bytes()
    assert MAKER.encode() not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert max(picture.size) <= 1600
        assert not picture.getexif()
    address = reverse("handover_photo", kwargs={"handover_id": row.id})
    assert client.get(address)["Content-Type"] == "image/jpeg"
    assert signed_in(world, "qian").get(address).status_code == 404
    send(client, item(first, photo=taken))
    assert len(list(photos.path_of(row.photo).parent.parent.rglob("*.jpg"))) == 1


def test_the_list_and_the_tick_work_without_scripts(world: World) -> None:
    wave = published(world, world.maple)
    client = signed_in(world, "zhang")
    number = Trip.objects.filter(wave_id=wave.id).values_list("carrier_no", flat=True)[0]
    assert "认领" in client.get(reverse("field_list")).content.decode()
    client.post(reverse("trip_take", kwargs={"wave_id": wave.id}), {"carrier_no": number})
    page = client.get(reverse("field_list")).content.decode()
    mine = [stop for stop in stops(wave) if stop.trip and stop.trip.carrier_no == number]
    for stop in mine:
        assert f'data-stop="{stop.id}"' in page
        assert stop.order.ref in page
    address = reverse("field_tick", kwargs={"stop_id": mine[0].id})
    assert client.post(address, {"outcome": "delivered"}).status_code == 302
    client.post(address, {"outcome": "delivered"})
    assert Handover.objects.filter(stop_id=mine[0].id).count() == 1
    assert client.post(address, {"outcome": "eaten"}).status_code == 409


def test_no_status_leaves_the_house(world: World) -> None:
    """Carriers, callers, property, sheets: what to do, never why. The care team reads the rule."""
    home = world.household(world.willow, "3", "1", "501")
    observe(home)
    wave = published(world, world.willow)
    stop = Stop.objects.get(wave_id=wave.id, household_id=home.id)
    client = signed_in(world, "qian")
    pages = ["field_list", "field_area", "waves", "holds"]
    answers = [client.get(reverse(name)) for name in pages]
    answers.append(client.get(reverse("wave", kwargs={"wave_id": wave.id}) + f"?stop={stop.id}"))
    answers.append(client.get(reverse("caller", kwargs={"wave_id": wave.id})))
    answers.append(client.get(reverse("wave_stops_table", kwargs={"wave_id": wave.id})))
    for answer in answers:
        assert answer.status_code == 200
        text = answer.content.decode(errors="ignore")
        told = [word for word in HIDDEN if word in text]
        # A number to take says that a suit is worn: the carrier has to know it before going.
        assert told in ([], ["防护服"]), told
    read = signed_in(world, "li").get(reverse("wave", kwargs={"wave_id": wave.id}) + f"?stop={stop.id}")
    assert "居家观察户" in read.content.decode()


def test_labels_carry_door_code_and_goods_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from anxin.web.delivery_desk import printing

    home = world.household(world.willow, "3", "1", "501")
    observe(home)
    wave = published(world, world.willow)
    seen: list[Any] = []
    monkeypatch.setattr(printing, "pdf", lambda sheet: seen.append(sheet) or b"%PDF")
    client = signed_in(world, "qian")
    for name in ("wave_labels", "wave_run_sheets", "wave_slot_sheet"):
        assert client.get(reverse(name, kwargs={"wave_id": wave.id})).status_code == 200
    text = repr(seen)
    assert "501" in text
    assert "蔬菜包" in text
    assert not [word for word in (*HIDDEN, home.head, home.phone) if word in text]
    assert len(seen[0].labels) == wave.stops_total


def test_the_caller_goes_from_turn_to_turn(world: World) -> None:
    wave = published(world, world.willow)
    client = signed_in(world, "qian")
    address, mark = (reverse(name, kwargs={"wave_id": wave.id}) for name in ("caller", "caller_mark"))
    first = client.get(address).context["now"]
    client.post(mark, {"stops": first["ids"], "outcome": "call"})
    ids = [int(part) for part in first["ids"].split(",")]
    assert Stop.objects.filter(id__in=ids, called_at=None).count() == 0
    client.post(mark, {"stops": str(ids[0]), "outcome": "no_answer"})
    for stop_id in ids[1:]:
        client.post(mark, {"stops": str(stop_id), "outcome": "delivered"})
    states = dict(Stop.objects.filter(id__in=ids).values_list("id", "state"))
    assert states.pop(ids[0]) == "held"
    assert set(states.values()) <= {"delivered"}
    assert client.get(address).context["now"]["ids"] != first["ids"]
    assert client.post(mark, {"stops": "", "outcome": "delivered"}).status_code == 409


def test_a_form_plans_publishes_and_plans_again(world: World) -> None:
    from tests.rooms.delivery.carried import MORNING, shared_round, work

    round_ = shared_round(world, world.maple)
    client = signed_in(world, "wei")
    address = reverse("wave_plan", kwargs={"round_id": round_.id, "compound_id": world.maple.id})
    proposed = client.get(address).context["form"].initial
    data = {**proposed, "starts_at": f"{clock.local(MORNING):%Y-%m-%dT%H:%M}"}
    assert client.post(address, {**data, "cart_boxes": "9999"}).status_code == 422
    assert client.post(address, data).status_code == 302
    wave = Wave.objects.get(round_id=round_.id)
    assert "正在排方案" in client.get(reverse("wave", kwargs={"wave_id": wave.id})).content.decode()
    assert work(wave) == "applied"
    assert client.post(reverse("wave_publish", kwargs={"wave_id": wave.id})).status_code == 302
    page = client.get(reverse("wave", kwargs={"wave_id": wave.id})).content.decode()
    assert "下界" in page
    assert "<svg viewBox" in page
    again = reverse("wave_again", kwargs={"wave_id": wave.id})
    assert client.post(again, {**data, "cart_boxes": "10"}).status_code == 302
    assert client.get(reverse("waves")).status_code == 200


def test_what_would_do_is_said_when_nothing_does(world: World) -> None:
    observe(world.household(world.maple, "1", "", "301"))
    wave = planned(world, world.maple, suited=0)
    page = signed_in(world, "wei").get(reverse("wave", kwargs={"wave_id": wave.id})).content.decode()
    assert "再加 1 个穿防护服的人" in page


def test_a_zone_that_changed_is_flagged(world: World) -> None:
    wave = published(world, world.maple)
    type(world.maple).objects.filter(id=world.maple.id).update(zone="controlled")
    page = signed_in(world, "wei").get(reverse("wave", kwargs={"wave_id": wave.id})).content.decode()
    assert "请再排一次" in page


def test_a_list_of_a_whole_compound_asks_few_queries(
    world: World, django_assert_max_num_queries: Any
) -> None:
    wave = published(world, world.willow)
    handovers.record_many(
        by=world.actor("li"), ticks=[handovers.Tick("a", stops(wave)[0].id, "no_answer", clock.now())]
    )
    client = signed_in(world, "li")
    for name in ("waves", "holds", "field_list", "field_area"):
        with django_assert_max_num_queries(25):
            assert client.get(reverse(name)).status_code == 200
    with django_assert_max_num_queries(30):
        client.get(reverse("wave", kwargs={"wave_id": wave.id}))
