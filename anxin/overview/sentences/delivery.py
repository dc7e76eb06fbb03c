"""Waves, plans, trips, handovers and holds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "wave.nothing_to_carry": _("还没有可送的物资：这一轮尚未分配，或没有人订。没有改动。请先完成分配。"),
    "wave.is_done": _("这一批已经送完，没有要再排的。没有改动。有没交到手的，请到留存名单安排再送。"),
    "wave.settings_range": _("“%(field)s”应在 %(least)s 到 %(most)s 之间。没有保存。请改后再排。"),
    "wave.nobody_carries": _("一个送货人都没有填。没有保存。请至少填一个人。"),
    "wave.quiet_hours": _(
        "%(begins)s 到 %(until)s 是静音时段，不敲门、不推车。没有保存。请把开始时间改到 %(until)s 以后。"
    ),
    "wave.not_planned": _("方案还没有排好，不能发布。原来的内容都在。请等方案排好，或看没排成的原因。"),
    "wave.not_published": _("这一批还没有发布，或已经送完。没有改动。请向社区确认。"),
    "wave.begun": _("已经有人送到了，不能取消整批。没有改动。个别不送的，请在该户写明原因免送。"),
    "plan.stale": _("排方案期间，订单、分区或住户情况有变，这个方案没有采用，原来的都在。请再排一次。"),
    "plan.violates": _("方案没有通过检查，没有采用，原来的都在。请换设置再排；若再次出现，请告诉管理员。"),
    "plan.superseded": _("之后又排了新的方案，这一个没有采用。已有的内容都在。请看最新的方案。"),
    "plan.broken": _("排方案时程序出错，原来的都在。请再排一次；若再次出现，请告诉管理员。"),
    "plan.no_time": _("照现在的人手和时间送不完。没有采用任何方案，原来的都在。请加人或延长时间再排一次。"),
    "plan.nobody_suited": _(
        "有须穿防护服送的户，但没有填穿防护服的人。没有采用任何方案，原来的都在。请填上穿防护服的人数再排一次。"
    ),
    "trip.taken": _("这个号已经有人认领。没有改动。请认领别的号，或请对方先退回。"),
    "handover.key": _("这条记录没有编号，没有收下。请刷新清单后再点一次。"),
    "handover.outcome": _("不认识这个结果，没有收下。请刷新清单后再点一次。"),
    "handover.stop_gone": _("这一户已不在您的清单里（可能改由别人送）。没有记。请刷新清单。"),
    "handover.not_published": _("这一批还没有发布或已取消，没有记。请向社区确认。"),
    "handover.photo_bad": _("照片打不开，这一条没有记。请重拍，或不带照片再点一次。"),
    "handover.photo_large": _("照片超过 %(megabytes)s MB，这一条没有记。请拍小一点，或不带照片再点一次。"),
    "handover.unreadable": _("收到的记录读不懂，没有记；手机里的还在。请刷新页面后再送一次。"),
    "handover.too_many": _("一次最多送 %(most)s 条，没有记；手机里的还在。请刷新页面后再送一次。"),
    "slot.nobody": _("没有选住户，或不认识这个结果。没有改动。请回到叫号页再点。"),
    "stop.reason_missing": _("请写明免送的原因。没有改动。"),
    "stop.is_settled": _("这一户已经送到或已免送。没有改动。请刷新清单。"),
    "hold.is_closed": _("这一件留存已经了结。没有改动。请刷新名单。"),
    "hold.how_unknown": _("请选择怎样了结：自取、退款或转给别人。没有改动。"),
    "hold.quiet_hours": _("那个时间是静音时段，不敲门。没有改动。请定在 %(until)s 以后。"),
    "hold.time_wrong": _("时间没有看懂。没有改动。请重新选择。"),
}
