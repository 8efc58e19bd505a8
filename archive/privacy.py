"""What each field of the archive says about a person: the classes of docs/privacy.md."""

from privacy.cases import not_of_case, of_case
from privacy.field_classes import classify

classify(
    "archive.ArchiveRecord",
    company="key",
    text="digest manifest hold_reason",
    none="file_no archived_at retain_until has_legal_hold disposed_at",
)
classify(
    "archive.DisposalRun",
    text="reason",
    none="kind requested_at until cursor disposed held problem finished_at",
)

of_case("archive.ArchiveRecord", "ticket")
not_of_case("why somebody ordered it", "archive.DisposalRun")
