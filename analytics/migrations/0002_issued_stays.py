"""What was issued is not changed, and not taken away, by anybody."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION analytics_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'issued' THEN
        RAISE EXCEPTION 'an issued report is never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER analytics_monthlyreport_issued BEFORE UPDATE OR DELETE ON analytics_monthlyreport
    FOR EACH ROW EXECUTE FUNCTION analytics_refuse_change();
"""
ALLOW = """
DROP TRIGGER analytics_monthlyreport_issued ON analytics_monthlyreport;
DROP FUNCTION analytics_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_monthly_reports")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
