"""Files: names and types agree. Small documents of the usual formats."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS, LOWER
from mockcraft.generator import (
    Draw,
    Entity,
    Integer,
    Json,
    Pool,
    Record,
    Text,
    fact,
    generator,
)
from mockcraft.generators.address import Place
from mockcraft.generators.person import Person


class File(Entity):
    """A file: its name and its type belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of types."""
        return self.draw.record("mime_types")

    @fact
    def name(self) -> Text:
        """Name with its extension."""
        draw = self.draw
        extension = self.entry.extension
        return draw.join(
            draw.record("adjectives").word, "_", draw.record("nouns").word, ".", extension
        )


@generator("file", aliases=("filename",))
def file_name(draw: Draw) -> Text:
    """Name of the row's file."""
    return draw.entity(File).name


@generator("file", aliases=("extension",))
def file_extension(draw: Draw) -> Text:
    """Extension of the row's file."""
    return draw.entity(File).entry.extension


@generator("file", aliases=("file_mime_type", "media_type", "content_type"))
def mime_type(draw: Draw) -> Text:
    """Media type of the row's file (IANA)."""
    return draw.entity(File).entry.mime_type


@generator("file", aliases=("path",))
def file_path(draw: Draw) -> Text:
    """Path of the row's file."""
    return draw.join(
        draw.pick(FOLDERS), "/", draw["folder"].record("nouns").word, "/", draw.entity(File).name
    )


FOLDERS = Pool(
    "folder", ("/etc", "/home", "/opt", "/srv", "/tmp", "/usr/share", "/var/lib", "/var/log")
)


@generator("file")
def file_size(draw: Draw) -> Integer:
    """Size of a file in bytes; small ones are the most frequent."""
    return draw.distributed(1, 100_000_000, "log_normal", 1_500_000, 8_000_000)


@generator("file", aliases=("json_object", "map"))
def json(draw: Draw) -> Json:
    """JSON object of a person's name, e-mail address and city."""
    who = draw.entity(Person)
    return draw.join(
        '{"name": "', who.full_name, '", "email": "', who.email, '", "city": "',
        draw.entity(Place).city, '"}',
    )  # fmt: skip


@generator("file")
def xml(draw: Draw) -> Text:
    """XML element of a person's name, e-mail address and city."""
    who = draw.entity(Person)
    return draw.join(
        "<person><name>", who.full_name, "</name><email>", who.email, "</email><city>",
        draw.entity(Place).city, "</city></person>",
    )  # fmt: skip


@generator("file")
def csv(draw: Draw) -> Text:
    """Line of CSV with a person's given name, family name and e-mail address (RFC 4180)."""
    who = draw.entity(Person)
    return draw.join(who.first_name, ",", who.last_name, ",", who.email)


@generator("file")
def fixed_width(draw: Draw) -> Text:
    """Line of columns of fixed width: an id of 8 digits, a product of 12 letters, a count of 4 digits."""
    return draw.join(
        draw["id"].chars(DIGITS, 8),
        " ",
        draw["code"].chars(LOWER, 12),
        " ",
        draw["count"].chars(DIGITS, 4),
    )


@generator("file", aliases=("insert_statement",))
def sql(draw: Draw) -> Text:
    """SQL statement that inserts a row."""
    return draw.join(
        "INSERT INTO items (id, name, quantity) VALUES (", draw["id"].integer(1, 999_999), ", '",
        draw.record("nouns").word, "', ", draw["quantity"].integer(1, 99), ");",
    )  # fmt: skip


@generator("file")
def markdown(draw: Draw) -> Text:
    """Document in Markdown: heading, emphasis and a list."""
    return draw.join(
        "# ", draw.title(draw["head"].record("nouns").word), "\n\nBy **", draw.entity(Person).full_name, "**\n\n* ",
        draw.record("verbs").word, "\n* ", draw["item"].record("nouns").word, "\n",
    )  # fmt: skip


@generator("file", aliases=("email_body",))
def email_text(draw: Draw) -> Text:
    """Text of an e-mail from the row's person."""
    who = draw.entity(Person)
    return draw.join(
        "Dear ", draw["to"].record("first_names").name, ",\n\nPlease ", draw.record("verbs").word, " the ",
        draw.record("adjectives").word, " ", draw.record("nouns").word, " by ", draw.record("weekdays").name,
        ".\n\nKind regards\n", who.full_name, "\n",
    )  # fmt: skip
