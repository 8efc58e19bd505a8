"""What each field of plans says about a person: the classes of docs/privacy.md."""

from privacy.cases import not_of_case
from privacy.field_classes import classify

classify(
    "plans.ChangeRequest",
    text="title before after reason comment",
    none="kind state cycle asked_at decided_at",
)
classify(
    "plans.PlanMetric",
    text="target_reason before_evidence",
    none=(
        "order source key name unit direction target is_core formula min_samples scope before"
        " before_samples baseline_from baseline_to frozen_at after after_samples compliance_pct"
        " measured_from measured_to judged_target evaluated_at stated_met"
    ),
)
classify(
    "plans.Evaluation",
    text="note evidence",
    none=(
        "cycle after samples compliance_pct measured_from measured_to target is_met"
        " is_small_sample at"
    ),
)
classify(
    "plans.KickOff",
    text="attendees goals scope nodes",
    none="held_at recorded_at",
)
classify(
    "plans.ReviewMeeting",
    text="attendees notes bottleneck suggestions",
    none="kind held_at departments period_from period_to stages recorded_at",
)
classify(
    "plans.ReviewAction",
    text="task result",
    none="due state done_at",
)
classify(
    "plans.Plan",
    staff="owner_text",
    text="core_goal background benchmark_notes practice_notes scope_text pause_reason ended_reason",
    none=(
        "version number name kind state cycle start_date end_date departments_text rhythm natures"
        " customer_levels baseline_from baseline_to frozen_at rollout_date evaluation_due_from"
        " evaluation_due_to started_at paused_at ended_at created_at updated_at"
    ),
)
classify(
    "plans.SubProject",
    none="name order",
)
classify(
    "plans.PlanLink",
    none="kind at",
)
classify(
    "plans.PlanEvent",
    text="before after note data",
    none="at request_id kind",
)
classify(
    "plans.PlanSummary",
    staff="author_text",
    text="experience suggestions",
    none="written_on version article_number",
)
classify(
    "plans.NextAction",
    text="task",
)
classify(
    "plans.PlanFile",
    none="at",
)
classify(
    "plans.PlanArchive",
    text="manifest",
    none="file_no archived_at retain_until",
)
classify(
    "plans.PlanProposal",
    text="title gap answer",
    none="state at decided_at",
)
classify(
    "plans.Stage",
    staff="owner_text",
    text="task acceptance dropped_reason",
    none=(
        "version code phase sequence start_date planned_date baseline_planned_date started_on"
        " actual_date status percent weight is_rollout dropped_at"
    ),
)
classify(
    "plans.StageProgress",
    text="text",
    none="date percent at",
)
classify(
    "plans.StageProblem",
    text="description impact countermeasure resolution",
    none="state is_automatic missed_date raised_at resolved_at",
)
classify(
    "plans.Replan",
    text="reason comment",
    none="from_date to_date state asked_at decided_at",
)
classify(
    "plans.Responsibility",
    text="task resources acceptance remark",
    none="order start end sent_at acknowledged_at",
)

not_of_case(
    "the desk's own projects: words of tickets are masked before they come in",
    "plans.ChangeRequest",
    "plans.Evaluation",
    "plans.KickOff",
    "plans.NextAction",
    "plans.Plan",
    "plans.PlanArchive",
    "plans.PlanEvent",
    "plans.PlanMetric",
    "plans.PlanProposal",
    "plans.PlanSummary",
    "plans.Replan",
    "plans.Responsibility",
    "plans.ReviewAction",
    "plans.ReviewMeeting",
    "plans.Stage",
    "plans.StageProblem",
    "plans.StageProgress",
)
