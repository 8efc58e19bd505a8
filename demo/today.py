"""A lively today: about sixty tickets in every state, clocks running, some due soon, some late."""

from collections.abc import Callable
from datetime import datetime, timedelta

from demo.people import CUSTOMERS, Cast
from demo.stage import MINUTE, Play, open_play
from tickets.record.domain.triage import PRIORITY_OF_TIER
from tickets.record.enums import Nature, Purpose, Tier, WaitReason
from tickets.work.actions import moves
from tickets.work.actions.cooperation import ask_cooperation
from tickets.work.enums import ConfirmationMode

U, I, G = Tier.URGENT, Tier.IMPORTANT, Tier.GENERAL  # noqa: E741
PROBLEMS = (
    ("3号产线伺服驱动器报警 AL-32，停机待处理", "硬件故障", I, "AL-32"),
    ("换热机组出水温度波动 ±6℃", "硬件故障", I, ""),
    ("Remote gateway offline since firmware 4.2.1", "软件bug", I, "GW-412"),
    ("PLC 程序升级后 HMI 画面刷新缓慢", "软件bug", G, ""),
    ("备件发错型号，需重新寄送轴承套件", "物流问题", G, ""),
    ("巡检发现液压站油温偏高，建议优化散热", "功能建议", G, ""),
    ("账号无法登录监控平台，提示证书过期", "软件bug", I, "E-403"),
    ("系统宕机，产线全部停摆", "硬件故障", U, "E-001"),
    ("如何导出上月运行报表", "操作咨询", G, ""),
    ("打印终端卡纸，重启后仍报错 P-17", "硬件故障", I, "P-17"),
    ("投诉：上门工程师未按约定时间到达", "服务态度", G, ""),
    ("数据同步后订单丢失 12 条", "软件bug", U, "E-210"),
)
SHORT = {U: 4, I: 20, G: 45}


def load_todays_tickets(cast: Cast, now: datetime) -> int:
    """Register and work the tickets; the number of them."""
    scripts: list[tuple[Callable[[Play, datetime], None], tuple[int, ...]]] = [
        (fresh, (2, 5, 8, 12, 25, 44, 51, 58, 75, 190)),
        (accepted, (30, 70, 95, 150, 260, 400)),
        (assigned, (35, 80, 140)),
        (diagnosing, (60, 110, 170, 240, 380, 720, 1100, 1390)),
        (awaiting_approval, (90, 200, 330, 640)),
        (processing, (100, 115, 160, 210, 300, 520, 900, 1300, 1420, 1500)),
        (waiting_customer, (180, 420, 800, 1600)),
        (waiting_parts, (360, 1000)),
        (fixed, (240, 480, 700)),
        (resolved, (300, 600, 1200)),
        (closed, (500, 1500, 2300, 2900)),
        (cancelled, (130, 1000)),
        (refused_once, (650,)),
    ]
    plans = [(minutes, script) for script, ages in scripts for minutes in ages]
    for index, (minutes, script) in enumerate(sorted(plans, key=lambda plan: -plan[0])):
        script(open_problem(cast, index, now - minutes * MINUTE, now), now)
    return len(plans)


def open_problem(cast: Cast, index: int, reported: datetime, now: datetime) -> Play:
    """The ticket of a problem of the list, as it is registered."""
    summary, issue_type, tier, code = PROBLEMS[index % len(PROBLEMS)]
    customer = CUSTOMERS[(index * 5) % len(CUSTOMERS)][0]
    promised = (
        reported + timedelta(hours=3 if tier == U else 30) if tier == U or index % 4 == 0 else None
    )
    return open_play(
        cast,
        at=reported,
        customer=customer,
        channel=("电话", "在线客服", "公众号", "邮件", "工单系统")[index % 5],
        issue_type=issue_type,
        summary=summary,
        original_text=f"{summary}。请尽快处理。",
        symptom=f"{summary}，今天开始出现。",
        error_code=code,
        tier=tier,
        priority=PRIORITY_OF_TIER[tier],
        promised_at=promised,
        nature=Nature.COMPLAINT if summary.startswith("投诉") else Nature.FAULT,
        engineer="engineer" if index % 3 else "engineer2",
    )


