"""Keys and references of every row that belongs to a subdistrict.

The key is (subdistrict_id, id), so the same schema runs on SQLite, on PostgreSQL and distributed by subdistrict
(docs/decisions/0006). Django cannot point a ForeignKey at such a key; `Ref` hides the ForeignObject spelling and
adds the constraint to the database by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

from anxin.kernel.ids import new_id


class Reference(models.BaseConstraint):
    """FOREIGN KEY (subdistrict_id, x_id) REFERENCES target (subdistrict_id, id), checked at commit on both databases."""

    def __init__(self, *, name: str, column: str, table: str) -> None:
        super().__init__(name=name)
        self.column = column
        self.table = table

    def _sql(self, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({quote('subdistrict_id')}, {quote(self.column)}) "
            f"REFERENCES {quote(self.table)} ({quote('subdistrict_id')}, {quote('id')}) DEFERRABLE INITIALLY DEFERRED"
        )

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        return self._sql(schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        return f"ALTER TABLE {schema_editor.quote_name(model._meta.db_table)} ADD {self._sql(schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Forms do not ask the database twice; the commit does."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[str, str, str]:
        return self.name, self.column, self.table

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "column": self.column, "table": self.table}


class Ref(models.ForeignObject):  # type: ignore[type-arg]  # generic for the checker only
    """A reference to a row of the same subdistrict: `household = Ref("households.Household")` gives `household_id` too."""

    def __init__(
        self,
        to: Any,
        *,
        on_delete: Any = models.PROTECT,
        related_name: str | None = None,
        null: bool = False,
        index: bool = True,
        **kwargs: Any,
    ) -> None:
        self.index = index
        # Made first: Django sorts fields by creation, and a migration must list the column before the reference.
        self.column_field = models.BigIntegerField(null=null, blank=null)
        kwargs.pop("from_fields", None)
        kwargs.pop("to_fields", None)
        kwargs["blank"] = null
        super().__init__(
            to,
            on_delete=on_delete,
            from_fields=["subdistrict_id", "PENDING"],
            to_fields=["subdistrict_id", "id"],
            related_name=related_name or "+",
            null=null,
            **kwargs,
        )

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False, **kwargs: Any) -> None:
        self.from_fields = ["subdistrict_id", f"{name}_id"]
        if not any(f.name == f"{name}_id" for f in cls._meta.local_fields):
            self.column_field.contribute_to_class(cls, f"{name}_id")
        super().contribute_to_class(cls, name, private_only=private_only, **kwargs)
        if (
            cls._meta.abstract or cls.__module__ == "__fake__"
        ):  # a migration's model lists its constraints itself
            return
        options = cls._meta
        constraint = Reference(
            name=f"{options.db_table}_{name}_ref", column=f"{name}_id", table=self.target_table(cls)
        )
        options.constraints = [*options.constraints, constraint]
        options.original_attrs["constraints"] = options.constraints
        if self.index:
            index = models.Index(
                fields=["subdistrict_id", f"{name}_id"], name=index_name(options.db_table, name)
            )
            options.indexes = [*options.indexes, index]
            options.original_attrs["indexes"] = options.indexes

    def target_table(self, cls: Any) -> str:
        """By the naming rule, because the other model may not be loaded yet."""
        to: Any = self.remote_field.model
        if to == "self":
            return str(cls._meta.db_table)
        return str(to).lower().replace(".", "_") if isinstance(to, str) else str(to._meta.db_table)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for word in ("from_fields", "to_fields"):
            kwargs.pop(word, None)
        if not self.index:
            kwargs["index"] = False
        return name, path, args, kwargs


def index_name(table: str, field: str) -> str:
    """Index names have thirty characters; the end of a table name says more than its beginning."""
    return f"{table}_{field}"[-27:].strip("_") + "_ix"


class Tenant(models.Model):
    """A row of one subdistrict. `privacy` must mark every field (kernel.marks; a test walks all models)."""

    pk = models.CompositePrimaryKey("subdistrict_id", "id")
    subdistrict_id = models.BigIntegerField()
    id = models.BigIntegerField(default=new_id)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # the checker does not see the `x_id` columns that `Ref` adds

        def __getattr__(self, name: str) -> Any: ...


M = TypeVar("M", bound=Tenant)


def change_many(model: type[M], subdistrict_id: int, changed: Mapping[int, Mapping[str, Any]]) -> list[M]:
    """Set named fields on many rows in a few statements: {id: {field: value}}. Inside the caller's transaction.

    Rows that are gone are left out; returns those written.
    """
    rows: Any = model._default_manager.select_for_update()
    found: list[M] = list(rows.filter(subdistrict_id=subdistrict_id, id__in=list(changed)))
    names: dict[str, None] = {}
    for row in found:
        for name, value in changed[row.id].items():
            setattr(row, name, value)
            names[name] = None
    if found:
        model._default_manager.bulk_create(
            found, update_conflicts=True, update_fields=list(names), unique_fields=["subdistrict_id", "id"]
        )
    return found
