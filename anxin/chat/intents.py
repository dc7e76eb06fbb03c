"""What a message wants: the cascade of the contract, and the gate that keeps chat from becoming an order."""

from __future__ import annotations

import re

from anxin.chat.grammar import ZH, bounded
from anxin.chat.sheet import TAKEN

_I = ZH.intent
_WANT = bounded(
    r"我要|我家要|需要(?!的)|想要|再要|要买|想买|帮.{0,4}买|帮.{0,3}带|代买|给我|麻烦.{0,6}(?:买|带|加|订)|求购|要\s*[\d一二两三四五六七八九十半]|订\s*[\d一二两三四五六七八九十半]|来\s*[\d一二两三四五六七八九十半]"
)
_ASKED = bounded(rf"(?:要|买|订|需|求|带|拿|来)[的个点些:,，\s]{{0,3}}{TAKEN}")
_MINE = bounded("我|帮|订单|麻烦")
COURTESY = bounded(
    "谢谢|多谢|感谢|辛苦|麻烦|你好|您好|团长|群主|大家|各位|下单|接龙|采购|清单|今天|明天|一共|加上|还有|以及|另外"
)
_WORDS = bounded(r"[\u4e00-\u9fff]")
_STRONG_TALK = bounded(
    r"谁家|谁有|收到|领到|已收|昨天|前天|上次|已送|送到|多买|@所有人|请大家|各位(?!好)|截止|还剩|吃完"
)


def may_order(text: str, left: str, *, address: bool, counted: bool, priced: bool = False) -> bool:
    """May a free message with products be an order? `counted`: some product has a quantity; `left`: unread text."""
    want = bool(_WANT.search(text))
    ask = bool(_I["ask_to_buy"].search(text))
    if _I["question"].search(text) and not (counted and (address or (ask and want))):
        return False
    if _I["past"].search(text) and not (want and counted):
        return False
    if _I["swap"].search(text) and not (address and counted and not _STRONG_TALK.search(text)):
        return False
    if priced and not (want or address):
        return False
    if _I["notice"].search(text) and not (counted and (want or (address and not _STRONG_TALK.search(text)))):
        return False
    if _I["talk"].search(text) and not (want or (address and counted)):
        return False
    if _I["thanks"].search(text) and not counted and not want and not address:
        return False
    if _I["praise"].search(text) and not want and not address:
        return False
    loose = len(_WORDS.findall(COURTESY.sub(TAKEN, left)))
    if counted and not address and not want:
        return loose <= 2  # nobody's door and nobody's wish: only a bare list of goods is an order
    if counted:
        return address or want or loose <= 6 or bool(_I["ordering"].search(text) and loose <= 10)
    return want or (bool(_ASKED.search(left)) and loose <= 8) or loose <= (3 if address else 1)


def needs_in(text: str, *, asked: bool, here: bool) -> tuple[str, ...]:
    """The services asked for, in the order of the contract. `asked`: somebody clearly wants something done."""
    found = [code for code, pattern in ZH.needs.items() if code not in _META and pattern.search(text)]
    if not found or (_I["swap"].search(text) and "medicine" not in found):
        return ()
    if _SUMMONS.search(text):
        return ()
    requested = asked or bool(ZH.needs["request"].search(text))
    if not requested or (ZH.needs["not_request"].search(text) and not _EXPLICIT.search(text)):
        return ()
    if not here and not _EXPLICIT.search(text) and not _GRAVE & set(found):
        return ()  # a complaint without a door and without a request: 链接打不开
    if "medicine" in found and "medical" in found and not _TAKE_TO_DOCTOR.search(text):
        found.remove("medical")
    if "other" in found and len(found) > 1:
        found.remove("other")
    return tuple(found)


_META = ("request", "not_request", "reply_address")
_GRAVE = {"medical", "medicine", "food", "psych"}
_SUMMONS = bounded("请.{1,8}来(?:拿|取|领)")  # 请3-502来拿快递 calls a neighbour
_EXPLICIT = bounded(r"麻烦|能否|能不能|可否|求助|急|请帮|帮我|帮忙|需要|请.{0,6}(?:上门|来|安排|联系)")
_TAKE_TO_DOCTOR = bounded(r"急诊|看病|看医生|就医|透析|产检|救护车|120|化疗|住院|晕|摔|胸|喘|昏|羊水|要生")


def cancels(text: str) -> bool:
    """The whole order withdrawn, said as a decision and not asked or announced."""
    if not _I["cancel"].search(text):
        return False
    if _I["cancel_notice"].search(text) and not _MINE.search(text):
        return False
    return not _I["cancel_question"].search(text)


def says_well(text: str) -> bool:
    """报平安: the household is well. Not a question, a notice or thanks."""
    if not _I["well"].search(text) or _I["question"].search(text) or len(text) > 60:
        return False
    return not (
        _I["notice"].search(text)
        or re.search("祝|愿|是福|喜乐|夜|希望|恢复正常|正常(?:上班|营业|发货|进出|供应|的)", text)
    )
