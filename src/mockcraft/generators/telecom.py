"""Telecommunications: numbers of lines and cards, networks, calls."""

from __future__ import annotations

from mockcraft.core.checksum import luhn
from mockcraft.core.lists import load
from mockcraft.core.national import mod_97
from mockcraft.core.pattern import DIGITS, HEX, UPPER
from mockcraft.generator import Decimal, Draw, Entity, Integer, Pool, Record, Text, fact, generator
from mockcraft.generators.address import Place, phone_rest


class Operator(Entity):
    """A mobile network: codes, name and country belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of networks."""
        return self.draw.record("telecom/operator")


class Band(Entity):
    """A band of mobile radio: name, technology, frequency and duplex belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of bands."""
        return self.draw.record("telecom/band")


class Call(Entity):
    """A call: how it ended and how long it took belong together."""

    @fact
    def outcome(self) -> Text:
        """How it ended."""
        return self.draw.pick(OUTCOMES)

    @fact
    def duration(self) -> Integer:
        """Seconds; none where nobody answered."""
        answered = self.draw.number(self.draw.map(self.outcome, _answered)).units
        seconds = self.draw["duration"].distributed(1, 7_200, "exponential", 160)
        return answered * seconds  # type: ignore[no-any-return]


OUTCOMES = Pool(
    "outcome",
    ("answered", "no answer", "busy", "voicemail", "failed", "rejected"),
    (68, 14, 4, 8, 3, 3),
)


def _answered(outcome: str) -> str:
    """1 where somebody or something answered, else 0."""
    return "1" if outcome in ("answered", "voicemail") else "0"


@generator("telecom")
def iccid(draw: Draw) -> Text:
    """Number of a SIM card: 89, 01 of the United States, 14 digits, Luhn's check digit (ITU-T E.118)."""
    body = draw.join("8901", draw.chars(DIGITS, 14))
    return draw.join(body, draw.check(luhn, body))


@generator("telecom")
def eid(draw: Draw) -> Text:
    """Number of an eSIM: 89, 28 digits, two check digits (GSMA SGP.29)."""
    body = draw.join("89", draw.chars(DIGITS, 28))
    return draw.join(body, draw.padded(draw.check(mod_97, body), 2))


@generator("telecom", aliases=("mobile_number",))
def msisdn(draw: Draw) -> Text:
    """Number of a mobile line of the locale's country, without + (ITU-T E.164).

    In Australia, Canada, France, Germany, Great Britain, Sweden and the United States it is of a range for fiction; elsewhere
    somebody may have it. Where area codes are of mobile lines too, it has that of the row's place.
    """
    country = draw.format("country_code")
    if country in ("US", "CA"):
        return draw.join("1", draw.entity(Place).area_code, "55501", draw.chars(DIGITS, 2))
    if country == "BR":
        return draw.join(
            "55", draw.entity(Place).area_code, "9", draw.pattern("M#######", MOBILE_CLASSES)
        )
    if country in MOBILE_AREAS:
        rest = phone_rest(draw, draw.entity(Place).area_code, "e164")
        return draw.join(MOBILE_AREAS[country], *rest)
    if draw.must_differ("form"):
        rows = load("telecom/mobile").rows
        return draw.pattern(rows["form"][rows["country"].index(country)], MOBILE_CLASSES)
    form = draw.record("telecom/mobile", country=country).form
    return draw.filled(form, str, MOBILE_CLASSES)


# What stands before the area code where numbers of mobile lines are like others.
MOBILE_AREAS = {"AR": "549", "MX": "52"}
MOBILE_CLASSES = {"#": DIGITS, "%": DIGITS[1:], "N": DIGITS[2:], "M": DIGITS[6:]}
AREAS = Pool("area", ("202", "212", "213", "305", "312", "404", "415", "503", "512", "602", "617", "702", "713", "720", "808"))  # fmt: skip


