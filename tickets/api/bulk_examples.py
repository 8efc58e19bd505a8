"""Many work orders at once, as the description of the interface shows them."""

from api.examples import in_both_languages

KNOWN = {"customer": "C000001", "channel": "phone", "external_id": "90001"}
NEW = {"channel": "phone", "external_id": "90002"}
CALLER = {"phone": "13900001111", "external_id": "4712"}

TICKETS = in_both_languages(
    "TwoTickets",
    zh=(
        "两张工单",
        {
            "items": [
                {**KNOWN, "summary": "空压机无法启动"},
                {**NEW, "new_customer": {"name": "远帆贸易", **CALLER}, "summary": "储气罐漏气"},
            ]
        },
    ),
    en=(
        "two work orders",
        {
            "items": [
                {**KNOWN, "summary": "The air compressor does not start"},
                {
                    **NEW,
                    "new_customer": {"name": "Yuanfan Trading", **CALLER},
                    "summary": "The air tank leaks",
                },
            ]
        },
    ),
    request_only=True,
)

SEVERE = {"number": "202611-00042", "version": 5, "changes": {"impact": "severe"}}
TICKET_CHANGES = in_both_languages(
    "TwoChangedTickets",
    zh=(
        "改描述",
        {
            "items": [
                {"external_id": "90001", "version": 2, "changes": {"symptom": "电机不转"}},
                SEVERE,
            ]
        },
    ),
    en=(
        "other descriptions",
        {
            "items": [
                {
                    "external_id": "90001",
                    "version": 2,
                    "changes": {"symptom": "The motor does not turn"},
                },
                SEVERE,
            ]
        },
    ),
    request_only=True,
)
