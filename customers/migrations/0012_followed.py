from django.db import migrations

# A contact and a device are parts of their customer.
TABLES = {
    "customers_customer": "id",
    "customers_contact": "customer_id",
    "customers_asset": "customer_id",
}


def follow(table: str, column: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_followed AFTER INSERT OR UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION aftersales_note_change('customer', '{column}')",
        f"DROP TRIGGER {table}_followed ON {table}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0002_feed'),
        ('customers', '0011_refused_email'),
    ]

    operations = [follow(table, column) for table, column in TABLES.items()]
