"""The household's own pages: one card, one home, no session, no script; said twice is said once."""

from __future__ import annotations

import gzip
import io
import logging
import re
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.module_loading import import_string
from PIL import Image

from anxin.access.models import Event
from anxin.delivery import photos
from anxin.delivery.models import PickupSlot, Stop, Wave
from anxin.households.actions import cards
from anxin.households.models import Card, Household
from anxin.kernel import clock
from anxin.supply.actions import orders
from anxin.supply.models import Complaint, Entry, Order, OrderLine, Round
from anxin.supply.terms import EntryState, LineState, Source
from tests.market import item, move_times, open_round
from tests.world import World

BUILT = Path(__file__).resolve().parents[2] / "anxin" / "web" / "static"
pytestmark = pytest.mark.django_db


class Phone:
    """A household with its card in a browser without scripts."""

    def __init__(self, world: World, home: Household) -> None:
        self.home = home
        self.token = cards.issue(by=world.actor("wei"), household_id=home.id).token
        self.at = f"/h/FN-{self.token}/"
        self.client = Client(enforce_csrf_checks=True)

    def get(self, path: str = "", **headers: str) -> Any:
        return self.client.get(self.at + path, headers=headers)

    def send(self, path: str, page: Any, **fields: Any) -> Any:
        """Post with what the form of that page holds, as a browser would."""
        held = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page.text))
        typed = dict(re.findall(r'name="(qty-\d+)"[^>]* value="([^"]*)"', page.text))
        return self.client.post(self.at + path, {**held, **typed, **fields})


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def phone(world: World) -> Phone:
    return Phone(world, world.household(world.maple, "1", "", "301"))


@pytest.fixture
def neighbour(world: World, phone: Phone) -> Phone:
    return Phone(world, world.household(world.maple, "1", "", "302"))


@pytest.fixture
def relay(world: World) -> Round:
    return open_round(world)


def order_by_page(phone: Phone, round_: Round, **amounts: str) -> Any:
    page = phone.get(f"order/{round_.id}/")
    fields = {f"qty-{item(round_, code).id}": text for code, text in amounts.items()}
    return phone.send(f"order/{round_.id}/", page, **fields)


def only_order(phone: Phone) -> Order:
    return Order.objects.get(subdistrict_id=phone.home.subdistrict_id, household_id=phone.home.id)


def test_a_home_opens_its_page_without_signing_in(phone: Phone, relay: Round) -> None:
    page = phone.get()
    assert page.status_code == 200
    assert "301" in page.text
    assert "周三蔬菜" in page.text
    assert "tel:120" in page.text
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "same-origin"
    assert "sessionid" not in phone.client.cookies


def test_no_name_and_no_number_of_the_home_stands_on_its_pages(phone: Phone, relay: Round) -> None:
    order_by_page(phone, relay, A="2")
    for path in ("", "order/", f"order/{relay.id}/", "mine/", f"mine/{only_order(phone).id}/", "help/"):
        text = phone.client.get(phone.at + path, follow=True).text
        assert phone.home.head not in text
        assert phone.home.phone not in text


@pytest.mark.parametrize("fate", ["unknown", "revoked", "expired", "other_area", "moved_out"])
def test_a_card_that_opens_nothing_always_says_the_same(world: World, phone: Phone, fate: str) -> None:
    mine = Card.objects.filter(household_id=phone.home.id)
    if fate == "revoked":
        cards.revoke(by=world.actor("wei"), household_id=phone.home.id)
    elif fate == "expired":
        mine.update(until=clock.now() - timedelta(minutes=1))
    elif fate == "moved_out":
        Household.objects.filter(id=phone.home.id).update(moved_out_at=clock.now())
    address = {"unknown": "/h/FN-nothing/", "other_area": f"/h/YS-{phone.token}/"}.get(fate, phone.at)
    page = phone.client.get(address)
    assert page.status_code == 404
    assert "这张卡打不开" in page.text
    assert "tel:120" in page.text
    assert page["Cache-Control"] == "private, no-store"


