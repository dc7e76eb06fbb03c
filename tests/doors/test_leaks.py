"""Marker strings planted in personal and health fields, looked for on every page, sheet and export, as every role.

A name may be seen by who may see households, a health word by who may see health; a whole phone number, another
subdistrict's anything, by nobody on any page that is merely opened.
"""

from __future__ import annotations

import io
import logging
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from anxin.access.terms import GRANTABLE, ROLES, Permission, Role
from anxin.households.models import CareFlag, Household
from tests.doors.samples import Samples, make_samples
from tests.doors.test_permissions import ROUTES, arguments, open_page, somebody
from tests.world import observe

NAME, FAR_NAME = "标记人名甲", "标记人名乙"
PHONE, FAR_PHONE = "13911117777", "13922228888"
HEALTH = "标记病情丙"
NICKNAME = "标记昵称丁"
HEALTH_WORDS = (HEALTH,)


@pytest.fixture
def planted(db: None) -> Samples:
    samples = make_samples()
    here = Household.objects.filter(subdistrict_id=samples.world.sid)
    here.update(head=NAME, chat_name=NICKNAME)
    for home in here:
        Household.objects.filter(pk=home.pk).update(phone=PHONE)
    Household.objects.filter(subdistrict_id=samples.world.elsewhere.id).update(head=FAR_NAME, phone=FAR_PHONE)
    home = Household.objects.get(subdistrict_id=samples.world.sid, id=samples.of("household_id"))
    CareFlag.objects.filter(pk=observe(home).pk).update(note=HEALTH)
    return samples


def text_of(response: HttpResponse) -> str:
    """What a reader sees: a page's source, a sheet's cells, a document's text."""
    body = b"".join(response) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if body[:4] == b"%PDF":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    if body[:2] == b"PK":
        book = load_workbook(io.BytesIO(body), read_only=True)
        return "\n".join(
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
        )
    return body.decode(errors="replace") if "text" in kind or "json" in kind or "svg" in kind else ""


def everything(client: Client, samples: Samples) -> list[tuple[str, str]]:
    pages = []
    for name, pattern in ROUTES:
        if "GET" not in getattr(pattern.callback, "methods", ("GET",)):
            continue
        if all(word in samples.values for word in arguments(pattern)):
            response: Any = open_page(client, name, pattern, samples)
            pages.append((name, text_of(response)))
    return pages


def found(pages: list[tuple[str, str]], *markers: str) -> list[tuple[str, str]]:
    return [(name, marker) for name, text in pages for marker in markers if marker in text]


@pytest.mark.parametrize("role", GRANTABLE)
def test_no_role_finds_what_is_not_for_it(
    planted: Samples, role: Role, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    pages = everything(somebody(role, planted.world.area.path), planted)
    assert found(pages, FAR_NAME, FAR_PHONE) == []
    assert found(pages, PHONE) == []
    if Permission.HOUSEHOLD_SEE not in ROLES[role]:
        assert found(pages, NAME, NICKNAME) == []
    if Permission.HEALTH_SEE not in ROLES[role]:
        assert found(pages, *HEALTH_WORDS) == []
    logged = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    assert not [m for m in (NAME, PHONE, HEALTH, NICKNAME) if m in logged]


def test_nobody_finds_anybody(planted: Samples) -> None:
    pages = everything(Client(raise_request_exception=False), planted)
    assert found(pages, NAME, FAR_NAME, PHONE, FAR_PHONE, NICKNAME, *HEALTH_WORDS) == []
