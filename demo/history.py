"""Three months of finished work, so that figures, plans, knowledge and archive have something to
say: written straight into the tables, as a load is.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from archive.actions import filing
from customers.models import Channel, Customer
from demo.load.limits import LoadLimits
from demo.load.lives import Life, generate_life
from demo.load.people import INTAKE, Caller, Crowd
from demo.load.rows import LoadWriter
from demo.people import Cast
from feedback.enums import AnswerWay, CallKind, CallOutcome, Dimension, SurveyState
from feedback.models import CallAttempt, LowScoreReason, Survey, SurveyScore
from knowledge.actions import articles
from knowledge.enums import ArticleKind
from tickets.limits.actions.clocks.events import start_under_terms
from tickets.limits.actions.clocks.working_set import new_ticket_clocks
from tickets.limits.actions.reference_rows import LOW_CALLBACK
from tickets.limits.domain import sla
from tickets.limits.models import SlaKind
from tickets.limits.queries.limit_terms import LimitTerms, load_rulebook, terms_for_ticket
from tickets.record.enums import Direction, Purpose
from tickets.record.models import CauseCode, Communication, IssueType, Ticket
from tickets.work.enums import ConfirmationMode, ConfirmationResult
from tickets.work.models import ClosingReport, Confirmation

DAYS, A_DAY = 92, 2
SEED = 20

# Whom the customers meet, by the queue.
DESKS = {
    "技术支持部": ("engineer", "engineer2"),
    "物流部": ("agent2",),
    "客服部": ("agent",),
}
MODES = (ConfirmationMode.ONLINE, ConfirmationMode.CALLBACK, ConfirmationMode.AUTO)

# Of ten customers so many answer; and what they give, from month to month a little better.
ANSWERED = 0.6
SCORES = ((1, 2, 3, 3, 4, 4, 5), (2, 3, 4, 4, 5, 5, 5), (3, 4, 4, 5, 5, 5, 5))
LOW = 3

# Of a hundred tickets so many were sent back before, and how long before they were solved.
REFUSED = 0.06
REFUSED_BEFORE = timedelta(hours=3)

# Minutes after the answer.
CALLED_AFTER = (15, 25, 40, 55, 80)
RECOVERIES = (
    "赠送一次上门保养。",
    "安排专人跟进后续两周的运行情况。",
    "退还本次上门费。",
    "当面致歉，并说明改进措施。",
)

CAUSES = (
    ("接触器触点粘连", "更换接触器并测试通断 20 次，恢复正常。", "巡检时增加触点电阻测量。"),
    ("参数在停电后丢失", "恢复备份参数，更换后备电池。", "到期更换电池列入保养计划。"),
    ("固件版本不兼容", "远程回退到上一版本，验证通讯。", "升级前先核对兼容清单。"),
    ("滤网堵塞导致过热", "清洗滤网，温度回到正常范围。", "向客户发送季度保养提醒。"),
    ("发货时备件型号核对有误", "补发正确型号，客户签收。", "出库扫码核对型号。"),
    ("操作人员不熟悉流程", "电话指导并发送操作指引。", "把该步骤补充到常见问题。"),
)
ARTICLES = (
    (
        ArticleKind.FAULT,
        "伺服驱动器报警 AL-32 的处理",
        "现象：驱动器显示 AL-32，电机停转。\n\n处理：\n1. 断电 5 分钟后复位；\n2. 测量母线电压；\n"
        "3. 检查制动电阻，阻值偏离 10% 以上更换；\n4. 空载试运行 10 分钟。",
    ),
    (
        ArticleKind.FAULT,
        "换热机组出水温度波动",
        "先看温度传感器读数是否与实测一致，再查调节阀。阀杆卡涩时清洗并加注润滑脂，波动通常在半小时内消失。",
    ),
    (
        ArticleKind.FAULT,
        "远程网关升级后离线（GW-412）",
        "4.2.1 版固件与旧证书不兼容。远程下发 4.2.2，或在现场长按复位键 10 秒后重新导入证书。",
    ),
    (
        ArticleKind.FAQ,
        "如何导出上月运行报表",
        "登录监控平台，进入“报表”—“运行报表”，选择月份后点“导出”。文件为 xlsx，超过 10 万行时分卷。",
    ),
    (
        ArticleKind.FAQ,
        "平台提示证书过期（E-403）怎么办",
        "管理员在“系统设置”—“证书”中更新证书，更新后所有人重新登录一次。无管理员账号时请联系我们。",
    ),
    (
        ArticleKind.GUIDE,
        "接到投诉时先说什么",
        "先致歉并复述问题，再说明谁在处理、何时答复。不解释内部原因，不承诺没有把握的时间。",
    ),
)


def load_history(cast: Cast, now: datetime) -> int:
    """Write the tickets with their answers, reports and files; the number of them."""
    dice = random.Random(SEED)
    last = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    writer = LoadWriter(_crowd_of(cast), LoadLimits(now), dice)
    writer.write_lives(_lives(dice, now))
    tickets = list(Ticket.objects.filter(pk__gt=last).order_by("pk"))
    solved = [ticket for ticket in tickets if ticket.resolved_at is not None]
    _confirm(solved, dice)
    _call_back(_answer(solved, dice, now), cast, dice)
    _report(solved, dice)
    filing.file_tickets(at=now, limit=len(tickets))
    _write_articles(cast, now)
    return len(tickets)


def _lives(dice: random.Random, now: datetime) -> list[Life]:
    """Finished ones: what is open today is played."""
    lives: list[Life] = []
    for n in range(DAYS * A_DAY):
        day = timezone.localtime(now) - timedelta(days=DAYS - n // A_DAY)
        reported_at = day.replace(hour=dice.randrange(8, 19), minute=dice.randrange(60), second=0)
        life = generate_life(dice, reported_at.replace(microsecond=0), at=now)
        if not life.is_open:
            lives.append(life)
    return sorted(lives, key=lambda life: life.reported_at)


def _crowd_of(cast: Cast) -> Crowd:
    """The demo's own people and customers."""
    crowd = Crowd(agents=[cast.staff["agent"].pk, cast.staff["agent2"].pk])
    for names in DESKS.values():
        people = [cast.staff[name] for name in names]
        queue = people[0].department_id
        crowd.queues.append(queue)
        crowd.of_queue[queue] = [person.pk for person in people]
    crowd.callers = [_caller_of(customer) for customer in cast.customers.values()]
    in_order = Channel.objects.filter(code__in=INTAKE).order_by("pk")
    crowd.channels = list(in_order.values_list("pk", "name"))
    types = IssueType.objects.filter(is_active=True).select_related("parent")
    crowd.types = list(types.order_by("pk"))
    return crowd


