"""Security: vulnerabilities, attacks, incidents. Scores follow from their vectors; the incidents never happened."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS, HEX
from mockcraft.core.values import civil
from mockcraft.generator import (
    Decimal,
    Draw,
    Entity,
    Integer,
    Pool,
    Record,
    Text,
    fact,
    generator,
)


class Vulnerability(Entity):
    """A vulnerability: vector, score and severity belong together, and so do number and name of the weakness."""

    @fact
    def rating(self) -> Record:
        """Entry of the list of vectors."""
        return self.draw.record("security/vector")

    @fact
    def weakness(self) -> Record:
        """Entry of the list of weaknesses."""
        return self.draw.record("security/weakness")


class Technique(Entity):
    """A technique of attackers: number, name and tactic belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of techniques."""
        return self.draw.record("security/technique")


class Service(Entity):
    """A service of the internet: name, port and protocol belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of services."""
        return self.draw.record("security/service")


class Suite(Entity):
    """A cipher suite of TLS: name and number belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of cipher suites."""
        return self.draw.record("security/cipher_suite")


@generator("security", aliases=("cve", "vulnerability_id"))
def cve_id(draw: Draw) -> Text:
    """Number of a vulnerability of the form of CVE: a year of the last twelve and five digits (CVE Program)."""
    this = civil(draw.today.days)[0]
    year = draw["year"].integer(this - 11, this)
    return draw.join("CVE-", year, "-", draw.integer(10_000, 59_999))


@generator("security", aliases=("cwe",))
def cwe_id(draw: Draw) -> Text:
    """Number of the weakness behind the row's vulnerability, frequent ones more often (MITRE CWE)."""
    return draw.entity(Vulnerability).weakness.id


@generator("security", aliases=("weakness",))
def cwe_name(draw: Draw) -> Text:
    """Name of the weakness behind the row's vulnerability (MITRE CWE)."""
    return draw.entity(Vulnerability).weakness.name


@generator("security")
def cvss_vector(draw: Draw) -> Text:
    """Vector of the row's vulnerability (FIRST, CVSS 3.1)."""
    return draw.entity(Vulnerability).rating.vector


@generator("security", aliases=("cvss",))
def cvss_score(draw: Draw) -> Decimal:
    """Base score of the row's vulnerability, which its vector gives (FIRST, CVSS 3.1, section 7)."""
    return draw.number(draw.entity(Vulnerability).rating.score, 1)


@generator("security", aliases=("vulnerability_severity",))
def cvss_severity(draw: Draw) -> Text:
    """What the score of the row's vulnerability is called: Low to Critical (FIRST, CVSS 3.1, section 5)."""
    return draw.entity(Vulnerability).rating.severity


@generator("security", aliases=("mitre_technique",))
def attack_technique_id(draw: Draw) -> Text:
    """Number of the row's technique of attack (MITRE ATT&CK)."""
    return draw.entity(Technique).entry.id


@generator("security", aliases=("attack_technique_name",))
def attack_technique(draw: Draw) -> Text:
    """Name of the row's technique of attack (MITRE ATT&CK)."""
    return draw.entity(Technique).entry.name


@generator("security", aliases=("mitre_tactic",))
def attack_tactic(draw: Draw) -> Text:
    """What the row's technique of attack is for (MITRE ATT&CK)."""
    return draw.entity(Technique).entry.tactic


@generator("security")
def attack_tactic_id(draw: Draw) -> Text:
    """Number of the row's tactic of attack (MITRE ATT&CK)."""
    return draw.entity(Technique).entry.tactic_id


@generator("security", aliases=("network_service",))
def service_name(draw: Draw) -> Text:
    """Name of the row's network service, such as ssh (IANA)."""
    return draw.entity(Service).entry.name


@generator("security", aliases=("well_known_port",))
def service_port(draw: Draw) -> Integer:
    """Port that is assigned to the row's network service (IANA)."""
    return draw.number(draw.entity(Service).entry.port).units  # type: ignore[no-any-return]


