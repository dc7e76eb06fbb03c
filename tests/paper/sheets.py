"""One invented example of every printed sheet, named as the template that draws it."""

from anxin.paper.cards import Hotline, HouseholdCard, HouseholdCards
from anxin.paper.hold_list import Hold, HoldList
from anxin.paper.labels import Label, Labels, in_parts
from anxin.paper.ledger import Ledger, LedgerLine
from anxin.paper.parts import Item
from anxin.paper.poster import PricedProduct, RoundPoster
from anxin.paper.press import Sheet
from anxin.paper.purchase_order import DeliverTo, PurchaseLine, PurchaseOrder
from anxin.paper.run_sheet import RunSheet, Stop, Trip
from anxin.paper.slot_sheet import CalledDoor, Slot, SlotSheet
from anxin.paper.stair_sheet import OfferedProduct, Room, Stair, StairSheets

COMPOUND = "东湖花园"
VEGETABLES = Item("蔬菜包", "2 份")
MILK = Item("纯牛奶 250ml×12", "1 箱")
NAMES = [
    "白萝卜",
    "青椒",
    "西红柿",
    "莴苣",
    "小白菜",
    "土豆",
    "洋葱",
    "胡萝卜",
    "豆腐",
    "鸡蛋",
    "香菇",
    "生姜",
]
MANY = tuple(Item(name, "1 斤") for name in NAMES)
KEPT = "2026-11-21 14:05 打印，李店长"