def test_trying_many_cards_is_slowed_while_real_cards_still_open(phone: Phone) -> None:
    statuses = [phone.client.get(f"/h/FN-try{n}/").status_code for n in range(35)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
    assert phone.get().status_code == 200


def test_ordering_without_scripts(phone: Phone, relay: Round) -> None:
    answer = order_by_page(phone, relay, A="2", C="1.5")
    assert answer.status_code == 302
    order = only_order(phone)
    amounts = dict(OrderLine.objects.filter(order_id=order.id).values_list("item__code", "qty_milli"))
    assert amounts == {"A": 2000, "C": 1500}
    assert (order.source, order.entered_by) == (Source.PAGE, f"card:{phone.home.id}")
    page = phone.client.get(answer["Location"])
    assert "订好了" in page.text
    assert order.ref in page.text
    assert "¥103.75" in page.text  # 2 × 50.00 + 1.5 × 2.50


def test_the_same_form_sent_twice_orders_once(phone: Phone, relay: Round) -> None:
    page = phone.get(f"order/{relay.id}/")
    fields = {f"qty-{item(relay, 'A').id}": "2"}
    first, second = (phone.send(f"order/{relay.id}/", page, **fields) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert OrderLine.objects.get(order_id=only_order(phone).id).qty_milli == 2000
    assert only_order(phone).version == Order.objects.get(ref=only_order(phone).ref).version


def test_a_second_tab_that_is_behind_changes_nothing(phone: Phone, relay: Round) -> None:
    behind = phone.get(f"order/{relay.id}/")
    order_by_page(phone, relay, A="2")
    answer = phone.send(f"order/{relay.id}/", behind, **{f"qty-{item(relay, 'A').id}": "5"})
    assert answer.status_code == 409
    assert "刚刚有了变化" in answer.text
    assert 'value="2"' in answer.text
    assert OrderLine.objects.get(order_id=only_order(phone).id).qty_milli == 2000


@pytest.mark.parametrize(
    ("code", "text", "says"),
    [
        ("A", "-1", "不能小于零"),
        ("A", "lots", "读不懂"),
        ("A", "1.5", "一档来订"),
        ("B", "4", "每户最多"),
        ("A", "99999", "太大"),
        ("A", "NaN", "读不懂"),
        ("A", "1e999999", "读不懂"),
    ],
)
def test_an_amount_that_cannot_be_is_said_kindly_and_kept_in_its_field(
    phone: Phone, relay: Round, code: str, text: str, says: str
) -> None:
    answer = order_by_page(phone, relay, **{code: text})
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{text}"' in answer.text
    assert not Order.objects.filter(household_id=phone.home.id).exists()


def test_nothing_chosen_is_no_order(phone: Phone, relay: Round) -> None:
    answer = order_by_page(phone, relay)
    assert answer.status_code == 422
    assert "还没有选" in answer.text


def test_sold_out_is_said_and_takes_nothing(world: World, phone: Phone, neighbour: Phone) -> None:
    round_ = open_round(world, left_milli=2000)
    behind = neighbour.get(f"order/{round_.id}/")
    order_by_page(phone, round_, A="2")
    answer = neighbour.send(f"order/{round_.id}/", behind, **{f"qty-{item(round_, 'A').id}": "1"})
    assert answer.status_code == 422
    assert "剩下的不够" in answer.text
    assert "已经订完" in neighbour.get(f"order/{round_.id}/").text


def test_after_the_hard_close_an_order_waits_and_is_told_so(phone: Phone, relay: Round) -> None:
    move_times(relay, closes_ago_minutes=60)
    assert "候补" in phone.get(f"order/{relay.id}/").text
    answer = order_by_page(phone, relay, A="1")
    assert "候补" in phone.client.get(answer["Location"]).text
    assert only_order(phone).state == "waiting"


def test_a_round_that_is_over_says_so(phone: Phone, relay: Round) -> None:
    page = phone.get(f"order/{relay.id}/")
    Round.objects.filter(id=relay.id).update(state="settled")
    answer = phone.send(f"order/{relay.id}/", page, **{f"qty-{item(relay, 'A').id}": "1"})
    assert answer.status_code == 409
    assert "已经结束" in answer.text
    assert phone.get(f"order/{relay.id}/").status_code == 404


def test_two_sources_that_differ_are_shown_to_the_household(world: World, phone: Phone, relay: Round) -> None:
    order_by_page(phone, relay, A="3")
    li = world.actor("li")
    orders.say(
        by=li, round_id=relay.id, household_id=phone.home.id, source=Source.CHAT, partial=True,
        wishes=[orders.Wish(item(relay, "A").id, 2000)],
    )  # fmt: skip
    for path in (f"order/{relay.id}/", f"mine/{only_order(phone).id}/"):
        text = phone.get(path).text
        assert "群里写的是 2份" in text
        assert "这里写的是 3份" in text
    order_by_page(phone, relay, A="2")
    assert OrderLine.objects.get(order_id=only_order(phone).id).state == LineState.ORDERED


def test_calling_the_order_off(phone: Phone, relay: Round) -> None:
    order_by_page(phone, relay, A="2")
    page = phone.get(f"mine/{only_order(phone).id}/")
    answer = phone.send(f"mine/{only_order(phone).id}/cancel/", page)
    assert "订单已取消" in phone.client.get(answer["Location"]).text
    assert only_order(phone).state == "cancelled"


def test_after_the_close_an_order_stays(phone: Phone, relay: Round) -> None:
    order_by_page(phone, relay, A="2")
    page = phone.get(f"mine/{only_order(phone).id}/")
    move_times(relay, closes_ago_minutes=60)
    answer = phone.send(f"mine/{only_order(phone).id}/cancel/", page)
    assert answer.status_code == 409
    assert "已经截单" in answer.text
    assert only_order(phone).state == "active"


def test_a_card_opens_its_own_home_and_nothing_else(phone: Phone, neighbour: Phone, relay: Round) -> None:
    order_by_page(phone, relay, A="2")
    theirs = only_order(phone).id
    page = neighbour.get("help/")
    assert neighbour.get(f"mine/{theirs}/").status_code == 404
    assert neighbour.get(f"mine/{theirs}/wrong/").status_code == 404
    assert neighbour.send(f"mine/{theirs}/cancel/", page).status_code == 404
    assert neighbour.send(f"mine/{theirs}/wrong/", page, kind="missed").status_code == 404
    assert only_order(phone).state == "active"
    assert only_order(phone).ref not in neighbour.get("mine/").text


def test_no_log_line_carries_the_key(phone: Phone, caplog: pytest.LogCaptureFixture, settings: Any) -> None:
    phone.get("mine/1/")
    phone.client.post(f"{phone.at}help/", {})
    lines = [record for record in caplog.records if "/h/" in record.getMessage()]
    assert len(lines) >= 2, "Django logs what was refused, with its address"
    handler = logging.StreamHandler(io.StringIO())
    for name in settings.LOGGING["handlers"]["stderr"]["filters"]:
        handler.addFilter(import_string(settings.LOGGING["filters"][name]["()"])())
    for record in lines:
        handler.handle(record)
    written = handler.stream.getvalue()
    assert "/h/…/mine/1/" in written
    assert phone.token not in written


def test_a_card_opens_no_desk(phone: Phone) -> None:
    phone.get()
    assert phone.client.get("/today/").status_code == 302


def test_a_form_from_elsewhere_is_refused(phone: Phone, relay: Round) -> None:
    answer = phone.client.post(f"{phone.at}order/{relay.id}/", {f"qty-{item(relay, 'A').id}": "9"})
    assert answer.status_code == 403
    assert not Order.objects.exists()


def shared(phone: Phone, relay: Round) -> Order:
    """As if the goods had been shared out, one of two short."""
    order_by_page(phone, relay, A="2")
    order = only_order(phone)
    OrderLine.objects.filter(order_id=order.id).update(
        state=LineState.SHARED, given_milli=1000, short_milli=1000, rule="share.level", refund_fen=5000
    )
    Round.objects.filter(id=relay.id).update(state="shared")
    return order


def test_a_short_line_says_by_which_rule_and_what_comes_back(phone: Phone, relay: Round) -> None:
    order = shared(phone, relay)
    text = phone.get(f"mine/{order.id}/").text
    assert "给您 1份，少 1份" in text
    assert "每家分得一样多" in text
    assert "¥50.00" in text


def delivered(world: World, phone: Phone, relay: Round, state: str) -> Stop:
    """The goods of this home in a wave that goes out, with a slot of five minutes."""
    order, now = shared(phone, relay), clock.now()
    wave = Wave.objects.create(
        subdistrict_id=world.sid, round_id=relay.id, compound_id=phone.home.compound_id, state="published",
        starts_at=now, made_by="system:0", path=world.maple.path, stops_total=1,
    )  # fmt: skip
    slot = PickupSlot.objects.create(
        subdistrict_id=world.sid, wave_id=wave.id, stair_id=phone.home.stair_id, number=1,
        starts_at=clock.at_local(clock.today(), time(15, 20)), ends_at=clock.at_local(clock.today(), time(15, 25)),
        path=world.maple.path,
    )  # fmt: skip
    return Stop.objects.create(
        subdistrict_id=world.sid, wave_id=wave.id, order_id=order.id, household_id=phone.home.id,
        stair_id=phone.home.stair_id, mode="unit_entrance", slot_id=slot.id, state=state, path=phone.home.path,
        done_at=now if state == "delivered" else None,
    )  # fmt: skip


def test_the_home_is_told_when_to_come_down(world: World, phone: Phone, relay: Round) -> None:
    stop = delivered(world, phone, relay, "due")
    for path in ("", f"mine/{stop.order_id}/"):
        assert "15:20–15:25下楼" in phone.get(path).text


def test_a_plan_nobody_published_is_not_told(world: World, phone: Phone, relay: Round) -> None:
    stop = delivered(world, phone, relay, "due")
    Wave.objects.filter(id=stop.wave_id).update(state="planned")
    assert "15:20" not in phone.get().text


def test_received_in_one_tap_and_twice_is_once(world: World, phone: Phone, relay: Round) -> None:
    stop = delivered(world, phone, relay, "delivered")
    page = phone.get()
    assert "收到了吗？" in page.text
    for _ in range(2):
        answer = phone.send(f"mine/{stop.order_id}/received/", page)
    assert "谢谢您告诉我们" in phone.client.get(answer["Location"]).text
    assert Stop.objects.get(id=stop.id).confirmed_at is not None
    assert Event.objects.filter(what="handover.confirmed").count() == 1
    assert "收到了吗？" not in phone.get().text


def test_a_neighbour_cannot_say_it_for_this_home(
    world: World, phone: Phone, neighbour: Phone, relay: Round
) -> None:
    stop = delivered(world, phone, relay, "delivered")
    answer = neighbour.send(f"mine/{stop.order_id}/received/", neighbour.get("help/"))
    assert answer.status_code == 404
    assert Stop.objects.get(id=stop.id).confirmed_at is None


def picture(kind: str = "JPEG") -> io.BytesIO:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "秘密地点"
    Image.new("RGB", (40, 20), "red").save(out, kind, exif=exif)
    out.seek(0)
    out.name = "photo.jpg"
    return out


def test_complaining_in_two_taps_with_a_photo_drawn_anew(
    phone: Phone, relay: Round, settings: Any, tmp_path: Path
) -> None:
    settings.PHOTO_ROOT = tmp_path
    order = shared(phone, relay)
    page = phone.get(f"mine/{order.id}/wrong/")
    answer = phone.send(f"mine/{order.id}/wrong/", page, kind="spoiled", words="菜烂了", photo=picture())
    assert answer.status_code == 302
    row = Complaint.objects.get(order_id=order.id)
    assert (row.kind, row.words, row.said_by) == ("spoiled", "菜烂了", f"card:{phone.home.id}")
    kept = photos.path_of(row.photo).read_bytes()
    assert "秘密地点".encode() not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert "菜烂了" in phone.client.get(answer["Location"]).text


def test_a_file_that_is_no_photo_loses_no_words(phone: Phone, relay: Round) -> None:
    order = shared(phone, relay)
    page = phone.get(f"mine/{order.id}/wrong/")
    file = io.BytesIO(b"GIF89a<script>")
    file.name = "x.jpg"
    answer = phone.send(f"mine/{order.id}/wrong/", page, kind="missed", words="少一袋", photo=file)
    assert answer.status_code == 422
    assert "少一袋" in answer.text
    assert not Complaint.objects.exists()


def test_asking_for_help_stands_on_the_days_list_once(phone: Phone, relay: Round) -> None:
    page = phone.get("help/")
    for _ in range(2):
        phone.send("help/", page, kind="repair", words="水管漏了")
    entry = Entry.objects.get(household_id=phone.home.id)
    assert (entry.state, entry.needs, entry.message.text) == (EntryState.NOTED, ["repair"], "水管漏了")
    assert entry.path == phone.home.path


def test_a_medical_need_is_answered_with_telephone_numbers_at_once(phone: Phone, relay: Round) -> None:
    Round.objects.filter(id=relay.id).update(organiser_phone="")
    round_ = Round.objects.get(id=relay.id)
    round_.organiser_phone = "13800138000"
    round_.save(update_fields=["organiser_phone"])
    answer = phone.send("help/", phone.get("help/"), kind="medical", words="")
    text = phone.client.get(answer["Location"]).text
    assert "tel:120" in text
    assert "tel:13800138000" in text
    assert Entry.objects.get(household_id=phone.home.id).needs == ["medical"]


def test_without_a_round_help_is_a_telephone_number(phone: Phone) -> None:
    answer = phone.send("help/", phone.get("help/"), kind="food", words="没米了")
    assert answer.status_code == 422
    assert "请直接打电话" in answer.text
    assert "tel:120" in answer.text
    assert "没米了" in answer.text


@pytest.mark.parametrize(("language", "lang"), [("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant"), ("en", "en")])
def test_the_page_speaks_the_households_language_until_another_is_chosen(
    phone: Phone, relay: Round, language: str, lang: str
) -> None:
    Household.objects.filter(id=phone.home.id).update(language=language)
    assert f'<html lang="{lang}"' in phone.get(**{"Accept-Language": "fr"}).text
    phone.client.cookies["anxin_language"] = "en"
    assert '<html lang="en"' in phone.get().text
    assert "vegetable pack" in phone.get(f"order/{relay.id}/").text


def test_the_first_visit_weighs_less_than_100_kb(phone: Phone, relay: Round) -> None:
    for path in ("", f"order/{relay.id}/"):
        page = phone.get(path).text
        files = re.findall(r"static/(b/[\w.]+?)(?:\.[0-9a-f]{12})?\.(css|js)\"", page)
        assert {kind for _, kind in files} == {"css", "js"}
        weight = [gzip.compress((BUILT / f"{name}.{kind}").read_bytes()) for name, kind in files]
        assert sum(len(each) for each in [*weight, gzip.compress(page.encode())]) < 100_000
        assert not re.search(r'(src|href|action)="(https?:)?//', page)


def test_pages_ask_the_database_little(
    phone: Phone, relay: Round, django_assert_max_num_queries: Any
) -> None:
    order_by_page(phone, relay, A="2")
    for path in ("", f"order/{relay.id}/", "mine/", f"mine/{only_order(phone).id}/", "help/"):
        with django_assert_max_num_queries(25):
            assert phone.get(path).status_code == 200


def test_hammering_the_button_is_slowed(phone: Phone, relay: Round) -> None:
    page = phone.get("help/")
    statuses = [phone.send("help/", page, kind="other", words="").status_code for _ in range(45)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
