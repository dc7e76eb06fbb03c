"""`anxin chat read`: one line in, one line out; bad lines are named and skipped."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path
from typing import Any

import pytest

from anxin.cli import chat
from tests.chat.conftest import CATALOGUE


def _run(arguments: list[str], stdin: bytes, monkeypatch: pytest.MonkeyPatch) -> int:
    parser = argparse.ArgumentParser()
    chat.add(parser.add_subparsers())
    parsed = parser.parse_args(["chat", "read", *arguments])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    return int(parsed.run(parsed))


def _message(key: str, text: str, **more: Any) -> bytes:
    return json.dumps({"id": key, "text": text, **more}, ensure_ascii=False).encode() + b"\n"


def test_read_writes_one_prediction_for_each_good_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        _message("a", "3-501 土豆2斤"),
        b"not json\n",
        b"\n",
        b'{"id": 3}\n',
        b"\xff\xfe\n",
        b'{"id": "x", "text": "y", "context": [1]}\n',
        _message("b", "两份", context={"default_product": "蔬菜包", "sender": "3-502"}),
    ]
    code = _run(["--catalogue", str(CATALOGUE)], b"".join(lines), monkeypatch)
    out, err = capsys.readouterr()
    predictions = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [each["id"] for each in predictions] == ["a", "b"]
    assert set(predictions[0]) == {"id", "entries", "confidence", "review"}
    assert predictions[1]["entries"][0]["lines"][0] == {
        "product": "蔬菜包",
        "code": "PAK001",
        "qty": 2,
        "unit": "份",
    }
    assert [line.split(" skipped")[0] for line in err.splitlines()] == [
        "line 2",
        "line 4",
        "line 5",
        "line 6",
    ]


@pytest.mark.parametrize(
    "content", [None, b"", b"a,b\n1,2\n", b"\xff\xff", b"code,name_zh_hans,aliases,category,units\n"]
)
def test_bad_catalogue_is_one_sentence_and_code_2(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "c.csv"
    if content is not None:
        path.write_bytes(content)
    assert _run(["--catalogue", str(path)], _message("a", "土豆2斤"), monkeypatch) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip().endswith(".")
    assert len(err.strip().splitlines()) == 1


def test_common_context_is_used_where_a_message_brings_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "context.json"
    path.write_text('{"default_product": "草莓"}', encoding="utf-8")
    arguments = ["--catalogue", str(CATALOGUE), "--context", str(path)]
    assert _run(arguments, _message("a", "3-501 两盒"), monkeypatch) == 0
    assert json.loads(capsys.readouterr().out)["entries"][0]["lines"][0]["product"] == "草莓"
