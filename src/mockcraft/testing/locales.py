"""The locales that a check is made in: one in all of them would take minutes, and differ in words alone."""

from zlib import crc32

from mockcraft.core.lists import DEFAULT_LOCALE, locales

CHECKED = 5  # besides the default one


def some_locales(name: str) -> list[str]:
    """The default locale and others, by the name of what is checked: all checks together have them all."""
    known = [each for each in locales() if each != DEFAULT_LOCALE]
    first, step = crc32(name.encode()), max(1, len(known) // CHECKED)
    chosen = {known[(first + i * step) % len(known)] for i in range(min(CHECKED, len(known)))}
    return [DEFAULT_LOCALE, *sorted(chosen)]
