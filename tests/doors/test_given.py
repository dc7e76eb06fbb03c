"""Numbers in addresses are written by anybody: nonsense narrows nothing and breaks nothing."""

from __future__ import annotations

from django.test import Client

from anxin.access.terms import Role
from anxin.web.given import LARGEST, number
from tests.doors.samples import make_samples
from tests.doors.test_permissions import GUARDED, open_page, somebody

ODD = ("²", "٣", "-1", "1e9", "9" * 25, "0x10", "\x00", "1;drop", "૧૨")


def test_a_number_is_a_number() -> None:
    assert [number(text) for text in ("7", "0", str(LARGEST))] == [7, 0, LARGEST]
    assert {number(text) for text in (*ODD, "", None)} == {0}


def test_no_list_falls_over_an_odd_number(db: None) -> None:
    samples = make_samples()
    client: Client = somebody(Role.OFFICER, samples.world.area.path)
    names = ("compound", "round", "page", "stop", "trip", "item", "state", "sort", "q", "order", "day")
    pages = [(n, p) for n, p in GUARDED if "GET" in getattr(p.callback, "methods", ("GET",))]
    for place, (name, pattern) in enumerate(pages):
        address = open_page(client, name, pattern, samples).wsgi_request.path
        asked = {word: ODD[(place + shift) % len(ODD)] for shift, word in enumerate(names)}
        assert client.get(address, asked).status_code < 500, (name, asked)
