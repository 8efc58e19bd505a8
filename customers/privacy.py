"""What each field of customers says about a person: the classes of docs/privacy.md."""

from privacy.cases import not_of_case
from privacy.field_classes import classify

classify(
    "customers.Channel",
    none=(
        "code name name_en direction is_synchronous is_complaint_channel acks_automatically"
        " is_active order"
    ),
)
classify(
    "customers.Customer",
    company="name",
    text="remark search_text",
    none=(
        "code segment relation level region source external_id verified_at is_anonymized"
        " renamed_at version created_at updated_at"
    ),
)
classify(
    "customers.Contact",
    person="name",
    phone="phone phone_digits",
    email="email refused_email",
    trace="wechat_id",
    none="language is_primary has_marketing_consent created_at",
)
classify(
    "customers.ConsentRecord",
    text="scope evidence",
    none="purpose given_at withdrawn_at recorded_at",
)
classify(
    "customers.ProductModel",
    none="code name category warranty_months is_in_production end_of_production",
)
classify(
    "customers.Asset",
    none="serial order_no sold_on received_on installed_on",
)

not_of_case(
    "who we serve, as long as something of it is kept",
    "customers.Customer",
    "customers.Contact",
    "customers.ConsentRecord",
)
