"""Customers as the description of the interface shows them."""

from api.examples import in_both_languages

NEW_ZH = {
    "name": "海天泵业有限公司",
    "external_id": "4711",
    "segment": "enterprise",
    "region": "山东青岛",
    "contact": {"name": "许莹", "phone": "13900001111", "email": "xuying@example.com"},
}
NEW_EN = {
    "name": "Haitian Pumps Co., Ltd.",
    "external_id": "4711",
    "segment": "enterprise",
    "region": "Qingdao",
    "contact": {
        "name": "Xu Ying",
        "phone": "13900001111",
        "email": "xuying@example.com",
        "language": "en",
    },
}

KNOWN_ZH = {
    "code": "C000003",
    "external_id": "4711",
    "name": "海天泵业有限公司",
    "segment": "enterprise",
    "relation": "existing",
    "level": "normal",
    "region": "山东青岛",
    "source": "",
    "remark": "",
    "verified_at": None,
    "is_anonymized": False,
    "version": 1,
    "created_at": "2026-03-16T09:30:00+08:00",
    "updated_at": "2026-03-16T09:30:00+08:00",
    "contacts": [
        {
            "id": 3,
            "name": "许莹",
            "phone": "13900001111",
            "email": "xuying@example.com",
            "is_email_refused": False,
            "language": "zh-hans",
            "preferred_channel": None,
            "is_primary": True,
            "has_marketing_consent": False,
        }
    ],
}
KNOWN_EN = {
    **KNOWN_ZH,
    "name": "Haitian Pumps Co., Ltd.",
    "region": "Qingdao",
    "contacts": [{**KNOWN_ZH["contacts"][0], "name": "Xu Ying", "language": "en"}],
}

CUSTOMER_IN = in_both_languages(
    "NewCustomer",
    zh=("新客户及其主要联系人", NEW_ZH),
    en=("a new customer with the main contact", NEW_EN),
)
CUSTOMER_OUT = in_both_languages("Customer", zh=("一位客户", KNOWN_ZH), en=("a customer", KNOWN_EN))
CALLER_OUT = in_both_languages(
    "Caller",
    zh=("来电客户，另有一位同号", {**KNOWN_ZH, "matches": 2}),
    en=("who is calling; another one has the same number", {**KNOWN_EN, "matches": 2}),
)
CUSTOMER_CHANGES = in_both_languages(
    "CustomerChanges",
    zh=(
        "自上次以来的变化",
        {
            "results": [{"key": "C000003", "is_gone": False, "row": KNOWN_ZH}],
            "after": "16384-customer-2048",
            "has_more": False,
        },
    ),
    en=(
        "what has changed since",
        {
            "results": [{"key": "C000003", "is_gone": False, "row": KNOWN_EN}],
            "after": "16384-customer-2048",
            "has_more": False,
        },
    ),
)
