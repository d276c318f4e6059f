"""Ranges: every row once, however they are cut."""

from mockcraft.core.ranges import Chunk, Range, chunks, part, rows_of, tables_of, whole

RANGES = [Range("a", 5, 15), Range("b", 0, 0), Range("c", 2**40, 2**40 + 4)]


def rows(ranges: list[Range]) -> list[tuple[str, int]]:
    return [(each.table, row) for each in ranges for row in range(each.start, each.stop)]


def test_chunks_cover_each_row_once_in_order() -> None:
    made = list(chunks(RANGES, 4))
    a, _, c = RANGES

    assert [Chunk(a, 5, 9), Chunk(a, 9, 13), Chunk(a, 13, 15), Chunk(c, 2**40, 2**40 + 4)] == made
    assert [True, False, False, True] == [chunk.first for chunk in made]
    assert [False, False, True, True] == [chunk.last for chunk in made]
    assert [4, 4, 2, 4] == [chunk.rows for chunk in made]


def test_parts_together_are_the_ranges() -> None:
    for parts in (1, 2, 3, 7, 100):
        cut = [part(RANGES, number, parts) for number in range(1, parts + 1)]

        assert sorted(rows(RANGES)) == sorted(row for each in cut for row in rows(each))
        sizes = [rows_of(each) for each in cut]
        assert max(sizes) - min(sizes) <= 2  # one row of each table that has any


def test_ranges_count_their_rows_and_name_their_tables() -> None:
    assert 14 == rows_of(RANGES)
    assert ["a", "b", "c"] == tables_of([*RANGES, RANGES[0]])
    assert "a=5..14" == str(RANGES[0])
    assert Chunk(RANGES[0], 5, 15) == whole(RANGES[0])
