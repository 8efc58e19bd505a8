"""Work orders as the description of the interface shows them."""

from typing import Any

from api.examples import in_both_languages

MORNING = "2026-03-16T09:30:00+08:00"
LATER = "2026-03-16T09:42:10+08:00"

NEW_ZH = {
    "customer": "C000001",
    "channel": "phone",
    "summary": "空压机无法启动",
    "original_text": "早班开机后空压机无法启动，请尽快安排工程师。",
    "external_id": "90001",
    "tier": "important",
    "nature": "fault",
    "business_type": "repair",
}
NEW_EN = {
    **NEW_ZH,
    "summary": "The air compressor does not start",
    "original_text": "The air compressor has not started since the morning shift. Please come.",
}
WITH_CUSTOMER_ZH = {
    "new_customer": {"name": "云岭食品厂", "contact_name": "李伟", "phone": "13700002222"},
    "channel": "phone",
    "summary": "包装机卡料",
    "external_id": "90002",
}
WITH_CUSTOMER_EN = {
    "new_customer": {"name": "Yunling Foods", "contact_name": "Li Wei", "phone": "13700002222"},
    "channel": "phone",
    "summary": "The packing machine is jammed",
    "external_id": "90002",
}

ROW_ZH: dict[str, Any] = {
    "number": "202603-00042",
    "issue_no": "CX2026042",
    "external_id": "90001",
    "status": "accepted",
    "is_open": True,
    "wait_reason": "",
    "tier": "important",
    "priority": "medium",
    "nature": "fault",
    "business_type": "repair",
    "issue_type": None,
    "channel": "phone",
    "customer": "C000001",
    "customer_name": "华启科技有限公司",
    "contact": 1,
    "asset": None,
    "department": "技术支持部",
    "assignee": "engineer",
    "summary": "空压机无法启动",
    "reported_at": MORNING,
    "promised_at": None,
    "next_due_at": "2026-03-17T09:30:00+08:00",
    "first_responded_at": LATER,
    "fixed_at": None,
    "resolved_at": None,
    "closed_at": None,
    "reopen_count": 0,
    "version": 4,
    "updated_at": LATER,
}
ROW_EN = {
    **ROW_ZH,
    "customer_name": "Huaqi Technology Co., Ltd.",
    "summary": "The air compressor does not start",
}
WHOLE_ZH = {
    **ROW_ZH,
    "contact_name": "张敏",
    "contact_phone": "13812345678",
    "contact_email": "",
    "original_text": NEW_ZH["original_text"],
    "symptom": "",
    "tried_steps": "",
    "extra_info": "",
    "remark": "",
    "error_code": "",
    "order_no": "",
    "impact": "severe",
    "customer_urgency": "",
    "occurred_at": None,
    "wished_at": None,
    "recorded_at": MORNING,
    "accepted_at": LATER,
    "accepted_by": "agent",
    "substantive_replied_at": None,
    "processing_started_at": None,
    "archived_at": None,
    "is_repeat_of": None,
    "merged_into": None,
}
WHOLE_EN = {
    **WHOLE_ZH,
    **ROW_EN,
    "contact_name": "Zhang Min",
    "original_text": NEW_EN["original_text"],
}

CLOCK_ZH = {
    "id": 1,
    "kind": "resolve",
    "cycle": 1,
    "state": "running",
    "rule": "重要 / 中",
    "started_at": MORNING,
    "due_at": "2026-03-17T09:30:00+08:00",
    "paused_at": None,
    "stopped_at": None,
    "breached_at": None,
    "cancelled_at": None,
    "cancel_reason": "",
    "budget_seconds": 86400,
    "spent_seconds": 730,
    "is_provisional": False,
    "explanation": [
        "自 2026-03-16 09:30:00 周一（问题上报）起算。",
        "时限：24 小时，依据规则“重要 / 中”。",
        "全天候计时，不分昼夜。",
        "因此到期时间为 2026-03-17 09:30:00 周二。",
    ],
}
CLOCK_EN = {
    **CLOCK_ZH,
    "explanation": [
        "Counted from Mon 16 Mar 2026 09:30:00 (problem reported).",
        "Limit: 24 hours, by the rule “重要 / 中”.",
        "Every hour counts, day and night.",
        "It is therefore due on Tue 17 Mar 2026 09:30:00.",
    ],
}

SAID_ZH = {
    "id": 12,
    "direction": "out",
    "purpose": "progress",
    "channel": "phone",
    "contact": 1,
    "body": "工程师明早九点到达。",
    "reaction": "",
    "is_answered": True,
    "is_automatic": False,
    "score": None,
    "at": LATER,
    "recorded_at": LATER,
    "by": "agent",
}
SAID_EN = {**SAID_ZH, "body": "An engineer will be there at nine tomorrow."}

