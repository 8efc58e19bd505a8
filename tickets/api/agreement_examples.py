"""What is agreed with the customer, as the description of the interface shows them."""

from drf_spectacular.utils import OpenApiExample

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
