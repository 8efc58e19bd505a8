"""A desk on which everybody has one of everything: what a test asks for as the own and as somebody else's.

Belongings are by the word that `tests.support.address_law` calls them, and hold what stands in an address.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.actions.service_accounts import add_service
from accounts.actions.tokens import make_token
from accounts.enums import Role
from accounts.models import Absence, Department, DutyShift, Outlet, User
from analytics.actions.audits import begin_audit
from analytics.actions.awards import AwardProposal, grant_award, propose_award
from analytics.actions.measures import MeasurePlan, plan_measure
from analytics.actions.quarters import build_quarter
from analytics.actions.rectifying import open_request
from analytics.actions.reports import build_report
from analytics.domain.awards import AwardPeriod
from analytics.enums import AwardKind
from analytics.models import Benchmark, Measure, RectificationSettings
from analytics.queries.award_figures import figures_for_award, seen_figures
from archive.models import ArchiveRecord
from customers.models import ConsentRecord, ProductModel
from feedback.models import Campaign
from knowledge.actions import articles
from knowledge.enums import ArticleKind
from metrics.models import ResponseTimeDefinition
from metrics.queries.failures import ModelFailures
from notifications.actions.letters import Letter, queue_letters
from notifications.enums import ChannelName, Topic
from notifications.models import ChannelPace, ChatGroup, CustomerChannel, InboxItem
from plans.enums import ReviewKind
from plans.models import PlanProposal, ReviewMeeting
from tests.factories.inbound import send_event, set_up_source
from tests.factories.mails import mail
from tests.factories.operations import message
from tests.factories.webhooks import set_up_endpoint
from tests.fixtures import COMPANY, CONTACT, PHONE, reported, small_cast
from tests.support.address_law import SEES
from tests.support.admin_law import powerful_rows, rows_of_lists
from tests.support.passkeys import credential_made
from tests.support.plan_parts import whole_plan
from tests.support.roles_of_rights import CLERK, NO_ONE, NOBODY, ROOT, WRITERS, People
from tickets.limits.models import SlaClock, SlaKind
from tickets.record.models import Communication, Delivery, IncomingMail, Ticket
from tickets.transfer.actions import imports
from tickets.transfer.actions.history import uploads
from tickets.work.actions import conversation
from tickets.work.models import CooperationItem

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
HOUR = timedelta(hours=1)

Belongings = dict[str, Any]

NOWHERE: Belongings = {
    "ticket": "202001-99999",
    "plan": "AF-202001-999",
    "measure": "CS-202001-999",
    **dict.fromkeys(("article", "guide"), "ZK-202001-999"),
    "customer": "C999999",
    "service_file": "DA-209901-999",
    "rectification": "ZG-202001-999",
    "award": "JL-202001-999",
    "person": "nobody-of-this-name",
    "stage": "77.7",
    "service": "no-program-of-this-name",
    **dict.fromkeys(("ticket_file", "plan_file", "token", "token_of_somebody"), uuid.UUID(int=0)),
    **dict.fromkeys(
        (
            *(
                "clock",
                "call",
                "asked",
                "message",
                "contact",
                "consent",
                "campaign",
                "problem",
                "replan",
                "line",
                "metric",
                "change",
                "action",
            ),
            *(
                "audit",
                "finding",
                "next",
                "meeting",
                "proposal",
                "batch",
                "upload",
                "mapping",
                "item",
                "session",
                "mail",
                "mail_aside",
            ),
            *("passkey", "identity"),
        ),
        99_999_999,
    ),
}
"""What was never there."""


@dataclass(frozen=True)
class Secret:
    """What gives something away to everybody but those who see it."""

    known_to: People
    words: tuple[str, ...]


@dataclass
class Desk:
    """People by role, what each has, and what none of them may see unless they see everything."""

    people: dict[str, User]
    own: dict[str, Belongings]
    foreign: Belongings
    secrets: list[Secret]

    def hidden_from(self, who: str) -> list[str]:
        """What no answer to this person may say."""
        return [
            word for secret in self.secrets if who not in secret.known_to for word in secret.words
        ]


def everybody(department: Department) -> dict[str, User]:
    """One person of each role, and those without one, in one department."""
    people = {
        key: User.objects.create(
            username=f"own-{key}",
            display_name=f"人员{key}",
            department=department,
            is_staff=key in (Role.ADMIN, CLERK, ROOT),
            is_superuser=key == ROOT,
        )
        for key in (*Role.values, NOBODY, CLERK, ROOT)
    }
    for role in Role.values:
        people[role].groups.add(Group.objects.get(name=role))
    return people


def furnished_desk() -> Desk:
    """Made of real actions where a house has one."""
    cast, now = small_cast(), timezone.now()
    tech, logistics = (cast.staff[name].department for name in ("engineer", "agent2"))
    people = everybody(tech)
    keep_lists(people[Role.AGENT], tech)
    shared = {
        **ticket_parts(cast, "agent", "硬件故障", "自己的工单摘要", "自己的照片.png"),
        "rectification": rectification_of(tech, "SV-OWN"),
        "award": award_to(people[Role.AGENT], cast),
        **whole_plan(
            people[Role.SUPERVISOR],
            department=tech,
            worker=people[Role.ENGINEER],
            evaluator=people[Role.ANALYST],
            word="自己",
            code="1.1",
        ),
        **customer_parts(cast, 0),
        "mapping": uploads.keep_mapping("旧系统", {}, by=cast.staff["agent"], at=now).pk,
        "mail": kept_mail("tray", reason="sender").pk,
        "mail_aside": kept_mail("machine", ended_at=now).pk,
        "person": people[Role.AGENT].username,
        "service": service_of(people[ROOT], Role.AGENT, "own-crm"),
    }
    foreign = {
        **ticket_parts(cast, "agent2", "物流问题", "外部机密摘要", "外部机密照片.png"),
        "rectification": rectification_of(logistics, "SV-FOREIGN"),
        "award": award_to(cast.staff["agent2"], cast),
        **whole_plan(
            cast.staff["manager"],
            department=logistics,
            worker=cast.staff["agent2"],
            evaluator=cast.staff["supervisor"],
            word="外部机密",
            code="9.9",
        ),
        **customer_parts(cast, 1),
        **personal(cast.staff["manager"], "外部机密", is_writer=True),
        "mapping": NOWHERE["mapping"],
        "mail": NOWHERE["mail"],
        "mail_aside": NOWHERE["mail_aside"],
        "person": people[ROOT].username,
        "service": service_of(people[ROOT], Role.MANAGER, "foreign-crm"),
    }
    shared |= rows_of_lists(people[Role.AGENT])
    own = {
        key: {**shared, **personal(person, f"本人{key}", is_writer=key in WRITERS)}
        for key, person in people.items()
    }
    foreign |= powerful_rows(people[ROOT])
    guide = foreign["guide"] = published_article(cast)
    for things in own.values():
        things.setdefault("article", guide)
        things["guide"] = guide
    return Desk(people, own, foreign, secrets_of(shared, foreign))


def service_of(by: User, role: str, username: str) -> str:
    """The user name of an account of a program."""
    account = add_service(
        by=by,
        at=timezone.now(),
        username=username,
        name=username,
        department=None,
        roles=Group.objects.filter(name=role),
    )
    return account.username


def ticket_parts(cast: Any, by: str, kind: str, summary: str, name: str) -> Belongings:
    """A registered ticket with a file and its limits."""
    at, person = timezone.now() - HOUR, cast.staff[by]
    ticket: Ticket = reported(cast, at, by=by, issue_type=cast.types[kind], summary=summary)
    sent = SimpleUploadedFile(name, PNG)
    file = conversation.attach_file(ticket, sent, by=person, at=timezone.now())
    clock = SlaClock.objects.filter(ticket=ticket).first()
    return {
        "ticket": ticket.number,
        "ticket_file": file.file_id,
        "clock": clock.pk,
        "call": waiting_call(clock).pk,
        "asked": asked_item(ticket, person).pk,
        "message": sent_message(ticket).pk,
        "service_file": service_file_of(ticket).file_no,
        **audit_parts(ticket, cast.staff["manager"]),
        "measure": measure_of(cast.staff["manager"]).number,
    }


def measure_of(owner: User) -> Measure:
    """A measure that is being planned."""
    plan = MeasurePlan(
        description="加强夜班",
        kind="staffing",
        source="monthly",
        owner=owner,
        metric="avg_response",
        target=Decimal(20),
        due_on=timezone.localdate(),
    )
    return plan_measure(plan, by=owner, at=timezone.now())


def audit_parts(ticket: Ticket, by: User) -> Belongings:
    """A data audit that found something in the ticket."""
    now = timezone.now()
    today = timezone.localdate(now)
    audit = begin_audit(by=by, at=now, first_on=today, last_on=today)
    finding = audit.findings.create(ticket=ticket, rule="no_type", found_at=now)
    return {"audit": audit.pk, "finding": finding.pk}


def rectification_of(department: Department, code: str) -> str:
    """The number of a request to rectify a model of which every device failed."""
    setting = RectificationSettings(department=department)
    model = ProductModel.objects.create(code=code, name="产品")
    failures = ModelFailures(model.pk, code, model.name, failed=1, tickets=1, base=1)
    now = timezone.now()
    month = timezone.localdate(now).replace(day=1)
    return open_request(failures, month, setting, at=now).number


def award_to(person: User, cast: Any) -> str:
    """The number of an award that was proposed and granted."""
    now = timezone.now()
    period = AwardPeriod.month_of(timezone.localdate(now))
    proposal = AwardProposal(AwardKind.EMPLOYEE, period, person, "响应最快")
    award = propose_award(proposal, by=cast.staff["supervisor"], at=now)
    seen = seen_figures(figures_for_award(person.pk, period, at=now))
    return grant_award(award, by=cast.staff["manager"], at=now, seen=seen).number


def service_file_of(ticket: Ticket) -> ArchiveRecord:
    """Its file, as if it had been archived."""
    now = timezone.now()
    return ArchiveRecord.objects.create(
        ticket=ticket,
        file_no=f"DA-{ticket.number}",
        key=f"{ticket.customer.name}+{ticket.number}",
        digest=ticket.summary,
        archived_at=now,
        retain_until=now.date() + timedelta(days=1096),
    )


def waiting_call(clock: SlaClock) -> SlaClock:
    """A limit of the same ticket that waits for a call to the customer."""
    call = SlaClock.objects.get(pk=clock.pk)
    call.pk, call.kind = None, SlaKind.objects.get(code="result_callback")
    call.start_event, call.stop_event = call.kind.start_event, call.kind.stop_event
    call.save()
    return call


def asked_item(ticket: Ticket, by: User) -> CooperationItem:
    """Something that the customer is asked for."""
    now = timezone.now()
    return CooperationItem.objects.create(
        ticket=ticket, content="铭牌照片", need_by=now + HOUR, asked_at=now, asked_by=by
    )


def kept_mail(state: str, **known: Any) -> IncomingMail:
    """A mail of somebody whom the desk does not know."""
    raw = mail()
    return IncomingMail.objects.create(
        mailbox="box",
        digest=state,
        raw=raw,
        size=len(raw),
        received_at=timezone.now(),
        state=state,
        **known,
    )


def sent_message(ticket: Ticket) -> Communication:
    """A message to the customer that is on its way."""
    now = timezone.now()
    said = Communication.objects.create(
        ticket=ticket, direction="out", visibility="customer", body="您好", at=now, recorded_at=now
    )
    letter = Letter(
        ChannelName.MAIL, "x@customer.example", Topic.LETTER, f"said:{said.pk}", now, "zh-hans"
    )
    (row,) = queue_letters([letter])
    Delivery.objects.create(communication=said, message=row)
    return said


def customer_parts(cast: Any, place: int) -> Belongings:
    customer = list(cast.customers.values())[place]
    contact = customer.contacts.get()
    now = timezone.now()
    consent = ConsentRecord.objects.create(
        contact=contact, purpose="share", evidence="邮件", given_at=now, recorded_at=now
    )
    campaign = Campaign.objects.create(
        title="调查", closes_on=now.date(), created_at=now, created_by=cast.staff["manager"]
    )
    return {
        "customer": customer.code,
        "contact": contact.pk,
        "consent": consent.pk,
        "campaign": campaign.pk,
    }


def personal(person: User, word: str, *, is_writer: bool) -> Belongings:
    """What belongs to one person: uploads, messages, sessions, proposals, minutes, a draft."""
    now = timezone.now()
    session = UserSession.objects.create(
        user=person, ip="127.0.0.1", session_key=uuid.uuid4().hex, user_agent=word
    )
    passkey = Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": f"{word}钥匙", "credential": credential_made()},
    )
    identity = SocialAccount.objects.create(user=person, provider="company", uid=word)
    item = InboxItem.objects.create(
        user=person,
        topic=Topic.ASSIGNED,
        subject=f"{word}消息",
        path="/tickets/",
        dedupe_key=word,
        created_at=now,
        shown_from=now,
    )
    minutes = ReviewMeeting.objects.create(
        kind=ReviewKind.RETROSPECTIVE,
        chair=person,
        by=person,
        held_at=now,
        recorded_at=now,
        period_from=now.date(),
        period_to=now.date(),
        attendees=f"{word}纪要",
    )
    proposal = PlanProposal.objects.create(
        title=f"{word}提议", gap=f"{word}差距", at=now, by=person
    )
    sheet = SimpleUploadedFile(f"{word}历史.csv", "单号\n1\n".encode())
    token, _key = make_token(
        person,
        by=person,
        at=now,
        name=f"{word}令牌",
        scopes=["tickets.read"],
        lasts=timedelta(days=90),
    )
    found = {
        "token": token.handle,
        "token_of_somebody": token.handle,
        "session": session.pk,
        "passkey": passkey.pk,
        "identity": identity.pk,
        "item": item.pk,
        "meeting": minutes.pk,
        "proposal": proposal.pk,
        "batch": imports.stage_rows(f"{word}登记.xlsx", [], NO_ROWS, [], by=person, at=now).pk,
        "upload": uploads.keep_upload(sheet, mapping={}, by=person, at=now).pk,
    }
    if is_writer:
        draft = articles.draft_article(
            by=person, at=now, kind=ArticleKind.FAULT, title=f"{word}草稿", body=f"{word}正文"
        )
        found["article"] = draft.number
    return found


NO_ROWS = {"created": 0, "unchanged": 0, "refused": 0, "warned": 0}


def published_article(cast: Any) -> str:
    now, author = timezone.now(), cast.staff["agent"]
    draft = articles.draft_article(
        by=author, at=now, kind=ArticleKind.FAULT, title="大家的文章", body="正文"
    )
    submitted = articles.submit_article(draft, by=author, at=now)
    return articles.publish_article(submitted, by=cast.staff["supervisor"], at=now).number


def keep_lists(person: User, department: Department) -> None:
    """One row of every list of the administration that a new desk finds empty."""
    ChatGroup.objects.create(name="值班群", kind="wecom")
    CustomerChannel.objects.create(provider="log", is_active=False)
    ChannelPace.objects.create(channel="mail")
    set_up_endpoint("CRM", "https://crm.example/hook", person, has_delivery=True)
    send_event(set_up_source("monitor", person), "e-1", {})
    build_report(date(2024, 5, 1), at=timezone.now())
    build_quarter(date(2024, 4, 1), at=timezone.now())
    Benchmark.objects.create(metric="fcr", value=85, source="报告", valid_from=date(2024, 1, 1))
    now = timezone.now()
    until = now + HOUR
    ResponseTimeDefinition.objects.create(
        name="客户投诉响应时间",
        business_type="complaint",
        start_event="reported",
        end_event="first_response",
        effective_from=now.date() + timedelta(days=30),
    )
    Outlet.objects.create(code="own", name="网点")
    ProductModel.objects.create(code="SV-1", name="产品")
    message(person)
    DutyShift.objects.create(person=person, department=department, starts_at=now, ends_at=until)
    deputy = User.objects.exclude(pk=person.pk).first()
    Absence.objects.create(person=person, deputy=deputy, starts_at=now, ends_at=until)


def secrets_of(shared: Belongings, foreign: Belongings) -> list[Secret]:
    """The words of what the department has, of what is foreign, and of the customers."""
    own = {sort: sees for sort, (sees, _) in SEES.items()}
    other = {sort: sees for sort, (_, sees) in SEES.items()}
    hidden = ("消息", "登记", "历史", "钥匙")
    return [
        Secret(own["ticket"], (shared["ticket"], "自己的工单摘要", "自己的照片")),
        Secret(own["plan"], (shared["plan"], "自己计划", "自己阶段")),
        Secret(other["ticket"], (foreign["ticket"], "外部机密摘要", "外部机密照片")),
        Secret(other["plan"], (foreign["plan"], "外部机密计划", "外部机密阶段")),
        Secret(other["article"], (foreign["article"], "外部机密草稿", "外部机密正文")),
        Secret(other["proposal"], ("外部机密提议", "外部机密差距")),
        Secret(other["meeting"], ("外部机密纪要",)),
        Secret(NO_ONE, tuple(f"外部机密{word}" for word in hidden)),
        # A ticket says whose it is.
        Secret(other["customer"] | own["ticket"], (COMPANY, CONTACT, PHONE, foreign["customer"])),
    ]
