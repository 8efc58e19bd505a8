"""What each field of reports says about a person: the classes of docs/privacy.md."""

from privacy.cases import not_of_case
from privacy.field_classes import classify

classify(
    "analytics.MonthlyReport",
    none="month version state data generated_at issued_at digest",
)
classify("analytics.MonthFigures", none="month data made_at seen_event")
classify("analytics.Benchmark", none="metric value industry source valid_from")
classify(
    "analytics.ReportRemark",
    text="text",
    none="section written_at",
)

not_of_case("what a manager says of a month", "analytics.ReportRemark")
