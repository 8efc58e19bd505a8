"""Pure law: no Django, no database, no clock."""
