"""Chat relays as neighbours write them, in the handwriting of article B and D, from a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from anxin.households.models import Household

NUMERALS = {1: ("1份", "一份", "1", "*1", "x1"), 2: ("2份", "两份", "2", "x2", "＊2")}


@dataclass(frozen=True)
class Written:
    """A relay and the households it speaks for."""

    text: str
    homes: list[Household]


def door(home: Household, dice: random.Random) -> str:
    building, stair, room = home.door.stair.building.label, home.door.stair.label, home.door.room
    if not stair:
        return dice.choice(
            (f"{building}-{room}", f"{building}号楼{room}", f"{building}栋{room}室", f"{building}#{room}")
        )
    return dice.choice(
        (
            f"{building}-{stair}-{room}",
            f"{building}栋{stair}单元{room}",
            f"{building}号楼{stair}门{room}室",
            f"{building}-{stair}-{room}",
        )
    )


def row(home: Household, dice: random.Random) -> str:
    """Most are plain; some are what makes a person look twice."""
    goods = dice.sample(("蔬菜包", "肉蛋包", "牛奶包", "鸡蛋"), dice.choice((1, 1, 2, 2, 3)))
    words = []
    for name in goods:
        number = dice.choice((1, 1, 1, 2))
        if name == "鸡蛋":
            words.append(f"鸡蛋{'一' if number == 1 else '两'}板")
        else:
            words.append(name + dice.choice(NUMERALS[number]))
    name = dice.choice((home.chat_name, home.head, ""))
    tail = dice.choice(("", "", "", " 谢谢", "，老人在家请放门口", " 辛苦啦🌹"))
    return f"{name} {door(home, dice)} {dice.choice((' ', '，', '、', '+')).join(words)}{tail}".strip()


DOUBTFUL = (
    "{name} {door} 蔬菜包来几份",
    "{name} 蔬菜包2份 肉蛋包1",
    "{door} 还是老样子 牛奶包",
    "{door} 蔬菜包1份 再来点酸辣粉两桶",
    "{name} 99栋1单元101 蔬菜包1份",
)


def write(homes: Sequence[Household], dice: random.Random, title: str = "今天的菜") -> Written:
    rows = []
    for number, home in enumerate(homes, 1):
        text = row(home, dice)
        if dice.random() < 0.12:
            text = dice.choice(DOUBTFUL).format(name=home.chat_name, door=door(home, dice))
        rows.append(f"{number}. {text}")
    head = f"#接龙\n{title}  A蔬菜包50元 B肉蛋包100元 C牛奶包60元 D鸡蛋25元一板\n例 楼-单元-房 A1 B1\n"
    return Written(head + "\n" + "\n".join(rows), list(homes))
