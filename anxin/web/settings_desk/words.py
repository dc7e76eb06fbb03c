"""The words of codes that these pages show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.access.terms import Role
from anxin.flows.register.columns import told
from anxin.households.terms import Flag, ImportState
from anxin.kernel.errors import Refusal
from anxin.overview.sentences import sentence
from anxin.places.terms import CompoundKind

KINDS = {
    CompoundKind.TOWER: _("高层（有电梯）"),
    CompoundKind.WALK_UP: _("多层（走楼梯）"),
    CompoundKind.URBAN_VILLAGE: _("城中村"),
    CompoundKind.MIXED: _("混合"),
}
ROLES = {
    Role.HEADQUARTERS: _("指挥部人员"),
    Role.OFFICER: _("街道工作人员"),
    Role.COMMUNITY_WORKER: _("社区工作者"),
    Role.GRID_WORKER: _("网格员"),
    Role.BUILDING_CHIEF: _("楼栋长"),
    Role.UNIT_CHIEF: _("单元长"),
    Role.LIAISON: _("安心联络员"),
    Role.PROPERTY: _("物业人员"),
    Role.DOCTOR: _("医生"),
    Role.COUNSELLOR: _("心理疏导员"),
    Role.TRACER: _("流调员"),
    Role.VOLUNTEER: _("志愿者"),
    Role.SUPPLIER: _("供应商"),
    Role.AUDITOR: _("审计"),
    Role.OPERATOR: _("运维"),
}
FLAGS = {
    Flag.HOME_OBSERVED: _("居家观察"),
    Flag.CANNOT_COME_DOWN: _("行动不便"),
    Flag.ELDER_ALONE: _("独居老人"),
    Flag.DISABLED: _("残障"),
    Flag.MATERNITY: _("孕产妇"),
    Flag.INFANT: _("婴幼儿"),
    Flag.DIALYSIS: _("血透"),
    Flag.CHRONIC_RX: _("慢性病配药"),
    Flag.WITHOUT_STOCK: _("家中断粮"),
    Flag.MEDICAL_DIET: _("医疗饮食"),
    Flag.HALAL: _("清真"),
}
IMPORTS = {
    ImportState.UPLOADED: ("waiting", _("正在试读")),
    ImportState.UNREADABLE: ("overdue", _("无法读取")),
    ImportState.READY: ("due", _("待确认")),
    ImportState.RUNNING: ("waiting", _("导入中")),
    ImportState.DONE: ("done", _("已导入")),
    ImportState.DROPPED: ("held", _("已放弃")),
}
COUNTED = {
    "communities": _("社区"),
    "compounds": _("小区"),
    "buildings": _("楼栋"),
    "stairs": _("单元"),
    "doors": _("户门"),
    "homes": _("住户"),
    "flags": _("照顾标记"),
}
GOODS = {
    "flat_door": _("送到家门口"),
    "unit_entrance": _("送到单元门口，分时下楼取"),
    "supply_point": _("到供应点自取"),
}
LEAVE_FLAT = {"no": _("不出门"), "slot_only": _("叫到时下楼"), "pass": _("凭证出门"), "yes": _("可以出门")}
LEAVE_GATE = {"no": _("不出小区"), "slot_only": _("叫到时出"), "pass": _("凭证出入"), "yes": _("可以出入")}


def fault_sentence(code: str, facts: Mapping[str, Any]) -> str:
    """Why a row or a file was not taken, in the reader's language."""
    return sentence(Refusal(code, **told(facts)))
