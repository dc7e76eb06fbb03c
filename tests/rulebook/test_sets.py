"""The shipped sets load, and say where every value comes from."""

import re
from datetime import date

import pytest

from anxin.rulebook import EXAMPLE, RuleSetError, available, load, parse
from anxin.rulebook.shape import PATHS

FOUND = re.compile(r"^(domain §\d|peers_supply §\d|article [A-D])")


@pytest.mark.parametrize("name", available())
def test_a_set_is_called_what_its_file_is_called(name):
    """A case stores the name; the file must be found again under it."""
    rules = load(name)
    assert rules.name == name
    assert set(rules.title) == {"zh-hans", "zh-hant", "en"}
    assert date(2020, 1, 1) <= rules.effective_from <= date(2023, 1, 8)
    assert rules.effective_source


@pytest.mark.parametrize("name", available())
def test_every_value_states_where_it_was_found_or_that_it_was_not(name):
    """A number without a source is an opinion; the label 可编辑示例 says so."""
    for path, _, source in load(name).items():
        assert source.startswith(EXAMPLE) or FOUND.match(source), f"{path}: {source}"


def test_the_sets_issue_a_needs_are_there_and_differ():
    """2020 knew gate passes, 2022 knew slots at the unit entrance."""
    assert {"cn-2020-02", "cn-2022-03"} <= set(available())
    older, newer = load("cn-2020-02"), load("cn-2022-03")
    assert older.effective_from < newer.effective_from
    assert older.text("zones.controlled.goods") == "supply_point"
    assert newer.text("zones.controlled.goods") == "unit_entrance"


def test_article_d_numbers_are_the_ones_the_article_gives():
    """28 to 36 boxes on a borrowed shopping cart; four hours at the gate; nobody knocks from ten to seven."""
    rules = load("cn-2022-03")
    assert rules.number("cart.boxes") == 28
    assert rules.rule("cart.boxes").range == (28, 36)
    assert rules.number("gate.goods_limit_hours") == 4
    assert (rules.text("quiet.from"), rules.text("quiet.until")) == ("22:00", "07:00")
    assert rules.number("review.fever") == 373


def test_a_set_knows_which_of_its_numbers_nobody_found():
    rules = load("cn-2022-03")
    assert rules.is_example("slots.minutes")
    assert not rules.is_example("cart.boxes")


def test_the_six_classes_are_ranked_as_the_sources_rank_them():
    rules = load("cn-2022-03")
    ranks = {path: value for path, value, _ in rules.items() if path.startswith("classes.")}
    assert sorted(ranks, key=lambda path: int(str(ranks[path]))) == [
        "classes.isolated_in_need",
        "classes.isolated",
        "classes.sealed_frail",
        "classes.sealed",
        "classes.controlled",
        "classes.other",
    ]


def test_load_gives_the_same_frozen_set_each_time():
    first = load("cn-2022-03")
    assert load("cn-2022-03") is first
    with pytest.raises(AttributeError):
        first.name = "another"  # type: ignore[misc]
    with pytest.raises(TypeError):
        first.rules["slots.minutes"] = first.rules["cart.boxes"]  # type: ignore[index]


@pytest.mark.parametrize("name", ["cn-1999-01", "", "../wrong", "cn-2022-03.toml"])
def test_an_unknown_set_is_refused_with_the_known_ones(name):
    with pytest.raises(RuleSetError) as caught:
        load(name)
    assert caught.value.code == "rulebook.unknown_set"
    assert caught.value.facts["available"] == available()


def test_a_list_a_number_and_a_text_are_not_mistaken_for_each_other():
    rules = load("cn-2022-03")
    assert rules.numbers("observation.sampling_days") == (1, 4, 7, 14)
    assert rules.texts("review.symptoms")[0] == "发热"
    assert rules.clock("quiet.from").hour == 22
    with pytest.raises(TypeError):
        rules.number("quiet.from")
    with pytest.raises(TypeError):
        rules.text("slots.minutes")
    with pytest.raises(KeyError):
        rules.number("slots.minuets")


def test_items_show_every_path_once():
    paths = [path for path, _, _ in load("cn-2020-02").items()]
    assert sorted(paths) == sorted(PATHS)


def test_reading_the_same_text_twice_gives_equal_sets(text_of):
    text = text_of("cn-2022-03")
    assert parse(text) == parse(text)
    assert hash(parse(text)) == hash(parse(text))
