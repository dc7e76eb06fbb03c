"""Rows of access. Users and grants are reference tables: a user may work in two subdistricts."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from anxin.access.terms import GRANTABLE
from anxin.kernel.ids import new_id
from anxin.kernel.marks import privacy
from anxin.kernel.paths import PathField
from anxin.kernel.rows import Tenant


class User(AbstractBaseUser):
    """Somebody who works here. Residents are no users: their card opens their page."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = BaseUserManager()
    privacy = privacy(
        open="language is_active made_at last_login", personal="username name password", keep="forever"
    )


class Grant(models.Model):
    """A role over an area, for a time. Ended, never deleted: the history is part of the book."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=[(r, r) for r in GRANTABLE])
    path = PathField()
    reason = models.CharField(max_length=200, blank=True)
    break_glass = models.BooleanField(default=False)
    given_by = models.CharField(max_length=40)
    given_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    privacy = privacy(open="role path reason break_glass given_by given_at until ended_at", keep="forever")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=list(GRANTABLE)), name="access_grant_role_known"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "path"], condition=models.Q(ended_at=None), name="access_grant_once"
            ),
        ]


class Token(models.Model):
    """A key of the API. Only its hash is kept."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60)
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    privacy = privacy(open="label made_at until revoked_at", personal="hash", keep="forever")


class Event(Tenant):
    """One line of the book: who did what to what, through which door. No reference leads out of it."""

    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    door = models.CharField(max_length=8)
    what = models.CharField(max_length=60)
    about = models.CharField(max_length=60)
    path = PathField(blank=True)
    facts = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)
    privacy = privacy(open="at by door what about path facts request_id", keep="retention.book_days")

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict_id", "at"], name="access_event_at_ix"),
            models.Index(fields=["subdistrict_id", "about"], name="access_event_about_ix"),
        ]


class PersonalRead(Tenant):
    """Somebody opened personal or health fields: who, of what, how many, when."""

    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    about = models.CharField(max_length=60)
    why = models.CharField(max_length=60)
    count = models.IntegerField(default=1)
    path = PathField(blank=True)
    privacy = privacy(open="at by about why count path", keep="retention.book_days")


class Sent(Tenant):
    """A request that was already carried out, by the key its sender made: sent twice, done once."""

    key = models.CharField(max_length=64)
    what = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)
    answer = models.JSONField(default=dict)
    privacy = privacy(open="key what at answer", keep="retention.sent_days")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict_id", "what", "key"], name="access_sent_once"),
        ]