@generator("telecom", aliases=("carrier", "mobile_operator"))
def network_operator(draw: Draw) -> Text:
    """Name of the row's mobile network."""
    return draw.entity(Operator).entry.name


@generator("telecom")
def mobile_country_code(draw: Draw) -> Text:
    """Code of the country of the row's mobile network, three digits (ITU-T E.212)."""
    return draw.entity(Operator).entry.mcc


@generator("telecom")
def mobile_network_code(draw: Draw) -> Text:
    """Code of the row's mobile network in its country, two or three digits (ITU-T E.212)."""
    return draw.entity(Operator).entry.mnc


@generator("telecom", aliases=("plmn",))
def network_code(draw: Draw) -> Text:
    """Codes of country and network of the row's mobile network, such as 262-01 (ITU-T E.212)."""
    entry = draw.entity(Operator).entry
    return draw.join(entry.mcc, "-", entry.mnc)


@generator("telecom")
def operator_country(draw: Draw) -> Text:
    """Country of the row's mobile network (ISO 3166-1 alpha-2)."""
    return draw.entity(Operator).entry.country


@generator("telecom", aliases=("lte_band",))
def frequency_band(draw: Draw) -> Text:
    """Name of the row's band of mobile radio, such as n78 (3GPP TS 36.101, TS 38.101)."""
    return draw.entity(Band).entry.name


@generator("telecom")
def band_frequency(draw: Draw) -> Integer:
    """Megahertz by which the row's band of mobile radio is known (3GPP TS 36.101, TS 38.101)."""
    return draw.number(draw.entity(Band).entry.megahertz).units  # type: ignore[no-any-return]


@generator("telecom")
def band_technology(draw: Draw) -> Text:
    """Technology of the row's band of mobile radio: LTE or NR."""
    return draw.entity(Band).entry.technology


@generator("telecom")
def band_duplex(draw: Draw) -> Text:
    """How both directions share the row's band of mobile radio: FDD, TDD or SDL (3GPP)."""
    return draw.entity(Band).entry.duplex


@generator("telecom", aliases=("radio_technology",))
def network_generation(draw: Draw) -> Text:
    """Generation of a mobile network."""
    return draw.pick(GENERATIONS)


GENERATIONS = Pool("generation", ("2G", "3G", "4G", "5G"), (5, 6, 55, 34))


@generator("telecom")
def cell_id(draw: Draw) -> Integer:
    """Number of a cell of LTE: 28 bits (3GPP TS 36.413)."""
    return draw.integer(256, 2**28 - 1)


@generator("telecom", aliases=("tac", "lac"))
def tracking_area_code(draw: Draw) -> Integer:
    """Code of a tracking area: 16 bits but the first and the last two values (3GPP TS 23.003)."""
    return draw.integer(1, 65_533)


@generator("telecom")
def physical_cell_id(draw: Draw) -> Integer:
    """Number of a cell on the air in NR, 0 to 1007 (3GPP TS 38.211)."""
    return draw.integer(0, 1007)


@generator("telecom", aliases=("rsrp",))
def signal_strength(draw: Draw) -> Integer:
    """Power of a reference signal in dBm, -140 to -44, around -95 (3GPP TS 36.133)."""
    return draw.distributed(-140, -44, "normal", -95, 12)


@generator("telecom", aliases=("sinr",))
def signal_to_noise(draw: Draw) -> Integer:
    """Ratio of a signal to interference and noise in dB, -23 to 40 (3GPP TS 38.133)."""
    return draw.distributed(-23, 40, "normal", 12, 9)


@generator("telecom", aliases=("access_point_name",))
def apn(draw: Draw) -> Text:
    """Name of an access point, of the row's mobile network (3GPP TS 23.003, section 9)."""
    entry = draw.entity(Operator).entry
    return draw.join(
        draw.pick(ACCESS), ".mnc", draw.map(entry.mnc, _three), ".mcc", entry.mcc, ".gprs"
    )


ACCESS = Pool("access", ("internet", "ims", "iot", "mms", "business"), (70, 12, 8, 6, 4))


