"""Takes one ticket from report to close, each step with its time, by the actions of the pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.people import Cast
from tickets.record.enums import Purpose
from tickets.record.models import Ticket
from tickets.work.actions import (
    assignments,
    closing,
    conversation,
    finishing,
    moves,
    register,
    solving,
)
from tickets.work.enums import (
    CauseClass,
    ConfirmationMode,
    ConfirmationResult,
    DiagnosisMethod,
    ProcessKind,
)

MINUTE = timedelta(minutes=1)


@dataclass
class Play:
    """One ticket on stage."""

    cast: Cast
    ticket: Ticket
    engineer: str = "engineer"

    def say(
        self, body: str, at: datetime, purpose: str = Purpose.PROGRESS, **fields: object
    ) -> None:
        """A contact with the customer by the one who works on it."""
        by = fields.pop("by", self.cast.staff["agent"])
        conversation.record_contact(
            self.ticket,
            by=by,
            at=at,
            body=body,
            channel=fields.pop("channel", self.ticket.channel),
            purpose=purpose,
            **fields,
        )
        self.ticket.refresh_from_db()

    def accept(self, at: datetime) -> None:
        self.ticket = moves.accept_ticket(
            self.ticket, by=self.cast.staff["agent"], at=at, is_verified=True
        )

    def assign(self, at: datetime, due_at: datetime | None = None) -> None:
        engineer = self.cast.staff[self.engineer]
        self.ticket = assignments.assign_ticket(
            self.ticket,
            by=self.cast.staff["supervisor"],
            at=at,
            department=engineer.department,
            assignee=engineer,
            due_at=due_at,
        )

    def take_over(self, at: datetime) -> None:
        self.ticket = assignments.take_ticket(self.ticket, by=self.cast.staff[self.engineer], at=at)

    def diagnose(self, at: datetime, text: str) -> None:
        solving.record_diagnosis(
            self.ticket,
            by=self.cast.staff[self.engineer],
            at=at,
            method=DiagnosisMethod.REMOTE,
            phenomenon=text,
            data="远程读取日志，错误时间与客户描述一致。",
            cause_class=CauseClass.KNOWN_FAULT,
        )

    def propose(self, at: datetime, steps: list[str], finish_by: datetime) -> None:
        engineer = self.cast.staff[self.engineer]
        solving.submit_solution(
            self.ticket,
            by=engineer,
            at=at,
            steps=steps,
            responsible=engineer,
            finish_by=max(finish_by, at + MINUTE),
            root_cause="常见故障，按操作指引处理。",
        )

    def approve(self, at: datetime) -> None:
        solving.decide_solution(
            self.ticket,
            by=self.cast.staff["supervisor"],
            at=at,
            is_approved=True,
            comment="同意，按步骤执行。",
        )

    def work(
        self, start: datetime, end: datetime, content: str, at: datetime | None = None
    ) -> None:
        solving.record_work(
            self.ticket,
            by=self.cast.staff[self.engineer],
            at=at or end,
            started_at=start,
            ended_at=end,
            kind=ProcessKind.REMOTE,
            content=content,
        )

    def finish(self, at: datetime) -> None:
        self.ticket = finishing.finish_work(self.ticket, by=self.cast.staff[self.engineer], at=at)

    def confirm(
        self,
        at: datetime,
        result: str = ConfirmationResult.SOLVED,
        remark: str = "",
        score: int | None = None,
        mode: ConfirmationMode = ConfirmationMode.CALLBACK,
    ) -> None:
        self.ticket = finishing.record_confirmation(
            self.ticket,
            by=self.cast.staff["agent"],
            at=at,
            mode=mode,
            result=result,
            remark=remark,
            score=score,
        )

    def reopen(self, at: datetime, note: str) -> None:
        self.ticket = closing.reopen_ticket(
            self.ticket, by=self.cast.staff["supervisor"], at=at, note=note
        )

    def write_report(self, at: datetime, cause: str) -> None:
        solving.write_closing_report(
            self.ticket,
            by=self.cast.staff[self.engineer],
            at=at,
            cause=cause,
            course="按方案处理并由客户验证。",
            lessons="已补充到常见问题。",
        )

    def close(self, at: datetime, cause: str) -> None:
        self.write_report(at, cause)
        self.ticket = closing.close_ticket(self.ticket, by=self.cast.staff["supervisor"], at=at)

    def solve(self, start: datetime, fixed_at: datetime, text: str) -> None:
        """From accepted to fixed, in between `start` and `fixed_at`."""
        third = (fixed_at - start) / 3
        self.take_over(start)
        self.diagnose(start, text)
        self.propose(start, ["确认现象与影响范围", "按指引远程处理", "请客户验证并观察"], fixed_at)
        self.approve(start)
        self.work(start + third, fixed_at, "远程指导客户完成处理，功能恢复。", at=fixed_at)
        self.finish(fixed_at)


def open_play(
    cast: Cast,
    *,
    registrar: str = "agent",
    at: datetime,
    customer: str,
    channel: str,
    engineer: str = "engineer",
    issue_type: str,
    **fields: object,
) -> Play:
    """Register the ticket of a play."""
    row = cast.customers[customer]
    ticket = register.register_ticket(
        by=cast.staff[registrar],
        at=at,
        customer=row,
        contact=row.contacts.first(),
        asset=row.assets.first(),
        channel=cast.channels[channel],
        issue_type=cast.types[issue_type],
        **fields,
    )
    return Play(cast, ticket, engineer)
