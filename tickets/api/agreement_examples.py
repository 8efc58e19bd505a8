"""What is agreed with the customer, as the description of the interface shows it."""

from api.examples import in_both_languages

TERMS = {"need_by": "2026-12-03T18:00:00+08:00", "is_blocking": True, "sends": True}
ASKED = in_both_languages(
    "NewCooperation",
    zh=(
        "远程账号与现场照片",
        {**TERMS, "contents": ["远程账号：管理员权限", "控制柜铭牌照片"], "person": "张敏"},
    ),
    en=(
        "an account and a picture",
        {
            **TERMS,
            "contents": ["Remote account: administrator", "Picture of the cabinet's name plate"],
            "person": "Zhang Min",
        },
    ),
    request_only=True,
)

SAID = {
    "result": "solved",
    "mode": "callback",
    "signed_at": "2026-12-03T10:20:00+08:00",
    "score": 5,
}
CONFIRMED = in_both_languages(
    "NewConfirmation",
    zh=("电话确认", {**SAID, "signer": "张敏", "verified_steps": "连续运行两小时，压力正常"}),
    en=(
        "confirmed by phone",
        {**SAID, "signer": "Zhang Min", "verified_steps": "Ran two hours, pressure normal"},
    ),
    request_only=True,
    media_type="application/json",
)
