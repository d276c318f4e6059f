"""What a PostgreSQL database demands of rows besides types and keys: checks, further uniques, exclusions, partitions."""

from collections.abc import Callable
from typing import Any

from mockcraft.stored import MOST_LEAVES, Partitions, StoredRule

Rows = Callable[..., list[Any]]  # of a query and its parameters
_KINDS = {"c": "check", "x": "exclusion"}
_STRATEGIES = {"r": "range", "l": "list", "h": "hash"}


def read(rows: Rows, oids: list[int]) -> dict[int, list[StoredRule]]:
    """The rules of tables by their oids, in the order in which they were made."""
    found: dict[int, list[StoredRule]] = {}
    for oid, name, kind, text in rows(
        """SELECT conrelid::bigint, conname::text, contype::text,
                  CASE contype WHEN 'c' THEN pg_get_expr(conbin, conrelid) ELSE pg_get_constraintdef(oid) END
           FROM pg_constraint WHERE conrelid = ANY(%s::oid[]) AND contype IN ('c', 'x') ORDER BY oid""",
        oids,
    ):
        found.setdefault(oid, []).append(StoredRule(name, _KINDS[kind], text))
    for oid, name, text, columns, where, expressions in rows(
        """SELECT indrelid::bigint, c.relname::text, pg_get_indexdef(indexrelid),
                  ARRAY(SELECT attname::text FROM unnest(indkey[0:indnkeyatts - 1]) WITH ORDINALITY AS k (place, n)
                        JOIN pg_attribute ON attrelid = indrelid AND attnum = place ORDER BY n),
                  coalesce(pg_get_expr(indpred, indrelid), ''),
                  ARRAY(SELECT pg_get_indexdef(indexrelid, place, true)
                        FROM generate_series(1, indnkeyatts) place WHERE indkey[place - 1] = 0)
           FROM pg_index JOIN pg_class c ON c.oid = indexrelid
           WHERE indrelid = ANY(%s::oid[]) AND indisunique AND indisvalid
             AND (indpred IS NOT NULL OR indexprs IS NOT NULL
                  OR pg_get_indexdef(indexrelid) LIKE '%% NULLS NOT DISTINCT%%')
           ORDER BY indexrelid""",
        oids,
    ):
        rule = StoredRule(name, "unique", text, tuple(columns), where, tuple(expressions))
        found.setdefault(oid, []).append(rule)
    return found


def read_sources(rows: Rows, oids: list[int]) -> dict[int, tuple[str, ...]]:
    """The code of functions that checks of tables call, and those of the domains of their columns, by oids of tables."""
    found: dict[int, tuple[str, ...]] = {}
    for oid, code in rows(
        """WITH checks AS (
               SELECT oid, conrelid AS relation FROM pg_constraint WHERE conrelid = ANY(%s::oid[]) AND contype = 'c'
               UNION SELECT k.oid, attrelid FROM pg_attribute JOIN pg_constraint k ON contypid = atttypid
               WHERE attrelid = ANY(%s::oid[]) AND attnum > 0 AND contypid <> 0 AND contype = 'c')
           SELECT DISTINCT relation::bigint, prosrc FROM checks
           JOIN pg_depend ON classid = 'pg_constraint'::regclass AND objid = checks.oid AND refclassid = 'pg_proc'::regclass
           JOIN pg_proc ON pg_proc.oid = refobjid JOIN pg_language l ON l.oid = prolang
           WHERE lanname IN ('sql', 'plpgsql') ORDER BY 1, 2""",
        oids,
        oids,
    ):
        found[oid] = (*found.get(oid, ()), code)
    return found


def read_partitions(rows: Rows, oids: list[int]) -> dict[int, Partitions]:
    """How tables are cut, by their oids; bounds are those of the partitions right below."""
    return {
        oid: Partitions(
            _STRATEGIES[strategy],
            tuple(columns),
            tuple(bounds),
            tuple(leaves) if len(leaves) <= MOST_LEAVES else (),
            nested,
            checked,
        )
        for oid, strategy, columns, bounds, leaves, nested, checked in rows(
            """SELECT partrelid::bigint, partstrat::text,
                      CASE WHEN partexprs IS NULL THEN
                          ARRAY(SELECT attname::text FROM unnest(partattrs) WITH ORDINALITY AS k (place, n)
                                JOIN pg_attribute ON attrelid = partrelid AND attnum = place ORDER BY n)
                      ELSE '{}' END,
                      ARRAY(SELECT pg_get_expr(relpartbound, c.oid) FROM pg_inherits
                            JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = partrelid ORDER BY c.oid),
                      ARRAY(SELECT concat_ws(' AND ', pg_get_partition_constraintdef(relid),
                                      (SELECT string_agg('(' || pg_get_expr(conbin, conrelid) || ')', ' AND ' ORDER BY oid)
                                       FROM pg_constraint WHERE conrelid = relid AND contype = 'c' AND coninhcount = 0))
                            FROM pg_partition_tree(partrelid)
                            WHERE isleaf AND level > 0 ORDER BY relid LIMIT %s),
                      EXISTS (SELECT FROM pg_partition_tree(partrelid) WHERE level > 1),
                      EXISTS (SELECT FROM pg_partition_tree(partrelid) JOIN pg_constraint ON conrelid = relid
                              WHERE level > 0 AND contype = 'c' AND coninhcount = 0)
               FROM pg_partitioned_table WHERE partrelid = ANY(%s::oid[])""",
            MOST_LEAVES + 1,
            oids,
        )
    }
