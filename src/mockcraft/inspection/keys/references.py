"""The keys of all tables as references: read, anchored where they share columns, and without circles."""

from mockcraft.inspection.keys.anchors import Anchors, Column
from mockcraft.inspection.keys.circles import cut, of_values
from mockcraft.inspection.keys.table_keys import Keys, References
from mockcraft.inspection.survey import Survey


def references(survey: Survey) -> References:
    """The references of the tables that are to be filled; how many values anchored columns have is not in it yet."""
    anchors, fixed, empty = Anchors(survey), frozenset[Column](), dict[Column, str]()
    while True:
        made, wanted = References(anchors=fixed), set[Column]()
        for name in survey.tables:
            made.keys[name], made.nulls[name] = (
                [],
                {c: why for (t, c), why in empty.items() if t == name},
            )
            made.copies[name], made.seen[name] = {}, []
            if name not in survey.rows:
                wanted |= Keys(survey, name, made, anchors).read()
        more = anchors.of(wanted) - fixed
        circle = {} if more else of_values(survey, made)
        if not (more or circle):
            break
        fixed |= more
        empty |= circle
    cut(survey, made)
    stuck = {anchors.roots([each]).get(each) for each in made.stuck}
    made.roots = {c: root for c, root in anchors.roots(fixed).items() if root not in stuck}
    return made
