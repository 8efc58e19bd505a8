"""Many work orders at once, as the description of the interface shows them."""

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
