"""A bad file names the path and the sentence; nothing else ever comes out of the reader."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rulebook import CODES, RuleSetError, load, parse
from anxin.rulebook.shape import PATHS, Number

NAME = "cn-2022-03"
RULES = load(NAME)
paths = st.sampled_from(sorted(PATHS))
ROOM = Path(__file__).parents[2] / "anxin" / "rulebook"


def leaf(text: str, path: str) -> re.Match[str]:
    """The one line of the file that holds a path."""
    table, _, key = path.rpartition(".")
    found = re.search(rf"(?ms)^\[{re.escape(table)}\]$.*?^(?P<line>{key} = \{{.*?\}})$", text)
    assert found, path
    return found


def spoiled(text: str, path: str, line: str) -> str:
    found = leaf(text, path)
    return text[: found.start("line")] + line + text[found.end("line") :]


def refusal(text: str) -> tuple[str, str]:
    with pytest.raises(RuleSetError) as caught:
        parse(text)
    return caught.value.path, caught.value.code


def key(path: str) -> str:
    return path.rpartition(".")[2]


@given(path=paths)
def test_a_value_without_a_source_is_refused(text_of, path):
    for line in (
        f"{key(path)} = {{ value = {toml(path)} }}",
        f'{key(path)} = {{ value = {toml(path)}, source = " " }}',
    ):
        assert refusal(spoiled(text_of(NAME), path, line)) == (path, "rulebook.no_source")


@given(path=paths)
def test_a_missing_value_is_refused(text_of, path):
    assert refusal(spoiled(text_of(NAME), path, "")) == (path, "rulebook.missing")
    assert refusal(spoiled(text_of(NAME), path, f'{key(path)} = {{ source = "s" }}')) == (
        path,
        "rulebook.missing",
    )


@given(path=paths, wrong=st.sampled_from(["true", "1.5", "2022-03-01", "[[1]]", "{ a = 1 }", '""']))
def test_a_value_of_the_wrong_kind_is_refused(text_of, path, wrong):
    line = f'{key(path)} = {{ value = {wrong}, source = "s" }}'
    found, code = refusal(spoiled(text_of(NAME), path, line))
    assert found == path
    assert code.startswith("rulebook.not_a_")


@given(path=paths)
def test_a_bare_value_is_refused(text_of, path):
    bare = f"{key(path)} = {toml(path)}"
    assert refusal(spoiled(text_of(NAME), path, bare)) == (path, "rulebook.not_a_rule")


@given(
    path=paths.filter(lambda path: isinstance(PATHS[path], Number)),
    number=st.sampled_from([-1, 10**9, 10**30]),
)
def test_a_number_beyond_all_sense_is_refused(text_of, path, number):
    line = f'{key(path)} = {{ value = {number}, source = "s" }}'
    assert refusal(spoiled(text_of(NAME), path, line)) == (path, "rulebook.out_of_range")


def toml(path: str) -> str:
    value = RULES.rules[path].value
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{part}"' if isinstance(part, str) else str(part) for part in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


@pytest.mark.parametrize(
    ("path", "line", "code"),
    [
        ("cart.boxes", 'boxes = { value = 280, range = [28, 36], source = "s" }', "rulebook.out_of_range"),
        ("cart.boxes", 'boxes = { value = 28, range = [28], source = "s" }', "rulebook.not_a_list"),
        ("cart.boxes", 'boxes = { value = 28, sauce = "s" }', "rulebook.unknown_key"),
        ("quiet.from", 'from = { value = "22", source = "s", unit = "" }', "rulebook.not_a_text"),
        ("quiet.from", 'from = { value = "25:00", source = "s" }', "rulebook.not_a_clock_time"),
        ("quiet.from", 'from = { value = "22:00:30", source = "s" }', "rulebook.not_a_clock_time"),
        ("quiet.from", 'from = { value = "22:00Z", source = "s" }', "rulebook.not_a_clock_time"),
        ("quiet.from", 'from = { value = 22, source = "s" }', "rulebook.not_a_clock_time"),
        ("sharing.rule", 'rule = { value = "first_come", source = "s" }', "rulebook.not_a_choice"),
        (
            "zones.home_observed.goods",
            'goods = { value = "unit_entrance", source = "s" }',
            "rulebook.not_a_choice",
        ),
        (
            "zones.home_observed.leave_flat",
            'leave_flat = { value = "yes", source = "s" }',
            "rulebook.not_a_choice",
        ),
        (
            "zones.sealed.goods",
            'goods = { value = "unit_entrance", source = "s" }',
            "rulebook.goods_out_of_reach",
        ),
        ("slots.below_cap", 'below_cap = { value = 3, source = "s" }', "rulebook.cap_below_slot"),
        ("privacy.small_count", 'small_count = { value = 1, source = "s" }', "rulebook.out_of_range"),
    ],
)
def test_what_an_office_may_not_write(text_of, path, line, code):
    """An observed home is always served at its door; who may not go out is never asked to fetch."""
    assert refusal(spoiled(text_of(NAME), path, line)) == (path, code)


def test_nobody_is_ranked_before_an_observed_home(text_of):
    text = spoiled(text_of(NAME), "classes.isolated", 'isolated = { value = 3, source = "s" }')
    text = spoiled(text, "classes.sealed_frail", 'sealed_frail = { value = 2, source = "s" }')
    assert refusal(text) == ("classes.isolated", "rulebook.observed_not_first")


def test_as_many_below_as_one_call_brings_is_enough(text_of):
    line = 'below_cap = { value = 4, source = "s" }'
    assert parse(spoiled(text_of(NAME), "slots.below_cap", line)).number("slots.below_cap") == 4


def test_two_classes_on_one_rank_are_refused(text_of):
    text = spoiled(text_of(NAME), "classes.other", 'other = { value = 5, source = "s" }')
    assert refusal(text) == ("classes", "rulebook.not_an_order")


@pytest.mark.parametrize(
    ("added", "path", "code"),
    [
        ('[slots2]\nminutes = { value = 5, source = "s" }', "slots2.minutes", "rulebook.unknown_path"),
        ("[extra]\nhours = 3", "extra.hours", "rulebook.not_a_rule"),
        ('["slots.minutes"]\nvalue = 9\nsource = "s"', "slots.minutes", "rulebook.unknown_path"),
        ("[slots]", "", "rulebook.not_toml"),
        ("= 3", "", "rulebook.not_toml"),
        ("[x]\ny = " + "1" * 5000, "", "rulebook.not_toml"),
        ("[x]\ny = " + "[" * 5000, "", "rulebook.not_toml"),
    ],
)
def test_what_does_not_belong_is_named(text_of, added, path, code):
    assert refusal(f"{text_of(NAME)}\n{added}\n") == (path, code)


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ('name = "cn-2022-03"', "", "name", "rulebook.not_a_text"),
        ("value = 2022-03-13", 'value = "2022-03-13"', "effective_from", "rulebook.not_a_date"),
        ("value = 2022-03-13", "value = 2022-03-13T00:00:00Z", "effective_from", "rulebook.not_a_date"),
        ("[effective_from]", "[effective]", "effective", "rulebook.unknown_path"),
        ("en = ", "fr = ", "title.fr", "rulebook.unknown_path"),
        ("[title]", "[heading]", "heading.zh-hans", "rulebook.not_a_rule"),
    ],
)
def test_a_bad_head_is_named(text_of, old, new, path, code):
    text = text_of(NAME)
    assert old in text
    assert refusal(text.replace(old, new, 1)) == (path, code)


@given(text=st.text(st.sampled_from("abn=[]{}.\"'\n#12-:, sourcevalue"), max_size=200) | st.text(max_size=80))
def test_any_text_is_a_set_or_a_refusal(text):
    with pytest.raises(RuleSetError) as caught:
        parse(text)
    assert caught.value.code in CODES


@given(data=st.data())
def test_a_copy_damaged_anywhere_is_a_set_or_a_refusal(text_of, data):
    text = text_of(NAME)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    damaged = text[:start] + data.draw(st.text(max_size=10)) + text[end:]
    assert outcome(damaged) in {"a set", *CODES}


def outcome(text: str) -> str:
    try:
        parse(text)
    except RuleSetError as refused:
        return refused.code
    return "a set"


def test_every_code_of_the_room_is_listed_and_used():
    """A page has one sentence per code; a code outside the list would show as nothing."""
    used = set()
    for file in ROOM.glob("*.py"):
        if file.name != "wrong.py":
            used |= set(re.findall(r'"(rulebook\.[a-z_]+)"', file.read_text(encoding="utf-8")))
    assert used == set(CODES)
