"""Insurance: policies, claims, premiums. Sums of one row agree."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS
from mockcraft.core.values import civil, days_of
from mockcraft.generator import (
    Boolean,
    Date,
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


class Policy(Entity):
    """A policy: line, premium, limit, deductible and its year belong together."""

    @fact
    def line(self) -> Record:
        """Entry of the list of lines of business."""
        return self.draw.record("insurance/line")

    @fact
    def begins(self) -> Date:
        """First day, in the year before the clock."""
        return Date(self.draw.today.days - self.draw["begins"].integer(0, 364))

    @fact
    def ends(self) -> Date:
        """The same day of the next year."""
        year, month, day = civil(self.begins.days)
        return Date(days_of(year + 1, month, day))

    @fact
    def premium(self) -> Integer:
        """Premium of a year, 60 to 180 % of what is usual for the line."""
        usual = self.draw.number(self.line.premium).units
        return usual * self.draw["premium"].integer(60, 180) // 100  # type: ignore[no-any-return]

    @fact
    def limit(self) -> Integer:
        """Most that is paid, in thousands: one of those of the line."""
        base = self.draw.number(self.line.limit).units
        return base * self.draw.number(self.draw.pick(STEPS)).units  # type: ignore[no-any-return]

    @fact
    def deductible(self) -> Integer:
        """What the insured pays of each claim."""
        return self.draw.number(self.draw.pick(DEDUCTIBLES)).units  # type: ignore[no-any-return]


STEPS = Pool("step", ("1", "2", "5", "10"), (40, 30, 20, 10))
DEDUCTIBLES = Pool(
    "deductible", ("0", "100", "250", "500", "1000", "2500", "5000"), (6, 6, 18, 38, 24, 6, 2)
)


class Claim(Entity):
    """A claim on the row's policy: the loss, its day, and what is paid of it belong together."""

    @fact
    def loss(self) -> Integer:
        """Loss in hundredths; small ones are the most frequent."""
        return self.draw["loss"].distributed(100_00, 90_000_00, "log_normal", 5_200_00, 9_000_00)

    @fact
    def paid(self) -> Integer:
        """What the loss is above the deductible, at most the limit."""
        policy = self.draw.entity(Policy)
        above = self.loss - policy.deductible * 100
        above = above * (above > 0)  # type: ignore[operator]
        most = policy.limit * 1_000_00
        return self.draw.either(above > most, most, above)  # type: ignore[no-any-return]

    @fact
    def occurred(self) -> Date:
        """A day of the policy's year up to the clock."""
        begins = self.draw.entity(Policy).begins
        return self.draw["occurred"].date(begins, self.draw.today)


@generator("insurance", aliases=("insurance_line", "insurance_type"))
def line_of_business(draw: Draw) -> Text:
    """What the row's policy insures."""
    return draw.entity(Policy).line.name


@generator("insurance")
def insurance_policy_number(draw: Draw) -> Text:
    """Number of the row's policy: letters of its line, year, eight digits."""
    own = draw.entity(Policy)
    year = civil(own.begins.days)[0]
    return draw.join(own.line.code, "-", year, "-", draw.chars(DIGITS, 8))


@generator("insurance", aliases=("effective_date",))
def policy_effective_date(draw: Draw) -> Date:
    """First day of the row's policy, in the year before the clock."""
    return draw.entity(Policy).begins


@generator("insurance")
def policy_expiration_date(draw: Draw) -> Date:
    """Day on which the row's policy ends, a year after its first."""
    return draw.entity(Policy).ends


@generator("insurance", aliases=("premium", "insurance_premium"))
def annual_premium(draw: Draw) -> Integer:
    """Premium of a year of the row's policy, as is usual for its line."""
    return draw.entity(Policy).premium


