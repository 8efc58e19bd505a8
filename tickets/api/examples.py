"""Examples for the description of the interface."""

from drf_spectacular.utils import OpenApiExample

TICKETS = OpenApiExample(
    "两张工单",
    value={
        "items": [
            {
                "customer": "C000001",
                "channel": "phone",
                "summary": "空压机无法启动",
                "external_id": "90001",
            },
            {
                "new_customer": {"name": "远帆贸易", "phone": "13900001111", "external_id": "4712"},
                "channel": "phone",
                "summary": "储气罐漏气",
                "external_id": "90002",
            },
        ]
    },
    request_only=True,
)
TICKET_CHANGES = OpenApiExample(
    "改描述",
    value={
        "items": [
            {"external_id": "90001", "version": 2, "changes": {"symptom": "电机不转"}},
            {"number": "202611-00042", "version": 5, "changes": {"impact": "severe"}},
        ]
    },
    request_only=True,
)
ASKED = OpenApiExample(
    "远程账号与现场照片",
    value={
        "contents": ["远程账号：管理员权限", "控制柜铭牌照片"],
        "need_by": "2026-12-03T18:00:00+08:00",
        "person": "张敏",
        "is_blocking": True,
        "sends": True,
    },
    request_only=True,
)
CONFIRMED = OpenApiExample(
    "电话确认",
    value={
        "result": "solved",
        "mode": "callback",
        "signer": "张敏",
        "signed_at": "2026-12-03T10:20:00+08:00",
        "score": 5,
        "verified_steps": "连续运行两小时，压力正常",
    },
    request_only=True,
    media_type="application/json",
)
OPEN = OpenApiExample(
    "旧系统",
    value={"name": "旧客服系统 2019–2025", "mapping": "flatdesk"},
    request_only=True,
)
ROWS = OpenApiExample(
    "一批",
    value={
        "rows": [
            {
                "Request": "R-10001",
                "Progress": "done",
                "Received": "2024-05-06T01:00:00Z",
                "Solved": "2024-05-06T07:30:00Z",
                "Ended": "2024-05-07T02:00:00Z",
                "Company": "华启科技有限公司",
                "Subject": "空压机无法启动",
            }
        ]
    },
    request_only=True,
)
TRY = OpenApiExample("换一个映射", value={"mapping": "servicenow", "version": 1}, request_only=True)
CLOSE = OpenApiExample("全部发完", value={"batches": 12}, request_only=True)
START = OpenApiExample("写入", value={"version": 1}, request_only=True)
