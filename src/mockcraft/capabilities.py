"""What a database engine can do, and what its names may be like, as data."""

from collections.abc import Mapping
from dataclasses import field

from mockcraft.dataclass import dataclass
from mockcraft.formats.dialects import folded


@dataclass(frozen=True, slots=True)
class Limits:
    """What names and tables of an engine may be like. 0 stands for no limit.

    Attributes:
        name_bytes: longest name, in bytes of UTF-8.
        name_characters: longest name, in characters.
        columns: most columns of a table.
        last_character: the last one of Unicode that names may have in them; "" for no limit.
        ends_in_no_space: whether names may not end in a space.
        folds_case: whether `Ab` and `ab` are one name (of ASCII letters).
        folds_columns: whether names of columns, if not of tables, are alike in letters of either case of any
            alphabet.
        prefixes: what the names of tables may not begin with.
        tables_taken: names that tables may not have.
        columns_taken: names that columns may not have.
        column_prefixes: what the names of columns may not begin with.
        tables_without: characters that the names of tables may not have.
        columns_without: characters that the names of columns may not have.
        key: name of the column that is the key of each row in every table that has one; "" for none.
    """

    name_bytes: int = 0
    name_characters: int = 0
    columns: int = 0
    last_character: str = ""
    ends_in_no_space: bool = False
    folds_case: bool = False
    folds_columns: bool = False
    prefixes: tuple[str, ...] = ()
    tables_taken: tuple[str, ...] = ()
    columns_taken: tuple[str, ...] = ()
    column_prefixes: tuple[str, ...] = ()
    tables_without: str = ""
    columns_without: str = ""
    key: str = ""

    def folded(self, name: str) -> str:
        """The name as the engine compares those of tables."""
        return folded(name) if self.folds_case else name

    def folded_column(self, name: str) -> str:
        """The name as the engine compares those of columns."""
        return (
            "".join(each.lower()[0] for each in name) if self.folds_columns else self.folded(name)
        )


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do, as data.

    Attributes:
        transactions: whether the rows of one transaction can be taken back together.
        transactional_ddl: whether a rollback takes back tables too; making a table commits otherwise.
        batch_rows: about how many rows a transaction has, where a run is cut into several.
        checkpoints: whether the place a run has come to is committed with its rows, so that it can be
            resumed; the run is one transaction otherwise.
        makes_tables: whether a table is there without rows, so that a run makes it, and drops it if it fails.
        schemas: whether `sales.leads` is the table `leads` of the schema `sales`, or just a name.
        default_schema: that of names which say none; "" where there are no schemas.
        joined_keys: whether a key of several columns becomes one text, unless the table's options say another.
        documents: whether nested values are kept as such; they are JSON text otherwise.
        keys_wait: whether every foreign key can be checked at the commit.
        joins_tables: whether rows of several tables can go in by one statement, at whose end their foreign keys
            are checked, see traits.JoiningStore.
        empties: whether the rows of a table can be deleted all together.
        truncates_referred: whether a table can be emptied though others refer to it.
        deferrable: what makes a foreign key wait, with {table} and {key}, for a message.
        conversions: kinds of values that are stored as something else, and what.
        stored_as: kinds of values that new tables hold in columns of another kind, and which.
        view_triggers: whether a trigger can take the rows in place of a view.
        limits: of names and tables.
    """

    transactions: bool = True
    transactional_ddl: bool = True
    batch_rows: int = 65_536  # a commit is noise from about 10,000 rows on
    checkpoints: bool = False
    makes_tables: bool = True
    schemas: bool = False
    default_schema: str = ""
    joined_keys: bool = False
    documents: bool = False
    keys_wait: bool = False
    joins_tables: bool = False
    empties: bool = True
    truncates_referred: bool = True
    deferrable: str = ""
    conversions: Mapping[str, str] = field(default_factory=dict)
    stored_as: Mapping[str, str] = field(default_factory=dict)
    view_triggers: bool = False
    limits: Limits = field(default_factory=Limits)
