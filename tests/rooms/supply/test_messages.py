"""A pasted relay becomes orders: the shapes of domain §4.9, later copies, doubts, another compound's relay."""

from __future__ import annotations

import pytest

from anxin.flows import chat_orders
from anxin.households.models import Household
from anxin.supply.actions import entries, orders
from anxin.supply.actions.orders import Wish
from anxin.supply.models import Entry, Message, Order, OrderLine, Round
from anxin.supply.queries import messages
from anxin.supply.terms import Change, EntryState, OrderState, Source
from tests.market import card, item, open_round, refused
from tests.world import World

HEAD = "#接龙\n周三蔬菜 截止今晚8点 明天到\nA 蔬菜包 50元/份\nB 肉蛋包 60元/份\nC 土豆 2.5元/斤\n\n"


@pytest.fixture
def round_(world: World) -> Round:
    return open_round(world)


def paste(world: World, round_: Round, text: str, by: str = "li", **also: str) -> chat_orders.Taken:
    return chat_orders.take(
        by=world.actor(by), round_id=round_.id, compound_id=world.willow.id, text=text, **also
    )


def orders_by_room(round_: Round) -> dict[str, dict[str, int]]:
    """{"3-501": {"A": 2000}}, active orders only."""
    found: dict[str, dict[str, int]] = {}
    rows = OrderLine.objects.filter(
        order__round_id=round_.id, order__state=OrderState.ACTIVE, qty_milli__gt=0
    )
    for line in rows.select_related("order__household__door", "order__household__stair__building", "item"):
        home: Household = line.order.household
        key = f"{home.stair.building.label}-{home.door.room}"
        found.setdefault(key, {})[line.item.code] = line.qty_milli
    return found


def test_sure_rows_are_taken_and_lead_back_to_their_words(world: World, round_: Round) -> None:
    text = (
        HEAD
        + "1. 3-1-501 李 蔬菜包1 13800000000\n2、3栋1单元502 王阿姨 蔬菜包两份 谢谢\n3 ３－１－６０１ 肉蛋包*1\n"
    )
    taken = paste(world, round_, text)
    assert orders_by_room(round_) == {"3-501": {"A": 1000}, "3-502": {"A": 2000}, "3-601": {"B": 1000}}
    assert taken.counts["taken"] == 3
    assert not taken.counts["queued"]
    entry = Entry.objects.get(household__door__room="502", household__stair__building__label="3")
    assert "王阿姨" in text[entry.start : entry.end]
    claim = OrderLine.objects.get(order__household_id=entry.household_id).claims.get()
    assert (claim.source, claim.entry_id) == (Source.CHAT, entry.id)


def test_the_corpus_of_the_articles(world: World, round_: Round) -> None:
    rows = [
        "1. 3-1-501 李 蔬菜包1 13800000000",
        "2、3栋1单元502 王阿姨 蔬菜包2份 谢谢",
        "3. 3-1-501 蔬菜包改成2份",
        "4. 白萝卜2根 青椒2斤 西红柿2斤",
        "5. 3-1-999 蔬菜包1",
        "6. 5-2-302 土豆3斤",
        "7. 取消 3-1-502",
    ]
    taken = paste(world, round_, HEAD + "\n".join(rows) + "\n")
    assert orders_by_room(round_) == {"3-501": {"A": 2000}, "5-302": {"C": 3000}}
    waiting = {entry.row: entry.reasons for entry in messages.review(world.actor("li"), round_)}
    assert "not_offered" in waiting[3]
    assert "address_not_found" in waiting[4]
    assert taken.counts["review"] == 2


def test_the_same_text_twice_is_one_message(world: World, round_: Round) -> None:
    text = HEAD + "1. 3-1-501 蔬菜包1\n2. 3-1-502 蔬菜包1\n"
    first = paste(world, round_, text)
    again = paste(world, round_, text + "\n")
    assert (again.message_id, again.warning) == (first.message_id, "seen_before")
    assert Message.objects.count() == 1


