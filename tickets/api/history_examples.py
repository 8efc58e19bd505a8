"""The history of another desk, as the description of the interface shows them."""

from drf_spectacular.utils import OpenApiExample

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
