"""The wordings of a fresh server. What exists is never touched: administrators edit them."""

from notifications.enums import Topic
from notifications.models import MessageTemplate

FOOT_ZH = "\n\n工单：{url}\n\n——售后服务台自动发送，请勿直接回复"
FOOT_EN = "\n\nTicket: {url}\n\nSent by the after-sales desk; please do not reply."
PLAN_FOOT_ZH = FOOT_ZH.replace("工单", "方案")
PLAN_FOOT_EN = FOOT_EN.replace("Ticket", "Plan")
SEEDS = {
    Topic.WARNING: (
        "时限将到：{limit} · {number} {summary}",
        "{name}，您好：\n\n工单 {number}（{summary}）的“{limit}”时限应于 {due} 前完成，请抓紧处理。"
        + FOOT_ZH,
        "Due soon: {limit} · {number} {summary}",
        "Hello {name},\n\nthe limit “{limit}” of ticket {number} ({summary}) is due on {due}."
        + FOOT_EN,
    ),
    Topic.BREACH: (
        "已超时：{limit} · {number} {summary}",
        "{name}，您好：\n\n工单 {number}（{summary}）的“{limit}”时限已于 {due} 超时，请立即跟进。"
        + FOOT_ZH,
        "Missed: {limit} · {number} {summary}",
        "Hello {name},\n\nthe limit “{limit}” of ticket {number} ({summary}) was missed: it was"
        " due on {due}." + FOOT_EN,
    ),
    Topic.ASSIGNED: (
        "派给您的工单：{number} {summary}",
        "{name}，您好：\n\n{by} 将工单 {number}（{summary}）派给了您，请尽快接单。" + FOOT_ZH,
        "Assigned to you: {number} {summary}",
        "Hello {name},\n\n{by} assigned ticket {number} ({summary}) to you." + FOOT_EN,
    ),
    Topic.REFUSED: (
        "被退回的派单：{number} {summary}",
        "{name}，您好：\n\n{by} 退回了工单 {number}（{summary}），请重新派单。" + FOOT_ZH,
        "Assignment refused: {number} {summary}",
        "Hello {name},\n\n{by} gave ticket {number} ({summary}) back; somebody else has to take it."
        + FOOT_EN,
    ),
    Topic.APPROVAL: (
        "待审批方案：{number} {summary}",
        "{name}，您好：\n\n{by} 提交了工单 {number}（{summary}）的处理方案，请审批。" + FOOT_ZH,
        "To approve: {number} {summary}",
        "Hello {name},\n\n{by} submitted a solution for ticket {number} ({summary})." + FOOT_EN,
    ),
    Topic.DECIDED: (
        "方案审批结果：{number} {summary}",
        "{name}，您好：\n\n{by} 已对工单 {number}（{summary}）的处理方案作出审批。" + FOOT_ZH,
        "Solution decided: {number} {summary}",
        "Hello {name},\n\n{by} decided on the solution of ticket {number} ({summary})." + FOOT_EN,
    ),
    Topic.PLAN_TASK: (
        "优化方案待办：{what} · {number} {summary}",
        "{name}，您好：\n\n优化方案 {number}（{summary}）：{what}。" + PLAN_FOOT_ZH,
        "Plan: {what} · {number} {summary}",
        "Hello {name},\n\noptimization plan {number} ({summary}): {what}." + PLAN_FOOT_EN,
    ),
    Topic.PLAN_LATE: (
        "优化方案延期提醒：{what} · {number} {summary}",
        "{name}，您好：\n\n优化方案 {number}（{summary}）：{what}。请补充问题记录并尽快处理。"
        + PLAN_FOOT_ZH,
        "Plan late: {what} · {number} {summary}",
        "Hello {name},\n\noptimization plan {number} ({summary}): {what}." + PLAN_FOOT_EN,
    ),
    Topic.ALARM: (
        "系统告警：{summary}",
        "{name}，您好：\n\n{summary}\n\n运行状态：{url}",
        "System alarm: {summary}",
        "Hello {name},\n\n{summary}\n\nState of the system: {url}",
    ),
    Topic.DIGEST: (
        "售后服务台：{count} 条消息汇总",
        "{name}，您好：\n\n以下是您的 {count} 条消息：\n\n{lines}\n\n消息：{url}",
        "After-sales desk: {count} messages",
        "Hello {name},\n\nyour {count} messages:\n\n{lines}\n\nInbox: {url}",
    ),
    Topic.HANDOVER: (
        "工作移交：{summary}",
        "{name}，您好：\n\n{by} 已将以下工作移交给您：{summary}。\n\n服务台：{url}\n\n"
        "——售后服务台自动发送，请勿直接回复",
        "Handed over: {summary}",
        "Hello {name},\n\n{by} handed over to you: {summary}.\n\nService desk: {url}\n\n"
        "Sent by the after-sales desk; please do not reply.",
    ),
    Topic.SECURITY: (
        "账号安全：{summary}",
        "{name}，您好：\n\n{summary}\n\n操作人：{by}\n时间：{when}\n\n"
        "如果您不知情，请立即联系管理员。\n\n"
        "登录与安全：{url}\n\n——售后服务台自动发送，请勿直接回复",
        "Security of your account: {summary}",
        "Hello {name},\n\n{summary}\n\nDone by: {by}\nAt: {when}\n\nIf you know nothing of it,"
        " tell your administrator at once.\n\nLog-in and security: {url}\n\n"
        "Sent by the after-sales desk; please do not reply.",
    ),
    Topic.OVERSIGHT: (
        "服务台安全：{summary}，操作人：{by}",
        "{name}，您好：\n\n服务台发生了以下重要操作。您是管理员，因此收到本通知；它与您本人的账号无关。"
        "\n\n操作：{what}\n对象：{target}\n操作人：{by}\n时间：{when}\n{details}\n\n"
        "如有疑问，请直接向操作人核实；完整记录见审计日志。\n\n"
        "服务台：{url}\n\n——售后服务台自动发送，请勿直接回复",
        "Security of the desk: {summary}, by {by}",
        "Hello {name},\n\nthis was done at the desk. You are told because you are an administrator;"
        " your own account is not concerned.\n\nWhat: {what}\nTo: {target}\nBy: {by}\nAt: {when}"
        "\n{details}\n\nIf you doubt it, ask the one who did it; all of it stands in the audit"
        " ledger.\n\nService desk: {url}\n\nSent by the after-sales desk; please do not reply.",
    ),
    Topic.CUSTOMER_WROTE: (
        "客户来信：{number} {summary}",
        "{name}，您好：\n\n工单 {number}（{summary}）收到客户的新消息，请查看并回复。" + FOOT_ZH,
        "The customer wrote: {number} {summary}",
        "Hello {name},\n\nthe customer wrote to ticket {number} ({summary}); please answer."
        + FOOT_EN,
    ),
    Topic.TRAY: (
        "待处理邮件：{summary}",
        "{name}，您好：\n\n{summary}\n\n请查看：{url}",
        "Mails to be sorted: {summary}",
        "Hello {name},\n\n{summary}\n\nPlease look: {url}",
    ),
    Topic.UNDELIVERED: (
        "消息未送达客户：{number} {summary}",
        "{name}，您好：\n\n工单 {number}（{summary}）发给客户的消息未能送达，请改用电话联系客户，"
        "或核对邮箱后重新发送。" + FOOT_ZH,
        "Not delivered to the customer: {number} {summary}",
        "Hello {name},\n\na message of ticket {number} ({summary}) did not reach the customer."
        " Call, or check the address and send it again." + FOOT_EN,
    ),
    Topic.LOW_SCORE: (
        "客户评分偏低：{score} 分 · {number} {summary}",
        "{name}，您好：\n\n客户对工单 {number}（{summary}）只评了 {score} 分，请尽快回访客户，"
        "了解原因并补救。" + FOOT_ZH,
        "Low score {score} of 5: {number} {summary}",
        "Hello {name},\n\nthe customer gave ticket {number} ({summary}) a score of {score} of 5."
        " Please call, ask why, and make it good." + FOOT_EN,
    ),
    Topic.AWARD: (
        "奖项：{summary}",
        "{name}，您好：\n\n{summary}\n\n奖项：{url}\n\n——售后服务台自动发送，请勿直接回复",
        "Award: {summary}",
        "Hello {name},\n\n{summary}\n\nAward: {url}\n\n"
        "Sent by the after-sales desk; please do not reply.",
    ),
    Topic.RECEIPT: (
        "已受理您的服务请求 {number}",
        "{name}，您好：\n\n您反馈的问题我们已经登记，服务单号 {number}。\n\n{promises}\n\n"
        "查看处理进度、补充说明或上传照片，请打开：\n{url}\n\n感谢您的信任，我们会尽快为您处理。",
        "We have received your request {number}",
        "Hello {name},\n\nwe have registered your request under number {number}.\n\n{promises}\n\n"
        "To follow it, add something or send pictures, open:\n{url}\n\nThank you for your trust.",
    ),
    Topic.LETTER: (
        "关于您的服务请求 {number}",
        "{name}，您好：\n\n{text}\n\n{files}\n\n查看处理进度、回复或上传照片，请打开：\n{url}\n\n{by}",
        "About your request {number}",
        "Hello {name},\n\n{text}\n\n{files}\n\nTo follow your case, answer or send pictures, open:"
        "\n{url}\n\n{by}",
    ),
    Topic.CONFIRM: (
        "请确认服务单 {number} 是否已解决",
        "{name}，您好：\n\n您的服务单 {number} 已处理完成，请您试用后确认问题是否已经解决："
        "\n{url}\n\n"
        "如果还有问题，请在同一页面告诉我们，我们会继续处理。",
        "Is it solved? Your request {number}",
        "Hello {name},\n\nthe work on your request {number} is done. Please try it, and tell us"
        " whether the problem is solved:\n{url}\n\nIf something is still wrong, say so on the same"
        " page: we go on with it.",
    ),
    Topic.SURVEY: (
        "请您评价本次服务 {number}",
        "{name}，您好：\n\n您的服务单 {number} 已处理完毕。请花一分钟告诉我们这次服务做得怎么样：\n"
        "{url}\n\n您可以在 {until} 前填写或修改。您的意见会直接送到服务负责人手里，感谢支持！",
        "How did we do? Your request {number}",
        "Hello {name},\n\nyour request {number} has been dealt with. Please take a minute and tell"
        " us how it was:\n{url}\n\nYou can answer, and change your answer, until {until}."
        " It is read by the people who are responsible. Thank you!",
    ),
    Topic.CAMPAIGN: (
        "诚邀您参与：{title}",
        "{name}，您好：\n\n我们正在开展“{title}”，想听听您对我们服务的期望和建议，只需一分钟：\n{url}\n\n"
        "您可以在 {until} 前填写或修改。感谢支持！",
        "We would like to hear from you: {title}",
        "Hello {name},\n\nwe are asking our customers: {title}. Please take a minute and tell us"
        " what you expect of our service:\n{url}\n\nYou can answer, and change your answer, until"
        " {until}. Thank you!",
    ),
    Topic.PASSWORD: (
        "售后服务台：重置密码",
        "{name}，您好：\n\n有人（应该是您本人）申请重置账号 {username} 的密码。请在一小时内打开以下"
        "链接设置新密码，链接只能使用一次：\n\n{url}\n\n如果不是您本人申请，请忽略本邮件，密码不会"
        "改变。",
        "After-sales desk: set a new password",
        "Hello {name},\n\nsomebody, most likely you, asked for a new password of the account"
        " {username}. Open this address within an hour to set one; it works once:\n\n{url}\n\n"
        "If it was not you, ignore this mail: your password stays as it is.",
    ),
}


def seed_wordings() -> None:
    """A wording for every topic that has none."""
    known = set(MessageTemplate.objects.values_list("topic", flat=True))
    MessageTemplate.objects.bulk_create(
        MessageTemplate(
            topic=topic,
            subject_zh=subject_zh,
            body_zh=body_zh,
            subject_en=subject_en,
            body_en=body_en,
        )
        for topic, (subject_zh, body_zh, subject_en, body_en) in SEEDS.items()
        if topic not in known
    )
