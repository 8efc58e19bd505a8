"""The history of another desk, as the description of the interface shows it."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

from api.examples import in_both_languages

OPEN = in_both_languages(
    "NewHistory",
    zh=("旧系统", {"name": "旧客服系统 2019–2025", "mapping": "flatdesk"}),
    en=("the old desk", {"name": "Old desk 2019–2025", "mapping": "flatdesk"}),
    request_only=True,
)

CASE = {
    "Request": "R-10001",
    "Progress": "done",
    "Received": "2024-05-06T01:00:00Z",
    "Solved": "2024-05-06T07:30:00Z",
    "Ended": "2024-05-07T02:00:00Z",
}
ROWS = in_both_languages(
    "HistoryBatch",
    zh=("一批", {"rows": [{**CASE, "Company": "华启科技有限公司", "Subject": "空压机无法启动"}]}),
    en=(
        "a batch",
        {
            "rows": [
                {
                    **CASE,
                    "Company": "Huaqi Technology Co., Ltd.",
                    "Subject": "The air compressor does not start",
                }
            ]
        },
    ),
    request_only=True,
)


def _alike(name: str, zh: str, en: str, value: Any) -> list[OpenApiExample]:
    return in_both_languages(name, zh=(zh, value), en=(en, value), request_only=True)


TRY = _alike(
    "OtherMapping", "换一个映射", "another mapping", {"mapping": "servicenow", "version": 1}
)
CLOSE = _alike("WholeHistory", "全部发完", "everything is sent", {"batches": 12})
START = _alike("WriteHistory", "写入", "write it", {"version": 1})
