"""Phones are known by one key: without the country code and the extension.

Only rows that are written in those ways change; the statements hold no lock on the others.
"""

from django.db import migrations

WITHOUT_EXTENSION = """
UPDATE customers_contact
SET phone_digits = regexp_replace(
    regexp_replace(phone, '(转|分机|ext|x|#).*$', '', 'i'), '\\D', '', 'g')
WHERE phone ~* '(转|分机|ext|x|#)'
"""
MOBILE = """
UPDATE customers_contact SET phone_digits = right(phone_digits, 11)
WHERE phone_digits ~ '^(00)?861[3-9][0-9]{9}$'
"""
SERVICE_NUMBER = """
UPDATE customers_contact SET phone_digits = regexp_replace(phone_digits, '^(00)?86', '')
WHERE phone ~ '^[ (]*([+]|00)' AND phone_digits ~ '^(00)?86([48]00|0)[0-9]+$'
"""
LANDLINE = """
UPDATE customers_contact SET phone_digits = '0' || regexp_replace(phone_digits, '^(00)?86', '')
WHERE phone ~ '^[ (]*([+]|00)' AND phone_digits ~ '^(00)?86[1-9][0-9]{8,10}$'
"""
ABROAD = """
UPDATE customers_contact SET phone_digits = substr(phone_digits, 3)
WHERE phone ~ '^[ (]*00' AND phone_digits ~ '^00'
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_renamed_once")]

    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for statement in (WITHOUT_EXTENSION, MOBILE, SERVICE_NUMBER, LANDLINE, ABROAD)
    ]
