"""Rows of a fresh server. What exists is never touched: administrators edit them."""

from django.utils import timezone

from feedback.models import LowScoreReason, SurveyRule
from tickets.record.models import Ticket

REASONS = (
    ("处理时效慢", "Too slow"),
    ("问题未彻底解决", "Not really solved"),
    ("技术能力不足", "Not skilled enough"),
    ("服务态度不好", "Impolite"),
    ("沟通不及时", "Not kept informed"),
    ("备件等待时间长", "Long wait for parts"),
    ("收费不合理", "Unfair price"),
    ("产品质量问题", "Quality of the product"),
    ("其他", "Other"),
)


def seed_rules() -> None:
    """The one rule, and the reasons where there are none at all. A desk that has worked before asks
    about what is solved from now on.
    """
    if not SurveyRule.objects.exists():
        asks_since = timezone.now() if Ticket.objects.exists() else None
        SurveyRule.objects.create(pk=1, asks_since=asks_since)
    if not LowScoreReason.objects.exists():
        LowScoreReason.objects.bulk_create(
            LowScoreReason(name=name, name_en=name_en, order=10 * place)
            for place, (name, name_en) in enumerate(REASONS, start=1)
        )
