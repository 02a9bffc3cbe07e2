"""教师基本信息_导出.xls, as the national staff system exports it: everything text, schools by name."""

from __future__ import annotations

from datetime import date

from _make.books import Cell, Grid
from _make.dice import roll
from _make.layouts import headers

EXPORTED = ("固河镇", "琉璃寺镇", "杨屯镇")
Record = dict[str, Cell]

COLUMNS = [
    name
    for name, _ in headers(
        "国籍/地区 身份证件类型 身份证件号码 姓名 曾用名 教职工号 性别 出生日期 籍贯 出生地 民族 "
        "政治面貌 入党时间 婚姻状况 健康状况 参加工作年月 进本校年月 所在单位 教职工来源 教职工类别 "
        "职务角色 人员状态 是否在编 用人形式 签订合同情况 合同起始年月 合同结束年月 学段 是否专任教 "
        "是否教学岗 教授科目 是否班主任 周课时数 最高学历 最高学历毕业院校 最高学历所学专业 "
        "最高学历入学年月 最高学历毕业年月 最高学位 学位授予单位 在读学历 在读院校 在读专业 "
        "是否全日制师范类专业毕业 是否受过特教专业培训 是否有特殊教育从业证书 信息技术应用能力 "
        "是否属于免费(公费)师范生 是否参加基层服务项目 参加基层服务项目起始年月 "
        "参加基层服务项目结束年月 是否特级教师 是否县级及以上骨干教师 是否心理健康教育教师 "
        "专业技术岗位等级分类 专业技术岗位等级 专业技术职称 职称聘用时间 薪级 教师资格类型 资格证编号 "
        "资格取得学科 证书颁发日期 资格颁发机构 首次注册日期 定期注册结论 普通话水平 外语语种 "
        "外语水平 年度考核年度 年度考核结果 师德考核年度 师德考核结论 培训年度 培训学时 是否援藏援疆 "
        "岗位聘任起始年月 手机号 办公电话 邮箱 住址 邮政编码 数据状态 体检日期"
    )
]
EDUCATION = {
    "14": ("硕士研究生毕业", "教育硕士", "专业硕士"),
    "21": ("大学本科毕业", "本科/学士", "本科", "大学本科毕业"),
    "31": ("大学专科毕业", "大专（本科在读）", "本科在读", "大专"),
    "41": ("中等专科毕业",),
    "61": ("普通高中毕业",),
    "71": ("初中毕业",),
}
HEADS = ("校长", "园长")


def persons(grid: Grid, known: dict[str, str]) -> list[Record]:
    """The rows of a township's roster in one set of headers, with the names of the schools."""
    header, rows = grid.rows[grid.heading - 1], grid.rows[grid.heading :]
    found = [{str(name): cell for name, cell in zip(header, row, strict=True)} for row in rows]
    for one in found:
        one["所在单位"] = known[str(one["学校标识码"])]
        one["姓名"] = one.get("姓名") or one["教职工姓名"]
        one["出生日期"] = text(one["出生日期"], "-")
        one["任命日期"] = text(one["任命日期"], "-") if one["任命日期"] else None
    return found


def text(value: Cell, between: str) -> str:
    """A day as text, whether it is one or 20160901."""
    digits = value.strftime("%Y%m%d") if isinstance(value, date) else str(value)
    return between.join((digits[:4], digits[4:6], digits[6:]))


def is_head(one: Record) -> bool:
    return str(one["职务"] or "").endswith(HEADS) or "副校长" in str(one["职务"] or "")


def draw(one: Record, name: str) -> int:
    """A number of the person's own, the same every time."""
    return roll("export", name, str(one["教职工号"])) % 100


def export(people: list[Record], shown: dict[str, str]) -> Grid:
    """One sheet; some schools by a short, a former or an embellished name."""
    return Grid("Sheet1", [list(COLUMNS), *([row_of(one, shown).get(c) for c in COLUMNS] for one in people)])


def confirmed(people: list[Record], names: dict[str, str]) -> dict[str, str]:
    """Names as they are written, by those of the register: three that no register has, and that the bureau
    has confirmed in `names`."""
    codes = {str(one["所在单位"]): str(one["学校标识码"]) for one in people}
    shown = {name: name for name in codes}
    for town, change in zip(EXPORTED, (short, campus, former), strict=True):
        school = next(name for name in sorted(codes) if name.startswith(town) and "中心小学" in name)
        shown[school] = change(school)
        names[shown[school]] = codes[school]
    return shown


def short(name: str) -> str:
    return name.replace("镇中心小学", "中心校")


def campus(name: str) -> str:
    return f"{name}（本部）"


def former(name: str) -> str:
    return name.replace("镇中心小学", "联合小学")


def row_of(one: Record, shown: dict[str, str]) -> Record:
    """A person as exported. Who is a head stands in the register of heads alone."""
    answers = {"1": "是", "0": "否"}
    kept = ("姓名", "教职工号", "性别", "参加工作年月", "进本校年月", "教职工类别", "人员状态")
    row: Record = {name: one[name] for name in kept}
    row |= education(one)
    return row | {
        "国籍/地区": "中国",
        "身份证件类型": "居民身份证",
        "身份证件号码": one["公民身份号码"],
        "出生日期": one["出生日期"],
        "民族": "汉族",
        "所在单位": shown[str(one["所在单位"])],
        "职务角色": role(one),
        "是否在编": answers[str(one["是否在编"])],
        "是否专任教": one["是否专任教师"],
        "学段": one["任教学段"],
        "教授科目": one["教授科目"],
        "专业技术职称": one["专业技术职称"],
        "是否县级及以上骨干教师": None,
        "数据状态": "已审核",
        "体检日期": text(one["体检日期"], "-") if one["体检日期"] else None,
    }


def role(one: Record) -> Cell:
    """A head is a teacher here, or nothing."""
    if is_head(one):
        return "教师" if draw(one, "role") < 50 else None
    return one["职务"] or ("教师" if draw(one, "role") < 30 else None)


def education(one: Record) -> Record:
    """最高学历 in the words of the person; 在读学历 says what is not finished."""
    code = str(one["最高学历代码"])
    words = EDUCATION[code]
    if is_head(one) and code == "21":
        words = ("大学本科毕业", "专升本", "中央党校大学")  # the register of heads says what they have
    elif code == "14" and not is_head(one):
        words = words[:1]
    said = words[draw(one, "education") % len(words)]
    studying = (
        "本科" if "本科在读" in said else "硕士研究生" if draw(one, "studying") < 3 and code == "21" else None
    )
    return {
        "最高学历": said,
        "最高学位": {"14": "硕士", "21": "学士"}.get(code),
        "在读学历": studying,
    }
