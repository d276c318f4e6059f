"""What must agree: generators whose values in one row belong together, and what tells whether they do.

This is the one declaration, a module a theme. `check_agreement` holds every generator to it, `tools/pages.py` writes
it into the documentation.
"""

from mockcraft.testing.agreements.days import DAYS
from mockcraft.testing.agreements.industries import INDUSTRIES
from mockcraft.testing.agreements.money import MONEY
from mockcraft.testing.agreements.people import PEOPLE
from mockcraft.testing.agreements.places import PLACES
from mockcraft.testing.agreements.records import RECORDS
from mockcraft.testing.agreements.things import THINGS
from mockcraft.testing.agreements.vehicles import VEHICLES

AGREEMENTS = (*RECORDS, *PEOPLE, *PLACES, *DAYS, *MONEY, *THINGS, *VEHICLES, *INDUSTRIES)

__all__ = ["AGREEMENTS"]