@generator("insurance")
def monthly_premium(draw: Draw) -> Decimal:
    """A twelfth of the premium of the row's policy."""
    return Decimal(draw.entity(Policy).premium * 100 // 12, 2)


@generator("insurance", aliases=("sum_insured", "policy_limit"))
def coverage_limit(draw: Draw) -> Integer:
    """Most that the row's policy pays."""
    return draw.entity(Policy).limit * 1_000


@generator("insurance")
def deductible(draw: Draw) -> Integer:
    """What the insured of the row's policy pays of each claim."""
    return draw.entity(Policy).deductible


@generator("insurance")
def policy_status(draw: Draw) -> Text:
    """State of a policy."""
    return draw.pick(POLICY_STATES)


POLICY_STATES = Pool("policy status", ("quoted", "bound", "in force", "lapsed", "cancelled", "expired", "renewed"), (8, 4, 58, 5, 6, 9, 10))  # fmt: skip


@generator("insurance", aliases=("claim_id",))
def claim_number(draw: Draw) -> Text:
    """Number of a claim: CLM, year of the row's loss, seven digits."""
    year = civil(draw.entity(Claim).occurred.days)[0]
    return draw.join("CLM-", year, "-", draw.chars(DIGITS, 7))


@generator("insurance", aliases=("loss_date",))
def date_of_loss(draw: Draw) -> Date:
    """Day of the row's loss, in the year of its policy up to the clock."""
    return draw.entity(Claim).occurred


@generator("insurance")
def loss_amount(draw: Draw) -> Decimal:
    """Loss of the row's claim; small ones are the most frequent."""
    return Decimal(draw.entity(Claim).loss, 2)


@generator("insurance", aliases=("claim_payment",))
def claim_paid(draw: Draw) -> Decimal:
    """What is paid of the row's loss: what is above the deductible, at most the limit of the policy."""
    return Decimal(draw.entity(Claim).paid, 2)


@generator("insurance")
def claim_status(draw: Draw) -> Text:
    """State of a claim."""
    return draw.pick(CLAIM_STATES)


CLAIM_STATES = Pool("claim status", ("reported", "under review", "awaiting documents", "approved", "paid", "denied", "reopened", "closed"), (8, 14, 8, 8, 32, 7, 2, 21))  # fmt: skip


@generator("insurance", aliases=("peril", "claim_type"))
def cause_of_loss(draw: Draw) -> Text:
    """What caused a loss that the row's policy insures."""
    own = draw.entity(Policy).line.name
    return draw.record("insurance/cause", line=own).cause


@generator("insurance")
def risk_class(draw: Draw) -> Text:
    """Class of a life to be insured."""
    return draw.pick(CLASSES)


CLASSES = Pool("risk class", ("preferred plus", "preferred", "standard plus", "standard", "substandard", "declined"), (12, 24, 18, 34, 9, 3))  # fmt: skip


@generator("insurance")
def beneficiary_relationship(draw: Draw) -> Text:
    """Who gets the money of a life insurance, to the insured."""
    return draw.pick(RELATIONS)


RELATIONS = Pool("relation", ("spouse", "child", "parent", "sibling", "domestic partner", "estate", "trust", "friend", "charity"), (48, 24, 8, 6, 5, 3, 3, 2, 1))  # fmt: skip


@generator("insurance", aliases=("payment_frequency",))
def premium_frequency(draw: Draw) -> Text:
    """How often a premium is paid."""
    return draw.pick(FREQUENCIES)


FREQUENCIES = Pool(
    "frequency", ("monthly", "quarterly", "semi-annually", "annually"), (62, 8, 10, 20)
)


@generator("insurance", aliases=("mbi",))
def medicare_number(draw: Draw) -> Text:
    """Medicare Beneficiary Identifier: eleven characters in its fixed form without S, L, O, I, B, Z (CMS)."""
    letters = "ACDEFGHJKMNPQRTUVWXY"
    return draw.pattern(
        "%Ax#Ax#AA##", {"%": DIGITS[1:], "#": DIGITS, "A": letters, "x": letters + DIGITS}
    )


@generator("insurance", aliases=("metal_tier",))
def health_plan_tier(draw: Draw) -> Text:
    """Level of a health plan of a US marketplace, as frequent as chosen (45 CFR 156.140; CMS, 2024)."""
    return draw.pick(TIERS)


TIERS = Pool("tier", ("Bronze", "Silver", "Gold", "Platinum", "Catastrophic"), (32, 55, 11, 1, 1))


@generator("insurance", aliases=("plan_type",))
def health_plan_type(draw: Draw) -> Text:
    """Kind of a US health plan, as frequent as among employers' (KFF, 2023)."""
    return draw.pick(PLANS)


PLANS = Pool("plan", ("PPO", "HDHP", "HMO", "POS", "EPO"), (44, 29, 13, 10, 4))


@generator("insurance")
def copay(draw: Draw) -> Integer:
    """What a patient pays of a visit."""
    return draw.number(draw.pick(COPAYS)).units  # type: ignore[no-any-return]


COPAYS = Pool(
    "copay",
    ("0", "10", "15", "20", "25", "30", "35", "40", "50", "75"),
    (8, 8, 8, 20, 18, 16, 8, 8, 4, 2),
)


@generator("insurance", aliases=("insurance_group",))
def group_number(draw: Draw) -> Text:
    """Number of a group of insured: six digits, a letter, two digits."""
    return draw.pattern("######?##")


@generator("insurance")
def underwriting_decision(draw: Draw) -> Text:
    """What an insurer says to an application."""
    return draw.pick(DECISIONS)


DECISIONS = Pool("decision", ("accepted", "accepted with surcharge", "accepted with exclusion", "postponed", "referred", "declined"), (70, 10, 6, 3, 5, 6))  # fmt: skip


@generator("insurance")
def reinsurance_type(draw: Draw) -> Text:
    """Kind of a contract between an insurer and a reinsurer."""
    return draw.pick(TREATIES)


TREATIES = Pool("treaty", ("quota share", "surplus share", "excess of loss", "stop loss", "facultative", "catastrophe bond"), (30, 16, 32, 8, 11, 3))  # fmt: skip


@generator("insurance")
def no_claims_years(draw: Draw) -> Integer:
    """Years without a claim, 0 to 30."""
    return draw.distributed(0, 30, "exponential", 7)


@generator("insurance")
def is_total_loss(draw: Draw) -> Boolean:
    """Whether a damaged car is not worth the repair."""
    return draw.chance(0.2)


@generator("insurance")
def combined_ratio(draw: Draw) -> Decimal:
    """Losses and costs of an insurer in per cent of its premiums, one place, around 98."""
    return Decimal(draw.distributed(750, 1_350, "normal", 980, 70), 1)
