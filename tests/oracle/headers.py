"""The headers a sheet may use for a column: the Chinese name, its aliases, and the snake_case name.

A line is `snake  kind  中文  alias|alias…`. A fact that sheets give as a code, as a name or as both has
two lines; the one of the code names the fact before the colon.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

SHEETS = {
    "schools": "学校", "staff": "教职工", "students": "重点关注学生", "researchers": "教研员",
    "researcher_visits": "到校教研记录", "projects": "项目台账", "pairs": "结对台账", "villages": "村居",
}  # fmt: skip

LINES = {
    "schools": """
school_code text 学校标识码 学校(机构)标识码|标识码|学校代码|机构代码|学校编码|XXBSM
school_name text 学校名称 学校(机构)名称|校名|单位名称|园所名称|XXMC
school_type type 办学类型 学校(机构)办学类型|办学类型名称|学校类型|学校类别|XXBXLX
school_type:school_type_code code 办学类型代码 学校(机构)办学类型代码|学校办学类型码|XXBXLXM
urban_rural zone 城乡类型 驻地城乡类型|城乡分类|城乡属性|所在地城乡类型|SZDCXLX
urban_rural:urban_rural_code code 城乡类型代码 驻地城乡类型代码|城乡分类代码|城乡划分代码|城乡代码|SZDCXLXM
township township 乡镇(街道) 所属乡镇|乡镇|镇街|所在乡镇|街道
township:township_code area 乡镇代码 区划代码|地址代码|驻地地域码
sponsor sponsor 举办者 学校(机构)举办者|举办者类型|办别
sponsor:sponsor_code code 举办者代码 学校(机构)举办者代码
is_town_seat flag 是否镇驻地 镇驻地|镇政府驻地学校|是否镇驻地学校
plan_area text 方案口径城乡
former_name text 曾用名
short_name text 简称
parent_school_code text 上级学校标识码 中心校|所属中心学校|主校
students number 在校生数 在校学生数|学生数|在校人数|学生人数
students_junior number 初中在校生数 初中部学生数
poor_students number 困难学生数
full_time_teachers number 专任教师数 专任教师总人数|专任教师合计
teachers_bachelor_plus number 本科及以上专任教师数 本科及以上学历教师数
primary_teachers number 小学专任教师数
primary_teachers_bachelor_plus number 小学本科及以上专任教师数
junior_teachers number 初中专任教师数
junior_teachers_bachelor_plus number 初中本科及以上专任教师数
bandwidth_mbps number 校园网出口带宽(Mbps) 接入带宽|出口带宽
class_bandwidth_mbps number 班级带宽(Mbps) 进班带宽
gigabit flag 是否千兆进校百兆进班
recording_rooms number 录播室数 录播教室|录播室(间)
standard_class standard 办学条件等级 办学条件标准类别|省定标准类别|达标类别
can_board flag 是否具备寄宿条件 寄宿条件
dormitory_area_m2 number 学生宿舍面积 宿舍面积
beds number 床位数
is_center_kindergarten flag 是否乡镇中心幼儿园 镇中心园|中心幼儿园
kg_grade text 幼儿园等级 园所等级|示范等级
kg_meets_standard flag 幼儿园达标
kg_integrated flag 是否镇村一体化管理 一体化管理
expansion_form list 强校扩优形式
paired flag 是否结对 城乡结对
paired_school links 结对学校 帮扶学校|牵头学校
pairing_end date 结对止
has_sped_center flag 特殊教育资源中心 特教资源中心
parent_school flag 家长学校 是否建立家长学校
parent_committee flag 家长委员会 家委会
moral_plan flag 全环境立德树人方案 一校一案
warm_campus text 温馨校园级别 乡村温馨校园
labour_sites number 劳动实践场所数
party_star text 党支部星级 支部星级
brand text 特色品牌 一校一品
school_status text 学校状态
""",
    "staff": """