STEP_ZH = {
    "key": "assign",
    "title": "分派",
    "hint": "",
    "is_main": False,
    "fields": [
        {"name": "assignee", "label": "处理人", "type": "row", "is_required": False},
        {"name": "due_at", "label": "处理时限", "type": "moment", "is_required": False},
        {
            "name": "reason",
            "label": "备注",
            "type": "string",
            "is_required": False,
            "max_length": 300,
        },
    ],
}
STEP_EN = {
    **STEP_ZH,
    "title": "Assign",
    "fields": [
        {**field, "label": label}
        for field, label in zip(STEP_ZH["fields"], ("Assignee", "Deadline", "Remark"), strict=True)
    ],
}


def changes(row: dict[str, Any]) -> dict[str, Any]:
    """One that is as it is now, and one that is out of sight."""
    return {
        "results": [
            {"key": row["number"], "is_gone": False, "row": row},
            {"key": "202603-00017", "is_gone": True, "row": None},
        ],
        "after": "16384-ticket-2049",
        "has_more": False,
    }


TICKET_IN = [
    *in_both_languages(
        "NewTicket",
        zh=("已有客户的工单", NEW_ZH),
        en=("a ticket of a known customer", NEW_EN),
    ),
    *in_both_languages(
        "WithCustomer",
        zh=("连同新客户一起登记", WITH_CUSTOMER_ZH),
        en=("together with a new customer", WITH_CUSTOMER_EN),
    ),
]
TICKET_CHANGE = in_both_languages(
    "Change",
    zh=("补充现象与错误代码", {"symptom": "电机不转，控制屏报错", "error_code": "E07"}),
    en=(
        "symptom and error code",
        {"symptom": "The motor does not turn; the panel shows an error", "error_code": "E07"},
    ),
)
TICKET_ROW = in_both_languages("Row", zh=("一张工单", ROW_ZH), en=("a ticket", ROW_EN))
TICKET_OUT = in_both_languages("Ticket", zh=("一张工单", WHOLE_ZH), en=("a ticket", WHOLE_EN))
STEP_ANSWER = in_both_languages(
    "Ticket",
    zh=("步骤之后的工单", WHOLE_ZH),
    en=("the ticket after the step", WHOLE_EN),
    response_only=True,
)
TICKET_CHANGES = in_both_languages(
    "TicketChanges",
    zh=("自上次以来的变化", changes(ROW_ZH)),
    en=("what has changed since", changes(ROW_EN)),
)
CLOCK_OUT = in_both_languages(
    "Clock",
    zh=("一个时限及其到期原因", CLOCK_ZH),
    en=("a limit, and why it is due then", CLOCK_EN),
)
MESSAGE_IN = [
    *in_both_languages(
        "Message",
        zh=("发给客户", {"kind": "message", "body": SAID_ZH["body"], "purpose": "progress"}),
        en=("to the customer", {"kind": "message", "body": SAID_EN["body"], "purpose": "progress"}),
    ),
    *in_both_languages(
        "Contact",
        zh=(
            "记录一次通话",
            {"kind": "contact", "body": "已致电客户", "channel": "phone", "purpose": "ack"},
        ),
        en=(
            "a call that was",
            {"kind": "contact", "body": "Called", "channel": "phone", "purpose": "ack"},
        ),
    ),
    *in_both_languages(
        "Note",
        zh=("仅同事可见的备注", {"kind": "note", "body": "备件已从仓库发出。"}),
        en=("a note for colleagues", {"kind": "note", "body": "The spare part is on its way."}),
    ),
]
MESSAGE_OUT = in_both_languages("Said", zh=("一条消息", SAID_ZH), en=("a message", SAID_EN))
STEP_OUT = in_both_languages(
    "Step", zh=("分派及其字段", STEP_ZH), en=("assigning, with its fields", STEP_EN)
)
STEP_IN = [
    *in_both_languages(
        "Accept",
        zh=("受理（accept）", {"is_verified": True, "ack_body": "您好，已收到您的报修。"}),
        en=("accept", {"is_verified": True, "ack_body": "We have received your report."}),
        request_only=True,
    ),
    *in_both_languages(
        "Assign",
        zh=("分派（assign）", {"assignee": "engineer", "reason": "熟悉该机型"}),
        en=("assign", {"assignee": "engineer", "reason": "Knows this machine"}),
        request_only=True,
    ),
]
