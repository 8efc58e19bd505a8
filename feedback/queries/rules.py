"""What is set about surveys."""

from feedback.models import SurveyRule


def current_survey_rule() -> SurveyRule:
    """The row as it is now, the defaults where there is none. One statement."""
    return SurveyRule.objects.first() or SurveyRule()
