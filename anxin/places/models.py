"""Rows of places. Every row below a subdistrict carries the path of its area; a subtree is a prefix."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from anxin.kernel.ids import new_id
from anxin.kernel.marks import privacy
from anxin.kernel.paths import PathField
from anxin.kernel.rows import Ref, Tenant
from anxin.places.terms import AreaKind, CompoundKind, Zone


class Area(models.Model):
    """A subdistrict, or what stands above one. A reference table: small, read by all. A subdistrict's id is the tenant."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=12, choices=[(k, k) for k in AreaKind])
    name = models.CharField(max_length=60)
    code = models.CharField(max_length=8, unique=True)  # first part of a card's address
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = PathField(unique=True)
    rule_set = models.CharField(max_length=40, default="cn-2022-03")
    demo = models.BooleanField(default=False)
    privacy = privacy(open="kind name code parent path rule_set demo", keep="forever")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(AreaKind)), name="places_area_kind_known")
        ]


class Community(Tenant):
    """社区: the area of one residents' committee."""

    name = models.CharField(max_length=60)
    path = PathField()
    privacy = privacy(open="name path", keep="forever")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict_id", "name"], name="places_community_name"),
            models.UniqueConstraint(fields=["subdistrict_id", "path"], name="places_community_path"),
        ]


class Compound(Tenant):
    """小区: a fenced estate or village with a gate; the unit of zones, rounds and waves."""

    community_id: int
    community = Ref("places.Community", related_name="compounds")
    name = models.CharField(max_length=60)
    aliases = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in CompoundKind])
    property_firm = models.CharField(max_length=60, blank=True)  # empty: nobody but the community guards it
    path = PathField()
    ref = models.CharField(max_length=12)  # opens the public page
    zone = models.CharField(max_length=12, choices=[(z, z) for z in Zone], default=Zone.PRECAUTION)
    version = models.IntegerField(default=1)
    privacy = privacy(open="name aliases kind property_firm path ref zone version", keep="forever")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict_id", "name"], name="places_compound_name"),
            models.UniqueConstraint(fields=["subdistrict_id", "path"], name="places_compound_path"),
            models.UniqueConstraint(fields=["subdistrict_id", "ref"], name="places_compound_ref"),
            models.CheckConstraint(condition=Q(zone__in=list(Zone)), name="places_compound_zone_known"),
            models.CheckConstraint(
                condition=Q(kind__in=list(CompoundKind)), name="places_compound_kind_known"
            ),
        ]


class Gate(Tenant):
    """卡口: the guarded way in."""

    compound_id: int
    compound = Ref("places.Compound", related_name="gates")
    name = models.CharField(max_length=30)
    x_m = models.IntegerField(default=0)
    y_m = models.IntegerField(default=0)
    privacy = privacy(open="name x_m y_m", keep="forever")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict_id", "compound_id", "name"], name="places_gate_name")
        ]


class SupplyPoint(Tenant):
    """供应点: where goods are unloaded and sorted, usually inside the gate."""

    compound_id: int
    compound = Ref("places.Compound", related_name="supply_points")
    name = models.CharField(max_length=30)
    x_m = models.IntegerField(default=0)
    y_m = models.IntegerField(default=0)
    loading_bays = models.IntegerField(default=2)
    privacy = privacy(open="name x_m y_m loading_bays", keep="forever")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "compound_id", "name"], name="places_point_name"
            )
        ]


class Building(Tenant):
    """楼栋. `label` is how it is called there ("3", "B区7"); aliases are what people also write."""

    compound_id: int
    compound = Ref("places.Compound", related_name="buildings")
    label = models.CharField(max_length=20)
    aliases = models.JSONField(default=list, blank=True)
    floors = models.IntegerField(default=6)
    grid = models.CharField(max_length=30, blank=True)
    order = models.IntegerField(default=0)
    x_m = models.IntegerField(default=0)
    y_m = models.IntegerField(default=0)
    path = PathField()
    privacy = privacy(open="label aliases floors grid order x_m y_m path", keep="forever")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "compound_id", "label"], name="places_building_label"
            ),
            models.UniqueConstraint(fields=["subdistrict_id", "path"], name="places_building_path"),
        ]


class Stair(Tenant):
    """单元: a stair with its own street door. A building without units has one stair with an empty label."""

    building_id: int
    building = Ref("places.Building", related_name="stairs")
    compound_id: int
    compound = Ref("places.Compound")
    label = models.CharField(max_length=20, blank=True)
    lifts = models.IntegerField(default=0)
    entrance = models.CharField(max_length=20, blank=True)  # stairs that share a lobby share this word
    order = models.IntegerField(default=0)
    x_m = models.IntegerField(default=0)
    y_m = models.IntegerField(default=0)
    path = PathField()
    privacy = privacy(open="label lifts entrance order x_m y_m path", keep="forever")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "building_id", "label"], name="places_stair_label"
            ),
            models.UniqueConstraint(fields=["subdistrict_id", "path"], name="places_stair_path"),
        ]


class Door(Tenant):
    """户门: one flat door."""

    stair_id: int
    stair = Ref("places.Stair", related_name="doors")
    compound_id: int
    compound = Ref("places.Compound")
    room = models.CharField(max_length=20)
    floor = models.IntegerField(default=1)
    path = PathField()
    privacy = privacy(open="room floor path", keep="forever")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict_id", "stair_id", "room"], name="places_door_room"),
            models.UniqueConstraint(fields=["subdistrict_id", "path"], name="places_door_path"),
        ]


class ZonePeriod(Tenant):
    """From when to when a compound was in a zone, and why. Rows are ended, never changed: the history stays."""

    compound_id: int
    compound = Ref("places.Compound", related_name="zone_periods")
    zone = models.CharField(max_length=12, choices=[(z, z) for z in Zone])
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300)
    rule_set = models.CharField(max_length=40)
    rule = models.CharField(max_length=80)  # path in the rule set that orders it
    decided_by = models.CharField(max_length=40)
    review_at = models.DateTimeField()
    path = PathField()
    privacy = privacy(open="zone since until reason rule_set rule decided_by review_at path", keep="forever")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "compound_id"], condition=Q(until=None), name="places_zone_one_open"
            ),
            models.CheckConstraint(condition=Q(zone__in=list(Zone)), name="places_zone_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="places_zone_in_order"
            ),
        ]
