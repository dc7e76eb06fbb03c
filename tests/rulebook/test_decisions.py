"""Every household in every zone gets an answer, and the answer says which rule gave it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rulebook import (
    Answer,
    RuleSet,
    allocation_class,
    available,
    count_shown,
    delivery_mode,
    is_late,
    load,
    may_leave,
    quiet,
    zone_review_due,
)

zones = st.sampled_from(["sealed", "controlled", "precaution"])
sets = st.sampled_from(available()).map(load)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LATEST = load("cn-2022-03")


def stands_on(rules: RuleSet, answer: Answer[object]) -> bool:
    """Each reason is a path of this very set, with its value and source."""
    return bool(answer.because) and all(rules.because(why.path) == why for why in answer.because)


@given(sets, zones, st.booleans(), st.booleans())
def test_goods_arrive_somewhere_for_a_reason(rules, zone, home_observed, cannot_come_down):
    answer = delivery_mode(rules, zone=zone, home_observed=home_observed, cannot_come_down=cannot_come_down)
    assert answer.value in {"flat_door", "unit_entrance", "supply_point"}
    assert answer.because[0].value == answer.value
    assert stands_on(rules, answer)


@given(sets, zones, st.booleans())
def test_an_observed_home_is_served_at_its_door_in_every_zone(rules, zone, cannot_come_down):
    answer = delivery_mode(rules, zone=zone, home_observed=True, cannot_come_down=cannot_come_down)
    assert answer.value == "flat_door"
    assert [why.path for why in answer.because] == ["zones.home_observed.goods"]


@given(sets, zones, st.booleans())
def test_who_cannot_come_down_is_served_at_the_door(rules, zone, home_observed):
    answer = delivery_mode(rules, zone=zone, home_observed=home_observed, cannot_come_down=True)
    assert answer.value == "flat_door"


@given(sets, zones, st.booleans(), st.booleans())
def test_nobody_is_asked_to_fetch_what_they_may_not_go_out_for(rules, zone, home_observed, cannot_come_down):
    leave = may_leave(rules, what="flat", zone=zone, home_observed=home_observed)
    mode = delivery_mode(rules, zone=zone, home_observed=home_observed, cannot_come_down=cannot_come_down)
    assert leave.value != "no" or mode.value == "flat_door"


@pytest.mark.parametrize(
    ("zone", "mode"),
    [("sealed", "flat_door"), ("controlled", "unit_entrance"), ("precaution", "supply_point")],
)
def test_article_d_sorts_goods_by_zone(zone, mode):
    assert delivery_mode(LATEST, zone=zone, home_observed=False, cannot_come_down=False).value == mode


@given(sets, zones, st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_every_household_has_one_class(rules, zone, home_observed, bare, diet, frail):
    answer = allocation_class(
        rules,
        zone=zone,
        home_observed=home_observed,
        without_stock=bare,
        medical_diet=diet,
        elder_or_disabled=frail,
    )
    assert 1 <= answer.value <= 6
    assert stands_on(rules, answer)


@given(sets, zones, zones, st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_an_observed_home_is_never_behind_one_that_is_not(rules, here, there, bare, diet, frail, old):
    observed = allocation_class(
        rules, zone=here, home_observed=True, without_stock=bare, medical_diet=diet, elder_or_disabled=frail
    )
    free = allocation_class(
        rules, zone=there, home_observed=False, without_stock=bare, medical_diet=diet, elder_or_disabled=old
    )
    assert observed.value < free.value


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"zone": "precaution", "home_observed": True, "without_stock": True}, 1),
        ({"zone": "sealed", "home_observed": True, "medical_diet": True}, 1),
        ({"zone": "controlled", "home_observed": True, "elder_or_disabled": True}, 2),
        ({"zone": "sealed", "home_observed": False, "elder_or_disabled": True}, 3),
        ({"zone": "sealed", "home_observed": False, "without_stock": True}, 4),
        ({"zone": "controlled", "home_observed": False, "elder_or_disabled": True}, 5),
        ({"zone": "precaution", "home_observed": False}, 6),
    ],
)
def test_the_six_classes(facts, expected):
    assert allocation_class(LATEST, **facts).value == expected


@given(sets, zones, st.sampled_from(["flat", "compound"]))
def test_an_observed_home_stays_in(rules, zone, what):
    answer = may_leave(rules, what=what, zone=zone, home_observed=True)
    assert answer.value == "no"
    assert stands_on(rules, answer)


@pytest.mark.parametrize(
    ("name", "zone", "flat", "compound"),
    [
        ("cn-2022-03", "sealed", "no", "no"),
        ("cn-2022-03", "controlled", "slot_only", "no"),
        ("cn-2022-03", "precaution", "yes", "pass"),
        ("cn-2020-02", "sealed", "no", "no"),
        ("cn-2020-02", "controlled", "yes", "pass"),
    ],
)
def test_who_may_go_out(name, zone, flat, compound):
    rules = load(name)
    assert may_leave(rules, what="flat", zone=zone, home_observed=False).value == flat
    assert may_leave(rules, what="compound", zone=zone, home_observed=False).value == compound


@pytest.mark.parametrize("zone", ["home_observed", "cannot_come_down", "", "SEALED"])
def test_a_zone_nobody_knows_is_a_bug_not_an_answer(zone):
    with pytest.raises(ValueError, match="no such zone"):
        allocation_class(LATEST, zone=zone, home_observed=True)
    with pytest.raises(ValueError, match="no such zone"):
        delivery_mode(LATEST, zone=zone, home_observed=False, cannot_come_down=False)


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("21:59", False), ("22:00", True), ("23:59", True), ("00:00", True), ("06:59", True), ("07:00", False)],
)
def test_the_night_is_quiet_across_midnight(clock, expected):
    answer = quiet(LATEST, at=time.fromisoformat(clock))
    assert answer.value is expected
    assert stands_on(LATEST, answer)


@given(st.times(), st.times(), st.times())
def test_a_quiet_time_within_one_day_works_too(quiet_from, quiet_until, at):
    """A noon rest from 13:00 to 14:30 is as good a rule as a night."""
    begins, ends = sorted(moment.replace(second=0, microsecond=0) for moment in (quiet_from, quiet_until))
    rules = edited({"quiet.from": f"{begins:%H:%M}", "quiet.until": f"{ends:%H:%M}"})
    assert quiet(rules, at=at).value is (begins <= at < ends)


@given(sets, moments, st.integers(0, 10_000))
def test_goods_are_late_only_after_the_limit(rules, arrived, minutes):
    answer = is_late(rules, arrived=arrived, now=arrived + timedelta(minutes=minutes))
    assert answer.value is (minutes > 60 * rules.number("gate.goods_limit_hours"))
    assert stands_on(rules, answer)


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (239, False), (240, False), (241, True)])
def test_four_hours_at_the_gate_is_the_last_moment_in_time(minutes, late):
    arrived = datetime(2022, 3, 30, 1, 0, tzinfo=UTC)
    answer = is_late(LATEST, arrived=arrived, now=arrived + timedelta(minutes=minutes))
    assert answer.value is late


def test_a_naive_clock_is_a_bug_not_an_answer():
    arrived = datetime(2022, 3, 30, 1, 0, tzinfo=UTC)
    with pytest.raises(TypeError):
        is_late(LATEST, arrived=arrived, now=arrived.replace(tzinfo=None))


@given(sets, zones, moments)
def test_a_zone_is_reviewed_whole_days_later(rules, zone, since):
    answer = zone_review_due(rules, zone=zone, since=since)
    assert answer.value - since == timedelta(days=rules.number(f"zones.{zone}.review_days"))
    assert answer.value > since
    assert stands_on(rules, answer)


@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (1, "1-2"), (2, "1-2"), (3, "3"), (600, "600")])
def test_small_counts_are_grouped(count, shown):
    assert count_shown(LATEST, count=count).value == shown


def edited(values: dict[str, str]) -> RuleSet:
    """The latest set with other values, as an office's copy would have."""
    rules = {path: replace(rule, value=values.get(path, rule.value)) for path, rule in LATEST.rules.items()}
    return replace(LATEST, rules=rules)