def _caller_of(customer: Customer) -> Caller:
    asset = customer.assets.select_related("model").first()
    return Caller(
        customer=customer,
        contact=customer.contacts.first(),
        asset=asset,
        product=asset.model.name if asset else "",
        level=customer.level,
    )


def _confirm(tickets: Sequence[Ticket], dice: random.Random) -> None:
    """How each customer said that it was solved; a few had said first that it was not."""
    refused = [ticket for ticket in tickets if dice.random() < REFUSED]
    words = [_word_of(ticket, dice.choice(MODES)) for ticket in tickets]
    words += [_word_of(ticket, ConfirmationMode.ONLINE, is_solved=False) for ticket in refused]
    Confirmation.objects.bulk_create(words)


def _word_of(ticket: Ticket, mode: str, *, is_solved: bool = True) -> Confirmation:
    solved_at = ticket.resolved_at or ticket.recorded_at
    signed_at = solved_at if is_solved else max(ticket.reported_at, solved_at - REFUSED_BEFORE)
    return Confirmation(
        ticket=ticket,
        mode=mode,
        result=ConfirmationResult.SOLVED if is_solved else ConfirmationResult.NOT_SOLVED,
        remark="" if is_solved else "重启后又出现同样的报警。",
        signed_at=signed_at,
        recorded_at=signed_at,
    )


def _answer(tickets: Sequence[Ticket], dice: random.Random, now: datetime) -> list[Survey]:
    """What the customers answered, low answers returned; some did not."""
    surveys = Survey.objects.bulk_create(_survey_of(ticket, dice, now) for ticket in tickets)
    answered = [survey for survey in surveys if survey.overall is not None]
    SurveyScore.objects.bulk_create(
        SurveyScore(survey=survey, dimension=dimension, score=_near(survey.overall, dice))
        for survey in answered
        for dimension in Dimension
    )
    Communication.objects.bulk_create(_said_with(survey) for survey in answered)
    reasons = list(LowScoreReason.objects.all())
    given = Survey.reasons.through
    given.objects.bulk_create(
        given(survey=survey, lowscorereason=dice.choice(reasons))
        for survey in answered
        if survey.is_low
    )
    return [survey for survey in answered if survey.is_low]


