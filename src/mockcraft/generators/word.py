"""English words by class, and what hackers and hipsters say."""

from __future__ import annotations

from mockcraft.core.lists import load
from mockcraft.generator import Draw, Text, generator


@generator("word", aliases=("noun_common",))
def noun(draw: Draw) -> Text:
    """English noun."""
    return draw.record("nouns").word


@generator("word")
def verb(draw: Draw) -> Text:
    """English verb."""
    return draw.record("verbs").word


@generator("word", aliases=("adjective_descriptive",))
def adjective(draw: Draw) -> Text:
    """English adjective."""
    return draw.record("adjectives").word


@generator("word")
def adverb(draw: Draw) -> Text:
    """English adverb."""
    return draw.record("adverbs").word


@generator("word")
def noun_abstract(draw: Draw) -> Text:
    """Noun for what cannot be touched."""
    return draw.record("word/noun_abstract").word


@generator("word")
def noun_concrete(draw: Draw) -> Text:
    """Noun for what can be touched."""
    return draw.record("word/noun_concrete").word


@generator("word")
def noun_countable(draw: Draw) -> Text:
    """Noun that has a plural."""
    return draw.record("word/noun_countable").word


@generator("word")
def noun_uncountable(draw: Draw) -> Text:
    """Noun that has no plural."""
    return draw.record("word/noun_uncountable").word


@generator("word")
def noun_collective_animal(draw: Draw) -> Text:
    """Noun for a group of animals."""
    return draw.record("word/noun_collective_animal").word


@generator("word")
def noun_collective_people(draw: Draw) -> Text:
    """Noun for a group of people."""
    return draw.record("word/noun_collective_people").word


@generator("word")
def noun_collective_thing(draw: Draw) -> Text:
    """Noun for a group of things."""
    return draw.record("word/noun_collective_thing").word


@generator("word")
def noun_proper(draw: Draw) -> Text:
    """Name of a place or a thing, with a capital letter."""
    return draw.record("word/noun_proper").word


@generator("word", aliases=("determiner",))
def noun_determiner(draw: Draw) -> Text:
    """Word that stands before a noun."""
    return draw.record("word/noun_determiner").word


@generator("word")
def verb_action(draw: Draw) -> Text:
    """Verb for what somebody does."""
    return draw.record("word/verb_action").word


@generator("word")
def verb_linking(draw: Draw) -> Text:
    """Verb that ties a subject to what it is."""
    return draw.record("word/verb_linking").word


@generator("word")
def verb_helping(draw: Draw) -> Text:
    """Auxiliary verb."""
    return draw.record("word/verb_helping").word


@generator("word")
def verb_transitive(draw: Draw) -> Text:
    """Verb that takes an object."""
    return draw.record("word/verb_transitive").word


@generator("word")
def verb_intransitive(draw: Draw) -> Text:
    """Verb that takes no object."""
    return draw.record("word/verb_intransitive").word


@generator("word")
def adjective_demonstrative(draw: Draw) -> Text:
    """Adjective that points."""
    return draw.record("word/adjective_demonstrative").word


@generator("word")
def adjective_indefinite(draw: Draw) -> Text:
    """Adjective that leaves open how many."""
    return draw.record("word/adjective_indefinite").word


@generator("word")
def adjective_interrogative(draw: Draw) -> Text:
    """Adjective that asks."""
    return draw.record("word/adjective_interrogative").word


@generator("word")
def adjective_possessive(draw: Draw) -> Text:
    """Adjective that says whose."""
    return draw.record("word/adjective_possessive").word


@generator("word")
def adjective_proper(draw: Draw) -> Text:
    """Adjective of a name."""
    return draw.record("word/adjective_proper").word


@generator("word")
def adjective_quantitative(draw: Draw) -> Text:
    """Adjective that says how many or how much."""
    return draw.record("word/adjective_quantitative").word


@generator("word")
def adverb_manner(draw: Draw) -> Text:
    """Adverb that says how."""
    return draw.record("word/adverb_manner").word


@generator("word")
def adverb_degree(draw: Draw) -> Text:
    """Adverb that says how much."""
    return draw.record("word/adverb_degree").word


@generator("word")
def adverb_place(draw: Draw) -> Text:
    """Adverb that says where."""
    return draw.record("word/adverb_place").word


@generator("word")
def adverb_time_definite(draw: Draw) -> Text:
    """Adverb that says exactly when."""
    return draw.record("word/adverb_time_definite").word


@generator("word")
def adverb_time_indefinite(draw: Draw) -> Text:
    """Adverb that says roughly when."""
    return draw.record("word/adverb_time_indefinite").word


@generator("word")
def adverb_frequency_definite(draw: Draw) -> Text:
    """Adverb that says exactly how often."""
    return draw.record("word/adverb_frequency_definite").word


@generator("word")
def adverb_frequency_indefinite(draw: Draw) -> Text:
    """Adverb that says roughly how often."""
    return draw.record("word/adverb_frequency_indefinite").word


@generator("word", aliases=("preposition_simple",))
def preposition(draw: Draw) -> Text:
    """Simple preposition."""
    return draw.record("word/preposition").word


