"""Shared set-up. ANXIN_DATABASE chooses the database; `make test` runs the suite on both."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import settings

from tests.world import World, make_world

# How long one example may take is the machine's business; a test that fails under load says nothing of the code.
settings.register_profile("anxin", deadline=None)
settings.load_profile("anxin")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The cache is a table (rate limits count across processes), and tables of libraries are not migrated."""
    with django_db_blocker.unblock():
        call_command("createcachetable")
