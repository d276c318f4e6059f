"""Programs: languages, errors, licences, qualities."""

from __future__ import annotations

from mockcraft.generator import Draw, Pool, Text, generator


@generator("code")
def programming_language(draw: Draw) -> Text:
    """Programming language."""
    return draw.record("programming_languages").name


@generator("code")
def programming_language_best(draw: Draw) -> Text:
    """The best programming language."""
    return draw.join("Python")


@generator(
    "code",
    aliases=("licence", "spdx", "software_license"),
)
def license(draw: Draw) -> Text:
    """Identifier of a licence of free software (SPDX)."""
    return draw.record("code/license").name


BRANCHES = Pool("branch kind", ("feature", "fix", "chore", "docs", "release"), (50, 30, 10, 7, 3))


@generator("code", aliases=("branch",))
def git_branch(draw: Draw) -> Text:
    """Name of a branch of git."""
    return draw.join(
        draw.pick(BRANCHES), "/", draw.record("verbs").word, "-", draw.record("nouns").word
    )


@generator("code", aliases=("commit_message",))
def git_message(draw: Draw) -> Text:
    """First line of a message of git."""
    return draw.join(
        draw.title(draw.record("verbs").word),
        " the ",
        draw.record("adjectives").word,
        " ",
        draw.record("nouns").word,
    )


@generator("code")
def variable_name(draw: Draw) -> Text:
    """Name of a variable in snake case."""
    return draw.join(draw.record("adjectives").word, "_", draw.record("nouns").word)


@generator("code", aliases=("code_name", "project_name"))
def codename(draw: Draw) -> Text:
    """Name of a project or of any other thing: an adjective and a noun, such as Silver Harbor."""
    return draw.join(
        draw.title(draw.record("adjectives").word), " ", draw.title(draw.record("nouns").word)
    )


@generator("code", aliases=("column_type",))
def database_type(draw: Draw) -> Text:
    """Type of a column of a relational database."""
    return draw.record("code/database_type").name


@generator("error")
def error(draw: Draw) -> Text:
    """Message of an error."""
    return draw.record("code/error").name


@generator("error", aliases=("error_object_word",))
def error_object(draw: Draw) -> Text:
    """Message of an error about an argument."""
    return draw.record("code/error_object").name


@generator("error")
def error_database(draw: Draw) -> Text:
    """Message of an error of a database."""
    return draw.record("code/error_database").name


@generator("error")
def error_grpc(draw: Draw) -> Text:
    """Status of a failed call of gRPC."""
    return draw.record("code/error_grpc").name


@generator("error")
def error_http(draw: Draw) -> Text:
    """Message of an error of HTTP."""
    return draw.record("code/error_http").name


@generator("error")
def error_http_client(draw: Draw) -> Text:
    """Status of HTTP that says the client is at fault (RFC 9110, section 15.5)."""
    return draw.record("code/error_http_client").name


@generator("error")
def error_http_server(draw: Draw) -> Text:
    """Status of HTTP that says the server is at fault (RFC 9110, section 15.6)."""
    return draw.record("code/error_http_server").name


@generator("error")
def error_runtime(draw: Draw) -> Text:
    """Message of an error of a running program."""
    return draw.record("code/error_runtime").name


@generator("error")
def error_validation(draw: Draw) -> Text:
    """Message of an error of a form."""
    return draw.record("code/error_validation").name


@generator("code", aliases=("ility", "system_quality_attribute"))
def system_quality(draw: Draw) -> Text:
    """What a system should be good at (ISO/IEC 25010, and what else is named so)."""
    return draw.pick(QUALITIES)


QUALITIES = Pool(
    "quality",
    (
        "accessibility", "accountability", "accuracy", "adaptability", "administrability", "affordability",
        "agility", "analysability", "appropriateness recognizability", "auditability", "autonomy",
        "availability", "capacity", "co-existence", "compatibility", "composability", "confidentiality",
        "configurability", "correctness", "customizability", "debuggability", "degradability",
        "demonstrability", "dependability", "deployability", "determinability", "discoverability",
        "distributability", "durability", "effectiveness", "efficiency", "evolvability", "extensibility",
        "failure transparency", "fault tolerance", "fidelity", "flexibility",
        "inspectability", "installability", "integrity", "interchangeability", "interoperability",
        "learnability", "localizability", "maintainability", "manageability", "mobility", "modifiability",
        "modularity", "non-repudiation", "observability", "operability", "orthogonality", "portability",
        "precision", "predictability", "process capabilities", "producibility", "provability",
        "recoverability", "redundancy", "relevance", "reliability", "repeatability", "replaceability",
        "reproducibility", "resilience", "resource utilization", "responsiveness", "reusability",
        "robustness", "safety", "scalability", "securability", "self-sustainability", "serviceability",
        "simplicity", "stability", "standards compliance", "survivability", "sustainability", "tailorability",
        "testability", "time behaviour", "timeliness", "traceability", "transparency", "ubiquity",
        "understandability", "upgradability", "usability", "user error protection",
    ),
)  # fmt: skip