@generator("word")
def preposition_double(draw: Draw) -> Text:
    """Preposition made of two."""
    return draw.record("word/preposition_double").word


@generator("word")
def preposition_compound(draw: Draw) -> Text:
    """Preposition of several words."""
    return draw.record("word/preposition_compound").word


@generator("word")
def connective(draw: Draw) -> Text:
    """Word that ties sentences together."""
    return draw.record("word/connective").word


@generator("word")
def connective_time(draw: Draw) -> Text:
    """Connective of time."""
    return draw.record("word/connective_time").word


@generator("word")
def connective_comparative(draw: Draw) -> Text:
    """Connective that compares."""
    return draw.record("word/connective_comparative").word


@generator("word")
def connective_complaint(draw: Draw) -> Text:
    """Connective of a condition or an objection."""
    return draw.record("word/connective_complaint").word


@generator("word")
def connective_listing(draw: Draw) -> Text:
    """Connective that lists."""
    return draw.record("word/connective_listing").word


@generator("word", aliases=("connective_causal",))
def connective_casual(draw: Draw) -> Text:
    """Connective of a cause."""
    return draw.record("word/connective_casual").word


@generator("word", aliases=("connective_exemplify",))
def connective_examplify(draw: Draw) -> Text:
    """Connective of an example."""
    return draw.record("word/connective_examplify").word


@generator("word")
def pronoun(draw: Draw) -> Text:
    """Pronoun."""
    return draw.record("word/pronoun").word


@generator("word")
def pronoun_personal(draw: Draw) -> Text:
    """Personal pronoun."""
    return draw.record("word/pronoun_personal").word


@generator("word")
def pronoun_object(draw: Draw) -> Text:
    """Pronoun that is an object."""
    return draw.record("word/pronoun_object").word


@generator("word")
def pronoun_possessive(draw: Draw) -> Text:
    """Possessive pronoun."""
    return draw.record("word/pronoun_possessive").word


@generator("word", aliases=("pronoun_reflexive",))
def pronoun_reflective(draw: Draw) -> Text:
    """Reflexive pronoun."""
    return draw.record("word/pronoun_reflective").word


@generator("word")
def pronoun_indefinite(draw: Draw) -> Text:
    """Indefinite pronoun."""
    return draw.record("word/pronoun_indefinite").word


@generator("word")
def pronoun_demonstrative(draw: Draw) -> Text:
    """Demonstrative pronoun."""
    return draw.record("word/pronoun_demonstrative").word


@generator("word")
def pronoun_interrogative(draw: Draw) -> Text:
    """Interrogative pronoun."""
    return draw.record("word/pronoun_interrogative").word


@generator("word")
def pronoun_relative(draw: Draw) -> Text:
    """Relative pronoun."""
    return draw.record("word/pronoun_relative").word


@generator("word")
def interjection(draw: Draw) -> Text:
    """Interjection."""
    return draw.record("word/interjection").word


@generator("hipster")
def hipster_word(draw: Draw) -> Text:
    """Word that was in fashion in a coffee house."""
    return draw.record("word/hipster_word").word


@generator("hacker")
def hacker_abbreviation(draw: Draw) -> Text:
    """Abbreviation of computing."""
    return draw.record("word/hacker_abbreviation").word


@generator("hacker")
def hacker_adjective(draw: Draw) -> Text:
    """Adjective of computing."""
    return draw.record("word/hacker_adjective").word


@generator("hacker")
def hacker_noun(draw: Draw) -> Text:
    """Noun of computing."""
    return draw.record("word/hacker_noun").word


@generator("hacker")
def hacker_verb(draw: Draw) -> Text:
    """Verb of computing."""
    return draw.record("word/hacker_verb").word


@generator("hacker", aliases=("hacker_ing_verb",))
def hackering_verb(draw: Draw) -> Text:
    """Verb of computing that ends in -ing."""
    return draw.record("word/hackering_verb").word


@generator("hacker")
def hacker_phrase(draw: Draw) -> Text:
    """What a hacker in a film says."""
    return draw.join(
        draw.record("word/hacker_opening").word,
        " ",
        draw.record("word/hacker_verb").word,
        " the ",
        draw.record("word/hacker_adjective").word,
        " ",
        draw.record("word/hacker_abbreviation").word,
        " ",
        draw.record("word/hacker_noun").word,
        "!",
    )


@generator("hipster")
def hipster_sentence(draw: Draw) -> Text:
    """Sentence of words that were in fashion in a coffee house."""
    return _hipster_sentence(draw)


@generator("hipster")
def hipster_paragraph(draw: Draw) -> Text:
    """Sentences of words that were in fashion in a coffee house."""
    return draw.join(
        _hipster_sentence(draw["first"]),
        " ",
        _hipster_sentence(draw["second"]),
        " ",
        _hipster_sentence(draw["third"]),
    )


def _hipster_sentence(draw: Draw) -> Text:
    pool = load("word/hipster_word", draw.locale).column("word").pool
    return draw.words(pool, 5, 12, sentence=True)
