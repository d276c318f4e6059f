"""The conformance kits, for our tests and for those of plugins: what holds for every generator and sink.

    from mockcraft.testing import check_generator

    def test_my_generator_conforms():
        check_generator(my_generator)

Every check raises AssertionError with a sentence that says what is wrong.
"""

from mockcraft.testing.agreement import Agreement, check_agreement, of_list
from mockcraft.testing.agreements import AGREEMENTS
from mockcraft.testing.generators import (
    check_documentation,
    check_evaluators,
    check_generator,
    check_pickle,
    check_purity,
    check_streams,
    check_unique,
    texts,
)
from mockcraft.testing.sinks import Target, check_sink

__all__ = [
    "AGREEMENTS",
    "Agreement",
    "Target",
    "check_agreement",
    "check_documentation",
    "check_evaluators",
    "check_generator",
    "check_pickle",
    "check_purity",
    "check_sink",
    "check_streams",
    "check_unique",
    "of_list",
    "texts",
]
