"""What can be wrong with a rule set file: one code per kind sentence, and the path it is about."""

CODES = (
    "rulebook.not_toml",
    "rulebook.not_a_rule",
    "rulebook.unknown_key",
    "rulebook.unknown_path",
    "rulebook.missing",
    "rulebook.no_source",
    "rulebook.not_a_whole_number",
    "rulebook.not_a_text",
    "rulebook.not_a_clock_time",
    "rulebook.not_a_choice",
    "rulebook.not_a_list",
    "rulebook.not_a_date",
    "rulebook.not_an_order",
    "rulebook.observed_not_first",
    "rulebook.out_of_range",
    "rulebook.goods_out_of_reach",
    "rulebook.cap_below_slot",
    "rulebook.unknown_set",
)


class RuleSetError(Exception):
    """A rule set that cannot be used: `path` is the place ("" for the file), `code` the sentence."""

    def __init__(self, path: str, code: str, **facts: object) -> None:
        super().__init__(f"{code} at {path or 'the file'}: {facts}")
        self.path = path
        self.code = code
        self.facts = facts
