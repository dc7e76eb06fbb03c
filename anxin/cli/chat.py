"""`anxin chat read`: messages in, entries out, one JSON object a line. Needs no database."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from anxin.chat import Catalogue, CatalogueError, Context, load_catalogue, read
from anxin.chat.schema import context_from, prediction


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `chat` with its verb `read` to the command line."""
    chat = subparsers.add_parser("chat", help="read group messages into order lines")
    verbs = chat.add_subparsers(dest="verb", required=True)
    reading = verbs.add_parser(
        "read", help="messages.jsonl on standard input, predictions on standard output"
    )
    reading.add_argument("--catalogue", required=True, metavar="FILE", help="CSV of products")
    reading.add_argument(
        "--context", metavar="FILE", help="JSON object used where a message brings no context"
    )
    reading.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit code: 0 all read (bad lines reported and skipped), 2 when catalogue or context cannot be used."""
    try:
        catalogue = load_catalogue(arguments.catalogue)
        common = _common(arguments.context)
    except (CatalogueError, _Unusable) as error:
        print(error, file=sys.stderr)
        return 2
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            record = _read_line(line, catalogue, common)
        except (ValueError, AttributeError) as error:
            print(f"line {number} skipped: {error}", file=sys.stderr)
            continue
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    return 0


class _Unusable(ValueError):
    """A file that cannot be used, said in a sentence."""


def _common(path: str | None) -> Context:
    if path is None:
        return Context()
    try:
        with open(path, encoding="utf-8") as handle:
            return context_from(json.load(handle))
    except (OSError, ValueError, AttributeError) as error:
        raise _Unusable(f"The context {path} cannot be used: {error}.") from error


def _read_line(line: bytes, catalogue: Catalogue, common: Context) -> dict[str, Any]:
    record = json.loads(line.decode("utf-8"))
    if not isinstance(record, dict) or not isinstance(record.get("text"), str) or record.get("id") is None:
        raise ValueError("not an object with id and text")
    own = record.get("context")
    context = common if own is None else context_from(own)
    return prediction(str(record["id"]), read(record["text"], catalogue, context))
