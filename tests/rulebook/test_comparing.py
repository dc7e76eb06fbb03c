"""What an office sees before it saves its copy."""

from hypothesis import given
from hypothesis import strategies as st

from anxin.rulebook import Change, available, compare, load, parse

sets = st.sampled_from(available()).map(load)


@given(sets)
def test_a_set_does_not_differ_from_itself(rules):
    assert compare(rules, rules) == []


def test_an_offices_copy_shows_its_one_change(text_of):
    ours = load("cn-2022-03")
    copy = parse(text_of("cn-2022-03").replace("boxes = { value = 28", "boxes = { value = 36"))
    assert compare(ours, copy) == [Change("cart.boxes", before=28, after=36)]


def test_a_new_source_alone_changes_no_answer(text_of):
    copy = parse(text_of("cn-2022-03").replace("可编辑示例", "街道办会议纪要"))
    assert compare(load("cn-2022-03"), copy) == []
    assert not any(copy.is_example(path) for path, _, _ in copy.items())


@given(sets, sets)
def test_comparing_the_other_way_round_swaps_before_and_after(old, new):
    there = {(change.path, change.before, change.after) for change in compare(old, new)}
    back = {(change.path, change.after, change.before) for change in compare(new, old)}
    assert there == back


def test_from_2020_to_2022_controlled_compounds_change_most():
    changes = {
        change.path: (change.before, change.after)
        for change in compare(load("cn-2020-02"), load("cn-2022-03"))
    }
    assert changes["zones.controlled.leave_flat"] == ("yes", "slot_only")
    assert changes["zones.controlled.leave_compound"] == ("pass", "no")
    assert changes["zones.controlled.goods"] == ("supply_point", "unit_entrance")
    assert "zones.home_observed.goods" not in changes
    assert "quiet.from" not in changes
