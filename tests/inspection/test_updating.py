"""Schema files that are brought up to date with a database that has changed."""

from pathlib import Path

from inspection.databases import rows, sqlite
from mockcraft.inspection.reading import inspect
from mockcraft.inspection.source import database
from mockcraft.inspection.updating import Update, update
from mockcraft.inspection.writing import text_of
from mockcraft.schema.files import Folder
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions

BEFORE = """
    CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT NOT NULL UNIQUE, age INT NOT NULL, city TEXT, team INTEGER);
    CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id), slug TEXT NOT NULL, at DATETIME NOT NULL);
    CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
"""
AFTER = """
    CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE members (uid INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, age INT NOT NULL CHECK (age BETWEEN 200 AND 300), city TEXT,
        team INTEGER REFERENCES teams);
    CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES members (uid), slug VARCHAR(4) NOT NULL UNIQUE, at DATETIME NOT NULL,
        views INT NOT NULL);
"""
EDITS = {
    "      mail: {generator: email, unique: true}": "      mail: {regex: '[a-z]{9}@x[.]org', unique: true}  # ours",
    "    columns:\n      id: {generator: sequence, primary_key: true}\n      user_id": "    checks: [at >= user_id.joined, slug <> 'no slug']\n    columns:\n      id: {generator: sequence, primary_key: true}\n      user_id",
    "      city:": "      joined: {generator: datetime, after: 2020-01-01, before: 2020-02-01, hidden: true}\n      name: {expr: \"mail || ' mail'\", hidden: true}\n      city:",
}  # fmt: skip


def changed(tmp_path: Path) -> tuple[str, Update, str]:
    """A file with edits, what becomes of it, and the database as it is then."""
    made = inspect(database(sqlite(tmp_path / "a.db", BEFORE)))
    text = text_of(made.document, "a.db")
    for old, new in EDITS.items():
        assert old in text
        text = text.replace(old, new)
    url = sqlite(tmp_path / "b.db", AFTER)
    return (
        text,
        update(text, "shop.yaml", Folder(tmp_path), inspect(database(url), kept=False)),
        url,
    )


def test_what_is_renamed_keeps_its_edits_wherever_it_is_named(tmp_path: Path) -> None:
    _, new, _ = changed(tmp_path)

    assert [
        "users is called members now, and so in the file",
        "users.id is taken for uid, which stands in its place",
        "users.mail is taken for email, which stands in its place",
    ] == new.renamed
    for line in (
        "  members:",
        "      uid: {generator: sequence, primary_key: true}",
        "      email: {regex: '[a-z]{9}@x[.]org', unique: true}  # ours",
        "      name: {expr: \"email || ' mail'\", hidden: true}",
        "      user_id: {ref: members.uid}",
        "    checks: [at >= user_id.joined, slug <> 'no slug']",
    ):
        assert line in new.text.splitlines()
    assert "mail:" not in new.text.replace("email:", "")


def test_what_does_not_go_any_more_is_told_with_what_does(tmp_path: Path) -> None:
    _, new, url = changed(tmp_path)
    told = "\n".join(new.left)

    assert ["posts.views", "teams"] == new.added
    assert "notes is not in the database any more (remove it)" in told
    assert (
        "members: some rows fail its check age BETWEEN 200 AND 300 (what goes: age: {generator: number, min: 200, max: 300})"
        in told
    )
    assert (
        "members.team refers to teams.id in the database (what goes: team: {ref: teams.id, nulls: 0.1})"
        in told
    )
    assert "posts.slug: rows must differ in it (what goes: slug: {regex:" in told
    assert ("column slug" in told and "takes at most 4 characters" in told) or "4" in told

    mended = new.text
    for line in ("age: {generator: number, min: 200, max: 300}", "team: {ref: teams.id, nulls: 0.1}", 'slug: {regex: "[a-z0-9]{4}", unique: true}'):  # fmt: skip
        name = line.partition(":")[0]
        mended = "\n".join(
            f"      {line}" if each.startswith(f"      {name}:") else each
            for each in mended.split("\n")
        )
    mended = mended[: mended.index("  notes:")] + mended[mended.index("  teams:") :]
    file = tmp_path / "shop.yaml"
    file.write_text(mended)
    assert (
        [] == update(mended, "shop.yaml", Folder(tmp_path), inspect(database(url), kept=False)).left
    )
    prepare(SeedRequest(str(file), url, load=LoadOptions(create=False))).run()
    assert [(0,)] == rows(url, "SELECT count(*) FROM members WHERE email NOT LIKE '%@x.org'")
    assert [] == rows(url, "PRAGMA foreign_key_check")


def test_nothing_is_said_of_a_database_that_has_not_changed(tmp_path: Path) -> None:
    made = inspect(database(sqlite(tmp_path / "a.db", BEFORE)))
    text = text_of(made.document, "a.db")
    new = update(text, "shop.yaml", Folder(tmp_path), made)

    assert (text, [], [], []) == (new.text, new.renamed, new.added, new.left)
