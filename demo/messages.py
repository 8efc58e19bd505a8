"""What the demo's customers were written today, and what they see."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from customers.models import Asset
from demo.people import CUSTOMERS, LOGINS, Cast
from notifications.enums import ChannelName, Provider, Topic
from notifications.models import CustomerChannel, Preference, ProviderTemplate
from notifications.queries.customer_channels import forget_channels
from portal.actions.labels import labels_of
from portal.actions.links import make_link
from tickets.record.enums import Purpose, Status
from tickets.record.models import DeskRule, Ticket
from tickets.record.queries.reachability import Way, is_reachable_at_all, ways_to_reach
from tickets.work.actions import incoming, messages

# In the order of `CUSTOMERS`: addresses that nobody has.
ADDRESSES = (
    "zhangmin@huaqi.example",
    "chenjing@hengtai.example",
    "wanglei@yunfan.example",
    "",
    "zhouting@mail.example",
    "sunhao@hongyuan.example",
)
SHOWN = (Status.WAITING_CUSTOMER, Status.PROCESSING)
QUESTION = "请补充一张设备铭牌和报警画面的照片，我们据此准备备件。"
ANSWER = "照片已上传，报警是今天早上开机时出现的。"
PROGRESS = "工程师已远程连接排查，初步判断为驱动参数异常，今天下班前给您答复。"


def silence_mails(cast: Cast) -> None:
    """People of the desk get no mails, and what is played of the past sends no receipts."""
    DeskRule.objects.update(sends_receipts=False)
    Preference.objects.bulk_create(
        Preference(user=person, mail_topics=[]) for person in cast.staff.values()
    )


def load_todays_messages(cast: Cast, now: datetime) -> None:
    """Mail addresses of customers, and two conversations. From now on there are receipts."""
    DeskRule.objects.update(sends_receipts=True, takes_requests=True, has_public_form=True)
    _set_up_text_messages()
    for (name, *_rest), address in zip(CUSTOMERS, ADDRESSES, strict=False):
        cast.customers[name].contacts.update(email=address)
    if not is_reachable_at_all(at=now):
        return
    texts = {Status.WAITING_CUSTOMER: QUESTION, Status.PROCESSING: PROGRESS}
    channels = {Status.WAITING_CUSTOMER: ChannelName.MAIL, Status.PROCESSING: ChannelName.SMS}
    for status, ticket in zip(SHOWN, tickets_to_show(), strict=False):
        messages.send_message(
            ticket,
            by=cast.staff["agent"],
            at=now,
            body=texts[status],
            to=_way_by(channels[status], ticket, now),
            purpose=Purpose.PROGRESS,
        )
        if status == Status.PROCESSING:
            incoming.take_message(ticket, at=now, body=ANSWER, channel=cast.channels["官网"])


def _way_by(channel: ChannelName, ticket: Ticket, now: datetime) -> Way | None:
    ways = ways_to_reach(ticket.contact, at=now)
    return next((way for way in ways if way.channel == channel), None)


def _set_up_text_messages() -> None:
    """Text messages that never leave: they lie beside the mails, to be read."""
    channel = CustomerChannel.objects.create(provider=Provider.LOG)
    words = {
        Topic.RECEIPT: "【售后服务】{name}，您好：服务单 {number} 已受理，查看进度：{url}",
        Topic.LETTER: "【售后服务】{name}，您好：服务单 {number} 有新回复，请打开 {url} 查看",
        Topic.SURVEY: "【售后服务】{name}，您好：服务单 {number} 已处理完毕，请评价：{url}",
    }
    ProviderTemplate.objects.bulk_create(
        ProviderTemplate(channel=channel, topic=topic, code=topic, parameters=f"text = {text}")
        for topic, text in words.items()
    )
    forget_channels()


def tickets_to_show() -> list[Ticket]:
    """One that waits for its customer, one that is worked on, of customers whom mail reaches."""
    reached = Ticket.objects.exclude(contact__email="").order_by("-reported_at", "-pk")
    found = [reached.filter(status=status).first() for status in SHOWN]
    return [ticket for ticket in found if ticket is not None]


def label_path_to_show() -> str:
    """What the label of a device of the demo opens; empty where there is no demo."""
    person = User.objects.filter(username=LOGINS[0][0]).first()
    asset = Asset.objects.order_by("pk").first()
    if person is None or asset is None:
        return ""
    codes = labels_of([asset], by=person, at=timezone.now())
    return reverse("portal:device", args=[codes[asset.pk]])


def paths_to_show() -> list[str]:
    """New links to what two customers of the demo see; none where there is no demo."""
    now = timezone.now()
    return [make_link(ticket.number, now) for ticket in tickets_to_show()]
