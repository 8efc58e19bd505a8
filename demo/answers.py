"""What the demo's customers say: of what was solved today, and in the regular survey of the quarter."""

from datetime import datetime, timedelta

from demo.people import Cast
from feedback.actions import campaigns, surveys
from feedback.actions.campaigns import CampaignAnswer
from feedback.actions.surveys import Answer
from feedback.enums import Dimension, Expectation
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


# What customers expect of the desk: all in all, then speed, quality and manner.
ASKED = ((5, 5, 5, 5), (4, 3, 4, 5), (3, 2, 4, 4), (5, 4, 5, 5))
SUGGESTIONS = ("", "希望周末也能有人值班。", "备件到货时间能提前告知就更好了。", "")


def load_campaign(cast: Cast, now: datetime) -> None:
    """A regular survey of three weeks ago: some have answered, it takes answers until next week."""
    at = now - timedelta(days=21)
    campaign = campaigns.plan_campaign(
        by=cast.staff["manager"],
        at=at,
        title="季度客户满意度调查",
        closes_on=(now + timedelta(days=7)).date(),
    )
    campaigns.start_campaign(campaign, by=cast.staff["manager"], at=at)
    campaigns.send_invitations(at=at, limit=100)
    slow = list(LowScoreReason.objects.filter(name="处理时效慢"))
    invitations = campaign.invitations.order_by("pk")
    for n, (invitation, scores) in enumerate(zip(invitations, ASKED, strict=False)):
        overall, *others = scores
        answer = CampaignAnswer(
            overall,
            dict(zip(Expectation, others, strict=True)),
            reasons=slow if overall < 4 else [],
            suggestion=SUGGESTIONS[n],
        )
        answered_at = at + timedelta(days=n + 1)
        campaigns.answer_invitation(invitation, answer, seen_version=0, at=answered_at)
