"""Templates: text with {names} in it."""

from mockcraft.errors import UserError


def parts_of(text: str) -> list[tuple[str, bool]]:
    """(literal or name, whether it is a name) of `Hello {name}`; {{ and }} are braces."""
    parts: list[tuple[str, bool]] = []
    literal, position = "", 0
    while position < len(text):
        character = text[position]
        if text[position : position + 2] in ("{{", "}}"):
            literal += character
            position += 2
        elif character == "{":
            end = text.find("}", position)
            name = text[position + 1 : end].strip() if end > 0 else ""
            if not name:
                raise UserError(
                    f"the {{ at character {position + 1} of {text!r} has no name and }} (write {{{{ for a brace)"
                )
            parts += [(literal, False), (name, True)] if literal else [(name, True)]
            literal, position = "", end + 1
        elif character == "}":
            raise UserError(
                f"the }} at character {position + 1} of {text!r} closes nothing (write }}}} for a brace)"
            )
        else:
            literal += character
            position += 1
    return [*parts, (literal, False)] if literal else parts
