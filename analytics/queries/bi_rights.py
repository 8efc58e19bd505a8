"""What a role of the database may do, as the database itself says: read before it is handed out."""

from dataclasses import dataclass

from django.db import connection

# Of a role that would be too mighty to read reports with, each with its word.
ATTRIBUTES = {
    "rolsuper": "it is a superuser",
    "rolcreaterole": "it may make roles",
    "rolcreatedb": "it may make databases",
    "rolreplication": "it may copy the whole server",
    "rolbypassrls": "it passes over row security",
}

ROLE = """
SELECT oid, rolname IN (current_user, session_user), shobj_description(oid, 'pg_authid'),
       array(SELECT format('it is a member of "%%s"', g.rolname)
             FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid)
       || array(SELECT DISTINCT 'it owns things in '
                    || coalesce('the database "' || d.datname || '"', 'the server')
                FROM pg_shdepend s LEFT JOIN pg_database d ON d.oid = s.dbid
                WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = r.oid
                  AND s.deptype = 'o'),
       rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
FROM pg_roles r WHERE rolname = %s
"""

# Everything outside of the schema that the role could read, write, make or run with the rights of
# somebody else, and everything inside of it but to read.
SURPLUS = """
SELECT format('use the table %%s', c.oid::regclass) FROM pg_class c
WHERE c.relnamespace NOT IN (to_regnamespace('pg_catalog'), to_regnamespace('information_schema'))
  AND c.relnamespace IS DISTINCT FROM to_regnamespace(%(schema)s)
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)')
  AND (has_table_privilege(%(role)s, c.oid,
           'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
       OR has_any_column_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
UNION ALL
SELECT format('change %%s', c.oid::regclass) FROM pg_class c
WHERE c.relnamespace = to_regnamespace(%(schema)s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND has_table_privilege(%(role)s, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
UNION ALL
SELECT format('use the sequence %%s', c.oid::regclass) FROM pg_class c
WHERE CASE WHEN c.relkind = 'S'
           THEN has_sequence_privilege(%(role)s, c.oid, 'USAGE, SELECT, UPDATE') END
UNION ALL
SELECT format('make things in the schema %%I', nspname) FROM pg_namespace
WHERE nspname !~ '^pg_(toast|temp)' AND has_schema_privilege(%(role)s, oid, 'CREATE')
UNION ALL
SELECT format('make temporary tables (its owner: REVOKE TEMPORARY ON DATABASE %%I FROM PUBLIC)',
              current_database())
WHERE has_database_privilege(%(role)s, current_database(), 'TEMPORARY')
UNION ALL
SELECT format('make schemas in the database %%I', current_database())
WHERE has_database_privilege(%(role)s, current_database(), 'CREATE')
UNION ALL
SELECT format('run %%s with the rights of its owner', p.oid::regprocedure) FROM pg_proc p
WHERE p.prosecdef AND p.pronamespace <> 'pg_catalog'::regnamespace
  AND p.prorettype <> 'trigger'::regtype AND has_function_privilege(%(role)s, p.oid, 'EXECUTE')
ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class DatabaseRole:
    """A role of the server: whether it is the desk's own, what it is for, and what makes it more
    than a reader.
    """

    is_own: bool
    comment: str
    powers: tuple[str, ...]


def role_named(name: str) -> DatabaseRole | None:
    """None where the server has none of this name."""
    with connection.cursor() as cursor:
        cursor.execute(ROLE, [name])
        row = cursor.fetchone()
    if row is None:
        return None
    _key, is_own, comment, powers, *attributes = row
    words = [word for word, has in zip(ATTRIBUTES.values(), attributes, strict=True) if has]
    return DatabaseRole(is_own, comment or "", (*words, *powers))


def surplus_rights(name: str, schema: str) -> list[str]:
    """What the role may do in this database beyond reading the views of the schema."""
    with connection.cursor() as cursor:
        cursor.execute(SURPLUS, {"role": name, "schema": schema})
        return [words for (words,) in cursor.fetchall()]
