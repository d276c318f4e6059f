"""What is read out of a script of pg_dump, cut into pieces anywhere."""

import pytest

from mockcraft.databases.postgresql.dumps import DumpReader, Part, Parts

COMMENT = b"--\n-- Name: f(); Type: FUNCTION; Schema: public; Owner: me\n--\n\n"
FUNCTION = b"CREATE FUNCTION f() AS $$\nCOPY public.t (a) FROM stdin;\nBEGIN;\n$$;\n\n"
ABOVE = b"--\n-- Data for Name: t; Type: TABLE DATA; Schema: public; Owner: me\n--\n\n"
TABLE = b"COPY public.t (a, b) FROM stdin;\n\\N\t1\n\\\\.\t2\nBEGIN;\t3\n\\.\n\n\n"
NONE = b'COPY "x\n""y"."z. (" ("a\nb") FROM stdin;\n\\.\n\n'
NO_COLUMN = b"COPY public.zero  FROM stdin;\n\n\n\\.\n\n"
OBJECTS = (
    b"--\n-- Data for Name: BLOBS; Type: BLOBS; Schema: -; Owner: -\n--\n\nBEGIN;\n\n"
    b"SELECT pg_catalog.lo_open('7', 131072);\nSELECT pg_catalog.lowrite(0, '\\x0102');\nSELECT pg_catalog.lo_close(0);\n\n"
    b"COMMIT;\n\n"
)
END = b"--\n-- Name: i; Type: INDEX; Schema: public; Owner: me\n--\n\nCREATE INDEX i;\nCOMMIT;\n"
SCRIPT = b"\\restrict abc\n" + COMMENT + FUNCTION + b"".join(
    ABOVE + each for each in (TABLE, NONE, NO_COLUMN)
) + OBJECTS + END  # fmt: skip


def parts_of(script: bytes, size: int) -> list[tuple[Part, bytes]]:
    parts = Parts()
    found: list[tuple[Part, bytes]] = []
    for place in range(0, len(script), size):
        found += parts.of(script[place : place + size])
    return [*found, parts.rest()]


def told(script: bytes, size: int) -> DumpReader:
    reader = DumpReader()
    for part, text in parts_of(script, size):
        reader.add(part, text)
    return reader


@pytest.mark.parametrize("size", [1, 2, 3, 7, 40, 10_000])
def test_parts_are_told_apart_wherever_pieces_end(size: int) -> None:
    found = parts_of(SCRIPT, size)
    contents = told(SCRIPT, size).contents("")

    assert SCRIPT == b"".join(text for _, text in found)
    assert [b"BEGIN;\n", b"COMMIT;\n"] == [text for part, text in found if part is Part.TRANSACTION]
    assert b"\\N\t1\n\\\\.\t2\nBEGIN;\t3\n\n\n" == b"".join(
        t for part, t in found if part is Part.ROWS
    )
    assert {"t": 3, 'x\n"y."z. ("': 0, "zero": 2} == {
        name: each.rows for name, each in contents.tables.items()
    }
    assert told(SCRIPT, 999).contents("") == contents


def test_digests_tell_what_changed_and_not_the_order_of_rows() -> None:
    whole = told(SCRIPT, 50).contents("")
    turned = told(SCRIPT.replace(b"\\N\t1\n\\\\.\t2\n", b"\\\\.\t2\n\\N\t1\n"), 50).contents("")
    assert whole == turned == told(SCRIPT.replace(b"abc", b"def"), 50).contents("")
    for old, new in (
        (b"\t3", b"\t4"),
        (b"(0, '\\x0102')", b"(0, '\\x0103')"),
        (b"INDEX i;", b"INDEX j;"),
    ):
        (difference,) = whole.differences(told(SCRIPT.replace(old, new), 50).contents(""))
        assert ("other values" in difference) == (old == b"\t3")


@pytest.mark.parametrize(
    "name", [b"BLOBS", b"16517", b"16388..16389"], ids=["16", "17, one object", "17, several"]
)
def test_large_objects_are_known_by_the_heading_of_each_version(name: bytes) -> None:
    """Of https://github.com/postgres/postgres/blob/master/src/bin/pg_dump/pg_backup_archiver.c, _printTocEntry."""
    made = OBJECTS.replace(b"Name: BLOBS", b"Name: " + name)
    other = b"SELECT pg_catalog.lo_open('8', 131072);\nSELECT pg_catalog.lowrite(0, '\\x03');\nSELECT pg_catalog.lo_close(0);\n\n"
    script = COMMENT + ABOVE + TABLE + made.replace(b"COMMIT;", other + b"COMMIT;") + END
    swapped = script.replace(b"x03", b"x04").replace(b"x0102", b"x03").replace(b"x04", b"x0102")

    assert [b"BEGIN;\n", b"COMMIT;\n"] == [
        text for part, text in parts_of(script, 50) if part is Part.TRANSACTION
    ]
    assert told(script, 50).contents("") != told(swapped, 50).contents("")


def test_tables_are_told_apart_by_schema_and_name() -> None:
    script = b"".join(
        ABOVE + b"COPY %b (a) FROM stdin;\n1\n\\.\n\n" % each
        for each in (b"a.b", b'public."a.b"', b'"a.b".c', b'a."b.c"')
    )
    assert {"a.b", '"a.b"', '"a.b".c', 'a."b.c"'} == set(told(script, 99).contents("").tables)


def test_a_function_that_looks_like_rows_loses_nothing() -> None:
    script = (
        COMMENT + ABOVE + b'COPY nothing FROM stdin;\nCOPY public."open FROM stdin;\nmore\n' * 3
    )
    assert script == b"".join(text for _, text in parts_of(script, 11))
