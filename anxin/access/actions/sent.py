"""Keys of requests that were carried out: kept as long as a phone may still send the same again."""

from __future__ import annotations

from datetime import datetime

from anxin.access.models import Sent

CHUNK = 5000


def forget(*, subdistrict_id: int, before: datetime) -> int:
    """In short transactions; two at once do no harm. Returns how many went."""
    gone = 0
    while True:
        old = Sent.objects.filter(subdistrict_id=subdistrict_id, at__lt=before).order_by("id")
        ids = list(old.values_list("id", flat=True)[:CHUNK])
        if not ids:
            return gone
        gone += Sent.objects.filter(subdistrict_id=subdistrict_id, id__in=ids).delete()[0]