def _call_back(low: Sequence[Survey], cast: Cast, dice: random.Random) -> None:
    """A supervisor has called about each low answer, nearly always within the hour."""
    supervisor = cast.staff["supervisor"]
    kind = SlaKind.objects.get(code=LOW_CALLBACK)
    reasons = list(LowScoreReason.objects.all())
    calls = Communication.objects.bulk_create(
        Communication(
            ticket=survey.ticket,
            direction=Direction.OUT,
            contact=survey.contact,
            purpose=Purpose.LOW_CALLBACK,
            body="向客户致歉并了解原因。",
            at=survey.answered_at + timedelta(minutes=dice.choice(CALLED_AFTER)),
            recorded_at=survey.answered_at + timedelta(minutes=max(CALLED_AFTER)),
            by=supervisor,
        )
        for survey in low
        if survey.answered_at is not None
    )
    CallAttempt.objects.bulk_create(
        CallAttempt(
            ticket=call.ticket,
            communication=call,
            kind=CallKind.LOW,
            outcome=CallOutcome.SOLVED,
            reason=dice.choice(reasons),
            recovery=dice.choice(RECOVERIES),
            at=call.at,
            by=supervisor,
        )
        for call in calls
    )
    rulebook = load_rulebook(low[0].answered_at) if low else None
    for survey, call in zip(low, calls, strict=True):
        terms = terms_for_ticket(survey.ticket, call.at, rulebook).get(kind.pk)
        if terms and survey.answered_at is not None:
            _keep_limit(survey.ticket, terms, survey.answered_at, call.at)


def _keep_limit(
    ticket: Ticket, terms: list[LimitTerms], scored_at: datetime, called_at: datetime
) -> None:
    """The limit that the low score started, and the call ended."""
    ticket_clocks = new_ticket_clocks(ticket, by=None, at=scored_at)
    start_under_terms(ticket_clocks, terms, scored_at)
    (row,) = ticket_clocks.fresh
    row.store_state(sla.stop_clock(row.clock, called_at, seen_at=called_at))
    row.save()


def _survey_of(ticket: Ticket, dice: random.Random, now: datetime) -> Survey:
    asked_at = ticket.resolved_at or now
    survey = Survey(
        ticket=ticket,
        cycle=ticket.reopen_count,
        contact=ticket.contact,
        state=SurveyState.EXPIRED,
        made_at=asked_at,
        sent_at=asked_at,
        expires_at=asked_at + timedelta(days=14),
    )
    if dice.random() > ANSWERED:
        return survey
    month = min(len(SCORES) - 1, int((DAYS - (now - asked_at).days) / 31))
    survey.state, survey.version = SurveyState.ANSWERED, 1
    survey.overall = dice.choice(SCORES[max(month, 0)])
    survey.is_low = survey.overall <= LOW
    survey.recommends = min(10, survey.overall * 2 + dice.choice((0, 0, 1)))
    survey.way = dice.choice((AnswerWay.LINK, AnswerWay.LINK, AnswerWay.PHONE))
    survey.answered_at = survey.changed_at = min(now, asked_at + timedelta(hours=5))
    return survey


def _said_with(survey: Survey) -> Communication:
    """An answer stands in the ticket too, with its score."""
    return Communication(
        ticket=survey.ticket,
        direction=Direction.IN,
        contact=survey.contact,
        purpose=Purpose.SURVEY,
        score=survey.overall,
        is_low_score=survey.is_low,
        at=survey.answered_at,
        recorded_at=survey.answered_at,
    )


def _near(overall: int | None, dice: random.Random) -> int:
    """The score of a part lies around that of the whole."""
    return max(1, min(5, (overall or LOW) + dice.choice((-1, 0, 0, 1))))


def _report(tickets: Sequence[Ticket], dice: random.Random) -> None:
    causes = list(CauseCode.objects.all())
    reports = []
    for ticket in tickets:
        cause, course, lessons = dice.choice(CAUSES)
        reports.append(
            ClosingReport(
                ticket=ticket,
                cause=cause,
                course=course,
                lessons=lessons,
                cause_code=dice.choice(causes),
                author_id=ticket.assignee_id,
                submitted_at=ticket.closed_at or ticket.resolved_at,
            )
        )
    ClosingReport.objects.bulk_create(reports)


def _write_articles(cast: Cast, now: datetime) -> None:
    """Written by an engineer, published by the supervisor."""
    writer, reviewer = cast.staff["engineer"], cast.staff["supervisor"]
    for days, (kind, title, body) in enumerate(ARTICLES, 5):
        at = now - timedelta(days=days)
        article = articles.draft_article(by=writer, at=at, kind=kind, title=title, body=body)
        article = articles.submit_article(article, by=writer, at=at)
        articles.publish_article(article, by=reviewer, at=at)
