"""What each field of articles says about a person: the classes of docs/privacy.md."""

from privacy.cases import not_of_case
from privacy.field_classes import classify

classify(
    "knowledge.Article",
    text="title body published_title published_body search_text working_text",
    none=(
        "version number kind state writers edition is_public published_kind published_at"
        " review_due_on source_number source_path views helpful unhelpful created_at updated_at"
    ),
)
classify(
    "knowledge.ArticleEdition",
    text="title body",
    none="number kind at",
)
classify(
    "knowledge.ArticleVote",
    none="is_helpful at",
)

not_of_case(
    "what the desk knows: no article names a customer",
    "knowledge.Article",
    "knowledge.ArticleEdition",
)
