"""What a person without need sees of a name, a phone number, an address (spec: vectors.md E12)."""

import re
from collections.abc import Iterable, Mapping

ORGANISATION = re.compile(
    r"(有限责任公司|股份有限公司|有限公司|集团|公司|厂|医院|学校|大学|中心|银行)$"
)


# 华启科技 is as good as the whole name; 华启 may be a word.
SHORTEST_COMPANY = 3


# What stands where somebody knew no name.
NOBODY = {"客户", "用户", "联系人", "先生", "女士", "个人", "未知", "无", "测试"}


def mask_person(name: str) -> str:
    """陈静 -> 陈*, 欧阳娜娜 -> 欧*."""
    return f"{name[0]}*" if name else ""


def mask_organisation(name: str) -> str:
    """某某科技有限公司 -> *有限公司; a private customer is masked like a person."""
    suffix = ORGANISATION.search(name)
    if suffix is None:
        return mask_person(name)
    return f"*{suffix.group()}"


def masked_names(*, people: Iterable[str], companies: Iterable[str]) -> dict[str, str]:
    """By name what is left of it in a text; a company also by its name without 有限公司.

    Names of one letter, of digits alone and those that name nobody are left out: they stand in too
    many words.
    """
    masked = {name: mask_person(name) for name in people}
    for name in companies:
        masked[name] = mask_organisation(name)
        short = ORGANISATION.sub("", name)
        if len(short) >= SHORTEST_COMPANY:
            masked.setdefault(short, "*")
    return {
        name: left
        for name, left in masked.items()
        if len(name) > 1 and not name.isdecimal() and name not in NOBODY
    }


def mask_names(written: str, masked: Mapping[str, str]) -> str:
    """Names that are known in a text, each by what is left of it; the longest first."""
    for name in sorted(masked, key=len, reverse=True):
        written = written.replace(name, masked[name])
    return written


def mask_phone(number: str) -> str:
    """13812345678 -> 138****5678, 010-88886666 -> 010-****6666; too short to be cut: ****."""
    if not number:
        return ""
    area, dash, local = number.rpartition("-")
    digits = re.sub(r"\D", "", local)
    if len(digits) < 7:
        return "****"
    if dash:
        return f"{area}-****{digits[-4:]}"

    # only a mobile number is long enough to show how it begins and still hide most of it
    beginning = digits[:3] if len(digits) >= 11 else ""
    return f"{beginning}****{digits[-4:]}"


def mask_email(address: str) -> str:
    """zhangsan@example.com -> z***@example.com."""
    name, at, host = address.rpartition("@")
    if not address:
        return ""
    if not at:
        return "****"
    return f"{name[:1]}***@{host}"