def test_a_later_copy_shows_only_what_changed(world: World, round_: Round) -> None:
    paste(
        world,
        round_,
        HEAD + "1. 3-1-501 蔬菜包1\n2. 3-1-502 蔬菜包2 肉蛋包1\n3. 3-1-601 肉蛋包1\n4. 5-2-101 蔬菜包1\n",
    )
    later = paste(
        world, round_,
        HEAD + "1. 3-1-501 蔬菜包1\n2. 3-1-502 蔬菜包3\n3. 5-2-101 蔬菜包1\n4. 5-2-102 蔬菜包1\n",
    )  # fmt: skip
    assert {k: later.counts[k] for k in ("same", "changed", "added", "withdrawn")} == {
        "same": 2, "changed": 1, "added": 1, "withdrawn": 1,
    }  # fmt: skip
    assert orders_by_room(round_) == {
        "3-501": {"A": 1000}, "3-502": {"A": 3000}, "5-101": {"A": 1000}, "5-102": {"A": 1000},
    }  # fmt: skip
    gone = Order.objects.get(household__door__room="601", household__stair__building__label="3")
    assert gone.state == OrderState.CANCELLED
    third = paste(
        world, round_,
        HEAD + "1. 3-1-501 蔬菜包1\n2. 3-1-502 蔬菜包3\n3. 5-2-101 蔬菜包1\n4. 5-2-102 蔬菜包1\n5. 5-2-201 土豆2斤\n",
    )  # fmt: skip
    assert third.counts["added"] == 1
    assert third.counts["same"] == 4


def test_a_row_gone_does_not_take_what_the_page_says(world: World, round_: Round) -> None:
    home = world.household(world.willow, "3", "1", "601")
    paste(world, round_, HEAD + "1. 3-1-501 蔬菜包1\n2. 3-1-601 蔬菜包2\n")
    orders.say(
        by=card(home), round_id=round_.id, household_id=home.id, wishes=[Wish(item(round_, "A").id, 2000)],
        source=Source.PAGE,
    )  # fmt: skip
    paste(world, round_, HEAD + "1. 3-1-501 蔬菜包1\n")
    assert orders_by_room(round_)["3-601"] == {"A": 2000}


def test_many_rows_gone_at_once_wait_for_a_person(world: World, round_: Round) -> None:
    rows = [f"{n}. 3-1-{n}01 蔬菜包1" for n in range(1, 7)] + [
        f"{n + 6}. 5-2-{n}01 蔬菜包1" for n in range(1, 7)
    ]
    paste(world, round_, HEAD + "\n".join(rows))
    later = paste(world, round_, HEAD + "\n".join(rows[:7]))
    assert later.warning == "many_withdrawn"
    assert len(orders_by_room(round_)) == 12
    waiting = list(messages.review(world.actor("li"), round_))
    assert len(waiting) == 5
    entries.accept_withdrawal(by=world.actor("li"), entry_id=waiting[0].id, version=waiting[0].version)
    entries.dismiss(by=world.actor("li"), entry_id=waiting[1].id, version=waiting[1].version)
    assert len(orders_by_room(round_)) == 11


def test_another_compounds_relay_is_said_and_nothing_is_taken(world: World, round_: Round) -> None:
    taken = paste(world, round_, HEAD + "1. 88-9-1501 蔬菜包1\n2. 89-9-1502 蔬菜包1\n3. 90-9-1503 蔬菜包2\n")
    assert taken.warning == "other_compound"
    assert not Order.objects.exists()
    assert taken.counts["review"] == 3


