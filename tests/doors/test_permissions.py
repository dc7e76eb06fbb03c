"""Who may open what: every route × every role × inside and outside the area, generated from the routes themselves.

A route without a declaration fails; a route with an id this file has no sample for fails; so nobody can forget.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from anxin.access.models import Grant, User
from anxin.access.terms import GRANTABLE, ROLES, Permission, Role
from tests.doors.samples import Samples, make_samples

WORDS = {"anyone", "signed_in", "card", "demo"}


def web_routes(resolver: URLResolver | None = None) -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "api":
                yield from web_routes(pattern)
        else:
            yield pattern.name or str(pattern.pattern), pattern


ROUTES = list(web_routes())
GUARDED = [(name, p) for name, p in ROUTES if isinstance(getattr(p.callback, "who", None), Permission)]


def arguments(pattern: URLPattern) -> list[str]:
    return re.findall(r"<(?:\w+:)?(\w+)>", str(pattern.pattern))


@pytest.fixture
def samples(db: None) -> Samples:
    return make_samples()


def test_every_route_has_a_name_and_says_who_may_open_it() -> None:
    silent = [name for name, p in ROUTES if not isinstance(getattr(p.callback, "who", None), Permission)]
    assert [n for n in silent if getattr(dict(ROUTES)[n].callback, "who", None) not in WORDS] == []
    assert len({name for name, _ in ROUTES}) == len(ROUTES)


def open_page(client: Client, name: str, pattern: URLPattern, samples: Samples) -> Any:
    kwargs = {word: samples.of(word) for word in arguments(pattern)}
    methods: tuple[str, ...] = getattr(pattern.callback, "methods", ("GET",))
    address = reverse(name, kwargs=kwargs)
    return client.get(address) if "GET" in methods else client.post(address, {})


def somebody(role: Role, path: str) -> Client:
    user = User.objects.create(username=f"{role}@{path}", name="某人", password="!")
    Grant.objects.create(user=user, role=role, path=path, given_by="system:0")
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_nobody_is_sent_to_sign_in(samples: Samples) -> None:
    client = Client(raise_request_exception=False)
    for name, pattern in GUARDED:
        response = open_page(client, name, pattern, samples)
        assert response.status_code == 302, name
        assert "/sign-in/" in response["Location"], name


@pytest.mark.parametrize("role", GRANTABLE)
def test_a_role_opens_what_it_may_and_nothing_else(samples: Samples, role: Role) -> None:
    client = somebody(role, samples.world.area.path)
    for name, pattern in GUARDED:
        status = open_page(client, name, pattern, samples).status_code
        if pattern.callback.who in ROLES[role]:
            assert status not in (403, 404, 405, 500), (name, status)
        else:
            assert status == 403, (name, status)


def test_outside_the_area_nothing_exists(samples: Samples) -> None:
    """The other subdistrict's officer holds every desk permission, over there."""
    client = somebody(Role.OFFICER, samples.world.elsewhere.path)
    for name, pattern in GUARDED:
        if not arguments(pattern) or pattern.callback.who not in ROLES[Role.OFFICER]:
            continue
        assert open_page(client, name, pattern, samples).status_code == 404, name


def test_unknown_addresses_are_kind(client: Client, db: None) -> None:
    response = client.get("/no_such_page/")
    assert response.status_code == 404
    assert "首页" in response.content.decode()
