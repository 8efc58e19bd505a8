"""Many customers, contacts and devices at once, as the description of the interface shows them."""

from typing import Any

from api.examples import in_both_languages


def _items(*items: dict[str, Any]) -> dict[str, Any]:
    return {"items": list(items)}


CUSTOMERS = in_both_languages(
    "TwoCustomers",
    zh=(
        "两个客户",
        _items(
            {
                "name": "华启科技有限公司",
                "external_id": "4711",
                "contact": {"name": "张敏", "phone": "13812345678"},
            },
            {"name": "远帆贸易", "external_id": "4712", "level": "key"},
        ),
    ),
    en=(
        "two customers",
        _items(
            {
                "name": "Huaqi Technology Co., Ltd.",
                "external_id": "4711",
                "contact": {"name": "Zhang Min", "phone": "13812345678"},
            },
            {"name": "Yuanfan Trading", "external_id": "4712", "level": "key"},
        ),
    ),
    request_only=True,
)
CUSTOMER_CHANGES = in_both_languages(
    "TwoChangedCustomers",
    zh=(
        "改地区和级别",
        _items(
            {"external_id": "4711", "version": 3, "changes": {"region": "华东"}},
            {"code": "C000002", "version": 1, "changes": {"level": "key"}},
        ),
    ),
    en=(
        "region and level",
        _items(
            {"external_id": "4711", "version": 3, "changes": {"region": "East China"}},
            {"code": "C000002", "version": 1, "changes": {"level": "key"}},
        ),
    ),
    request_only=True,
)
CONTACTS = in_both_languages(
    "TwoContacts",
    zh=(
        "两个联系人",
        _items(
            {"customer": "C000001", "name": "张敏", "phone": "13812345678"},
            {"customer_external_id": "4712", "name": "李强", "email": "li@example.com"},
        ),
    ),
    en=(
        "two contacts",
        _items(
            {"customer": "C000001", "name": "Zhang Min", "phone": "13812345678"},
            {"customer_external_id": "4712", "name": "Li Qiang", "email": "li@example.com"},
        ),
    ),
    request_only=True,
)

NEW_PHONE = _items({"id": 12, "changes": {"phone": "13900001111"}})
CONTACT_CHANGES = in_both_languages(
    "ChangedContact",
    zh=("改电话", NEW_PHONE),
    en=("another phone", NEW_PHONE),
    request_only=True,
)

DEVICES = _items(
    {"customer": "C000001", "serial": "SN-1001", "model": "AC-75"},
    {"customer": "C000001", "serial": "SN-1002", "model": "AC-75", "sold_on": "2026-03-01"},
)
ASSETS = in_both_languages(
    "TwoDevices", zh=("两台设备", DEVICES), en=("two devices", DEVICES), request_only=True
)

INSTALLED = _items(
    {"serial": "SN-1001", "changes": {"installed_on": "2026-03-20"}},
    {"serial": "SN-1002", "changes": {"model": "AC-90", "order_no": "SO-2026-118"}},
)
ASSET_CHANGES = in_both_languages(
    "TwoChangedDevices",
    zh=("改安装日期与型号", INSTALLED),
    en=("installed, another model", INSTALLED),
    request_only=True,
)
