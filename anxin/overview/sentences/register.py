"""Files of a register: what could not be read, what could not be done with it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
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
    "import.too_large": _("文件超过 %(megabytes)s MB，没有读取。请按小区分成几份再上传。"),
    "import.empty": _("文件是空的，没有读到任何内容。请检查后重新上传。"),
    "import.not_ready": _("这份名册现在不能做这一步，可能别人刚刚处理过。请刷新看最新状态。"),
    "import.another_runs": _("另一份名册正在导入，这份没有开始，内容都在。请等它完成后再点导入。"),
    "import.file_gone": _("上传的文件已经清除，取不回来了。登记过的住户都在。需要时请重新上传。"),
    # One row that is left out, said in its last column: why, and what to do. The row itself comes back in the sheet.
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
