"""Names of tables and columns as words: `usr_created_ts` of the table `usr` is created, time."""

import re
from collections.abc import Iterable, Sequence

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# What people write for a word, or for two.
_SHORT = {
    "fname": "first name", "lname": "last name", "mname": "middle name", "firstname": "first name",
    "lastname": "last name", "middlename": "middle name", "fullname": "full name", "surname": "last name",
    "username": "user name", "usr": "user", "addr": "address", "addr1": "address", "tel": "phone",
    "telephone": "phone", "mobile": "phone", "cell": "phone", "fax": "phone", "mail": "email",
    "pwd": "password", "passwd": "password", "pass": "password", "passphrase": "password",
    "desc": "description", "descr": "description", "descrip": "description", "qty": "quantity",
    "amt": "amount", "num": "number", "nr": "number", "no": "number", "cnt": "count", "img": "image",
    "pic": "picture", "photo": "picture", "org": "organization", "organisation": "organization",
    "lat": "latitude", "lng": "longitude", "lon": "longitude", "long": "longitude", "ts": "time",
    "timestamp": "time", "dt": "date", "datetime": "time", "dob": "birth date", "birthday": "birth date",
    "birthdate": "birth date", "birthdt": "birth date", "msg": "message", "lang": "language code", "curr": "currency",
    "ccy": "currency", "tz": "time zone", "timezone": "time zone", "zipcode": "zip", "postcode": "zip",
    "postalcode": "zip", "plz": "zip", "dept": "department",
    "emp": "employee", "cust": "customer", "prod": "product", "cat": "category", "val": "value", "pct": "percent",
    "percentage": "percent", "yr": "year", "lvl": "level", "ip": "ip", "ipaddress": "ip address", "ipaddr": "ip address",
    "nasipaddress": "nas ip address", "framedipaddress": "framed ip address",
    "useragent": "user agent", "filename": "file name", "mimetype": "mime type", "url": "url", "uri": "url",
    "href": "url", "link": "url", "website": "url", "homepage": "url", "hostname": "host name", "uuid": "uuid",
    "guid": "uuid", "colour": "color", "gender": "sex", "weblink": "url", "createdat": "created at",
    "updatedat": "updated at", "modified": "updated", "changed": "updated", "created": "created",
    "inserted": "created", "mtime": "updated time", "ctime": "created time", "ver": "version", "rev": "revision",
    "pos": "position", "ord": "order", "seq": "sequence", "src": "source", "dst": "destination",
    "longtitude": "longitude", "lastupdate": "last update", "jobtitle": "job title",
    "birthplace": "birth place", "titleofcourtesy": "title of courtesy", "nicename": "user name",
}  # fmt: skip
# Words at the end of names in small letters alone, as of columns whose capital letters were lost: orderdate, cardnumber.
_TAILS = (
    "address", "amount", "amt", "by", "code", "cost", "count", "date", "description", "discount", "email", "encoding", "flag", "hash", "hours", "id", "key", "level",
    "month", "name", "number", "on", "password", "pct", "phone", "price", "qty", "quantity", "rate", "size", "status", "time", "path", "title", "type", "url", "year",
)  # fmt: skip
_HEADS = (
    "cell", "home", "mobile", "office", "photo",
    "account", "approved", "arrival", "bill", "birth", "card", "category", "city", "close", "closed", "company", "contact", "content", "country", "created",
    "credit", "currency", "customer", "deleted", "delivery", "department", "departure", "discount", "due", "employee", "end", "expiry", "exp", "file",
    "group", "hire", "invoice", "item", "last", "line", "list", "login", "message", "modified", "national", "new", "object", "old", "price", "order", "owner", "parent", "payment", "post",
    "product", "purchase", "real", "required", "sale", "sales", "sell", "ship", "shipping", "standard", "start", "stock", "store", "tax", "team", "total",
    "unit", "updated", "user", "vendor", "web", "work",
)  # fmt: skip
_TOGETHER = re.compile(f"({'|'.join(_HEADS)})((?:{'|'.join(_HEADS)})??)({'|'.join(_TAILS)})")
_IE = (
    "movies",
    "cookies",
    "calories",
    "pies",
    "ties",
    "selfies",
    "zombies",
    "rookies",
    "hoodies",
    "smoothies",
)
_NO_PLURAL = ("ss", "us", "is", "news", "series")


def words(name: str) -> tuple[str, ...]:
    """The words of a name, small and written out: `ShipZIP_code` is ship, zip, code."""
    parts = [own for each in _PART.findall(name) for own in _apart(each.lower())]
    return tuple(word for part in parts for word in _SHORT.get(part, part).split())


def _apart(part: str) -> list[str]:
    """A word as those that it is made of, where they are known and it is none itself."""
    found = None if part in _SHORT else _TOGETHER.fullmatch(part)
    return [each for each in found.groups() if each] if found else [part]


_LOGIN = ("user", "name")  # of users, which is not the name of a person


def singular(word: str) -> str:
    """A word of the name of a table, as of one of its rows: addresses, categories, users."""
    if word.endswith(_NO_PLURAL) or len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith("ies") and word not in _IE:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes", "uses")) else word[:-1]


def table_words(name: str) -> tuple[str, ...]:
    """The words of a table's name without its schema, the last one as of one row."""
    found = words(name.rpartition(".")[2])
    return (*found[:-1], singular(found[-1])) if found else ()


def prefix_of(names: Sequence[str]) -> str:
    """What all columns of a table begin with: `usr_` of usr_id, usr_email, usr_created_ts; "" for nothing."""
    first = names[0] if len(names) > 2 else ""
    prefix = first[: first.find("_") + 1]
    same = all(len(name) > len(prefix) and name.startswith(prefix) for name in names)
    return prefix if len(prefix) > 1 and same else ""


def column_words(table: Sequence[str], name: str, prefix: str = "") -> tuple[str, ...]:
    """The words of a column's name, without the prefix of its table and what the table is called.

    Args:
        table: words of the table's name.
        name: of the column.
        prefix: that the table's columns begin with.
    """
    found = words(name[len(prefix) :])
    if found == _LOGIN:
        return found
    for length in range(len(table), 0, -1):
        for own in (tuple(table[:length]), tuple(table[-length:])):
            if len(found) > length and tuple(map(singular, found[:length])) == own:
                return found[length:]
    return found


def ends_with(found: Sequence[str], tail: Iterable[str]) -> bool:
    """Whether words end with others."""
    wanted = tuple(tail)
    return tuple(found[-len(wanted) :]) == wanted
