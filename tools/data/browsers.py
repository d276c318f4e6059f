"""What browsers call themselves, composed of versions that were released; new ones are the most frequent."""

from __future__ import annotations

from collections.abc import Iterator

from listing import OUR_LICENCE, Listing
from webviews import webviews

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
MAC = "Macintosh; Intel Mac OS X 10_15_7"  # frozen there by all browsers
CHROMIUM = {
    "Windows": "Windows NT 10.0; Win64; x64", "macOS": MAC, "Linux": "X11; Linux x86_64",
    "ChromeOS": "X11; CrOS x86_64 14541.0.0",
}  # fmt: skip
# Chromium within versions of Opera.
OPERA = {
    106: 120, 107: 121, 108: 122, 109: 123, 110: 124, 111: 125, 112: 126, 113: 127, 115: 130, 116: 131, 117: 132,
    118: 133, 119: 134, 120: 135, 121: 137, 122: 138, 123: 139, 124: 140,
}  # fmt: skip
FIREFOX = {
    "Windows": ["Windows NT 10.0; Win64; x64"], "macOS": ["Macintosh; Intel Mac OS X 10.15"],
    "Linux": ["X11; Linux x86_64", "X11; Ubuntu; Linux x86_64", "X11; Fedora; Linux x86_64"],
}  # fmt: skip
# Last versions of Safari of each year, and of iOS with their corrections.
SAFARI = [
    f"{year}.{minor}"
    for year, last in ((15, 6), (16, 6), (17, 6), (18, 6))
    for minor in range(last + 1)
] + ["26.0"]
POINTS = [
    "15_6_1",
    "16_1_1",
    "16_1_2",
    "16_3_1",
    "16_4_1",
    "16_5_1",
    "16_6_1",
    "17_0_1",
    "17_0_2",
    "17_0_3",
    "17_1_1",
    "17_1_2",
    "17_2_1",
    "17_3_1",
    "17_4_1",
    "17_5_1",
    "17_6_1",
    "18_0_1",
    "18_1_1",
    "18_2_1",
    "18_3_1",
    "18_3_2",
    "18_4_1",
    "18_6_1",
    "18_6_2",
]
SAMSUNG = {
    20: 106,
    21: 110,
    22: 111,
    23: 115,
    24: 117,
    25: 121,
    26: 122,
    27: 125,
    28: 130,
}  # its Chromium
GALAXY = {
    "13": "SM-G991B SM-G996B SM-G998B SM-S901B SM-S906B SM-S908B SM-S911B SM-S916B SM-S918B SM-A536B SM-A546B SM-A336B",
    "14": "SM-S901B SM-S908B SM-S911B SM-S918B SM-S921B SM-S926B SM-S928B SM-A546B SM-A556B SM-A346B SM-F946B SM-F731B",
}  # fmt: skip
# Browsers are some three in four of what is seen.
OF_BROWSERS = 24
Row = tuple[str, str, str, int]


def _weight(share: int, age: int) -> int:
    """Half as frequent with each version that is newer, and never without weight."""
    return max(1, share >> age)


def _chromium() -> Iterator[Row]:
    newest = 142
    for version in range(109, newest + 1):
        age, engine = newest - version, f"{WEBKIT} Chrome/{version}.0.0.0"
        shares = {"Windows": 1800, "macOS": 600, "Linux": 220, "ChromeOS": 120}
        for platform, system in CHROMIUM.items():
            agent = f"Mozilla/5.0 ({system}) {engine} Safari/537.36"
            yield agent, "Chrome", platform, _weight(shares[platform], age)
            if platform != "ChromeOS":
                share = {"Windows": 440, "macOS": 60, "Linux": 10}[platform]
                yield f"{agent} Edg/{version}.0.0.0", "Edge", platform, _weight(share, age)
        mobile = f"Mozilla/5.0 (Linux; Android 10; K) {engine} Mobile Safari/537.36"
        yield mobile, "Chrome", "Android", _weight(1800, age)
    yield (
        f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {APPLE} CriOS/141.0.7390.41 Mobile/15E148 Safari/604.1",
        "Chrome",
        "iOS",
        300,
    )
    for version, engine_version in OPERA.items():
        for platform, share in (("Windows", 160), ("macOS", 40), ("Linux", 10)):
            agent = f"Mozilla/5.0 ({CHROMIUM[platform]}) {WEBKIT} Chrome/{engine_version}.0.0.0 Safari/537.36"
            yield (
                f"{agent} OPR/{version}.0.0.0",
                "Opera",
                platform,
                _weight(share, max(OPERA) - version),
            )


def _firefox() -> Iterator[Row]:
    newest, oldest = 144, 115
    for version in range(oldest, newest + 1):
        age = newest - version
        for platform, systems in FIREFOX.items():
            for system in systems:
                agent = f"Mozilla/5.0 ({system}; rv:{version}.0) Gecko/20100101 Firefox/{version}.0"
                yield agent, "Firefox", platform, _weight(320 if platform == "Windows" else 90, age)
        for android in range(10, 16):
            agent = f"Mozilla/5.0 (Android {android}; Mobile; rv:{version}.0) Gecko/{version}.0 Firefox/{version}.0"
            yield agent, "Firefox", "Android", _weight(16, age)


def _safari() -> Iterator[Row]:
    for age, version in enumerate(reversed(SAFARI)):
        yield (
            f"Mozilla/5.0 ({MAC}) {APPLE} Version/{version} Safari/605.1.15",
            "Safari",
            "macOS",
            _weight(600, age),
        )
    systems = sorted({*POINTS, *(each.replace(".", "_") for each in SAFARI[:-1])}, reverse=True)
    for age, system in enumerate(systems):
        version = ".".join(system.split("_")[:2])
        tail = f"{APPLE} Version/{version} Mobile/15E148 Safari/604.1"
        yield (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS {system} like Mac OS X) {tail}",
            "Safari",
            "iOS",
            _weight(1400, age // 2),
        )
        yield (
            f"Mozilla/5.0 (iPad; CPU OS {system} like Mac OS X) {tail}",
            "Safari",
            "iPadOS",
            _weight(160, age // 2),
        )


def _samsung() -> Iterator[Row]:
    for version, engine in SAMSUNG.items():
        for android, models in GALAXY.items():
            for model in models.split():
                agent = f"Mozilla/5.0 (Linux; Android {android}; {model}) {WEBKIT} SamsungBrowser/{version}.0 Chrome/{engine}.0.0.0 Mobile Safari/537.36"
                yield agent, "Samsung Internet", "Android", _weight(20, max(SAMSUNG) - version)


def user_agents() -> Listing:
    """Chrome, Edge, Opera, Firefox, Safari, Samsung Internet and apps, by hand from their makers' notes of releases."""
    browsers = [*_chromium(), *_firefox(), *_safari(), *_samsung()]
    rows = [(*each, OF_BROWSERS * weight) for *each, weight in browsers] + [*webviews()]
    source = "compiled by hand from public facts (versions that browsers' makers released); shares estimated"
    return Listing.of(source, OUR_LICENCE, "user_agent browser platform weight", rows)
