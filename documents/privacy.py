"""What each field of files says about a person: the classes of docs/privacy.md."""

from privacy.field_classes import classify

classify(
    "documents.StoredFile",
    text="name",
    none="id content_type size sha256 pixels created_at",
)
