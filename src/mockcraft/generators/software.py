"""Software: packages, versions, builds, errors, names, paths."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS, HEX, LOWER
from mockcraft.core.values import civil
from mockcraft.generator import (
    Draw,
    Entity,
    Integer,
    Pool,
    Record,
    Text,
    fact,
    generator,
)
from mockcraft.generators.person import Person
from mockcraft.generators.software_clouds import DEPLOYMENTS


class Package(Entity):
    """A package of a registry: name and registry belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of packages."""
        return self.draw.record("code/package")


class Failure(Entity):
    """An error of a program: language, class and message belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of errors."""
        return self.draw.record("code/exception")


@generator("software", aliases=("npm_package", "pypi_package"))
def package_name(draw: Draw) -> Text:
    """Name of a package that its registry has."""
    return draw.entity(Package).entry.name


@generator("software")
def package_registry(draw: Draw) -> Text:
    """Registry that has the row's package."""
    return draw.entity(Package).entry.registry


@generator("software", aliases=("semver_range",))
def version_range(draw: Draw) -> Text:
    """Versions that a program takes of another, such as ^1.4.2 (npm)."""
    return draw.join(
        draw.pick(RANGES), draw["major"].integer(0, 9), ".", draw["minor"].integer(0, 20), ".",
        draw["patch"].integer(0, 20),
    )  # fmt: skip


RANGES = Pool("range", ("^", "~", ">="), (70, 20, 10))


@generator("software", aliases=("calver",))
def calendar_version(draw: Draw) -> Text:
    """Version by year and month, and a number, such as 2026.4.1 (CalVer)."""
    this = civil(draw.today.days)[0]
    return draw.join(
        draw["year"].integer(this - 10, this - 1), ".", draw["month"].integer(1, 12), ".",
        draw["micro"].integer(0, 9),
    )  # fmt: skip


@generator("software", aliases=("stage",))
def release_stage(draw: Draw) -> Text:
    """How ready a version is."""
    return draw.pick(STAGES)


STAGES = Pool(
    "release stage",
    ("Pre-alpha", "Alpha", "Beta", "Release candidate", "Stable"),
    (5, 15, 25, 15, 40),
)


@generator("software", aliases=("environment",))
def deployment_environment(draw: Draw) -> Text:
    """Where a program runs."""
    return draw.pick(ENVIRONMENTS)


ENVIRONMENTS = Pool(
    "environment", ("production", "staging", "test", "development"), (45, 25, 12, 18)
)


@generator("software", aliases=("ci_status", "pipeline_status"))
def build_status(draw: Draw) -> Text:
    """State of a build."""
    return draw.pick(BUILDS)


BUILDS = Pool(
    "build status", ("success", "failure", "running", "cancelled", "skipped"), (74, 14, 5, 5, 2)
)


@generator("software")
def build_number(draw: Draw) -> Integer:
    """Number of a build; low ones are the most frequent."""
    return draw.distributed(1, 100_000, "exponential", 4_000)


@generator("software", aliases=("git_short_sha",))
def git_sha_short(draw: Draw) -> Text:
    """First seven digits of the name of a git commit."""
    return draw.chars(HEX, 7)


@generator("software", aliases=("git_tag",))
def release_tag(draw: Draw) -> Text:
    """Tag of a release in git, such as v2.10.4."""
    return draw.join(
        "v",
        draw["major"].integer(0, 9),
        ".",
        draw["minor"].integer(0, 30),
        ".",
        draw["patch"].integer(0, 20),
    )


@generator("software", aliases=("git_remote",))
def git_url(draw: Draw) -> Text:
    """Address of a repository of git on a reserved domain (RFC 2606)."""
    words = draw.join(draw.record("adjectives").word, "-", draw.record("nouns").word)
    return draw.join("https://git.example/", draw.pick(DEPLOYMENTS), "/", words, ".git")


@generator("software", aliases=("issue_key",))
def ticket_key(draw: Draw) -> Text:
    """Number of a task, such as PAY-1234."""
    return draw.join(draw.pick(PROJECTS), "-", draw.integer(1, 9_999))


PROJECTS = Pool(
    "project", ("API", "APP", "CORE", "DATA", "INFRA", "MOB", "OPS", "PAY", "SEC", "UX", "WEB")
)


@generator("software", aliases=("exception", "exception_class"))
def exception_name(draw: Draw) -> Text:
    """Class of the row's error of a program, such as ValueError."""
    return draw.entity(Failure).entry.name


