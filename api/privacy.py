"""What each field of the interface's own tables says about a person: docs/privacy.md."""

from privacy.cases import not_of_case
from privacy.field_classes import classify

classify(
    "api.KeptAnswer",
    # An answer holds what its caller was shown.
    sensitive="key",
    text="body",
    none="digest status headers at",
)
classify(
    "api.RowChange",
    none="kind row",
)
classify(
    "api.FeedEntry",
    none="kind row position",
)

not_of_case("what a program was answered, for a week", "api.KeptAnswer")
