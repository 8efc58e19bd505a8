"""Examples for the description of the interface."""

from drf_spectacular.utils import OpenApiExample

CUSTOMERS = OpenApiExample(
    "两个客户",
    value={
        "items": [
            {
                "name": "华启科技有限公司",
                "external_id": "4711",
                "contact": {"name": "张敏", "phone": "13812345678"},
            },
            {"name": "远帆贸易", "external_id": "4712", "level": "key"},
        ]
    },
    request_only=True,
)
CUSTOMER_CHANGES = OpenApiExample(
    "改地区和级别",
    value={
        "items": [
            {"external_id": "4711", "version": 3, "changes": {"region": "华东"}},
            {"code": "C000002", "version": 1, "changes": {"level": "key"}},
        ]
    },
    request_only=True,
)
CONTACTS = OpenApiExample(
    "两个联系人",
    value={
        "items": [
            {"customer": "C000001", "name": "张敏", "phone": "13812345678"},
            {"customer_external_id": "4712", "name": "李强", "email": "li@example.com"},
        ]
    },
    request_only=True,
)
CONTACT_CHANGES = OpenApiExample(
    "改电话",
    value={"items": [{"id": 12, "changes": {"phone": "13900001111"}}]},
    request_only=True,
)
ASSETS = OpenApiExample(
    "两台设备",
    value={
        "items": [
            {"customer": "C000001", "serial": "SN-1001", "model": "AC-75"},
            {"customer": "C000001", "serial": "SN-1002", "model": "AC-75", "sold_on": "2026-03-01"},
        ]
    },
    request_only=True,
)
