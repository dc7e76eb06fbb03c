"""Users, grants and keys."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "grant.not_yours": _("这个区域不归您分配岗位。没有任何改动。请联系该区域的负责人。"),
    "grant.role_unknown": _("没有这个岗位。没有任何改动。请从列表中选择。"),
    "grant.above_you": _("您不能授予比自己权限更大的岗位。没有任何改动。请由上级办理。"),
    "user.name_taken": _("这个登录名已有人使用。账号没有创建。请换一个登录名。"),
    "user.not_yours": _("这个账号还有不归您分配的岗位，密码没有改动。请由上级办理。"),
    "grant.no_compound": _("只有选了小区才能再选一栋楼。没有任何改动。请先在区域里选小区。"),
    "grant.no_building": _("这个小区没有这栋楼或这个单元。没有任何改动。请核对楼号。"),
    "token.label_missing": _("没有写这把密钥给谁用。没有生成密钥。请写上用途再试。"),
    "token.days": _("密钥的有效天数应在 1 到 %(most)s 之间。没有生成密钥。请改一下天数。"),
    "token.not_yours": _(
        "只能为自己生成密钥。没有生成密钥。请让对方用自己的账号生成，或由运维在命令行办理。"
    ),
}
