"""Promises every row keeps: its key, its references, its privacy marks."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from anxin.kernel.marks import Privacy
from anxin.kernel.rows import Ref, Reference, Tenant

OURS = [m for m in apps.get_models() if m.__module__.startswith("anxin.")]
TENANTS = [m for m in OURS if issubclass(m, Tenant)]
REFERENCE_TABLES = {"access.User", "access.Grant", "access.Token", "places.Area"}
TIER = ["access", "places", "households", "supply", "delivery"]


def test_every_other_table_belongs_to_a_subdistrict() -> None:
    assert {m._meta.label for m in OURS if m not in TENANTS} == REFERENCE_TABLES


@pytest.mark.parametrize("model", TENANTS, ids=lambda m: m._meta.label)
def test_keys_begin_with_the_subdistrict(model: type[models.Model]) -> None:
    assert isinstance(model._meta.pk, models.CompositePrimaryKey)
    assert model._meta.pk.field_names == ("subdistrict_id", "id")
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert constraint.fields[0] == "subdistrict_id", constraint.name
    for index in model._meta.indexes:
        assert index.fields[0] == "subdistrict_id", index.name


@pytest.mark.parametrize("model", TENANTS, ids=lambda m: m._meta.label)
def test_every_reference_is_in_the_database_and_looks_down(model: type[models.Model]) -> None:
    refs = [f for f in model._meta.get_fields() if isinstance(f, Ref)]
    bound = {c.column for c in model._meta.constraints if isinstance(c, Reference)}
    assert bound == {f"{f.name}_id" for f in refs}
    for ref in refs:
        assert TIER.index(ref.related_model._meta.app_label) <= TIER.index(model._meta.app_label)
    assert not [f for f in model._meta.get_fields() if isinstance(f, models.ForeignKey)]


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_field_is_marked_once(model: type[models.Model]) -> None:
    marks = getattr(model, "privacy", None)
    assert isinstance(marks, Privacy), f"{model._meta.label} has no privacy marks"
    named = [*marks.open, *marks.personal, *marks.health]
    assert len(named) == len(set(named))
    free = {"pk", "id", "subdistrict_id"}
    for field in model._meta.fields:
        if isinstance(field, Ref):
            free |= {field.name, f"{field.name}_id"}
    own = {f.name for f in model._meta.fields} - free
    refs_by_key = {
        f.name for f in model._meta.fields if isinstance(f, models.ForeignKey) and f.name not in named
    }
    assert own - refs_by_key == set(named)
