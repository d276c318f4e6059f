"""What apps on Android call themselves where they show a page: releases of Chrome by hand, models and their systems."""

from __future__ import annotations

from collections.abc import Iterator

Row = tuple[str, str, str, int]
# Stable releases of Chrome for Android by version: build and patches (chromereleases.googleblog.com).
RELEASES = """
120 6099 43 115 144 193 210 230
121 6167 71 101 143 164 178
122 6261 43 64 90 105 119
123 6312 40 80 99 118
124 6367 54 82 113 159 179
125 6422 53 72 113 146 147 165
126 6478 50 71 110 122 134 186
127 6533 64 84 103
128 6613 40 88 99 127 146
129 6668 54 70 81 100
130 6723 58 73 86 102 107
131 6778 39 81 104 135 200 260
132 6834 79 122 163
133 6943 49 89 121 137
134 6998 39 95 108 135
135 7049 38 79 100 111
136 7103 60 87 125
137 7151 61 72 89 115
138 7204 63 157 168 179
139 7258 62 94 123 143 158
140 7339 51 124 155 207
141 7390 43 70 97 111 122
142 7444 48 102 138 171
"""
# Android, its build, and the first Chrome that can be on it: Samsung's and Google's models have one build in common.
GALAXY_BUILDS = (
    ("12", "SP1A.210812.016", 118), ("13", "TP1A.220624.014", 118), ("14", "UP1A.231005.007", 118),
    ("15", "AP3A.240905.015.A2", 130), ("16", "BP2A.250605.031.A3", 138),
)  # fmt: skip
PIXEL_BUILDS = (
    ("14", "AP2A.240805.005", 127), ("15", "AP3A.241005.015", 129), ("15", "AP4A.250105.002", 131),
    ("15", "BP1A.250305.019", 134), ("16", "BP2A.250605.031.A2", 137),
)  # fmt: skip
# First and last Android of models, of which the last three are taken; letters behind the number are Europe's (B), one of the United States' (U).
GALAXIES = """
12 14 SM-G991B SM-G991U SM-G996B SM-G996U SM-G998B SM-G998U SM-G990B SM-A525F SM-A526B SM-A725F SM-F711B SM-F926B
12 15 SM-A336B SM-A336E SM-A536B SM-A536E SM-A536U SM-A135F SM-A236B SM-M336B
12 16 SM-S901B SM-S901E SM-S901U SM-S906B SM-S906U SM-S908B SM-S908E SM-S908U SM-F721B SM-F936B
13 16 SM-S911B SM-S911U SM-S916B SM-S916U SM-S918B SM-S918U SM-A346B SM-A346E SM-A546B SM-A546E SM-A546U SM-A145R
13 16 SM-A146B SM-A245F SM-F731B SM-F731U SM-F946B SM-F946U SM-M346B SM-S711B
14 16 SM-S921B SM-S921U SM-S926B SM-S926U SM-S928B SM-S928U SM-A356B SM-A356E SM-A556B SM-A556E SM-A155F SM-A156B
14 16 SM-A256B SM-F741B SM-F741U SM-F956B SM-F956U SM-S721B
15 16 SM-S931B SM-S931U SM-S936B SM-S936U SM-S938B SM-S938U SM-A366B SM-A566B SM-A266B SM-A165F
"""
PIXELS = "Pixel 6|Pixel 6 Pro|Pixel 6a|Pixel 7|Pixel 7 Pro|Pixel 7a|Pixel 8|Pixel 8 Pro|Pixel 8a"
SHARE = 36


def _systems() -> Iterator[tuple[str, str, str, int]]:
    for line in GALAXIES.strip().splitlines():
        first, last, *models = line.split()
        fitting = [each for each in GALAXY_BUILDS if int(first) <= int(each[0]) <= int(last)][-3:]
        yield from ((model, *each) for model in models for each in fitting)
    yield from ((model, *each) for model in PIXELS.split("|") for each in PIXEL_BUILDS)


def webviews() -> Iterator[Row]:
    """Every model with every release that can be on it: newer releases are more frequent."""
    releases = [line.split() for line in RELEASES.strip().splitlines()]
    for age, (version, build, *patches) in enumerate(reversed(releases)):
        for patch in patches:
            for model, android, system, since in _systems():
                if int(version) >= since:
                    agent = (
                        f"Mozilla/5.0 (Linux; Android {android}; {model} Build/{system}; wv) AppleWebKit/537.36 (KHTML, "
                        f"like Gecko) Version/4.0 Chrome/{version}.0.{build}.{patch} Mobile Safari/537.36"
                    )
                    yield agent, "Android WebView", "Android", max(1, SHARE >> (age // 3))
