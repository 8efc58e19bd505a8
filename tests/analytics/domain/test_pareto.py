"""vectors.md E10, Pareto."""

from analytics.domain.pareto import pareto_table


def test_the_vital_three():
    bars = pareto_table(
        {"产品故障": 45, "操作咨询": 25, "物流延迟": 12, "软件bug": 10, "服务态度": 5, "其他": 3}
    )
    assert [int(bar.cumulated * 100) for bar in bars] == [45, 70, 82, 92, 97, 100]
    assert [bar.name for bar in bars if bar.is_vital] == ["产品故障", "操作咨询", "物流延迟"]


def test_eighty_exactly_at_the_second():
    assert [bar.name for bar in pareto_table({"a": 50, "b": 30, "c": 20}) if bar.is_vital] == [
        "a",
        "b",
    ]


def test_ties_go_by_name_and_nothing_is_no_bar():
    assert [bar.name for bar in pareto_table({"b": 1, "a": 1})] == ["a", "b"]
    assert pareto_table({}) == pareto_table({"a": 0}) == []
