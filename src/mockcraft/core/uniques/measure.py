"""How many distinct values a generator has, and which decisions tell them apart.

A generator is run once with values that know which decisions are behind them (see `tracing`). The
decisions that can be read back from the result (see `reading`) tell rows apart, whatever the other ones
are: these stay hashes.
"""

from mockcraft.core.uniques.digits import Ways
from mockcraft.core.uniques.findings import Findings
from mockcraft.core.uniques.reading import can_begin, readable
from mockcraft.core.uniques.shapes import HEX_SET, united
from mockcraft.core.uniques.texts import Text
from mockcraft.core.uniques.tracing import TracingDraw, unfixed
from mockcraft.core.values import Date, Decimal, Time, Timestamp, text_of
from mockcraft.errors import NotUnique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from mockcraft.core.context import Context
    from mockcraft.core.draw import Draw


def measure(
    make: "Callable[[Draw], Any]",
    context: "Context",
    key: int,
    together: "Mapping[int, tuple[str, ...]] | None" = None,
) -> Ways:
    """The decisions that tell the values of `make` apart; raises NotUnique where there are none.

    `together` has the columns of lists that others count too, by the stream of the decision for an entry:
    only entries count then whose values of all of them are new.
    """
    findings = Findings(together)
    value = make(TracingDraw(context, key, findings))
    choices = list(findings.choices.values())
    shown = readable(value, choices, findings.endless)
    if shown and shown[0] in findings.endless:
        return Ways({}, findings.forms | {shown[0]})
    bounds: dict[int, tuple[int, tuple[str, ...]]] = {stream: (1, ()) for stream in findings.forms}
    for stream in shown:
        findings.count(stream, bounds)
    if choices and not shown:
        raise NotUnique(findings.reason or _reason(value))
    if not choices and isinstance(value, (Date, Decimal, Time, Timestamp)):
        raise NotUnique(unfixed(f"the constant {text_of(value)}"))
    return Ways(bounds)


def differs_as_bytes(make: "Callable[[Draw], Any]", context: "Context", key: int) -> bool:
    r"""Whether texts that differ stay different as bytes, which hexadecimal digits after `\x` stand for too.

    They do where none begins with `\x`, and where all do and have letters of one case.
    """
    value = make(TracingDraw(context, key, Findings()))
    if not isinstance(value, Text):
        return isinstance(value, str)
    first, *others = value.parts
    if not can_begin(value.parts, r"\x"):
        return True
    beginnings = first.texts or [first.constant or ""]
    if not all(each.startswith(r"\x") for each in beginnings):
        return False
    own = frozenset("".join(each[2:] for each in beginnings))
    signs = united(own, *(part.shape.characters for part in others))
    return signs is not None and (signs <= HEX_SET or signs <= {each.upper() for each in HEX_SET})


def _reason(value: "Any") -> str:
    if isinstance(value, Text) and len(value.parts) == 1 and value.parts[0].choice is not None:
        return "some texts of its list are equal in this form"
    if isinstance(value, Text):
        return (
            "its parts can be put together to the same text in two ways (set them apart with a sign that "
            "they do not have)"
        )
    reason = "its number can be the same for two ways to make it"
    if isinstance(value, Decimal):
        return f"{reason} (amount and decimal can be unique, within a min and max of yours)"
    return reason
