"""Values of types that have no generator of their own: templates of what they are written as."""

from typing import Any

_NUMBER = "{number:min=1,max=499}"
_MORE = "{number:min=501,max=999}"
_DATES = "[{date:after=2020-01-01,before=2022-12-31},{date:after=2023-01-01,before=2025-12-31})"
# What MySQL stores of a shape: its SRID, which is 0 here, and the shape in WKB of least bytes first, see
# https://dev.mysql.com/doc/refman/8.4/en/gis-data-formats.html. The ends of places say 50 to 51 and 12 to 13.
_HEAD = r"\\x0000000001{kind}000000"
_PLACE = "[0-9a-f]{12}4940[0-9a-f]{12}2840"
_CORNERS = "".join(
    f"000000000000{x}000000000000{y}" for x, y in (("0000", "0000"), ("f03f", "0000"), ("f03f", "f03f"), ("0000", "0000"))
)  # fmt: skip
_POLYGON = f"0100000004000000{_CORNERS}"


def _shape(kind: int, rest: str) -> dict[str, Any]:
    return {"regex": _HEAD.format(kind=f"{kind:02}") + rest, "type": "bytes"}


# Mappings of a schema file by the type's name.
SPECIAL: dict[str, dict[str, Any]] = {
    "inet": {"generator": "ipv4"},
    "inet4": {"generator": "ipv4"},
    "inet6": {"generator": "ipv6"},
    "cidr": {"template": "10.{number:min=0,max=255}.{number:min=0,max=255}.0/24"},
    "macaddr": {"generator": "mac"},
    "macaddr8": {"regex": "08:00:2b:01:02:03:[0-9a-f]{2}:[0-9a-f]{2}"},
    "tsvector": {"generator": "words"},
    "tsquery": {"generator": "letters"},
    "xml": {"template": "<note>{word}</note>"},
    "ltree": {"template": "top.{letters}"},
    "lquery": {"template": "top.{letters}"},
    "hstore": {"template": '"name"=>"{letters}"'},
    "cube": {"template": "({number:min=1,max=99}, {number:min=1,max=99})"},
    "int4range": {"template": f"[{_NUMBER},{_MORE})"},
    "int8range": {"template": f"[{_NUMBER},{_MORE})"},
    "numrange": {"template": f"[{_NUMBER},{_MORE})"},
    "daterange": {"template": _DATES},
    "tsrange": {"template": _DATES},
    "tstzrange": {"template": _DATES},
    "int4multirange": {"template": f"{{{{[{_NUMBER},{_MORE})}}}}"},
    "int8multirange": {"template": f"{{{{[{_NUMBER},{_MORE})}}}}"},
    "nummultirange": {"template": f"{{{{[{_NUMBER},{_MORE})}}}}"},
    "datemultirange": {"template": f"{{{{{_DATES}}}}}"},
    "tsmultirange": {"template": f"{{{{{_DATES}}}}}"},
    "tstzmultirange": {"template": f"{{{{{_DATES}}}}}"},
    "point": {"template": f"({_NUMBER},{_NUMBER})"},
    "line": {"template": f"{{{{1,{_NUMBER},{_NUMBER}}}}}"},
    "lseg": {"template": f"[({_NUMBER},{_NUMBER}),({_MORE},{_MORE})]"},
    "box": {"template": f"({_MORE},{_MORE}),({_NUMBER},{_NUMBER})"},
    "path": {"template": f"[({_NUMBER},{_NUMBER}),({_MORE},{_MORE})]"},
    "polygon": {"template": f"(({_NUMBER},{_NUMBER}),({_MORE},{_NUMBER}),({_MORE},{_MORE}))"},
    "circle": {"template": f"<({_NUMBER},{_NUMBER}),{_NUMBER}>"},
    "wkb geometry": _shape(1, _PLACE),
    "wkb point": _shape(1, _PLACE),
    "wkb linestring": _shape(2, f"02000000{_PLACE * 2}"),
    "wkb polygon": _shape(3, _POLYGON),
    "wkb multipoint": _shape(4, f"010000000101000000{_PLACE}"),
    "wkb multilinestring": _shape(5, f"01000000010200000002000000{_PLACE * 2}"),
    "wkb multipolygon": _shape(6, f"010000000103000000{_POLYGON}"),
    "wkb geometrycollection": _shape(7, f"010000000101000000{_PLACE}"),
    "wkb geomcollection": _shape(7, f"010000000101000000{_PLACE}"),
    "money": {"generator": "price"},
    "pg_lsn": {"template": f"0/{_NUMBER}"},
    "jsonpath": {"template": "$.{letters}"},
    "name": {"generator": "word"},
    "regclass": {"value": "pg_class"},
    "regtype": {"value": "integer"},
    **{
        name: {"value": "-"}
        for name in (
            "regproc",
            "regprocedure",
            "regoper",
            "regoperator",
            "regrole",
            "regnamespace",
            "regcollation",
        )
    },
    "int2vector": {"value": "1 2"},
    "oidvector": {"value": "1 2"},
    "regconfig": {"value": "simple"},
    "regdictionary": {"value": "simple"},
}


def special(base: str) -> dict[str, Any]:
    """The mapping of a type by its name; empty for one that is not known.

    A name of MySQL's shapes may end with the number of the reference system that they have.
    """
    if base in SPECIAL:
        return dict(SPECIAL[base])
    name, _, system = base.rpartition(" ")
    if name not in SPECIAL or not system.isdigit():
        return {}
    stored = int(system).to_bytes(4, "little").hex()
    return {**SPECIAL[name], "regex": SPECIAL[name]["regex"].replace("00000000", stored, 1)}
