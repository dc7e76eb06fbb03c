"""Pages for everybody: no cookie, no person, the same bytes, small, and right about the compound."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from anxin.kernel import clock
from anxin.supply.actions import orders
from anxin.supply.models import Round, Sharing
from anxin.supply.terms import Source
from tests.market import card, item, open_round
from tests.world import World, observe

BUILT = Path(__file__).resolve().parents[2] / "anxin" / "web" / "static"
PHONE = "13911117777"
pytestmark = pytest.mark.django_db


@pytest.fixture
def relay(world: World) -> Round:
    """A round whose organiser could be found by the marker strings."""
    round_ = open_round(world, delivery_fen=200)
    round_.organiser, round_.organiser_phone = "标记人名甲", PHONE
    round_.save(update_fields=["organiser", "organiser_phone"])
    return round_


def board(world: World) -> str:
    return f"/p/FN-{world.maple.ref}/"


def share(world: World, round_: Round, households: int, short: int) -> Sharing:
    return Sharing.objects.create(
        subdistrict_id=world.sid, round_id=round_.id, item_id=item(round_, "A").id, compound_id=world.maple.id,
        rule_set="cn-2022-03", rule="share.level", seed=1, wanted_milli=9000, had_milli=8000, given_milli=8000,
        households=households, households_short=short, made_by="system:0", made_at=clock.now(), path=world.maple.path,
    )  # fmt: skip


def test_rounds_prices_and_the_rule_of_the_zone(client: Client, world: World, relay: Round) -> None:
    text = client.get(board(world)).text
    for part in ("枫林苑", "周三蔬菜", "¥45.00", "¥5.00", "¥50.00", "配送费 ¥2.00", "封控区", "送到家门口"):
        assert part in text, part


def test_no_cookie_is_set_or_read(world: World, relay: Round) -> None:
    for address in (board(world), f"/r/FN-{relay.ref}/"):
        bare = Client().get(address)
        dressed = Client().get(
            address,
            headers={
                "Cookie": f"sessionid={'s' * 32}; csrftoken={'t' * 32}; anxin_language=en; anxin_large=1"
            },
        )
        assert not bare.cookies
        assert not dressed.cookies
        assert bare.content == dressed.content
        assert bare["Cache-Control"] == "public, max-age=60"
        assert "Cookie" not in bare.headers.get("Vary", "")
        assert "csrf" not in bare.text


def test_nobody_is_found_on_it(client: Client, world: World, relay: Round) -> None:
    home = world.household(world.maple, "1", "", "301")
    observe(home)
    order = orders.say(
        by=card(home), round_id=relay.id, household_id=home.id, source=Source.PAGE,
        wishes=[orders.Wish(item(relay, "A").id, 1000)],
    )  # fmt: skip
    for address in (board(world), f"/r/FN-{relay.ref}/"):
        text = client.get(address).text
        for marker in ("标记人名甲", PHONE, home.head, home.phone, home.ref, order.ref, "住户", "301"):
            assert marker not in text.replace("本页不含任何住户信息", ""), marker


def test_an_unchanged_page_is_not_sent_again(client: Client, world: World, relay: Round) -> None:
    first = client.get(board(world))
    again = client.get(board(world), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content
    Round.objects.filter(id=relay.id).update(title="周四蔬菜")
    assert client.get(board(world), headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_language_is_in_the_address(client: Client, world: World, relay: Round) -> None:
    for language, lang in (("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant"), ("en", "en")):
        page = client.get(board(world), {"lang": language}, headers={"Accept-Language": "fr"})
        assert f'<html lang="{lang}"' in page.text
    assert '<html lang="en"' in client.get(board(world), headers={"Accept-Language": "en-GB,fr;q=0.5"}).text
    assert '<html lang="zh-Hans"' in client.get(board(world), {"lang": "xx"}).text


def test_goods_that_are_late_are_said_by_themselves(client: Client, world: World, relay: Round) -> None:
    assert "现在还没到" not in client.get(board(world)).text
    Round.objects.filter(id=relay.id).update(state="bought", arrives_at=clock.now() - timedelta(hours=2))
    assert "现在还没到" in client.get(board(world)).text


def test_the_ledger_groups_small_counts(client: Client, world: World, relay: Round) -> None:
    share(world, relay, households=40, short=1)
    row = re.search(r"每家分得一样多(?:(?!</tr>).)*", client.get(board(world)).text, re.DOTALL)
    assert row is not None
    cell = re.search(r'<td class="ax-num">(.*?)</td>', row[0], re.DOTALL)
    assert cell is not None
    assert cell[1].startswith("40")
    shown = re.findall(r"[\d-]+", re.sub(r"<[^>]*>", " ", cell[1])[3:])
    assert "1" not in shown, "one household short must not be told as one"
    assert "39" not in shown
    assert len(shown) == 2


@pytest.mark.parametrize("address", ["/p/FN-0000000*/", "/p/FN-/", "/p/nothing/", "/r/FN-AAAA/", "/r/XX-00/"])
def test_what_is_not_there_is_said_kindly(client: Client, db: None, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 404
    assert "没有找到" in page.text


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_a_round_nobody_has_opened_is_not_there(
    client: Client, world: World, relay: Round, state: str
) -> None:
    Round.objects.filter(id=relay.id).update(state=state)
    assert client.get(f"/r/FN-{relay.ref}/").status_code == 404
    assert "周三蔬菜" not in client.get(board(world)).text


def test_a_link_of_another_subdistrict_opens_nothing(client: Client, world: World, relay: Round) -> None:
    assert client.get(f"/r/YS-{relay.ref}/").status_code == 404
    assert client.get(f"/p/YS-{world.maple.ref}/").status_code == 404


def test_the_text_for_the_group_has_the_prices_and_the_link(
    client: Client, world: World, relay: Round, settings: Any
) -> None:
    text = re.search(r'<pre[^>]*id="relay">(.*?)</pre>', client.get(f"/r/FN-{relay.ref}/").text, re.DOTALL)
    assert text is not None
    assert "周三蔬菜" in text[1]
    assert "50.00" in text[1]
    assert f"{settings.SITE_URL}/r/FN-{relay.ref}/" in text[1]


def test_it_weighs_less_than_60_kb_and_asks_nobody_else(client: Client, world: World, relay: Round) -> None:
    for n in range(20):
        share(world, open_round(world, title=f"第{n}轮"), households=40, short=n % 5)
    for address in (board(world), f"/r/FN-{relay.ref}/"):
        page = client.get(address).text
        files = re.findall(r"static/(b/[\w.]+?)(?:\.[0-9a-f]{12})?\.(css|js)\"", page)
        parts = [page.encode(), *((BUILT / f"{name}.{kind}").read_bytes() for name, kind in files)]
        assert sum(len(gzip.compress(part)) for part in parts) < 60_000


def test_it_asks_the_database_little(
    client: Client, world: World, relay: Round, django_assert_max_num_queries: Any
) -> None:
    for n in range(5):
        open_round(world, title=f"第{n}轮")
    with django_assert_max_num_queries(25):
        client.get(board(world))
