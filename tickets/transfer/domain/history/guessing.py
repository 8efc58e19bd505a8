"""What the columns and words of another desk's file most likely mean: a first draft of a mapping.

Pure. Whoever brings the file in looks at it and changes it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from core.domain import text
from tickets.transfer.domain.history.foreign_moments import ISO, WRITTEN, moment_reader
from tickets.transfer.domain.history.mapping import TIMES, WORDS
from tickets.transfer.domain.history.survey import ColumnSurvey, FileSurvey
from tickets.transfer.domain.register_sheet import NOTHING, STATUSES, TIERS
from tickets.transfer.domain.written_moments import BadMoment

# Headings without blanks and signs, as teams and help desks call them; the first found stands.
HEADINGS: dict[str, tuple[str, ...]] = {
    "number": [
        "工单号",
        "工单编号",
        "服务单号",
        "单号",
        "编号",
        "ticketnumber",
        "ticketno",
        "ticketid",
        "ticket",
        "number",
        "caseid",
        "casenumber",
        "incident",
        "requestid",
        "request",
        "issuekey",
        "id",
        "key",
    ],
    "state": [
        "工单状态",
        "处理状态",
        "当前状态",
        "状态",
        "incidentstate",
        "ticketstatus",
        "status",
        "state",
        "progress",
    ],
    "reported_at": [
        "反馈时间",
        "报修时间",
        "提交时间",
        "创建时间",
        "openedat",
        "reportedat",
        "createdat",
        "createdtime",
        "created",
        "datecreated",
        "createddate",
        "opened",
        "received",
        "submittedat",
    ],
    "recorded_at": ["登记时间", "录入时间", "recordedat", "syscreatedat"],
    "first_responded_at": [
        "首次响应时间",
        "首次响应",
        "响应时间",
        "firstresponseat",
        "firstresponsetime",
        "firstresponse",
        "firstreply",
        "firstanswer",
    ],
    "resolved_at": [
        "解决时间",
        "处理完成时间",
        "完成时间",
        "resolvedat",
        "solvedat",
        "resolved",
        "solved",
        "resolutiondate",
    ],
    "closed_at": [
        "关闭时间",
        "结案时间",
        "办结时间",
        "closedat",
        "closeddate",
        "dateclosed",
        "closed",
        "ended",
    ],
    "promised_at": [
        "预计解决时间",
        "承诺解决时间",
        "承诺时间",
        "promisedat",
        "dueat",
        "duedate",
        "due",
    ],
    "by": ["更新人", "操作人", "sysupdatedby", "updatedby", "changedby"],
    "accepted_by": ["受理人", "受理人员", "登记人", "创建人", "openedby", "createdby"],
    "customer": [
        "客户名称",
        "客户",
        "公司名称",
        "公司",
        "单位名称",
        "单位",
        "customername",
        "customer",
        "company",
        "organization",
        "organisation",
        "accountname",
        "account",
        "client",
        "callerid",
    ],
    "contact": [
        "联系人",
        "联系人姓名",
        "报修人",
        "contactname",
        "contact",
        "requestername",
        "requester",
        "askedby",
    ],
    "phone": ["联系方式", "联系电话", "电话", "手机", "手机号", "phone", "telephone", "mobile"],
    "department": [
        "责任部门",
        "处理部门",
        "部门",
        "团队",
        "assignmentgroup",
        "department",
        "groupname",
        "group",
        "team",
    ],
    "assignee": [
        "处理人",
        "负责人",
        "责任人",
        "工程师",
        "assignedto",
        "assignee",
        "handledby",
        "agent",
        "owner",
    ],
    "channel": ["反馈渠道", "渠道", "来源", "contacttype", "channel", "source", "via", "origin"],
    "tier": ["问题分级", "分级", "严重程度", "severity", "priority", "优先级"],
    "priority": ["优先级", "紧急程度", "priority", "severity", "问题分级"],
    "urgency": ["urgency"],
    "impact": ["影响程度", "影响范围", "impact"],
    "nature": ["反馈类型", "问题性质", "nature", "tickettype", "type"],
    "business_type": ["业务类型", "businesstype", "requesttype"],
    "reopened": ["重开次数", "reopencount", "reopens", "cameback"],
    "reassigned": ["转派次数", "reassignmentcount"],
    "order": ["sysmodcount"],
}

# Only where the lines of one ticket come again has each of them a time of its own.
LINE_TIMES = ["更新时间", "变更时间", "sysupdatedat", "updatedat", "updated", "changedat"]

TEXT_HEADINGS = {
    "summary": [
        "问题描述摘要",
        "问题摘要",
        "摘要",
        "标题",
        "主题",
        "问题描述",
        "故障描述",
        "故障现象",
        "描述",
        "shortdescription",
        "subject",
        "title",
        "summary",
    ],
    "original_text": [
        "问题描述",
        "详细描述",
        "故障描述",
        "故障现象",
        "描述",
        "内容",
        "description",
        "text",
        "body",
        "subject",
        "标题",
    ],
    "remark": ["备注", "remarks", "remark", "notes", "note", "comments", "comment"],
}

STATE_WORDS = {
    "new": "new 新建 待处理 未处理 待分配",
    "accepted": "open opened assigned accepted 待派单 已派单 已分配",
    "processing": "active inprogress inwork working workinprogress escalated 进行中 维修中",
    "waiting_customer/customer": (
        "pending waiting waitingforcustomer waitingoncustomer awaitinguserinfo 待客户 等待客户"
    ),
    "waiting_internal/parts": "partsordered waitingforparts 待备件 待配件",
    "waiting_internal/third_party": "onhold hold awaitingvendor waitingonthirdparty 待厂家",
    "waiting_internal/collaboration": "awaitingproblem awaitingchange 待协作 挂起 暂停",
    "pending_confirmation": "待确认 待客户确认",
    "resolved": "resolved solved fixed completed 已完成 完成 已处理 解决",
    "closed": "closed done 关闭 结案 已结案 办结 已办结",
    "archived": "archived 归档",
    "cancelled": "cancelled canceled withdrawn rejected duplicate spam 已撤销 取消 作废 已作废",
}
CLASS_WORDS: dict[str, dict[str, str]] = {
    "tier": {
        "urgent": "critical urgent p1 1 a 特急 非常紧急",
        "important": "high major p2 2 b 高 严重",
        "general": "moderate medium normal minor low p3 p4 3 4 5 c 中 低 普通",
    },
    "priority": {
        "high": "critical urgent high p1 p2 1 2 a 高 紧急 特急",
        "medium": "moderate medium normal p3 3 b 中 重要 普通",
        "low": "low minor p4 p5 4 5 c 低 一般",
    },
    "impact": {
        "severe": "high critical 1 高 严重",
        "partial": "medium moderate 2 中 部分",
        "none": "low none 3 低 无",
    },
    "nature": {
        "inquiry": "question inquiry 咨询",
        "complaint": "complaint 投诉",
        "fault": "incident problem bug fault 故障 报修",
        "suggestion": "suggestion feature 建议",
        "support": "task support 技术支持",
    },
    "business_type": {
        "complaint": "complaint 投诉",
        "support": "support incident 技术支持",
        "repair": "repair 维修 报修",
        "return": "return 退货 换货 退换货",
        "inquiry": "question inquiry 咨询",
        "suggestion": "suggestion 建议",
    },
    "channel": {
        "phone": "phone telephone call voice ivr 电话 来电",
        "mail": "mail email 邮件 邮箱",
        "website": "web website portal selfservice 官网 网站",
        "chat": "chat livechat 在线客服",
        "wechat": "wechat 微信 公众号",
        "ticket_system": "api directopening",
    },
}
CLASS_WORDS["urgency"] = CLASS_WORDS["priority"]

DAY_FIRST = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%Y %H:%M:%S")
MONTH_FIRST = ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p")

# How files write their times; of two that fit all examples the first one is offered.
TIME_FORMS: dict[str, tuple[str, ...]] = {
    "iso": (ISO,),
    "written": (WRITTEN,),
    "day_first": DAY_FIRST,
    "month_first": MONTH_FIRST,
}

# Where a file does not say by which way a ticket came: it stood in the other system.
UNNAMED_CHANNEL = "ticket_system"

SIGNS = re.compile(r"[\W_]+")
# `1 - Critical`: the word says it.
RANK = re.compile(r"^\d+\s*[-–.:：、]\s*(?=\D)")


def guess_mapping(
    survey: FileSurvey, known: Sequence[dict[str, Any]], zone: ZoneInfo
) -> dict[str, Any]:
    """The data of a mapping for `tickets.transfer.domain.history.mapping_of`, as far as it is seen.

    A known mapping all of whose columns the file has is taken as it is, of several the one with
    most columns.
    """
    fitting = [data for data in known if not missing_columns(data, survey)]
    if fitting:
        return max(fitting, key=lambda data: len(named_columns(data)))
    columns = _guess_columns(survey)
    words: dict[str, dict[str, str]] = {}
    for name in WORDS:
        column = survey.column(columns.get(name, ""))
        if column is not None:
            words[name] = guess_words(name, column)
    state = survey.column(columns.get("state", ""))
    return {
        "file": {
            "unknown": _guess_unknown(survey),
            "time": list(TIME_FORMS[_guess_time_form(survey, columns, zone)]),
        },
        "columns": columns,
        "states": guess_words("state", state) if state else {},
        "words": words,
        "texts": _guess_texts(survey),
        "defaults": {"channel": UNNAMED_CHANNEL},
    }


def named_columns(data: Mapping[str, Any]) -> list[str]:
    """The headings that a mapping asks for, each once."""
    headings = list(data.get("columns", {}).values())
    for names in data.get("texts", {}).values():
        headings += names
    return list(dict.fromkeys(headings))


def missing_columns(data: Mapping[str, Any], survey: FileSurvey) -> list[str]:
    """Columns of a mapping that the file does not have."""
    return [heading for heading in named_columns(data) if survey.column(heading) is None]


def guess_words(name: str, column: ColumnSurvey) -> dict[str, str]:
    """What the words of a column mean as our field `name`; those that nobody can know are left."""
    table = _word_table(name)
    meanings = {}
    for word in column.words or {}:
        plain = RANK.sub("", text.comparable_text(word))
        meaning = table.get(_plain_key(plain)) or table.get(_plain_key(word))
        if meaning:
            meanings[word] = meaning
    return meanings


def _word_table(name: str) -> dict[str, str]:
    listed = STATE_WORDS if name == "state" else CLASS_WORDS.get(name, {})
    table = {}
    for meaning, words in listed.items():
        table.update(dict.fromkeys(words.split(), meaning))
    # The words of our own register are known best.
    if name == "tier":
        table.update({word: str(tier) for word, tier in TIERS.items()})
    if name == "state":
        table.update(
            {
                _plain_key(word): str(status)
                for word, status in STATUSES.items()
                if word and not str(status).startswith("waiting")
            }
        )
        table["待客户配合"] = "waiting_customer/customer"
    return table


def _plain_key(written: str) -> str:
    return SIGNS.sub("", text.comparable_text(written)).lower()


def _guess_columns(survey: FileSurvey) -> dict[str, str]:
    by_key = {_plain_key(column.heading): column for column in survey.columns}
    columns = {}
    for name, headings in HEADINGS.items():
        found = next((by_key[key] for key in headings if key in by_key), None)
        if found is not None:
            columns[name] = found.heading
    number = survey.column(columns.get("number", ""))
    if number is not None and number.comes_again:
        line_time = next((by_key[key] for key in LINE_TIMES if key in by_key), None)
        if line_time is not None:
            columns["at"] = line_time.heading
    return columns


def _guess_texts(survey: FileSurvey) -> dict[str, list[str]]:
    by_key = {_plain_key(column.heading): column.heading for column in survey.columns}
    texts = {}
    for name, headings in TEXT_HEADINGS.items():
        found = next((by_key[key] for key in headings if key in by_key), None)
        if found is not None:
            texts[name] = [found]
    return texts


def _guess_unknown(survey: FileSurvey) -> list[str]:
    """Marks of the file that say: not known."""
    marks = set()
    for column in survey.columns:
        for word in column.words or {}:
            if word == "?" or text.comparable_text(word).lower() in NOTHING:
                marks.add(word)
    return sorted(marks)


def _guess_time_form(survey: FileSurvey, columns: Mapping[str, str], zone: ZoneInfo) -> str:
    examples: list[str] = []
    for name in TIMES:
        column = survey.column(columns.get(name, ""))
        if column is not None:
            examples += column.examples
    for name, formats in TIME_FORMS.items():
        if _reads_all(formats, [one for one in examples if any(map(str.isdigit, one))], zone):
            return name
    return "written"


def _reads_all(formats: Sequence[str], examples: Sequence[str], zone: ZoneInfo) -> bool:
    read_moment = moment_reader(formats, zone)
    try:
        for written in examples:
            read_moment(written)
    except BadMoment:
        return False
    return bool(examples)