@generator("security", aliases=("transport_protocol",))
def service_protocol(draw: Draw) -> Text:
    """Transport protocol of the row's network service: tcp or udp (IANA)."""
    return draw.entity(Service).entry.protocol


@generator("security")
def cipher_suite(draw: Draw) -> Text:
    """Cipher suite of TLS (IANA)."""
    return draw.entity(Suite).entry.name


@generator("security")
def cipher_suite_code(draw: Draw) -> Text:
    """Number of the row's cipher suite, as the registry writes it (IANA)."""
    return draw.entity(Suite).entry.code


@generator("security")
def tls_version(draw: Draw) -> Text:
    """Version of TLS; old ones are rare."""
    return draw.pick(TLS_VERSIONS)


TLS_VERSIONS = Pool("tls version", ("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1.0"), (700, 290, 6, 4))


@generator("security")
def signature_algorithm(draw: Draw) -> Text:
    """Algorithm that signs a certificate, by its name in OpenSSL (RFC 5758, RFC 8410)."""
    return draw.pick(SIGNATURES)


SIGNATURES = Pool(
    "signature algorithm",
    (
        "sha256WithRSAEncryption", "sha384WithRSAEncryption", "sha512WithRSAEncryption",
        "ecdsa-with-SHA256", "ecdsa-with-SHA384", "ED25519",
    ),
    (60, 5, 3, 20, 11, 1),
)  # fmt: skip


@generator("security", aliases=("tlp",))
def traffic_light(draw: Draw) -> Text:
    """With whom information may be shared: a label of the Traffic Light Protocol 2.0 (FIRST)."""
    return draw.pick(LIGHTS)


LIGHTS = Pool(
    "traffic light",
    ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"),
    (30, 30, 25, 8, 7),
)


@generator("security")
def malware_type(draw: Draw) -> Text:
    """Kind of malicious program (OASIS STIX 2.1, malware-type-ov)."""
    return draw.pick(MALWARE)


MALWARE = Pool(
    "malware",
    (
        "adware", "backdoor", "bot", "bootkit", "ddos", "downloader", "dropper", "exploit-kit", "keylogger",
        "ransomware", "remote-access-trojan", "resource-exploitation", "rogue-security-software", "rootkit",
        "screen-capture", "spyware", "trojan", "virus", "webshell", "wiper", "worm",
    ),
)  # fmt: skip


@generator("security")
def threat_actor_type(draw: Draw) -> Text:
    """Kind of attacker (OASIS STIX 2.1, threat-actor-type-ov)."""
    return draw.pick(ACTORS)


ACTORS = Pool(
    "threat actor",
    (
        "activist", "competitor", "crime-syndicate", "criminal", "hacker", "insider-accidental",
        "insider-disgruntled", "nation-state", "sensationalist", "spy", "terrorist",
    ),
)  # fmt: skip


@generator("security", aliases=("ioc_type",))
def indicator_type(draw: Draw) -> Text:
    """Kind of indicator of an attack (OASIS STIX 2.1, cyber-observable objects)."""
    return draw.pick(INDICATORS)


INDICATORS = Pool(
    "indicator",
    (
        "autonomous-system", "domain-name", "email-addr", "file", "ipv4-addr", "ipv6-addr", "mac-addr", "mutex",
        "process", "url", "user-account", "windows-registry-key", "x509-certificate",
    ),
)  # fmt: skip


@generator("security")
def stix_id(draw: Draw) -> Text:
    """Name of an object of STIX: its type and a UUID (OASIS STIX 2.1, section 2.9)."""
    return draw.join(draw.pick(OBJECTS), "--", draw.uuid())


OBJECTS = Pool(
    "stix object",
    ("attack-pattern", "campaign", "identity", "indicator", "intrusion-set", "malware", "report", "tool"),
)  # fmt: skip


@generator("security")
def incident_id(draw: Draw) -> Text:
    """Number of an incident: INC and seven digits."""
    return draw.pattern("INC#######")


