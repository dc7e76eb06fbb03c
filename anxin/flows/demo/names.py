"""Invented names. No compound, firm or person of this list is meant to exist."""

from __future__ import annotations

import random

COMMUNITIES = ("听松社区", "临溪社区", "望湖社区", "南坡社区", "早樱社区")

TOWERS = ("枫和苑", "澄江花园", "云栖湾", "锦澜府", "星海里", "嘉木公馆", "远帆家园", "明镜台", "清欢里", "晓风苑",
          "碧梧名邸", "望舒城", "听澜湾")  # fmt: skip
WALK_UPS = (
    "机车厂北院",
    "纺织三村",
    "红砖里",
    "教工新村",
    "铁路东院",
    "建设里",
    "和平西院",
    "印刷厂宿舍",
    "粮站小区",
    "柳岸里",
)
VILLAGES = ("花溪村", "上塘围", "石桥村")
MIXED = ("春台小区", "长青里", "双井花园", "北辰家属院", "荷塘新城")

FIRMS = ("和风物业", "青石物业", "拾光物业", "归巢物业", "安庭物业")

SURNAMES = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹柏窦章云苏潘葛范彭郎鲁韦马苗凤方俞任袁柳"
TITLES = ("女士", "先生", "阿姨", "叔叔", "奶奶", "爷爷", "老师", "师傅")
NICKNAMES = (
    "小雨",
    "阿桃",
    "一苇",
    "南风",
    "橘子汽水",
    "老船长",
    "木木",
    "三月",
    "晴天",
    "阿梨",
    "豆豆妈",
    "路过的猫",
    "山茶",
    "小满",
    "海边",
)


def person(dice: random.Random) -> str:
    return dice.choice(SURNAMES) + dice.choice(TITLES)


def phone(number: int) -> str:
    """Never a real number: 0000 in the middle."""
    return f"1{30 + number // 10_000:02d}0000{number % 10_000:04d}"
