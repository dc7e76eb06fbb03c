"""Anything may be sent: never a 500, and every answer is what the description (docs/openapi.json) says it is.

Each operation gets parameters and bodies invented from its own description, right ones and wrong ones, as they are and
with ids that exist here, so that the deeds themselves are reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from anxin.api import guard
from anxin.project.wsgi import application
from tests.doors.api_samples import BASE, headers_of, make_api_samples
from tests.doors.samples import Samples

SCHEMA = schemathesis.openapi.from_wsgi(f"{BASE}/openapi.json", application)
OPERATIONS = [each.ok() for each in SCHEMA.get_all_operations()]
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BOUNDED = settings(
    max_examples=6, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.Pace, "allow_request", lambda self, request: True)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A request ends by closing old connections; here the test's transaction is on it (as Django's own client does)."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def known(value: Any, samples: Samples) -> Any:
    """The same, with every id that can be named here exchanged for one that exists."""
    if isinstance(value, list):
        return [known(each, samples) for each in value]
    if isinstance(value, dict):
        return {
            word: str(samples.values[word]) if word in samples.values else known(each, samples)
            for word, each in value.items()
        }
    return value


def send_anything(
    operation: Any, mode: GenerationMode, samples: Samples, headers: dict[str, str], seen: set[int]
) -> None:
    """Twice each: as invented, and with ids that exist. `seen` takes the status codes."""

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        seen.add(case.call_and_validate(headers=headers, checks=CHECKS).status_code)
        case.path_parameters = known(case.path_parameters, samples)
        case.body = known(case.body, samples)
        seen.add(case.call_and_validate(headers=headers, checks=CHECKS).status_code)

    with suppress(Unsatisfiable):  # no wrong value can be written into this address
        send()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
def test_whatever_is_sent_the_answer_is_as_described(db: None, mode: GenerationMode) -> None:
    samples = make_api_samples()
    headers = headers_of(samples.world, samples.world.users["wei"])
    faults: list[str] = []
    reached: dict[str, set[int]] = {}
    for operation in OPERATIONS:
        if mode is GenerationMode.NEGATIVE and not (
            operation.body or operation.query or operation.path_parameters
        ):
            continue  # nothing can be wrong where nothing is said
        with transaction.atomic():  # what one operation did, the next does not meet
            try:
                send_anything(operation, mode, samples, headers, reached.setdefault(operation.tags[0], set()))
            except BaseExceptionGroup as found:
                faults.append(f"{operation.label}: {found.exceptions}")
            transaction.set_rollback(True)
    assert faults == []
    wanted = 200 if mode is GenerationMode.POSITIVE else 422
    assert [tag for tag, seen in reached.items() if wanted not in seen and tag != "overview"] == []
