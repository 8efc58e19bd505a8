"""Masks (vectors.md E12)."""

import pytest

from core.domain import text
from privacy.domain import masking


@pytest.mark.parametrize(
    ("mask", "plain", "masked"),
    [
        pytest.param(masking.mask_person, "陈静", "陈*", id="E12-person"),
        pytest.param(masking.mask_person, "欧阳娜娜", "欧*", id="E12-double-surname"),
        pytest.param(masking.mask_person, "", "", id="E12-empty-person"),
        pytest.param(masking.mask_phone, "13812345678", "138****5678", id="E12-mobile"),
        pytest.param(masking.mask_phone, "010-88886666", "010-****6666", id="E12-landline"),
        pytest.param(masking.mask_phone, "1234", "****", id="E12-four-digits"),
        pytest.param(masking.mask_phone, "", "", id="E12-empty-phone"),
        pytest.param(masking.mask_email, "zhangsan@example.com", "z***@example.com", id="E12-mail"),
        pytest.param(masking.mask_email, "", "", id="E12-empty-mail"),
        pytest.param(masking.mask_email, "zhangsan", "****", id="no-mail-address"),
        pytest.param(masking.mask_organisation, "某某科技有限公司", "*有限公司", id="E12-company"),
        pytest.param(masking.mask_organisation, "", "", id="E12-empty-company"),
        pytest.param(masking.mask_organisation, "张三", "张*", id="private-customer"),
        pytest.param(
            masking.mask_organisation, "某某有限责任公司", "*有限责任公司", id="longest-suffix"
        ),
    ],
)
def test_masks(mask, plain, masked):
    assert mask(plain) == masked


@pytest.mark.parametrize(
    "number", ["5551234", "66668888", "138 1234 5678", "138-1234-5678", "010-88886666-8001"]
)
def test_a_masked_phone_never_tells_the_whole_number(number):
    told = text.digits_of(masking.mask_phone(number))
    assert len(text.digits_of(number)) - len(told) >= 1


def test_names_that_are_known_are_masked_in_a_text():
    masked = masking.masked_names(people=["张敏", "王"], companies=["华启科技有限公司", "大众厂"])
    assert masked == {
        "张敏": "张*",
        "华启科技有限公司": "*有限公司",
        "华启科技": "*",
        "大众厂": "*厂",
    }, "one letter and a word of two letters stand in too many texts"
    written = "华启科技有限公司（华启科技）的张敏，姓王的，大众"
    assert masking.mask_names(written, masked) == "*有限公司（*）的张*，姓王的，大众"


def test_the_longest_name_goes_first():
    masked = masking.masked_names(people=["张敏", "张敏华"], companies=[])
    assert masking.mask_names("张敏华和张敏", masked) == "张*和张*"


def test_what_names_nobody_is_left_alone_in_a_text():
    masked = masking.masked_names(people=["客户", "12", "张敏"], companies=["未知"])
    assert masked == {"张敏": "张*"}
    assert masking.mask_names("客户在 2024-05-12 报 12 台", masked) == "客户在 2024-05-12 报 12 台"
