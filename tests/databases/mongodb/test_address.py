"""URLs of MongoDB: what they lead to, and what is said of those that cannot be read."""

import pytest

from mockcraft.database import engine_of
from mockcraft.databases.mongodb.address import address_of
from mockcraft.errors import UserError


@pytest.mark.parametrize(
    ("url", "shown", "user", "password"),
    [
        ("mongodb://host/db", "host/db", "", ""),
        ("mongodb://u:p%40ss@host:1/db?authSource=admin", "host:1/db", "u", "p@ss"),
        ("mongodb://u@one:1,two:2/db?replicaSet=rs0&w=2", "one:1,two:2/db", "u", ""),
        ("mongodb://[::1]:27017/db", "[::1]:27017/db", "", ""),
        ("mongodb+srv://u:pw@cluster.example.net/db", "cluster.example.net/db", "u", "pw"),
    ],
)
def test_where_a_url_leads(url: str, shown: str, user: str, password: str) -> None:
    found = address_of(url)

    assert (shown, user, password) == (found.shown, found.user, found.password)
    assert shown == engine_of(url).shown(url)
    assert "p@ss" not in repr(found)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mongodb://u:secret@host", "names no database"),
        ("mongodb://u:secret@host/", "names no database"),
        ("mongodb://u:secret@host:x/db", "Port contains non-digit"),
        (
            "mongodb://u:secret@host/db?nothing=1",
            "an option 'nothing', which is not known .leave it out",
        ),
        ("mongodb://u:secret@host/db?retryWrite=true", 'not known .did you mean "retryWrites"'),
        ("mongodb://u:secret@host/db?TLS=true&tls=true", "says tls twice"),
        ("mongodb://u:secret@host/db?tlsCAFile=/nothing.pem", "file is not readable"),
        ("mongodb://u:x/y?secret=1@host/db", "cannot be read"),
        ("mongodb://u:secret@host/db?w=-1", "cannot be read"),
        ("mongodb://u:sec@ret@host/db", "cannot be read"),
        ("mongodb://u:se/cret@host/db", "cannot be read"),
        ("mongodb://host/a.b", "'a.b' cannot be the name of a database"),
        ("mongodb:///db", "cannot be read"),
    ],
)
def test_urls_that_cannot_be_read_are_told_without_their_secrets(url: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        address_of(url)

    assert not any(each in str(caught.value) for each in ("secret", "sec@ret", "cret@", "ret@"))
