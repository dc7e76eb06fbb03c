"""Who acts. Built once per request, command or job; no code below the doors sees a request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from anxin.access.terms import ROLES, Permission, Role
from anxin.kernel.paths import covers

Door = Literal["web", "api", "cli", "task"]


@dataclass(frozen=True, slots=True)
class Held:
    """A role over a subtree."""

    role: Role
    path: str


@dataclass(frozen=True, slots=True)
class Actor:
    kind: Literal["user", "card", "system", "nobody"]
    id: int
    door: Door
    held: tuple[Held, ...] = ()
    request_id: str = ""
    language: str = "zh-hans"
    name: str = field(default="", repr=False)

    @property
    def label(self) -> str:
        """How the book names them: never a person's name."""
        return f"{self.kind}:{self.id}"

    def areas(self, permission: Permission) -> tuple[str, ...]:
        """The subtrees in which they hold the permission; ("",) is everywhere."""
        if self.kind == "system":
            return ("",)
        return tuple(sorted({held.path for held in self.held if permission in ROLES[held.role]}))

    def may(self, permission: Permission, path: str | None = None) -> bool:
        """At `path`; without one: anywhere at all."""
        areas = self.areas(permission)
        return bool(areas) if path is None else any(covers(area, path) for area in areas)


NOBODY = Actor(kind="nobody", id=0, door="web")


def system(door: Door = "task") -> Actor:
    """The machine itself, for jobs and for the clock."""
    return Actor(kind="system", id=0, door=door)
