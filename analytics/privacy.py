"""What each field of reports, audits, rectification, awards and slow cases says about a person: the
classes of docs/privacy.md.
"""

from privacy.cases import not_of_case
from privacy.field_classes import classify

classify(
    "analytics.MonthlyReport",
    none="month version state data generated_at issued_at digest",
)
classify(
    "analytics.Measure",
    text="description whys",
    none="version number kind source metric scope target window_days phase created_at updated_at",
)
classify(
    "analytics.MeasureCycle",
    none="number due_on effective_on before before_count after after_count is_met checked_at",
)
classify("analytics.MeasureEvent", text="note", none="at before after data request_id move")
classify("analytics.MonthFigures", none="month data made_at seen_event")
classify("analytics.Benchmark", none="metric value industry source valid_from")
classify(
    "analytics.QuarterlyReport",
    text="problems decisions",
    none="quarter state data generated_at issued_at digest",
)
classify(
    "analytics.ReportRemark",
    text="text",
    none="section written_at",
)
classify(
    "analytics.AuditSettings",
    none="rhythm lag_minutes since_on",
)
classify(
    "analytics.DataAudit",
    text="conclusion",
    none=(
        "starts_on until is_automatic lag_minutes total incomplete made_at checked_at left_open"
        " signed_at"
    ),
)
classify(
    "analytics.AuditFinding",
    text="remark",
    none="rule found_at remarked_at fixed_at",
)
classify(
    "analytics.RectificationSettings",
    none="is_on threshold min_base min_failed",
)
classify(
    "analytics.RectificationRequest",
    text="measure",
    none=(
        "version number month failed tickets base threshold state workers opened_at counted_at"
        " reported_at verified_at closed_at updated_at"
    ),
)
classify("analytics.RectificationMonth", none="month failed tickets base counted_at")
classify("analytics.RectificationAsset", none="tickets found_at")
classify(
    "analytics.RectificationEvent",
    text="note",
    none="at before after data request_id kind",
)
classify(
    "analytics.Award",
    text="name basis",
    none=(
        "version number kind period_kind starts_on amount currency state figures proposed_at"
        " granted_at updated_at"
    ),
)
classify("analytics.AwardEvent", text="note", none="at before after data request_id kind")
classify(
    "analytics.SlowCause",
    none="name name_en suggested_for measure_kind is_active order",
)
classify("analytics.SlowCase", text="remark", none="version month updated_at")
classify("analytics.SlowCaseEvent", text="note", none="at before after data request_id")

not_of_case("what a manager says of a month", "analytics.ReportRemark")
not_of_case("what a meeting says of a quarter", "analytics.QuarterlyReport")
not_of_case(
    "the desk's own measures against causes",
    "analytics.Measure",
    "analytics.MeasureEvent",
)
# Numbers and addresses are masked as it is written down: what was signed can never be emptied.
not_of_case(
    "what an auditor says of a record, without contact data",
    "analytics.DataAudit",
    "analytics.AuditFinding",
)
# Numbers and addresses are masked as it is written down.
not_of_case(
    "what a retrospective says of a long time, without contact data",
    "analytics.SlowCase",
    "analytics.SlowCaseEvent",
)
not_of_case(
    "what was done about a model: of a device its serial number alone, without contact data",
    "analytics.RectificationRequest",
    "analytics.RectificationEvent",
)
not_of_case(
    "why a colleague is awarded, without contact data",
    "analytics.Award",
    "analytics.AwardEvent",
)
