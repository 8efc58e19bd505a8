"""The rows of a fresh server, as literal tables (model.md C4). Administrators change them later."""

from accounts.enums import DepartmentKind
from tickets.limits.enums import ClockEvent, Unit
from tickets.record.enums import Priority, Purpose, Tier, WaitReason

NATURAL = "natural"
WORKDAYS = "workdays"
OFFICE_HOURS = "09:00-18:00"
SEEDED_YEARS = range(2023, 2028)

CHANNELS = (
    ("phone", "电话", "Phone", "both", True),
    ("chat", "在线客服", "Live chat", "both", True),
    ("wechat", "公众号", "WeChat account", "both", False),
    ("mail", "邮件", "Mail", "both", False),
    ("ticket_system", "工单系统", "Ticket system", "in", False),
    ("app_message", "APP留言", "App message", "in", False),
    ("web_form", "在线表单", "Web form", "in", False),
    ("website", "官网", "Website", "in", False),
    ("mini_program", "小程序", "Mini program", "both", False),
    ("sms", "短信", "SMS", "out", False),
    ("app_notice", "APP通知", "App notice", "out", False),
    ("survey", "在线问卷", "Online survey", "out", False),
    ("store", "门店", "Store", "both", True),
    ("12315", "12315", "12315 hotline", "in", False),
)
DEPARTMENTS = (
    ("客服部", DepartmentKind.SERVICE),
    ("技术支持部", DepartmentKind.TECH),
    ("产品部", DepartmentKind.PRODUCT),
    ("物流部", DepartmentKind.LOGISTICS),
    ("销售部", DepartmentKind.SALES),
    ("培训部", DepartmentKind.TRAINING),
    ("流程优化小组", DepartmentKind.PROCESS_GROUP),
)
ISSUE_TYPES = (
    (
        "产品故障",
        "Product fault",
        "技术支持部",
        "",
        True,
        (
            ("硬件故障", "Hardware fault", Tier.IMPORTANT, True),
            ("软件bug", "Software bug", Tier.IMPORTANT, True),
            ("技术故障", "Technical fault", Tier.IMPORTANT, True),
        ),
    ),
    (
        "使用咨询",
        "Use",
        "客服部",
        Tier.GENERAL,
        False,
        (
            ("操作咨询", "How-to question", Tier.GENERAL, False),
            ("功能建议", "Feature suggestion", Tier.GENERAL, False),
        ),
    ),
    ("物流问题", "Logistics", "物流部", Tier.GENERAL, False, ()),
    ("服务态度", "Service attitude", "客服部", "", False, ()),
    ("退换货", "Return or exchange", "客服部", "", False, ()),
    ("其他", "Other", "客服部", "", False, ()),
)
CAUSES = (
    "零部件老化",
    "软件缺陷",
    "安装不当",
    "操作不当",
    "运输损坏",
    "资源不足",
    "流程冗余",
    "工具缺陷",
    "分配延迟",
)
REPLIES = (
    (
        "受理话术",
        Purpose.ACK,
        "您好，您反馈的问题我们已经登记，工单号 {number}，会尽快为您处理，请保持联系方式畅通。",
    ),
    (
        "进度同步",
        Purpose.PROGRESS,
        "您好，工单 {number} 目前正在处理，预计 {promised} 前给您结果，感谢您的耐心等待。",
    ),
    (
        "处理结果告知",
        Purpose.FEEDBACK,
        "您好，工单 {number} 反映的问题已处理完毕，请您验证是否恢复正常；"
        "如仍有异常请随时告诉我们。",
    ),
    (
        "满意度邀请",
        Purpose.SURVEY,
        "您好，工单 {number} 已处理完成，邀请您对本次服务评分（1-5 分），感谢支持。",
    ),
)
KINDS = (
    (
        "ack",
        "首次响应",
        "First response",
        ClockEvent.REPORTED,
        ClockEvent.FIRST_CONTACT,
        False,
        False,
    ),
    (
        "start",
        "开始处理",
        "Start of work",
        ClockEvent.REPORTED,
        ClockEvent.PROCESSING_STARTED,
        False,
        False,
    ),
    (
        "respond",
        "实质答复",
        "Substantive reply",
        ClockEvent.REPORTED,
        ClockEvent.SUBSTANTIVE_REPLY,
        False,
        False,
    ),
    ("decide", "方案决策", "Decision", ClockEvent.MEETING_OPENED, ClockEvent.DECIDED, False, False),
    ("promise", "承诺时间", "Promised time", ClockEvent.PROMISED, ClockEvent.RESOLVED, False, True),
    ("resolve", "解决", "Resolution", ClockEvent.REPORTED, ClockEvent.RESOLVED, False, False),
    (
        "progress",
        "进度同步",
        "Progress update",
        ClockEvent.PROCESSING_STARTED,
        ClockEvent.CUSTOMER_UPDATE,
        True,
        False,
    ),
    ("survey", "满意度调查", "Survey", ClockEvent.RESOLVED, ClockEvent.SURVEY_SENT, False, False),
    (
        "result_callback",
        "结果回访",
        "Result call-back",
        ClockEvent.RESOLVED,
        ClockEvent.CALLBACK_DONE,
        False,
        False,
    ),
    (
        "low_callback",
        "低分回访",
        "Low-score call-back",
        ClockEvent.LOW_SCORE,
        ClockEvent.LOW_CALLBACK_DONE,
        False,
        False,
    ),
    (
        "collab",
        "协作答复",
        "Collaboration",
        ClockEvent.COLLABORATION_ASKED,
        ClockEvent.COLLABORATION_ANSWERED,
        False,
        False,
    ),
)
PAUSES = {
    "resolve": [WaitReason.CUSTOMER, WaitReason.CONFIRMATION],
    "respond": [WaitReason.CUSTOMER],
    "promise": [WaitReason.CONFIRMATION],
}
AFTER_ALL = {
    "promise": (1, Unit.MINUTE),
    "survey": (24, Unit.HOUR),
    "result_callback": (24, Unit.HOUR),
    "low_callback": (1, Unit.HOUR),
}
# Words of customers by the tier that they ask for, the most telling first.
TRIAGE_WORDS = (
    (
        Tier.URGENT,
        (
            "宕机",
            "停机",
            "停产",
            "停线",
            "停了",
            "停摆",
            "很急",
            "数据丢失",
            "业务中断",
            "无法启动",
            "全部瘫痪",
            "冒烟",
            "起火",
            "漏电",
            "system down",
            "data loss",
            "outage",
        ),
    ),
    (
        Tier.IMPORTANT,
        (
            "延迟",
            "报警",
            "异响",
            "报错",
            "死机",
            "卡顿",
            "漏水",
            "漏油",
            "delay",
            "alarm",
            "error",
        ),
    ),
)
# The default matrix of model.md C4; the last row is the rule for everything else.
MATRIX = (
    (
        "紧急 / 高",
        Tier.URGENT,
        Priority.HIGH,
        {
            "ack": (10, Unit.MINUTE),
            "start": (2, Unit.HOUR),
            "decide": (30, Unit.MINUTE),
            "progress": (2, Unit.HOUR),
        },
    ),
    (
        "重要 / 中",
        Tier.IMPORTANT,
        Priority.MEDIUM,
        {
            "ack": (1, Unit.HOUR),
            "respond": (24, Unit.HOUR),
            "decide": (30, Unit.MINUTE),
            "resolve": (24, Unit.HOUR),
            "progress": (1, Unit.CALENDAR_DAY),
        },
    ),
    (
        "一般 / 低",
        Tier.GENERAL,
        Priority.LOW,
        {"ack": (1, Unit.HOUR), "respond": (3, Unit.WORKDAY), "progress": (1, Unit.CALENDAR_DAY)},
    ),
    (
        "其他",
        "",
        "",
        {"ack": (1, Unit.HOUR), "respond": (3, Unit.WORKDAY), "progress": (1, Unit.CALENDAR_DAY)},
    ),
)

MANAGER_AFTER_MINUTES: dict[str, int] = {Tier.URGENT: 30}
MANAGER_AFTER_OTHERWISE = 240
HALF_WAY_WARNED = {"resolve", "respond"}
LOW_CALLBACK = "low_callback"
