"""What each field of files says about a person: the classes of docs/privacy.md."""

from privacy.cases import of_case
from privacy.field_classes import classify

classify(
    "documents.StoredFile",
    text="name",
    none="id content_type size sha256 pixels created_at",
)

of_case("documents.StoredFile", "attachment__ticket")