def test_a_doubtful_entry_is_settled_by_a_person(world: World, round_: Round) -> None:
    paste(world, round_, HEAD + "1. 3-1-501 蔬菜包1\n2. 王阿姨 蔬菜包2份\n")
    entry = messages.review(world.actor("li"), round_).get()
    assert "address_missing" in entry.reasons
    home = world.household(world.willow, "3", "1", "502")
    li, line = world.actor("li"), (item(round_, "A").id, 2000)
    entries.accept(by=li, entry_id=entry.id, household_id=home.id, lines=[line], version=entry.version)
    assert orders_by_room(round_)["3-502"] == {"A": 2000}
    with refused("stale"):
        entries.accept(by=li, entry_id=entry.id, household_id=home.id, lines=[line], version=entry.version)
    entry.refresh_from_db()
    assert (entry.state, entry.household_id) == (EntryState.TAKEN, home.id)
    entries.reopen(by=li, entry_id=entry.id, version=entry.version)
    assert messages.review(li, round_).count() == 1


def test_two_rows_of_one_door_that_order_the_same_are_asked_about(world: World, round_: Round) -> None:
    paste(world, round_, HEAD + "1. 3-1-501 蔬菜包1\n2. 3-1-502 蔬菜包1\n3. 3-1-501 蔬菜包1\n")
    assert orders_by_room(round_)["3-501"] == {"A": 1000}
    assert messages.review(world.actor("li"), round_).get().reasons == ["entry.said_twice"]


def test_needs_and_temperatures_are_noted(world: World, round_: Round) -> None:
    paste(world, round_, HEAD + "1. 3-1-501 体温36.5 正常\n2. 3-1-502 麻烦帮忙扔垃圾\n3. 3-1-601 蔬菜包1\n")
    noted = Entry.objects.filter(state=EntryState.NOTED).order_by("row")
    assert [entry.intent for entry in noted] == ["checkin", "help"]
    assert noted[1].needs == ["trash"]


def test_the_page_and_the_chat_that_differ_make_a_conflict(world: World, round_: Round) -> None:
    home = world.household(world.willow, "3", "1", "501")
    wish = [Wish(item(round_, "A").id, 3000)]
    orders.say(by=card(home), round_id=round_.id, household_id=home.id, wishes=wish, source=Source.PAGE)
    paste(world, round_, HEAD + "1. 3-1-501 蔬菜包2\n2. 3-1-502 蔬菜包1\n")
    assert OrderLine.objects.get(order__household_id=home.id).state == "conflict"


def test_a_building_chief_takes_orders_of_the_own_building_only(world: World, round_: Round) -> None:
    taken = chat_orders.take(
        by=world.actor("zhao"), round_id=round_.id, compound_id=world.maple.id,
        text=HEAD + "1. 1-101 蔬菜包1\n2. 1-102 蔬菜包1\n",
    )  # fmt: skip
    assert taken.counts["taken"] == 2
    with refused("not_found"):
        paste(world, round_, HEAD + "1. 3-1-501 蔬菜包1\n", by="zhao")


@pytest.mark.parametrize("text", ["", "   \n \u200b".strip("\u200b")])
def test_an_empty_paste_is_refused(world: World, round_: Round, text: str) -> None:
    with refused("message.empty"):
        paste(world, round_, text)


@pytest.mark.parametrize(
    "text", ["🥔" * 50, "\u202e1-2-3\u202c", "\x00a\ud800", "1.\n2.\n3.\n", "a" * 50_000, "蔬菜包" * 16_000]
)
def test_any_text_is_kept_without_harm(world: World, round_: Round, text: str) -> None:
    taken = paste(world, round_, text)
    assert taken.message_id
    assert not Order.objects.exists()


def test_after_the_hard_close_a_pasted_order_waits(world: World, round_: Round) -> None:
    from tests.market import move_times

    move_times(round_, closes_ago_minutes=60)
    paste(world, round_, HEAD + "1. 3-1-501 蔬菜包1\n2. 3-1-502 蔬菜包1\n")
    assert set(Order.objects.values_list("state", flat=True)) == {OrderState.WAITING}
    assert Change.ADDED in Entry.objects.values_list("change", flat=True)
