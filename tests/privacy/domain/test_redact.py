"""What is masked in lines that anybody reads."""

import pytest

from privacy.domain import redact

TOKEN = "kJ8sQ2mVx0aLrT5wYb7Zc1dEfGhIjK3lMnOpQrStUvW"


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("客户电话13812345678，请回电", "客户电话138****5678，请回电"),
        ("call +86 138-1234-5678 now", "call 138****5678 now"),
        ("座机 0571-88886666", "座机 0571-****6666"),
        ("tel 010 88886666.", "tel 010-****6666."),
        ("abroad +49 30 1234567", "abroad +****4567"),
        ("邮箱zhang.san@example.com.cn已退信", "邮箱z***@example.com.cn已退信"),
        ("redis://name:pa55@10.0.0.1:6379/0", "redis://***@10.0.0.1:6379/0"),
        ("Authorization: Bearer abc.def-123456", "Authorization: *** ***"),
        ('{"password": "hunter22", "name": "x"}', '{"password": "***", "name": "x"}'),
        ("/s/?token=abc&next=1", "/s/?token=***&next=1"),
        (f"GET /c/{TOKEN}/ 200", "GET /c/***/ 200"),
        ("METRICS_TOKEN=verysecret", "METRICS_TOKEN=***"),
        ("电话１３８１２３４５６７８", "电话138****5678"),
        ("电话１３８－１２３４－５６７８", "电话138****5678"),
        ("138.1234.5678", "138****5678"),
        ("(0571)88886666", "0571-****6666"),
        ("（0571）88886666", "0571-****6666"),
        ("身份证110101199003071233。", "身份证****1233。"),
        ("身份证 11010119900307002X", "身份证 ****002X"),
        ("卡号6222021234567890128", "卡号****0128"),
        ("card 4111 1111 1111 1111", "card ****1111"),
        ("密码：8848abc，下次改", "密码：***，下次改"),
        ("验证码为 = 123456", "验证码为 = ***"),
        ("Tel13812345678", "Tel138****5678"),
    ],
)
def test_what_names_a_person_or_opens_a_door_is_masked(written, left):
    assert redact.redacted_text(written) == left
    assert redact.redacted_text(left) == left, "masking twice changes nothing more"


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-23 03:13:33,120 INFO tickets [0b1f13812345678c] swept 500 in 0.12 s",
        "Task tickets.sweep_clocks[550e8400-e29b-41d4-a716-413812345678] succeeded in 0.013812345678s",
        "ticket 202405-00123, plan 2024-Q1-007, device SN20240101000123",
        "10.0.0.12 - 127.0.0.1:8000",
        "tests/operations/test_logs.py:31 in test_what_names_a_person_or_opens_a_door_is_masked",
        "6222021234567890123 fails its check digit",
        "serial 110101199013451234 holds no day",
        "order 110101199003071234 fails its check",
        "sum 4111111111111111.00",
        "part 0123-4567890",
        "忘记密码，请重置",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ],
)
def test_what_brings_lines_together_stays(written):
    assert redact.redacted_text(written) == written


def test_masking_a_long_line_is_quick():
    """Linear: patterns that try again at every letter would need minutes here."""
    for letters in (
        "a" * 200_000,
        "a-" * 100_000,
        "1" * 200_000,
        "a@" * 100_000,
        "password" * 25_000,
    ):
        assert len(redact.redacted_text(letters)) <= 4 * len(letters)
