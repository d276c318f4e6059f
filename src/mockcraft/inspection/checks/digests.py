"""Digests as databases compute them, in the functions of schema files: md5, sha1 and sha256 of a text."""

import re
from typing import Any

from mockcraft.inspection.checks.expressions import bare, constant_of

NAMES = ("md5", "sha1", "sha256")
# Of SHA-2 that expressions have, by bits; 0 is MySQL's word for 256.
_LENGTHS: dict[int | None, str] = {0: "sha256", 256: "sha256"}


def with_digests(node: Any) -> Any:
    """An expression with `encode(digest(a, 'sha1'), 'hex')`, `sha2(a, 256)` and their like as such functions."""
    return node.copy().transform(_digest)


def is_digest(expression: str) -> bool:
    """Whether an expression of a schema file is one, in letters of either case, and so differs as what it is of."""
    return re.fullmatch(rf"(?i)(lower|upper)?\(?({'|'.join(NAMES)})\(.*\)", expression) is not None


def _digest(node: Any) -> Any:
    from sqlglot import exp

    if isinstance(node, exp.Cast) and node.to.this == exp.DataType.Type.UUID:
        return _digest(bare(node)) if isinstance(bare(node), exp.MD5) else node
    if isinstance(node, exp.MD5 | exp.SHA):
        return _call("md5" if isinstance(node, exp.MD5) else "sha1", node.this)
    if isinstance(node, exp.SHA2):
        return _called(node, _LENGTHS.get(_length(node), ""), node.this)
    if isinstance(node, exp.Encode) and constant_of(node.args["charset"]) == "hex":
        inner = bare(node.this)
        if isinstance(inner, exp.SHA2Digest):
            return _called(node, _LENGTHS.get(_length(inner), ""), inner.this)
        of_name = isinstance(inner, exp.Anonymous) and inner.name.lower() == "digest"
        if of_name and len(inner.expressions) == 2:
            name = str(constant_of(inner.expressions[1])).lower()
            return _called(node, name if name in NAMES else "", inner.expressions[0])
    return node


def _length(node: Any) -> int | None:
    """Bits of a digest; None where the row says so."""
    if (length := node.args.get("length")) is None:
        return 256
    bits = constant_of(length)
    return None if bits is None else int(bits)


def _called(node: Any, name: str, given: Any) -> Any:
    return _call(name, given) if name else node


def _call(name: str, given: Any) -> Any:
    """A digest of what is given, which is a text before it is made bytes."""
    from sqlglot import exp

    given = given.copy()
    while True:
        bytes_ = isinstance(given, exp.Cast) and given.to.this in (
            exp.DataType.Type.VARBINARY,
            exp.DataType.Type.BINARY,
        )
        if bytes_ or isinstance(given, exp.Paren):
            given = given.this
        elif _is_utf8(given):
            given = given.expressions[0]
        else:
            return exp.Anonymous(this=name, expressions=[given])


def _is_utf8(node: Any) -> bool:
    """Whether it is the bytes of a text, by convert_to, as digests of texts are of them."""
    from sqlglot import exp

    if not isinstance(node, exp.Anonymous) or node.name.lower() != "convert_to":
        return False
    return str(constant_of(node.expressions[-1])).upper().replace("-", "") in ("UTF8", "UNICODE")
