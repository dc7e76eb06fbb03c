"""The words of codes that these pages show, and the sentences of what is refused or faulty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.access.terms import Role
from anxin.flows.register.columns import COLUMNS
from anxin.households.terms import Flag, ImportState
from anxin.overview.sentences import SENTENCES
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

FAULTS = {
    "register.formula_error": _("“%(heading)s”里的公式出错，读不到值。请改成数值再导入。"),
    "register.too_long": _("“%(heading)s”有 %(length)s 个字，最多 %(limit)s 个。请缩短。"),
    "register.number_wrong": _("“%(heading)s”应是 0 到 %(largest)s 的整数。"),
    "register.yes_no_unclear": _("“%(heading)s”请写“是”或“否”，不清楚就留空。"),
    "register.kind_unknown": _("小区类型不认识。请写高层、多层、城中村或混合，不清楚就留空。"),
    "register.phone_wrong": _("电话有 %(digits)s 位数字，不像一个电话号码。请核对，没有就留空。"),
    "register.compound_missing": _("没有写小区。请补上小区名称，或导入时选一个小区。"),
    "register.community_missing": _("这个小区还没有登记，也没有写它属于哪个社区。请补上社区。"),
    "register.building_missing": _("有单元或房号，没有楼号。请补上楼号。"),
    "register.room_missing": _("有住户，没有房号。请补上房号。"),
    "register.door_unreadable": _("看不懂是哪一户。请写成“3-2-501”，或分开写楼号、单元、房号。"),
    "register.door_twice": _("这一户和第 %(first_row)s 行是同一个门，人却不同。请核对后只留一行。"),
    "register.outside": _("这个小区或社区不在您负责的范围内。请由负责的同事导入，或核对名称。"),
    "register.other_community": _("系统里这个小区属于另一个社区。请核对社区或小区的名称。"),
    "register.flag_not_yours": _("您的岗位不能登记照顾标记。请清空“居家观察”“行动不便”两列，或由社区导入。"),
}
"""One row of a register that is left out: why, and what to do. The row itself comes back in the sheet."""

FILES = {
    "table.too_large": _("文件超过 %(megabytes)s MB，没有读取。请按小区分成几份再上传。"),
    "table.empty": _("文件是空的，没有读到任何内容。请检查后重新上传。"),
    "table.not_a_spreadsheet": _("这不是电子表格，没有读取。请上传 Excel（XLSX、XLS）、WPS 或 CSV 文件。"),
    "table.unsupported": _("这种表格格式还不能读取。请在 Excel 或 WPS 里另存为 XLSX 再上传。"),
    "table.password": _("文件加了密码，没有读取。请去掉密码后重新上传。"),
    "table.broken": _("文件损坏，打不开。请在 Excel 或 WPS 里打开、另存后重新上传。"),
    "table.zip_bomb": _("文件解压后太大，没有读取。请按小区分成几份再上传。"),
    "table.too_many_rows": _("工作表超过 %(limit)s 行，没有读取。请按小区分成几份再上传。"),
    "table.too_many_cells": _("工作表太大，没有读取。请删去空白的行列，或分成几份再上传。"),
    "table.no_header": _("没有找到表头。请保留一行表头，至少有小区、楼号、房号；可以下载模板照着填。"),
}

SENTENCES.update(FILES)
SENTENCES.update(
    {
        "area.code_wrong": _("区域代码只能用 8 个以内的字母和数字。没有保存。请改一个代码。"),
        "area.code_taken": _("这个区域代码已被使用。没有保存。请换一个代码。"),
        "area.rule_set_unknown": _("没有这套规则。没有保存。请从列表里选。"),
        "community.name_taken": _("已有同名的社区。没有保存。请换一个名称，或直接使用已有的社区。"),
        "compound.name_taken": _("已有同名的小区。没有保存。请换一个名称，或打开已有的小区修改。"),
        "building.label_taken": _("这个小区已有同号的楼。没有保存。请核对楼号。"),
        "stair.label_taken": _("这栋楼已有同号的单元。没有保存。请核对单元号。"),
        "door.room_taken": _("这个单元已有同号的房间。没有保存。请核对房号。"),
        "gate.name_taken": _("已有同名的卡口。没有保存。请换一个名称。"),
        "supply_point.name_taken": _("已有同名的供应点。没有保存。请换一个名称。"),
        "zone.unknown": _("没有这种分区。没有改动。请从封控、管控、防范里选。"),
        "zone.reason_missing": _("没有写理由。分区没有改动。请写明为什么改，住户会看到。"),
        "zone.review_past": _("复核时间已经过去。分区没有改动。请选一个将来的时间。"),
        "zone.rule_unknown": _("现行规则里没有这一条依据。分区没有改动。请从列表里选。"),
        "household.door_taken": _("这个门里已登记住户。没有保存。请先为原住户办理搬出。"),
        "household.moved_out": _("这一户已经搬出。没有改动。请到这个门的新住户名下办理。"),
        "household.phone_wrong": _("电话号码位数不对。没有保存。请核对，没有电话就留空。"),
        "household.persons_wrong": _("人数应是 0 到 99。没有保存。请核对。"),
        "flag.already": _("这一户已有这个标记，没有重复登记。如情况有变，请先结束原来的。"),
        "flag.ended": _("这个标记已经结束。没有改动。"),
        "flag.out_of_order": _("结束时间早于开始时间。没有保存。请核对时间。"),
        "card.already": _("这一户已有有效的安心卡，没有另发。丢失时请用“补发”，旧卡同时作废。"),
        "card.none": _("这一户没有有效的安心卡。没有改动。需要时请先发一张。"),
        "user.not_yours": _("这个账号还有不归您分配的岗位，密码没有改动。请由上级办理。"),
        "grant.no_compound": _("只有选了小区才能再选一栋楼。没有任何改动。请先在区域里选小区。"),
        "grant.no_building": _("这个小区没有这栋楼或这个单元。没有任何改动。请核对楼号。"),
        "import.too_large": FILES["table.too_large"],
        "import.empty": FILES["table.empty"],
        "import.not_ready": _("这份名册现在不能做这一步，可能别人刚刚处理过。请刷新看最新状态。"),
        "import.another_runs": _("另一份名册正在导入，这份没有开始，内容都在。请等它完成后再点导入。"),
        "import.file_gone": _("上传的文件已经清除，取不回来了。登记过的住户都在。需要时请重新上传。"),
    }
)
HEADINGS = {column.key: column.names[0] for column in COLUMNS}


def fault_sentence(code: str, facts: Mapping[str, Any]) -> str:
    """Why a row or a file was not taken, in the reader's language."""
    text = FAULTS.get(code) or SENTENCES.get(code)
    if text is None:
        return code
    limit = facts.get("limit")
    megabytes = limit // 2**20 if isinstance(limit, int) else 0
    filled = {
        **facts,
        "heading": HEADINGS.get(str(facts.get("column")), ""),
        "megabytes": facts.get("megabytes", megabytes),
    }
    return str(text) % filled if "%(" in str(text) else str(text)
