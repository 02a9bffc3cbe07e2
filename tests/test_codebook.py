"""The shipped codebook: loads, names what the official tables name, and no header means two things."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterator

import pytest

from ruraledu_cli.definitions import codebook_files
from ruraledu_cli.definitions.codebook import CodeList, TableDef
from ruraledu_cli.definitions.codebook_files import TABLES, load_codebook
from ruraledu_cli.definitions.yaml import DefinitionError, parse

BOOK = load_codebook()

# Canonical Chinese header and snake name, as analysts of a county know them.
CANONICAL = {
    "schools": """
        学校标识码 school_code 学校名称 school_name 办学类型 school_type 办学类型代码 school_type_code
        城乡类型 urban_rural 城乡类型代码 urban_rural_code 乡镇(街道) township 乡镇代码 township_code
        是否镇驻地 is_town_seat 举办者 sponsor 举办者代码 sponsor_code 是否独立法人 is_legal_entity
        上级学校标识码 parent_school_code 在校生数 students 小学在校生数 students_primary
        初中在校生数 students_junior 寄宿生数 boarders 班数 classes 最大班额 max_class_size 教职工数 staff
        专任教师数 full_time_teachers 本科及以上专任教师数 teachers_bachelor_plus
        高于规定学历教师数 teachers_above_required 骨干教师数 backbone_teachers
        体育艺术专任教师数 pe_art_teachers 教学及辅助用房面积 teaching_area_m2
        体育运动场馆面积 sports_area_m2 教学仪器设备值 equipment_value_yuan
        网络多媒体教室数 multimedia_rooms 校园网出口带宽(Mbps) bandwidth_mbps
        班级带宽(Mbps) class_bandwidth_mbps 是否千兆进校百兆进班 gigabit 录播室数 recording_rooms
        办学条件等级 standard_class 是否具备寄宿条件 can_board 学生宿舍面积 dormitory_area_m2
        是否乡镇中心幼儿园 is_center_kindergarten 幼儿园等级 kg_grade 是否普惠性幼儿园 is_inclusive_kg
        是否镇村一体化管理 kg_integrated 是否结对 paired 结对学校 paired_school 结对时间 pairing_date
        特殊教育资源中心 has_sped_center 家长学校 parent_school 家长委员会 parent_committee
        全环境立德树人方案 moral_plan 温馨校园级别 warm_campus 劳动实践场所数 labour_sites
        党支部星级 party_star 特色品牌 brand 学校状态 school_status 方案口径城乡 plan_area
        曾用名 former_name 简称 short_name 校区 campus 床位数 beds 女生数 girls 一年级学生数 grade_1
        九年级学生数 grade_9 困难学生数 poor_students 幼儿园达标 kg_meets_standard
        强校扩优形式 expansion_form 结对起 pairing_start 结对止 pairing_end
        小学专任教师数 primary_teachers 小学本科及以上专任教师数 primary_teachers_bachelor_plus
        初中专任教师数 junior_teachers 初中本科及以上专任教师数 junior_teachers_bachelor_plus
        图书册数 books 计算机台数 computers 佐证材料 evidence 是否封闭化管理 closed_management
        一键式报警联网 alarm_connected 视频监控联网 video_connected 护学岗 escort_post
    """,
    "staff": """
        教职工号 staff_id 姓名 name 身份证号 id_number 性别 gender 出生日期 birth_date 年龄 age
        学校标识码 school_code 所在学校 school_name 人员类别 staff_category
        是否专任教师 is_full_time_teacher 是否在编 on_establishment 任教学段 teaching_stage
        任教学科 subject 最高学历 education 最高学历代码 education_code 最高学位 degree
        毕业院校 graduated_from 是否全日制 full_time_study 职称 title 是否县级及以上骨干教师 is_backbone
        教师资格种类 licence_type 参加工作年月 work_start 进本校年月 joined_school 职务 post
        任现职年月 post_start_date 本校连续任职年限 tenure_years 任期年限 term_years
        是否新任职 newly_appointed 是否接受岗前培训 induction_trained 是否交流轮岗 exchanged
        交流前学校 exchange_from 交流后学校 exchange_to 体检日期 health_check_date
        乡镇工作补贴 township_allowance 是否走教 itinerant 是否公费师范生 publicly_funded
        人员状态 staff_status 任教学校 teaches_at 编制单位 establishment_at 全日制学历 education_full_time
        在职学历 education_in_service 任命日期 appointed_date 岗前培训日期 induction_date
        本校任校级职务起始年月 leader_since 交流日期 exchange_date
    """,
    "students": """
        学籍号 student_id 学生姓名 student_name 学段 stage 年级 grade 是否农村留守儿童 left_behind
        是否残疾 disability 是否家庭经济困难 is_poor 困难类别 aid_category 是否受助 aid_received
        资助项目 aid_item 资助金额 aid_amount 资助学期 aid_term 是否辍学 dropout 一人一案 case_file
        劝返结果 returned 学困生档案 weak_learner_file 学校标识码 school_code 身份证号 id_number
    """,
    "researchers": """
        教研员编号 researcher_id 姓名 researcher_name 学科 subject 在岗状态 researcher_status
        专兼职 researcher_full_time 联系学校 linked_schools
    """,
    "researcher_visits": """
        教研员编号 researcher_id 姓名 researcher_name 学科 subject 联系学校 school_code
        活动日期 visit_date 学期 semester 活动类型 activity_type
    """,
    "projects": """
        项目类别 project_type 项目名称 project_name 级别 project_level 承担单位 holder
        学校标识码 school_code 乡镇代码 township_code 批准年份 approval_year 公布文号 document_no
        状态 project_status
    """,
    "pairs": """
        城区学校 urban_school 乡村学校 rural_school 结对形式 form 开始时间 start_date 结束时间 end_date
        协议文号 document_no
    """,
    "guards": """
        保安姓名 guard_name 保安员证号 guard_licence 专/兼职 guard_full_time 出生日期 guard_birth_date
        派驻学校 school_code
    """,
    "villages": "村居代码 village_code 村居名称 village_name 家长学校或指导站点 guidance_site 乡镇 township",
    "facts": "指标 fact 年度 year 数值 value 单位 unit",
}
# Headers that once stood for these columns and mislead.
STRUCK = {
    ("schools", "is_town_seat"): ["所在地(县/镇)"],
    ("schools", "gigabit"): ["千兆进校"],
    ("schools", "has_sped_center"): ["资源教室"],
    ("schools", "township"): ["学区"],
    ("schools", "can_board"): ["是否寄宿制学校"],
    ("schools", "paired"): ["是否集团化", "强校扩优"],
    ("staff", "health_check_date"): ["是否体检"],
    ("staff", "school_name"): ["编制单位"],
    ("staff", "teaches_at"): ["编制单位"],
}


def plain(text: str) -> str:
    """A header as it is compared: half width, no spaces, no stars and hashes."""
    return re.sub(r"[\s*#]", "", unicodedata.normalize("NFKC", text)).lower()


def headers(table: TableDef) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for header in table.headers():
        found.setdefault(plain(header.text), set()).add(header.column)
    return found


def pairs_of(text: str) -> Iterator[tuple[str, str]]:
    words = text.split()
    return zip(words[::2], words[1::2], strict=True)


def test_tables_are_the_ten() -> None:
    assert tuple(BOOK.tables) == TABLES
    sheets = "学校 教职工 重点关注学生 教研员 到校教研记录 项目台账 结对台账 安保人员 村居 县级数据"
    assert " ".join(table.sheet for table in BOOK.tables.values()) == sheets


@pytest.mark.parametrize("name", TABLES)
def test_every_canonical_header_and_snake_name_is_there(name: str) -> None:
    known = headers(BOOK.tables[name])
    for zh, snake in pairs_of(CANONICAL[name]):
        assert plain(zh) in known, f"{name}: {zh}"
        assert plain(snake) in known, f"{name}: {snake}"
        assert known[plain(zh)] == known[plain(snake)], f"{name}: {zh} is not {snake}"


@pytest.mark.parametrize("name", TABLES)
def test_no_header_stands_at_two_columns(name: str) -> None:
    assert {text: columns for text, columns in headers(BOOK.tables[name]).items() if len(columns) > 1} == {}


def test_struck_headers_do_not_lead_to_the_column_they_misled_to() -> None:
    for (table, column), texts in STRUCK.items():
        for text in texts:
            found = headers(BOOK.tables[table])[plain(text)]
            assert found
            assert column not in found


@pytest.mark.parametrize("name", TABLES)
def test_no_other_table_has_the_canonical_headers_of_a_signature(name: str) -> None:
    others = {text for table in BOOK.tables.values() if table.name != name for text in headers(table)}
    for column in BOOK.tables[name].signature:
        definition = BOOK.tables[name].columns[column]
        assert plain(definition.name) not in others, column
        assert plain(definition.zh) not in others, column


@pytest.mark.parametrize("name", TABLES)
def test_columns_hang_together(name: str) -> None:
    table = BOOK.tables[name]
    assert table.key
    assert {*table.key, *table.signature} <= set(table.columns)
    for key, column in table.columns.items():
        assert column.name == key
        assert (column.type == "code") == (column.codes is not None)
        assert column.codes is None or column.codes in BOOK.code_lists
        assert set(column.blank_none_if) <= set(table.columns)
        assert column.min is None or column.type in ("count", "number")
        if column.type in ("id_number", "name") and table.name in ("staff", "students", "guards"):
            assert column.personal, key


def test_two_headers_are_one_column() -> None:
    parts = {plain(h.text): (h.column, h.part) for h in BOOK.tables["schools"].headers()}
    assert parts["办学类型"] == ("school_type", "name")
    assert parts["school_type_code"] == ("school_type", "code")
    students = {plain(h.text): (h.column, h.part) for h in BOOK.tables["students"].headers()}
    assert students["school_code"] == students["学校标识码"] == ("school_code", "code")
    assert students["school_name"] == students["学校名称"] == ("school_code", "name")


def test_an_alias_may_carry_a_reading() -> None:
    readings = {h.text: h.reading for h in BOOK.tables["schools"].headers() if h.reading}
    assert readings["有无录播室"] == {"yes": 1, "no": 0}


def test_blank_is_a_known_none_where_nothing_is_the_usual_answer() -> None:
    none = {
        (table.name, column.name)
        for table in BOOK.tables.values()
        for column in table.columns.values()
        if column.blank == "none"
    }
    assert none == {
        ("schools", "former_name"),
        ("schools", "short_name"),
        ("schools", "parent_school_code"),
        ("schools", "pairing_end"),
        ("schools", "school_status"),
        ("staff", "former_name"),
        ("staff", "post"),
        ("staff", "staff_status"),
        ("researchers", "researcher_status"),
        ("projects", "project_status"),
        ("pairs", "end_date"),
    }
    assert BOOK.tables["staff"].columns["education_in_service"].blank_none_if == ("education_full_time",)


@pytest.mark.parametrize("name", sorted(BOOK.code_lists))
def test_no_spelling_means_two_codes(name: str) -> None:
    listed: CodeList = BOOK.code_lists[name]
    seen: dict[str, str] = {}
    for code, entry in listed.codes.items():
        for text in (code, entry.zh, *entry.aliases):
            assert seen.setdefault(plain(text), code) == code, text
    assert set(listed.read_as.values()) <= set(listed.codes)


def test_official_codes_keep_their_numbers() -> None:
    education = BOOK.code_lists["education"].codes
    assert {code for code, entry in education.items() if entry.group} == {
        "10",
        "20",
        "30",
        "40",
        "60",
        "70",
        "80",
    }
    assert [education[code].zh for code in ("11", "14", "17", "21")] == [
        "博士研究生毕业",
        "硕士研究生毕业",
        "研究生班毕业",
        "大学本科毕业",
    ]
    area = BOOK.code_lists["urban_rural"].codes
    assert [code for code, entry in area.items() if entry.group] == ["100", "110", "120", "200"]
    assert {"368", "369", "371", "511", "512", "513", "514", "519"} <= set(
        BOOK.code_lists["school_type"].codes
    )


def test_levels_stand_best_first() -> None:
    assert list(BOOK.code_lists["project_level"].codes)[:4] == ["national", "provincial", "city", "county"]
    assert list(BOOK.code_lists["standard_class"].codes) == ["class_1", "class_2", "class_3"]


def test_loading_is_fast_enough_for_every_command() -> None:
    load = load_codebook.__wrapped__
    fastest = min(_seconds(load) for _ in range(3))
    assert fastest < 0.25  # of the processor, usually 0.04; the bound only catches a change of kind


def _seconds(call: object) -> float:
    start = time.process_time()
    assert callable(call)
    call()
    return time.process_time() - start


def test_a_fault_in_a_file_is_told_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    good = codebook_files._read

    def read(folder: object, name: str) -> object:
        if name != "facts":
            return good(folder, name)  # type: ignore[arg-type]
        text = "sheet: 县级数据\nen: Facts\ncolumns:\n  fact: {zh: 指标, en: Fact, type: word}\n"
        return parse(text, "codebook/facts.yaml")

    monkeypatch.setattr(codebook_files, "_read", read)
    with pytest.raises(DefinitionError, match=r"codebook/facts\.yaml:4:\d+: "):
        load_codebook.__wrapped__()
