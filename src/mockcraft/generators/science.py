"""Science: elements, compounds, living things, stars, publications. Facts are true; the publications do not exist."""

from __future__ import annotations

from mockcraft.core.national import issn as issn_rule
from mockcraft.core.national import mod_11_2
from mockcraft.core.pattern import DIGITS
from mockcraft.core.values import civil
from mockcraft.generator import (
    Annotated,
    Between,
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


class Element(Entity):
    """A chemical element: name, symbol, number and atomic weight belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of elements."""
        return self.draw.record("science/element")


class Compound(Entity):
    """A chemical compound: name, formula and number belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of compounds."""
        return self.draw.record("science/compound")


class Organism(Entity):
    """A species: names in Latin and English and its class belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of species."""
        return self.draw.record("science/species")


class Constellation(Entity):
    """A constellation: name and abbreviation belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of constellations."""
        return self.draw.record("science/constellation")


class Planet(Entity):
    """A planet of the sun: name and radius belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of planets."""
        return self.draw.record("science/planet")


class Unit(Entity):
    """A unit of the SI: name, symbol and quantity belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of units."""
        return self.draw.record("science/unit")


class AminoAcid(Entity):
    """An amino acid: name and code belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of amino acids."""
        return self.draw.record("science/amino_acid")


class Period(Entity):
    """A period of the earth's history: name, era and beginning belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of periods."""
        return self.draw.record("science/period")


@generator("science", aliases=("chemical_element",))
def element(draw: Draw) -> Text:
    """Name of a chemical element (IUPAC)."""
    return draw.entity(Element).entry.name


@generator("science", aliases=("chemical_symbol",))
def element_symbol(draw: Draw) -> Text:
    """Symbol of the row's chemical element (IUPAC)."""
    return draw.entity(Element).entry.symbol


@generator("science")
def atomic_number(draw: Draw) -> Integer:
    """Protons of the row's chemical element."""
    return draw.number(draw.entity(Element).entry.number).units  # type: ignore[no-any-return]


@generator("science", aliases=("atomic_mass",))
def atomic_weight(draw: Draw) -> Decimal:
    """Standard atomic weight of the row's chemical element to five digits, or the mass number of its longest-lived isotope (IUPAC)."""
    return draw.number(draw.entity(Element).entry.weight_u, 3)


@generator("science", aliases=("chemical",))
def compound(draw: Draw) -> Text:
    """Name of a chemical compound."""
    return draw.entity(Compound).entry.name


@generator("science", aliases=("chemical_formula",))
def molecular_formula(draw: Draw) -> Text:
    """Formula of the row's chemical compound."""
    return draw.entity(Compound).entry.formula


@generator("science", aliases=("cas",))
def cas_number(draw: Draw) -> Text:
    """Number of the row's chemical compound, with its check digit (CAS Registry)."""
    return draw.entity(Compound).entry.cas


@generator("science", aliases=("scientific_name", "binomial"))
def species(draw: Draw) -> Text:
    """Name of a species in Latin."""
    return draw.entity(Organism).entry.latin


@generator("science")
def species_common_name(draw: Draw) -> Text:
    """English name of the row's species."""
    return draw.entity(Organism).entry.name


@generator("science", aliases=("taxonomic_class",))
def species_class(draw: Draw) -> Text:
    """Class of animals or plants that the row's species is in."""
    return draw.entity(Organism).entry.taxon


@generator("science")
def constellation(draw: Draw) -> Text:
    """Name of one of the 88 constellations (IAU)."""
    return draw.entity(Constellation).entry.name


@generator("science")
def constellation_abbreviation(draw: Draw) -> Text:
    """Three letters of the row's constellation (IAU)."""
    return draw.entity(Constellation).entry.abbreviation


@generator("science")
def planet(draw: Draw) -> Text:
    """Planet of the sun."""
    return draw.entity(Planet).entry.name


@generator("science")
def planet_radius(draw: Draw) -> Integer:
    """Mean radius of the row's planet in kilometres (NASA Planetary Fact Sheet)."""
    return draw.number(draw.entity(Planet).entry.radius).units  # type: ignore[no-any-return]


@generator("science")
def spectral_type(draw: Draw) -> Text:
    """Spectral type of a star of the main sequence, as frequent as near the sun (Morgan and Keenan)."""
    return draw.join(draw.pick(SPECTRA), draw["step"].integer(0, 9), "V")


SPECTRA = Pool("spectrum", ("M", "K", "G", "F", "A", "B"), (7645, 1210, 760, 300, 60, 13))


@generator("science", aliases=("si_unit",))
def unit_name(draw: Draw) -> Text:
    """Name of a unit of the SI (BIPM)."""
    return draw.entity(Unit).entry.name


@generator("science")
def unit_symbol(draw: Draw) -> Text:
    """Symbol of the row's unit of the SI (BIPM)."""
    return draw.entity(Unit).entry.symbol


@generator("science", aliases=("physical_quantity",))
def unit_quantity(draw: Draw) -> Text:
    """What the row's unit of the SI measures (BIPM)."""
    return draw.entity(Unit).entry.quantity


@generator("science")
def amino_acid(draw: Draw) -> Text:
    """One of the 20 amino acids of proteins (IUPAC-IUB)."""
    return draw.entity(AminoAcid).entry.name


@generator("science")
def amino_acid_code(draw: Draw) -> Text:
    """Three letters of the row's amino acid (IUPAC-IUB)."""
    return draw.entity(AminoAcid).entry.code


@generator("science", aliases=("dna_sequence",))
def dna(draw: Draw, *, length: Annotated[int, Between(1, 1000), "bases"] = 30) -> Text:
    """Strand of DNA: the letters A, C, G, T (IUPAC)."""
    return draw.chars("ACGT", length)


@generator("science", aliases=("rna_sequence",))
def rna(draw: Draw, *, length: Annotated[int, Between(1, 1000), "bases"] = 30) -> Text:
    """Strand of RNA: the letters A, C, G, U (IUPAC)."""
    return draw.chars("ACGU", length)


@generator("science", aliases=("protein_sequence",))
def protein(draw: Draw, *, length: Annotated[int, Between(1, 1000), "amino acids"] = 30) -> Text:
    """Chain of amino acids, which begins with methionine (IUPAC)."""
    return draw.join("M", draw.chars("ACDEFGHIKLMNPQRSTVWY", length - 1) if length > 1 else "")


@generator("science")
def codon(draw: Draw) -> Text:
    """Three bases of RNA."""
    return draw.chars("ACGU", 3)


@generator("science")
def geologic_period(draw: Draw) -> Text:
    """Period of the earth's history (International Commission on Stratigraphy)."""
    return draw.entity(Period).entry.name


@generator("science")
def geologic_era(draw: Draw) -> Text:
    """Era that the row's period of the earth's history is in."""
    return draw.entity(Period).entry.era


@generator("science")
def geologic_period_start(draw: Draw) -> Decimal:
    """When the row's period of the earth's history began, in millions of years ago (ICS chart 2023)."""
    return draw.number(draw.entity(Period).entry.start, 2)


@generator("science")
def mineral(draw: Draw) -> Text:
    """Mineral."""
    return draw.record("science/mineral").name


@generator("science", aliases=("lab_equipment",))
def laboratory_equipment(draw: Draw) -> Text:
    """What a laboratory works with."""
    return draw.record("science/equipment").name


@generator("science", aliases=("scientific_discipline", "field_of_science"))
def research_field(draw: Draw) -> Text:
    """Field of science and technology (OECD, Frascati Manual 2015)."""
    return draw.record("science/field").name


@generator("science", aliases=("digital_object_identifier",))
def doi(draw: Draw) -> Text:
    """DOI of the prefix 10.5555, which is for tests: a journal's letters, a year, a number (ISO 26324, Crossref)."""
    year = civil(draw.today.days)[0] - draw["year"].integer(0, 20)
    return draw.join("10.5555/", draw["journal"].chars("abcdefghijklmnopqrstuvwxyz", 4), ".", year, ".", draw["number"].integer(1000, 99_999))  # fmt: skip


@generator("science")
def issn(draw: Draw) -> Text:
    """ISSN of a journal, with its check digit, for which X stands where it is 10 (ISO 3297)."""
    first, second = draw["first"].chars(DIGITS, 4), draw["second"].chars(DIGITS, 3)
    check = draw.check(issn_rule, draw.join(first, second))
    return draw.join(first, "-", second, draw.at(CHECKS, check))


CHECKS = Pool("check", "0123456789X")


@generator("science")
def orcid(draw: Draw) -> Text:
    """ORCID of a researcher, of the range 0000-0001 to 0000-0003, with its check character (ISO 27729)."""
    block = draw["block"].chars("123", 1)
    middle = draw["middle"].chars(DIGITS, 4)
    last = draw["last"].chars(DIGITS, 3)
    check = draw.check(mod_11_2, draw.join("0000000", block, middle, last))
    return draw.join("0000-000", block, "-", middle, "-", last, draw.at(CHECKS, check))


@generator("science", aliases=("arxiv",))
def arxiv_id(draw: Draw) -> Text:
    """Number of the form of arXiv's: year and month, five digits (arXiv, since 2015)."""
    this = civil(draw.today.days)[0]
    year = draw["year"].integer(2015, this - 1)
    return draw.join(
        draw.padded(year % 100, 2), draw.padded(draw["month"].integer(1, 12), 2), ".",
        draw.padded(draw.integer(1, 18_000), 5),
    )  # fmt: skip


@generator("science", aliases=("pmid",))
def pubmed_id(draw: Draw) -> Integer:
    """Number of the form of PubMed's, eight digits."""
    return draw.integer(10_000_000, 39_999_999)


@generator("science", aliases=("ph",))
def ph_value(draw: Draw) -> Decimal:
    """Acidity of a solution, 0.00 to 14.00, around 7."""
    return Decimal(draw.distributed(0, 1_400, "normal", 700, 230), 2)


@generator("science")
def wavelength(draw: Draw) -> Integer:
    """Wavelength of visible light in nanometres, 380 to 750."""
    return draw.integer(380, 750)