def _three(code: str) -> str:
    return code.rjust(3, "0")


@generator("telecom", aliases=("sip_address",))
def sip_uri(draw: Draw) -> Text:
    """Address of a telephone of the internet on a reserved domain (RFC 3261, RFC 2606)."""
    return draw.join("sip:+1", draw.pick(AREAS), "55501", draw.chars(DIGITS, 2), "@voip.example")


@generator("telecom")
def voice_codec(draw: Draw) -> Text:
    """Codec of a call."""
    return draw.pick(CODECS)


CODECS = Pool(
    "codec", ("AMR-WB", "EVS", "Opus", "G.711", "G.722", "G.729", "AMR"), (34, 20, 16, 15, 6, 4, 5)
)


@generator("telecom")
def call_outcome(draw: Draw) -> Text:
    """How the row's call ended."""
    return draw.entity(Call).outcome


@generator("telecom")
def call_duration(draw: Draw) -> Integer:
    """Seconds that the row's call took; 0 where nobody answered."""
    return draw.entity(Call).duration


@generator("telecom")
def call_direction(draw: Draw) -> Text:
    """Which way a call goes."""
    return draw.pick(DIRECTIONS)


DIRECTIONS = Pool("direction", ("outgoing", "incoming", "forwarded"), (50, 47, 3))


@generator("telecom", aliases=("mean_opinion_score",))
def call_quality(draw: Draw) -> Decimal:
    """Mean opinion score of a call, 1.0 to 5.0, two places (ITU-T P.800)."""
    return Decimal(draw.distributed(100, 500, "normal", 405, 45), 2)


@generator("telecom")
def latency(draw: Draw) -> Integer:
    """Milliseconds there and back; short ones are the most frequent."""
    return draw.distributed(3, 900, "log_normal", 45, 50)


@generator("telecom", aliases=("bandwidth",))
def download_speed(draw: Draw) -> Decimal:
    """Megabits a second of a mobile line."""
    return Decimal(draw.distributed(1, 100_000, "log_normal", 9_000, 12_000), 2)


@generator("telecom")
def data_usage(draw: Draw) -> Integer:
    """Megabytes that a line used in a month; small ones are the most frequent."""
    return draw.distributed(0, 500_000, "exponential", 18_000)


@generator("telecom")
def sim_type(draw: Draw) -> Text:
    """Kind of a SIM card."""
    return draw.pick(SIMS)


SIMS = Pool("sim", ("nano-SIM", "eSIM", "micro-SIM", "mini-SIM"), (62, 33, 4, 1))


@generator("telecom", aliases=("subscription_type",))
def contract_type(draw: Draw) -> Text:
    """How a line is paid for."""
    return draw.pick(CONTRACTS)


CONTRACTS = Pool(
    "contract", ("prepaid", "postpaid", "business", "machine to machine"), (38, 47, 11, 4)
)


@generator("telecom", aliases=("as_number", "autonomous_system"))
def asn(draw: Draw) -> Text:
    """Number of an autonomous system of the range for documentation, AS64496 to AS64511 or AS65536 to AS65551 (RFC 5398)."""
    return draw.join("AS", draw.pick(SYSTEMS))


SYSTEMS = Pool("system", [str(i) for i in (*range(64_496, 64_512), *range(65_536, 65_552))])


@generator("telecom")
def oui(draw: Draw) -> Text:
    """First half of a MAC address, locally administered so that it is no vendor's (IEEE 802)."""
    return draw.pattern("x^:xx:xx", {"^": "26AE", "x": HEX.upper()})


@generator("telecom", aliases=("circuit_identifier",))
def circuit_id(draw: Draw) -> Text:
    """Name of a leased line: two digits, four letters, six digits, two letters."""
    return draw.join(draw["prefix"].chars(DIGITS, 2), "/", draw.chars(UPPER, 4), "/", draw["serial"].chars(DIGITS, 6), "//", draw["owner"].chars(UPPER, 2))  # fmt: skip
