"""What the demo's customers say of what was solved today: one is content, one is not, one is asked."""

from datetime import datetime

from feedback.actions import surveys
from feedback.actions.surveys import Answer
from feedback.enums import Dimension
from feedback.models import LowScoreReason, Survey

COMPLAINT = "打了两次电话才有人回，等了大半天才处理好，希望以后能先给个准信。"
PRAISE = "工程师很专业，远程就解决了。"


def load_todays_answers(now: datetime) -> None:
    """Ask about what was solved; two have answered, one of them low: a supervisor is to call."""
    surveys.make_surveys(now, limit=100)
    of_today = Survey.objects.filter(made_at=now)
    of_today.update(next_at=now)
    surveys.carry_on_surveys(now, limit=100)
    slow = LowScoreReason.objects.filter(name="处理时效慢")
    low = Answer(
        2,
        {
            Dimension.TIMELINESS: 1,
            Dimension.SKILL: 4,
            Dimension.ATTITUDE: 3,
            Dimension.EFFECT: 4,
        },
        comment=COMPLAINT,
        reasons=list(slow),
    )
    good = Answer(5, dict.fromkeys(Dimension, 5), comment=PRAISE)
    for survey, answer in zip(of_today.order_by("pk"), (low, good), strict=False):
        surveys.answer_survey(survey, answer, seen_version=survey.version, at=now)
