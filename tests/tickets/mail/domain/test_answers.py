"""What is new in an answer."""

import pytest

from tickets.mail.domain.answers import new_part

NEW = "照片见附件。\n报警代码 AL-32。"


@pytest.mark.parametrize(
    "quote",
    [
        "\n------------------ 原始邮件 ------------------\n发件人: 服务台\n您好",
        "\n-----Original Message-----\nFrom: Desk\nhello",
        "\n在 2026年3月16日 10:00，服务台 <desk@example.com> 写道：\n> 您好",
        "\nOn Mon, 16 Mar 2026 at 10:00, Desk <desk@example.com> wrote:\n> hello",
        "\nFrom: Desk\nSent: Monday\nTo: Zhang",
        "\n发件人：服务台\n发送时间：2026年3月16日\n收件人：张敏\n您好",
        "\n> 您好\n> 请补充照片",
        "",
    ],
)
def test_it_ends_where_the_old_mail_begins(quote):
    assert new_part(NEW + quote) == NEW


def test_answers_between_the_lines_are_kept():
    text = "见下面回答\n\n在 2026年3月16日 10:00，服务台 <d@e.example> 写道：\n> 型号？\nSV-750\n> 日期？\n昨天"
    assert new_part(text) == "见下面回答\n\nSV-750\n昨天"


def test_a_form_with_lines_to_write_on_is_kept():
    text = "故障申报表\n____________________________\n型号：SV-750\n____________________________\n现象：停机"
    assert new_part(text) == text


def test_what_only_quotes_is_kept_whole():
    assert new_part("> 您好\n> 请补充照片") == "> 您好\n> 请补充照片"


def test_words_that_only_look_like_a_head_are_kept():
    text = "发件人：张敏\n请看附件"
    assert new_part(text) == text
