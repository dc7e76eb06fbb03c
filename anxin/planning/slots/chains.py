"""A stair as a chain of calls: its floors without risk together, each risk floor by itself with the gap around it."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

from anxin.planning.slots.problem import Household, Problem


@dataclass
class Link:
    """Households called in a row without a gap: one at a time if they are at risk."""

    quick: deque[Household]
    slow: deque[Household]
    alone: deque[Household]

    def calls(self, problem: Problem) -> int:
        return len(self.alone) + problem.calls_needed([*self.quick, *self.slow])

    def left(self) -> int:
        return len(self.quick) + len(self.slow) + len(self.alone)


@dataclass
class Chain:
    stair: str
    lobby: str
    links: deque[Link]
    ready: int = 0
    remaining: int = 0
    order: float = 0.0
    done: list[tuple[str, int]] = field(default_factory=list)

    def measure(self, problem: Problem) -> int:
        """Slots from now to the end of this stair if nothing else were called."""
        gaps = problem.risk_gap_slots * max(0, len(self.links) - 1)
        return sum(link.calls(problem) for link in self.links) + gaps

    def take(self, problem: Problem, slot: int, room: int) -> int:
        """Call the next households of this stair in `slot`, at most `room`; how many came."""
        link = self.links[0]
        taken: list[Household] = []
        if link.alone:
            taken.append(link.alone.popleft())
        else:
            most = min(room, problem.per_stair_slot)
            while link.slow and len(taken) < min(most, problem.slow_per_stair_slot):
                taken.append(link.slow.popleft())
            while link.quick and len(taken) < most:
                taken.append(link.quick.popleft())
        self.done += [(h.key, slot) for h in taken]
        self.ready = slot + 1
        if not link.left():
            self.links.popleft()
            self.ready += problem.risk_gap_slots
        self.remaining = self.measure(problem)
        return len(taken)


def chains(problem: Problem, *, risk_first: bool) -> list[Chain]:
    """One chain per stair with somebody to call; the top floor first within a link."""
    lobby = {s.key: s.lobby for s in problem.stairs}
    found = []
    for stair, households in problem.by_stair().items():
        chain = Chain(stair, lobby[stair], deque(_links(households, risk_first=risk_first)))
        chain.remaining = chain.measure(problem)
        found.append(chain)
    return found


def _links(households: list[Household], *, risk_first: bool) -> list[Link]:
    """Households of a risk floor that are not at risk themselves wait with the clean floors: always allowed."""
    risky: dict[int, list[Household]] = defaultdict(list)
    clean: list[Household] = []
    for h in sorted(households, key=lambda h: (-h.floor, h.key)):
        if h.risk:
            risky[h.floor].append(h)
        else:
            clean.append(h)
    links = [Link(deque(), deque(), deque(hs)) for hs in risky.values()]
    if not clean:
        return links
    open_ = Link(deque(h for h in clean if not h.slow), deque(h for h in clean if h.slow), deque())
    return [*links, open_] if risk_first else [open_, *links]