@generator("software")
def exception_message(draw: Draw) -> Text:
    """Message of the row's error of a program, as its language words it."""
    return draw.entity(Failure).entry.message


@generator("software")
def exception_language(draw: Draw) -> Text:
    """Language in which the row's error of a program arose."""
    return draw.entity(Failure).entry.language


@generator("software", aliases=("env_var",))
def environment_variable(draw: Draw) -> Text:
    """Name of a variable of the environment, such as DATABASE_URL."""
    return draw.join(draw.pick(SUBJECTS), "_", draw.pick(ASPECTS))


SUBJECTS = Pool(
    "subject", ("API", "AUTH", "AWS", "CACHE", "DATABASE", "LOG", "MAIL", "QUEUE", "REDIS", "SEARCH", "SMTP", "STORAGE")
)  # fmt: skip
ASPECTS = Pool("aspect", ("HOST", "KEY", "LEVEL", "NAME", "PASSWORD", "PORT", "REGION", "SECRET", "TIMEOUT", "TOKEN", "URL", "USER"))  # fmt: skip


@generator("software", aliases=("method_name",))
def function_name(draw: Draw) -> Text:
    """Name of a function in camel case, such as openDoor."""
    return draw.join(draw.record("verbs").word, draw.title(draw.record("nouns").word))


@generator("software")
def class_name(draw: Draw) -> Text:
    """Name of a class, such as OrderRepository."""
    return draw.join(draw.title(draw.record("nouns").word), draw.pick(ROLES))


ROLES = Pool(
    "role of a class",
    (
        "Service", "Repository", "Controller", "Factory", "Handler", "Manager", "Builder", "Adapter", "Client",
        "Parser", "Validator", "Listener",
    ),
)  # fmt: skip


@generator("software", aliases=("api_path", "endpoint"))
def api_endpoint(draw: Draw) -> Text:
    """Method and path of an interface."""
    return draw.join(
        draw.pick(METHODS), " /v", draw["version"].integer(1, 3), "/", draw.pick(THINGS), "/{id}"
    )


METHODS = Pool("method", ("GET", "PUT", "PATCH", "DELETE"), (60, 15, 15, 10))
THINGS = Pool(
    "thing",
    ("users", "orders", "invoices", "products", "customers", "payments", "files", "messages", "projects", "teams"),
)  # fmt: skip


@generator("software", aliases=("database_url", "connection_string"))
def dsn(draw: Draw) -> Text:
    """Address of a database on a reserved domain, without a password (RFC 2606)."""
    scheme = draw.pick(SCHEMES)
    return draw.join(
        scheme, "://", draw.pick(DEPLOYMENTS), "@db-", draw["host"].chars(DIGITS, 2), ".example:",
        draw.map(scheme, _port), "/", draw.record("nouns").word,
    )  # fmt: skip


SCHEMES = Pool("scheme", ("postgresql", "mysql", "mongodb", "redis", "amqp"), (40, 25, 15, 12, 8))
PORTS = {"postgresql": "5432", "mysql": "3306", "mongodb": "27017", "redis": "6379", "amqp": "5672"}
_port = PORTS.__getitem__


@generator("software", aliases=("home",))
def home_directory(draw: Draw) -> Text:
    """Home directory of the row's person in Linux."""
    return draw.join("/home/", draw.entity(Person).username)


@generator("software", aliases=("project_dir", "dev_dir"))
def project_directory(draw: Draw) -> Text:
    """Folder of a program in the home directory of the row's person."""
    return draw.join("/home/", draw.entity(Person).username, "/src/", draw.record("nouns").word)


@generator("software")
def windows_path(draw: Draw) -> Text:
    """Path of a document of the row's person in Windows."""
    words = draw.join(draw.record("adjectives").word, "-", draw.record("nouns").word)
    return draw.join("C:\\Users\\", draw.entity(Person).username, "\\Documents\\", words, ".docx")


@generator("software")
def unix_device(draw: Draw) -> Text:
    """Disk of Linux, such as /dev/sda."""
    return draw.join("/dev/", draw.pick(DISKS), draw.chars(LOWER, 1))


DISKS = Pool("disk", ("sd", "vd", "xvd"))


@generator("software")
def unix_partition(draw: Draw) -> Text:
    """Partition of a disk of Linux, such as /dev/sda1."""
    return draw.join(
        "/dev/", draw.pick(DISKS), draw.chars(LOWER, 1), draw["partition"].integer(1, 9)
    )
