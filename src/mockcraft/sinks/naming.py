"""What the files of a run are called."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from mockcraft.core.plan import Plan, Table
from mockcraft.dataclass import dataclass
from mockcraft.errors import Unsupported
from mockcraft.format import Format
from mockcraft.formats.partitions import Partitioned
from mockcraft.sinks.companions import companions
from mockcraft.sinks.names import file_names, portable_names, single_name
from mockcraft.wording import first_of, word

Rule = Callable[[Iterable[str], str, str], dict[str, str]]  # see names.file_names


@dataclass(frozen=True, slots=True)
class FileNames:
    """The names of a run's files, all within one folder.

    Attributes:
        rows: of files with rows, by table, "" for that of all tables; of a table in partitions its folder.
        folders: those of them that are of partitions, by table.
        titles: by folder, the name of the files in it.
        beside: small files, contents by name, see Engine.beside.
        wholes: as `rows`, without what tells the part.
    """

    rows: Mapping[str, str]
    folders: Mapping[str, str]
    titles: Mapping[str, str]
    beside: Mapping[str, bytes]
    wholes: Mapping[str, str]


class Naming:
    """How the files of a sink are named.

    Attributes:
        stem: name of a single file, without the format's suffix.
        single: suffix of the only file, which holds one table where the format has no single file; "" for a file
            for each table.
        part: what names tell of the part; "" where there are none.
        suffix: of files with rows.
    """

    def __init__(self, stem: str, single: str, part: str, suffix: str, portable: bool) -> None:
        """With `portable`, names that some system does not take are changed, see names.portable_names."""
        self.stem, self.single, self.part, self.suffix = stem, single, part, suffix
        self._rule: Rule = portable_names if portable else single_name if single else file_names

    def names(self, format: Format, plan: Plan, tables: Sequence[Table]) -> FileNames:
        """The names of the files of these tables; raises Unsupported for what none can have."""
        self._check_single(format, tables)
        stems = [""] if format.single_file else [table.name for table in tables]
        rows = self.of(stems, self.part + self.suffix)
        folders = self._rule([table.name for table in tables if divides(format, table)], "", "")
        titles = {folder: rows[table] for table, folder in folders.items()}
        beside: dict[str, bytes] = {}
        found = {table.name: companions(format, plan, table) for table in tables}
        for suffix in sorted({suffix for each in found.values() for suffix in each}):
            names = self.of(stems, self.part + suffix)
            beside |= {
                names[table]: each[suffix] for table, each in found.items() if suffix in each
            }
        return FileNames(rows | folders, folders, titles, beside, self.of(stems, self.suffix))

    def of(self, stems: Sequence[str], suffix: str) -> dict[str, str]:
        """The names of files with a suffix, by table; raises Unsupported for one that cannot be."""
        return self._rule(stems, self.stem, suffix)

    def _check_single(self, format: Format, tables: Sequence[Table]) -> None:
        if self.single and not format.single_file and len(tables) > 1:
            names = first_of([table.name for table in tables])
            raise Unsupported(
                f"{self.stem}{self.single} holds one table, the schema has {names} (choose one with {word('table')}, "
                f"or write {self.stem}.xlsx or {self.stem}.sql, which hold all)"
            )


def divides(format: Format, table: Table) -> bool:
    """Whether a table is a folder of partitions."""
    return isinstance(format, Partitioned) and bool(table.partition_by)
