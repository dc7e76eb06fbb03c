"""Invented controlled compounds for tests and the bench."""

from __future__ import annotations

import random

from anxin.planning.slots.problem import Household, Problem, Stair


def generate(*, buildings: int, seed: int, stairs: int = 3, floors: int = 6, flats: int = 2) -> Problem:
    """A compound of equal buildings; about 15 % slow households, one floor in fifty at risk, paired lobbies in some."""
    rng = random.Random(seed)
    made: list[Stair] = []
    households: list[Household] = []
    for b in range(1, buildings + 1):
        paired = rng.random() < 0.2
        for u in range(1, stairs + 1):
            key = f"B{b}U{u}"
            made.append(Stair(key, f"B{b}" if paired else None))
            for floor in range(1, floors + 1):
                risk = rng.random() < 0.02
                households += [
                    Household(f"{key}-{floor:02d}{flat:02d}", key, floor, rng.random() < 0.15, risk)
                    for flat in range(1, flats + 1)
                    if rng.random() < 0.85
                ]
    return Problem(
        tuple(made),
        tuple(households),
        per_stair_slot=6,
        below_cap=40,
        risk_gap_slots=2,
        key=f"slots-{buildings}-s{seed}",
    )
