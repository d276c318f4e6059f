"""What a user may not see of a database, which is then in no dump of it, without a word of the server's."""

import re

from mockcraft.databases.mysql.connection import MysqlConnection

_GRANT = re.compile(
    r"(?P<what>GRANT|REVOKE) (?P<privileges>.+?) ON (?:(?P<all>\*)|[`\"](?P<database>.+?)[`\"])\.\* (?:TO|FROM) "
)
# What shows all of its kind, any of them: of the database, or of all databases.
_SHOWING = {
    "tables": {"SELECT"},
    "triggers": {"TRIGGER"},
    "routines": {"EXECUTE", "ALTER ROUTINE", "CREATE ROUTINE", "SHOW_ROUTINE", "SHOW CREATE ROUTINE"},
}  # fmt: skip
_NAMED = {"routines": "EXECUTE"}  # the privilege to ask for, where there are several
_ALL = "ALL PRIVILEGES"


def unseen(connection: MysqlConnection, database: str) -> str:
    """What may be in a database and not be seen, and how that is mended; "" where all is seen."""
    granted = _granted(connection, database)
    hidden = [
        kind for kind, showing in _SHOWING.items() if not granted & showing and _ALL not in granted
    ]
    if not hidden:
        return ""
    asked = [_NAMED.get(kind) or min(_SHOWING[kind]) for kind in hidden]
    return (
        f"{', '.join(hidden)} that this user may not see are not in it (GRANT {', '.join(asked)} on the whole database, "
        "and back it up again)"
    )


def _granted(connection: MysqlConnection, database: str) -> set[str]:
    """The privileges of this user that are of the whole database; those of its roles among them."""
    found: set[str] = set()
    taken: set[str] = set()
    for (line,) in connection.rows(_asked(connection)):
        grant = _GRANT.match(line)
        if grant is None or not (grant["all"] or _means(grant["database"], database)):
            continue
        privileges = {each.strip() for each in grant["privileges"].split(",")}
        if grant["what"] == "REVOKE":
            taken |= privileges
        else:
            found |= privileges
        # Of the system's tables too, in which routines stand.
        if grant["all"] and "SELECT" in privileges:
            found.add("EXECUTE")
    return found - taken


def _asked(connection: MysqlConnection) -> str:
    if connection.is_mariadb:
        return "SHOW GRANTS"  # which has those of the role
    ((roles,),) = connection.rows("SELECT CURRENT_ROLE()")
    return "SHOW GRANTS" if roles == "NONE" else f"SHOW GRANTS FOR CURRENT_USER() USING {roles}"


def _means(pattern: str, database: str) -> bool:
    """Whether a database is one of those that a grant names, by a pattern of LIKE."""
    parts = re.findall(r"\\.|.", pattern.replace("``", "`"), re.DOTALL)
    wild = {"%": ".*", "_": "."}
    made = "".join(wild.get(each) or re.escape(each.removeprefix("\\")) for each in parts)
    return re.fullmatch(made, database, re.DOTALL | re.IGNORECASE) is not None