LABELS = Labels(
    labels=in_parts(
        (
            Label(COMPOUND, "3号楼 2单元 1101", "K7F2-9", (VEGETABLES, MILK), "11月21日蔬菜团", "下午第一批"),
            Label(COMPOUND, "3号楼 2单元 902", "M3D8-4", MANY, "11月21日蔬菜团", "下午第一批"),
            Label(COMPOUND, "12号楼 1单元 2604", "P9X4-2", MANY[:7], "11月21日蔬菜团"),
            Label("何家垄城中村三组", "巷口西 15号 二楼东", "T2W6-7", (VEGETABLES,)),
            Label(COMPOUND, "7号楼 101", "A4C3-5", MANY[:4], "肉蛋包", "上午"),
            *(
                Label(COMPOUND, f"5号楼 1单元 {n}02", f"Q{n}H7-3", (VEGETABLES,), "11月21日蔬菜团")
                for n in range(1, 7)
            ),
        )
    )
)
RUN_SHEET = RunSheet(
    title="送货单 11月21日下午",
    compound=COMPOUND,
    person="志愿者 小周",
    printed=KEPT,
    trips=(
        Trip(
            1,
            31,
            (
                Stop(
                    "3号楼 2单元", "11层", "1101", "K7F2-9", (VEGETABLES, MILK), "放门口凳子上，敲门后退两步"
                ),
                Stop("3号楼 2单元", "9层", "902", "M3D8-4", MANY),
                Stop("3号楼 2单元", "6层", "603", "B2N5-8", (VEGETABLES,)),
                Stop("3号楼 1单元", "12层", "1201", "C8R3-6", (VEGETABLES,)),
                *(
                    Stop("3号楼 1单元", f"{n}层", f"{n}02", f"D{n}K4-2", (VEGETABLES,))
                    for n in range(9, 1, -1)
                ),
                *(Stop("5号楼 1单元", f"{n}层", f"{n}01", f"E{n}K4-2", (MILK,)) for n in range(9, 1, -1)),
            ),
        ),
        Trip(2, 28, (Stop("7号楼", "1层", "101", "A4C3-5", (VEGETABLES,)),)),
    ),
)
PRODUCTS = (
    OfferedProduct("蔬菜包A", "约10斤", 5000),
    OfferedProduct("肉蛋包", "猪肉2斤 蛋30枚", 10000),
    OfferedProduct("纯牛奶", "250ml×12", 4250),
    OfferedProduct("大米", "5kg", 3280),
    OfferedProduct("调料包", "盐 酱油 醋", 2500),
)
STAIR_SHEETS = StairSheets(
    round="11月22日蔬菜团",
    cut_off="11月21日 20:00",
    arrival="11月22日下午",
    products=PRODUCTS,
    printed=KEPT,
    stairs=(
        Stair(
            COMPOUND,
            "3号楼 2单元",
            tuple(Room(f"{f}0{n}", f"K{f % 10}F{n}-9") for f in range(1, 12) for n in (1, 2)),
        ),
        Stair(COMPOUND, "3号楼 1单元", tuple(Room(f"{f}01", f"H{f % 10}T4-2") for f in range(1, 7))),
    ),
)
WIDE_STAIR_SHEETS = StairSheets(
    round="11月22日蔬菜团",
    cut_off="11月21日 20:00",
    products=tuple(OfferedProduct(item.name, "斤", 350 + 25 * i) for i, item in enumerate(MANY)),
    stairs=(Stair(COMPOUND, "12号楼 1单元", tuple(Room(f"{f}01", f"H{f % 10}T4-2") for f in range(1, 27))),),
)
POSTER = RoundPoster(
    title="11月22日蔬菜团",
    compound=COMPOUND,
    cut_off="今晚 20:00",
    arrival="明天下午 4 点前",
    organiser="李店长（社区）",
    phone="138 0013 8000",
    minimum="满 30 份发车；不足退款",
    supplier="江边合作社",
    qr="https://anxin.example/r/K7F29",
    notes=("缺货按先隔离户、再均分的办法分配，差额退款。",),
    products=(
        PricedProduct("蔬菜包A", "约10斤", 4600, 400, 5000, "运费 3.00,包装 1.00"),
        PricedProduct("肉蛋包", "猪肉2斤 蛋30枚", 9600, 400, 10000),
        PricedProduct("纯牛奶", "250ml×12", 4050, 200, 4250),
        PricedProduct("大米", "5kg", 3080, 200, 3280),
        PricedProduct("调料包", "盐 酱油 醋", 2400, 100, 2500),
    ),
)
PURCHASE_ORDER = PurchaseOrder(
    number="PO-1121-07",
    supplier="江边合作社",
    supplier_contact="王经理 138 0013 8001",
    buyer="江畔街道保供组",
    buyer_contact="李店长 138 0013 8000",
    issued="2026-11-21",
    total_fen=4_123_000,
    lines=(
        PurchaseLine("蔬菜包A", "约10斤", 24, "20 份/箱", "480 份", 4600, 2_208_000),
        PurchaseLine("肉蛋包", "猪肉2斤 蛋30枚", 15, "10 份/箱", "150 份", 9600, 1_440_000),
        PurchaseLine("大米", "5kg", 38, "4 袋/箱", "152 袋", 3125, 475_000),
    ),
    deliver_to=(
        DeliverTo(
            "东湖花园 北门",
            "11月22日 14:00",
            "张师傅 138 0013 8002",
            (Item("蔬菜包A", "16 箱"), Item("大米", "20 箱")),
        ),
        DeliverTo(
            "江城壹号 地下车库入口",
            "11月22日 15:30",
            "赵队长 138 0013 8003",
            (Item("蔬菜包A", "8 箱"), Item("肉蛋包", "15 箱")),
        ),
    ),
    terms=("请按门分车装货，冷藏品单独装箱。", "短少、变质当场登记，按实收结算。"),
)
CARDS = HouseholdCards(
    cards=tuple(
        HouseholdCard(
            COMPOUND,
            f"{3 + n // 4}号楼 2单元 {n % 12 + 1}0{n % 4 + 1}",
            f"https://anxin.example/h/7mQ2xV9cT4bN8rK{n:02}",
            f"K7F{n % 10}-9",
            (Hotline("社区值班", "027-0000 0000"), Hotline("急救", "120"), Hotline("心理", "12320")),
        )
        for n in range(12)
    )
)
SLOT_SHEET = SlotSheet(
    title="下楼取货 11月21日下午",
    compound=COMPOUND,
    point="中心花坛东侧",
    caller="陈阿姨",
    printed=KEPT,
    slots=tuple(
        Slot(
            f"15:{5 * n:02}",
            f"15:{5 * n + 5:02}",
            f"{n // 3 + 1}号楼 {n % 3 + 1}单元",
            tuple(CalledDoor(f"{f}0{n % 4 + 1}", f"S{f}G{n % 9}-4") for f in range(2, 9)),
        )
        for n in range(9)
    ),
)
HOLD_LIST = HoldList(
    title="暂存清单 11月21日",
    compound=COMPOUND,
    printed=KEPT,
    holds=(
        Hold("3号楼 2单元 1101", "K7F2-9", (VEGETABLES, MILK), "没应门", "北门货架 2", 1, "今天 19:00"),
        Hold("12号楼 1单元 2604", "P9X4-2", (VEGETABLES,), "送错，待更换", "北门冷柜", 2, "明天 10:00"),
    ),
)
LEDGER = Ledger(
    compound=COMPOUND,
    period="11月15日至11月21日",
    note="本表只记户数，不记门牌。",
    contact="李店长 138 0013 8000",
    qr="https://anxin.example/c/donghu",
    lines=(
        LedgerLine("11月21日", "蔬菜包A", 412, 398, 14, "隔离户优先，其余均分"),
        LedgerLine("11月21日", "肉蛋包", 250, 250),
        LedgerLine("11月18日", "纯牛奶", 310, 276, 34, "上次缺货的先得"),
    ),
)
SHEETS: dict[str, Sheet] = {
    "labels": LABELS,
    "run_sheet": RUN_SHEET,
    "stair_sheets": STAIR_SHEETS,
    "wide_stair_sheets": WIDE_STAIR_SHEETS,
    "poster": POSTER,
    "purchase_order": PURCHASE_ORDER,
    "cards": CARDS,
    "slot_sheet": SLOT_SHEET,
    "hold_list": HOLD_LIST,
    "ledger": LEDGER,
}
