"""The small words on sheets (headings, "signed", "page"): Chinese source text, marked for the extractor."""

from collections.abc import Callable, Mapping


def gettext_noop(text: str) -> str:
    """Mark `text` for the message extractor. The room knows no framework, so whoever prints translates."""
    return text


def in_language(words: Mapping[str, str], translate: Callable[[str], str]) -> dict[str, str]:
    """The same labels in the reader's language: `in_language(RunSheet.WORDS, gettext)`."""
    return {key: translate(text) for key, text in words.items()}
