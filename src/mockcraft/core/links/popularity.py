"""References whose parents are chosen by weight: a value of the parent's row says how popular it is.

The weights of all rows of the parent are summed up once per run, 8 bytes a row; the row whose share of the sum a
draw falls into is found by bisection.
"""

from dataclasses import field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core import compute as pc
from mockcraft.core.arrays import numpy_array
from mockcraft.core.effort import spend
from mockcraft.core.expression import Expression, evaluate
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import Signed, U, Unsigned, hashed
from mockcraft.core.links.picking import stream_of
from mockcraft.core.plan import Link
from mockcraft.core.ranges import CHUNK_ROWS
from mockcraft.dataclass import dataclass
from mockcraft.errors import MockcraftError, PlacedError

STEP_ROWS = 8  # see conditions.STEP_ROWS
PARTS = 2.0**60  # that weights are shared out in where rows are chosen among
DRAWN = 53  # bits of a draw, which a float holds exactly


@dataclass(frozen=True, slots=True)
class Popularity:
    """`weight` of a reference.

    Attributes:
        text: as it is written.
        expression: the weight of a row of the parent; null is 0.
        place: where the schema declares it.
    """

    text: str
    expression: Expression = field(repr=False)
    place: str = field(default="", repr=False, compare=False)

    def pick(self, frame: Frame, link: Link) -> Unsigned:
        """A parent row for each row, shape (n,)."""
        first = frame.plan.table(link.parent).first_target
        ends = self.ends(frame, link)
        drawn = (hashed(frame.rows_for(link), stream_of(link)) >> U(64 - DRAWN)).astype(np.float64)
        places = np.searchsorted(ends, drawn * (ends[-1] / 2**DRAWN), side="right")
        last = np.searchsorted(ends, ends[-1], side="left")  # of those with a weight above 0
        made: Unsigned = np.minimum(places, last).astype(U) + U(first + link.among(len(ends))[0])
        return made

    def parts(self, frame: Frame, link: Link, rows: NDArray[np.uint32]) -> Signed:
        """Whole numbers before each of these rows of the parent, and behind the last one, shape (n + 1,).

        As many lie between two of them as the row weighs, in shares of PARTS. Rows count from the first one that
        can be referred to.
        """
        weights = self._weights(frame, link)
        share = np.round(weights * (PARTS / weights.sum())).astype(np.int64)
        share = np.where(weights > 0, np.maximum(share, 1), 0)
        skipped = link.among(frame.plan.table(link.parent).count)[0]
        made: Signed = np.cumsum(share[rows.astype(np.int64) - skipped])
        return np.concatenate([np.zeros(1, np.int64), made])

    def ends(self, frame: Frame, link: Link) -> NDArray[np.float64]:
        """The sum of the weights up to each row of the parent, itself included; the last one is above 0.

        Raises PlacedError where a weight is none, or where all are 0.
        """
        made: NDArray[np.float64] = frame.plan.kept.get(
            (frame.table.name, link.name, "weight"), lambda: np.cumsum(self._weights(frame, link))
        )
        return made

    def _weights(self, frame: Frame, link: Link) -> NDArray[np.float64]:
        """The weight of each row of the parent, one of which is above 0."""
        parent = frame.plan.table(link.parent)
        skipped, count = link.among(parent.count - parent.first_target)
        begun = parent.first_target + skipped
        weights = np.zeros(count)
        for start in range(0, count, CHUNK_ROWS):
            stop = min(start + CHUNK_ROWS, count)
            spend(-(-(stop - start) // STEP_ROWS))
            rows = frame.beside(parent, np.arange(begun + start, begun + stop, dtype=U))
            try:
                made = evaluate(self.expression, rows.path, len(rows)).cast(pa.float64())
            except MockcraftError as error:
                placed = rows.placed(error, self.place)
                raise placed.about(frame.table.name, link.name.partition(".")[0]) from error
            weights[start:stop] = numpy_array(pc.fill_null(made, 0.0))
            rows.release()
        if not (np.isfinite(weights) & (weights >= 0)).all():
            row = int(np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))[0])
            raise self._wrong(
                frame,
                link,
                f"row {begun + row} of {link.parent} has {weights[row]:g}, and a weight is 0 or more (0 and null are "
                "never chosen)",
            )
        if not weights.any():
            what = f"no row of {link.parent} has a weight above 0, so none can be chosen"
            raise self._wrong(frame, link, f"{what} (give one a larger one)")
        return weights

    def _wrong(self, frame: Frame, link: Link, what: str) -> MockcraftError:
        wrong = PlacedError(self.place, f"weight {self.text!r}: {what}")
        return wrong.about(frame.table.name, link.name.partition(".")[0])
