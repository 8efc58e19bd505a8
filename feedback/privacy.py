"""What each field of surveys and call-backs says about a person: the classes of docs/privacy.md."""

from privacy.cases import not_of_case, of_case
from privacy.field_classes import classify

classify(
    "feedback.SurveyRule",
    none=(
        "is_active asks_since sample_percent cool_down_days open_days reminders reminder_days"
        " low_by asks_recommendation"
    ),
)
classify(
    "feedback.LowScoreReason",
    none="name name_en is_active order",
)
classify(
    "feedback.Survey",
    text="comment",
    none=(
        "cycle state skip_reason made_at next_at sent_at reminded expires_at version overall"
        " recommends is_low answered_at changed_at way"
    ),
)
classify(
    "feedback.SurveyScore",
    none="dimension score",
)
classify(
    "feedback.CallAttempt",
    text="recovery",
    none="kind outcome at",
)
classify(
    "feedback.Campaign",
    none="title segment level region closes_on created_at started_at",
)
classify(
    "feedback.Invitation",
    text="suggestion",
    none="is_due sent_at skip_reason version overall speed quality manner answered_at",
)

of_case("feedback.Survey", "ticket")
of_case("feedback.CallAttempt", "ticket")
not_of_case("goes with its contact", "feedback.Invitation")
