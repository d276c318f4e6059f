"""Which module of `mockcraft.generators` declares a name; written by tools/index.py, checked by a test."""

MODULES = {
    "birthdate": "person",
    "familyname": "person",
    "firstname": "person",
    "givenname": "person",
    "lastname": "person",
    "surname": "person",
}
