"""Addresses that hang at the gate and travel in chat groups."""

from __future__ import annotations

from django.urls import reverse


def compound_page(code: str, ref: str) -> str:
    return reverse("public_compound", kwargs={"place": f"{code}-{ref}"})


def round_page(code: str, ref: str) -> str:
    return reverse("public_round", kwargs={"share": f"{code}-{ref}"})
