"""Said at every door, whatever the room: not there, not allowed, too often, unreadable."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "not_found": _(
        "没有找到这一页。它可能已被移除，或不在您负责的范围内。没有任何内容被改动。请返回上一页，或从首页重新进入。"
    ),
    "not_allowed": _(
        "您的岗位不包含这项操作。没有任何内容被改动。如果工作需要，请联系街道办公室为您增加岗位。"
    ),
    "stale": _("在您填写期间，别人刚刚改过这一项。您的改动还没有保存。请刷新查看最新内容后再改一次。"),
    "text_unreadable": _("送来的内容里有读不懂的字符。没有任何内容被改动。请重新填写后再试。"),
    "too_often": _("操作太频繁了。此前的内容都已保留。请过一分钟再试。"),
    "not_signed_in": _("没有带上有效的密钥，也没有登录。没有任何内容被改动。请在请求头里写上密钥后再试。"),
    "csrf": _("这次请求没有带上本页面的防伪标记。没有任何内容被改动。请刷新页面后再试。"),
    "unreadable": _("请求的内容读不懂。没有任何内容被改动。请检查是否为有效的 JSON。"),
    "invalid": _("有些内容不合要求，逐项写在下面。没有任何内容被改动。请改正后再发一次。"),
    "no_such_address": _("没有这个接口地址。没有任何内容被改动。请对照接口文件（openapi.json）检查。"),
}