@generator("security")
def incident_severity(draw: Draw) -> Text:
    """How bad an incident is, SEV1 the worst; bad ones are rare."""
    return draw.pick(SEVERITIES)


SEVERITIES = Pool("incident severity", ("SEV1", "SEV2", "SEV3", "SEV4", "SEV5"), (2, 8, 30, 40, 20))


@generator("security")
def incident_phase(draw: Draw) -> Text:
    """Phase of the handling of an incident (NIST SP 800-61 Rev. 2, section 3)."""
    return draw.pick(PHASES)


PHASES = Pool(
    "incident phase",
    ("Preparation", "Detection and Analysis", "Containment, Eradication, and Recovery", "Post-Incident Activity"),
    (5, 35, 40, 20),
)  # fmt: skip


@generator("security", aliases=("nist_function",))
def security_function(draw: Draw) -> Text:
    """Function of the NIST Cybersecurity Framework 2.0."""
    return draw.pick(FUNCTIONS)


FUNCTIONS = Pool(
    "security function", ("Govern", "Identify", "Protect", "Detect", "Respond", "Recover")
)


@generator("security", aliases=("owasp_risk",))
def owasp_category(draw: Draw) -> Text:
    """Category of the OWASP Top 10 of 2021."""
    return draw.pick(OWASP)


OWASP = Pool(
    "owasp",
    (
        "A01:2021-Broken Access Control", "A02:2021-Cryptographic Failures", "A03:2021-Injection",
        "A04:2021-Insecure Design", "A05:2021-Security Misconfiguration",
        "A06:2021-Vulnerable and Outdated Components", "A07:2021-Identification and Authentication Failures",
        "A08:2021-Software and Data Integrity Failures", "A09:2021-Security Logging and Monitoring Failures",
        "A10:2021-Server-Side Request Forgery (SSRF)",
    ),
)  # fmt: skip


@generator("security")
def firewall_action(draw: Draw) -> Text:
    """What a firewall does with a packet."""
    return draw.pick(ACTIONS)


ACTIONS = Pool("firewall action", ("ACCEPT", "DROP", "REJECT"), (80, 15, 5))


@generator("security", aliases=("two_factor_method",))
def mfa_method(draw: Draw) -> Text:
    """Second factor of a login."""
    return draw.pick(FACTORS)


FACTORS = Pool(
    "second factor",
    ("authenticator app", "push notification", "SMS code", "passkey", "security key", "e-mail code", "backup code"),
    (40, 22, 18, 10, 5, 4, 1),
)  # fmt: skip


@generator("security", aliases=("permission_scope", "oauth_scope"))
def permission(draw: Draw) -> Text:
    """What a token permits: a kind of thing and what may be done with it, such as orders:read."""
    return draw.join(draw.pick(RESOURCES), ":", draw.pick(RIGHTS))


RESOURCES = Pool(
    "resource",
    (
        "users", "orders", "invoices", "products", "reports", "settings", "projects", "files", "messages",
        "payments", "teams", "webhooks",
    ),
)  # fmt: skip
RIGHTS = Pool("right", ("read", "write", "delete", "admin"), (50, 35, 10, 5))


@generator("security", aliases=("certificate_serial_number",))
def certificate_serial(draw: Draw) -> Text:
    """Serial number of a certificate: 16 octets, the first of which is below 128 (RFC 5280, section 4.1.2.2)."""
    return draw.pattern("%x" + ":xx" * 15, {"%": "1234567", "x": HEX})


@generator("security", aliases=("distinguished_name",))
def certificate_subject(draw: Draw) -> Text:
    """Distinguished name of a server on a reserved domain (RFC 4514, RFC 2606)."""
    name = draw.record("nouns").word
    return draw.join(
        "CN=",
        name,
        "-",
        draw.chars(DIGITS, 4),
        ".example,O=Example,C=",
        draw.format("country_code"),
    )