staff_id text 教职工号 教职工编号|工号|教师编号|JZGH
name text 姓名 教职工姓名|教师姓名
id_number text 身份证号 身份证号码|公民身份号码|证件号码
birth_date date 出生日期 出生年月日
school_code:school_code schoolcode 学校标识码
school_code school 所在学校 工作单位|所在单位
teaches_at link 任教学校
establishment_at link 编制单位
staff_category text 人员类别 教职工类别|岗位类别|岗位类型
is_full_time_teacher flag 是否专任教师 是否专任教|SFZRJS
teaching_stage text 任教学段 主要任课学段|学段
education education 最高学历 学历|最高学历名称|文化程度
education:education_code code 最高学历代码 学历码|最高学历码|XLM
education_full_time education 全日制学历
education_in_service education 在职学历
post list 职务 现任职务|党政职务|职务角色
post_start_date date 任现职年月 任职时间|现职务任职起始
appointed_date date 任命日期
newly_appointed flag 是否新任职
induction_trained flag 是否接受岗前培训 岗前任职培训|任职资格培训
induction_date date 岗前培训日期
leader_since date 本校任校级职务起始年月
tenure_years number 本校连续任职年限 连任年限
term_years number 任期年限
exchanged flag 是否交流轮岗 轮岗
exchange_from link 交流前学校 调出校
exchange_to link 交流后学校 调入校
exchange_date date 交流日期
health_check_date date 体检日期
staff_status text 人员状态
""",
    "students": """
student_id text 学籍号 全国学籍号|学号
student_name text 学生姓名
school_code link 学校标识码
is_poor flag 是否家庭经济困难 困难认定
aid_category text 困难类别 资助对象类别
aid_received flag 是否受助 是否享受资助|资助状态
aid_item text 资助项目
aid_amount number 资助金额 发放金额(元)
aid_term term 资助学期 发放学期
dropout flag 是否辍学
case_file flag 一人一案
""",
    "researchers": """
researcher_id text 教研员编号
researcher_name text 姓名
researcher_full_time post 专兼职
researcher_status text 在岗状态
linked_schools links 联系学校
""",
    "researcher_visits": """
researcher_id text 教研员编号
researcher_name text 姓名
school_code link 联系学校 帮扶学校|蹲点学校
visit_date date 活动日期 到校日期|听评课日期
semester term 学期
activity_type text 活动类型
""",
    "projects": """
project_type text 项目类别
project_name text 项目名称
project_level text 级别
holder text 承担单位
approval_year number 批准年份
project_status text 状态
""",
    "pairs": """
urban_school link 城区学校
rural_school link 乡村学校
form list 结对形式
start_date date 开始时间
end_date date 结束时间
""",
    "villages": """
village_code text 村居代码
village_name text 村居名称
township township 乡镇
guidance_site flag 家长学校或指导站点
""",
}


@dataclass(frozen=True)
class Header:
    """One column of a sheet: the fact it holds, how cells are spelled, and what may stand above it."""

    fact: str
    snake: str
    kind: str
    chinese: str
    aliases: tuple[str, ...]

    def text(self, style: str, rng: Random) -> str:
        if style == "snake":
            return self.snake
        return rng.choice(self.aliases) if style == "alias" and self.aliases else self.chinese


def _parse(line: str) -> Header:
    names, kind, chinese, *aliases = line.split()
    fact, _, snake = names.partition(":")
    if kind == "school":
        snake = "school_name"
    return Header(fact, snake or fact, kind, chinese, tuple(aliases[0].split("|")) if aliases else ())


HEADERS = {
    table: tuple(_parse(line) for line in lines.strip().splitlines()) for table, lines in LINES.items()
}


def chosen(table: str, style: str, rng: Random) -> list[tuple[Header, str]]:
    """The columns of one file: of a code and its name either, or both."""
    columns = []
    twins = {header.fact for header in HEADERS[table] if header.kind in {"code", "area", "schoolcode"}}
    pick = {fact: rng.choice(["code", "name", "both"]) for fact in sorted(twins)}
    for header in HEADERS[table]:
        is_code = header.kind in {"code", "area", "schoolcode"}
        wanted = pick.get(header.fact, "both")
        if header.fact not in twins or wanted in {"both", "code" if is_code else "name"}:
            columns.append((header, header.text(style, rng)))
    return columns
