"""Lines of scripts that say the same in other words, and lines that do not."""

import pytest

from mockcraft.databases.postgresql.rewording import first_difference, meaning

ABOVE = b"-- Name: t; Type: TABLE; Schema: public; Owner: me\n"
FIRST = b"CHECK (((s)::text = ANY ((ARRAY['a'::character varying, 'b (c)'::character varying])::text[]))),\n"
AGAIN = b"CHECK (((s)::text = ANY (ARRAY[('a'::character varying)::text, ('b (c)'::character varying)::text])))\n"


def test_what_is_parsed_alike_says_the_same() -> None:
    assert meaning(FIRST) == meaning(AGAIN)
    assert meaning(b"ON (s::text = ANY (ARRAY['a'::public.\"m t\"]::text[])), lower(c) FROM\n") == (
        meaning(b"ON (s::text = ANY (ARRAY['a'::public.\"m t\"::text])), lower(c) FROM\n")
    )
    assert "" == first_difference([(ABOVE, FIRST)] * 2, [(ABOVE, AGAIN)] * 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"'a'", b"'c'"), (b"'b (c)'", b"'b c'"), (b"= ANY", b"<> ALL"), (b"(s)", b"(r)"), (b")::text ", b")::bpchar "),
        (b"'a'", b"''a'"), (b"'a'", b"'a"),
    ],
)  # fmt: skip
def test_what_is_another_thing_does_not(old: bytes, new: bytes) -> None:
    assert meaning(FIRST) != meaning(AGAIN.replace(old, new, 1))


def test_the_first_thing_that_differs_is_named_without_its_text() -> None:
    index = (b"-- Name: i'1; Type: INDEX; Schema: odd s; Owner: me\n", b"secret\n")
    plpgsql = (
        b"-- Name: plpgsql; Type: EXTENSION; Schema: -; Owner: -\n",
        b"CREATE EXTENSION IF NOT EXISTS plpgsql;\n",
    )
    assert "index odd s.i'1" == first_difference([(ABOVE, FIRST), index], [(ABOVE, AGAIN), plpgsql])
    assert "index odd s.i'1" == first_difference([], [index])
    assert "table t" == first_difference([(ABOVE, FIRST)] * 2, [(ABOVE, AGAIN)])
    assert "the settings" == first_difference([(b"", b"SET a = 1;\n")], [])