def fresh(play: Play, now: datetime) -> None:
    """Nobody has answered yet."""


def answered(play: Play, now: datetime) -> datetime:
    """Acknowledged a few minutes after the report, mostly in time."""
    delay = min(SHORT[play.ticket.tier], int((now - play.ticket.reported_at) / MINUTE) // 3)
    moment = play.ticket.reported_at + delay * MINUTE
    play.say("您好，问题已登记，我们马上安排工程师处理。", moment, Purpose.ACK)
    return moment


def accepted(play: Play, now: datetime) -> None:
    play.accept(answered(play, now))


def assigned(play: Play, now: datetime) -> None:
    accepted(play, now)
    play.assign(play.ticket.accepted_at + 3 * MINUTE)


def diagnosing(play: Play, now: datetime) -> None:
    assigned(play, now)
    play.take_over(play.ticket.accepted_at + 8 * MINUTE)
    play.diagnose(
        play.ticket.accepted_at + 10 * MINUTE, f"{play.ticket.summary}：已远程连接查看日志。"
    )


def awaiting_approval(play: Play, now: datetime) -> None:
    diagnosing(play, now)
    play.propose(
        play.ticket.accepted_at + 20 * MINUTE,
        ["备份参数", "升级固件至稳定版本", "观察两小时"],
        now + timedelta(hours=6),
    )


def processing(play: Play, now: datetime) -> None:
    awaiting_approval(play, now)
    play.approve(play.ticket.accepted_at + 30 * MINUTE)
    play.ticket.refresh_from_db()
    if now - play.ticket.reported_at > timedelta(hours=2):
        play.say(
            "方案已批准，工程师正在处理，预计今天完成。", play.ticket.accepted_at + 40 * MINUTE
        )
        play.work(
            play.ticket.accepted_at + 35 * MINUTE,
            play.ticket.accepted_at + 55 * MINUTE,
            "备份参数，开始升级固件。",
        )


def waiting_customer(play: Play, now: datetime) -> None:
    processing(play, now)
    moment = play.ticket.accepted_at + 70 * MINUTE
    play.ticket = ask_cooperation(
        play.ticket,
        by=play.cast.staff[play.engineer],
        at=moment,
        contents=["停机窗口：不少于两小时", "现场照片：铭牌与报警画面各一张"],
        need_by=moment + timedelta(days=1),
        is_blocking=True,
        person=play.ticket.contact.name if play.ticket.contact else "",
        sends=False,
    )


def waiting_parts(play: Play, now: datetime) -> None:
    processing(play, now)
    moment = play.ticket.accepted_at + 70 * MINUTE
    play.ticket = moves.start_waiting(
        play.ticket,
        by=play.cast.staff[play.engineer],
        at=moment,
        reason=WaitReason.PARTS,
        until=moment + timedelta(days=3),
        note="轴承套件调拨中",
    )


def fixed(play: Play, now: datetime) -> None:
    processing(play, now)
    play.finish(play.ticket.accepted_at + 90 * MINUTE)


def resolved(play: Play, now: datetime) -> None:
    """Signed by the customer online: nobody has called back yet."""
    fixed(play, now)
    play.confirm(play.ticket.fixed_at + 20 * MINUTE, mode=ConfirmationMode.ONLINE)


def closed(play: Play, now: datetime) -> None:
    fixed(play, now)
    play.confirm(play.ticket.fixed_at + 20 * MINUTE, remark="已恢复正常", score=5)
    play.say("邀请您对本次服务评分。", play.ticket.resolved_at + 5 * MINUTE, Purpose.SURVEY)
    play.close(play.ticket.resolved_at + 60 * MINUTE, "固件版本缺陷")


def cancelled(play: Play, now: datetime) -> None:
    moment = answered(play, now)
    play.ticket = moves.cancel_ticket(
        play.ticket,
        by=play.cast.staff["supervisor"],
        at=moment + 5 * MINUTE,
        note="客户来电：重启后已恢复，取消请求",
    )


def refused_once(play: Play, now: datetime) -> None:
    fixed(play, now)
    play.confirm(
        play.ticket.fixed_at + 30 * MINUTE, result="not_solved", remark="重启后又出现，请继续处理"
    )
