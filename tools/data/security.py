"""Vectors of CVSS 3.1 with the base score that the specification computes from them."""

from __future__ import annotations

from listing import OUR_LICENCE, Listing

# Vector without its head, and how frequent: those that are met most often.
VECTORS = """
AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H 100
AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H 60
AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H 70
AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H 70
AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H 60
AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N 100
AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N 90
AV:N/AC:L/PR:H/UI:R/S:C/C:L/I:L/A:N 40
AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H 70
AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N 60
AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N 25
AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N 40
AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:N 25
AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:N 20
AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:L 30
AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:L/A:L 30
AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N 30
AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N 30
AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H 30
AV:N/AC:L/PR:H/UI:N/S:U/C:L/I:N/A:N 15
AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H 20
AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N 15
AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:H 10
AV:N/AC:H/PR:L/UI:N/S:U/C:H/I:H/A:H 10
AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:H/A:N 15
AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:L/A:N 25
AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:H 15
AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H 15
AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H 12
AV:N/AC:H/PR:N/UI:N/S:C/C:H/I:H/A:H 6
AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H 50
AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N 35
AV:L/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:H 30
AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H 12
AV:L/AC:H/PR:L/UI:N/S:U/C:H/I:H/A:H 18
AV:L/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H 15
AV:L/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H 8
AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N 10
AV:L/AC:L/PR:H/UI:N/S:U/C:H/I:N/A:N 10
AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H 18
AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H 12
AV:A/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N 6
AV:A/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H 5
AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H 6
AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N 5
AV:P/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N 3
AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N 4
AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N 5
AV:L/AC:H/PR:H/UI:N/S:U/C:L/I:N/A:N 2
AV:P/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N 2
"""
# Numbers of the specification, section 7.4.
REACH = {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2}
EASE = {"L": 0.77, "H": 0.44}
RIGHTS = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}
ASKING = {"N": 0.85, "R": 0.62}
LOSS = {"H": 0.56, "L": 0.22, "N": 0.0}


def vectors() -> Listing:
    """Vectors, scores and the severity that a score is called."""
    rows = []
    for line in VECTORS.split("\n")[1:-1]:
        vector, weight = line.split()
        tenths = score(dict(part.split(":") for part in vector.split("/")))
        rows.append((f"CVSS:3.1/{vector}", f"{tenths / 10:.1f}", severity(tenths), weight))
    return Listing.of(
        "FIRST, Common Vulnerability Scoring System version 3.1, sections 5 and 7",
        OUR_LICENCE,
        "vector score severity weight",
        rows,
    )


def score(metrics: dict[str, str]) -> int:
    """Base score in tenths (section 7.1), rounded up as appendix A has it."""
    lost = 1 - (1 - LOSS[metrics["C"]]) * (1 - LOSS[metrics["I"]]) * (1 - LOSS[metrics["A"]])
    changed = metrics["S"] == "C"
    impact = 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 if changed else 6.42 * lost
    rights = RIGHTS[metrics["S"]][metrics["PR"]]
    chance = 8.22 * REACH[metrics["AV"]] * EASE[metrics["AC"]] * rights * ASKING[metrics["UI"]]
    if impact <= 0:
        return 0
    exact = round(min((impact + chance) * (1.08 if changed else 1), 10) * 100_000)
    return -(-exact // 10_000)


def severity(tenths: int) -> str:
    """What a score is called (section 5)."""
    return next(
        name
        for least, name in ((90, "Critical"), (70, "High"), (40, "Medium"), (1, "Low"), (0, "None"))
        if tenths >= least
    )
