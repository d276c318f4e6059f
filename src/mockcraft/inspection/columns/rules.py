"""What the names of columns say: one table, of which the lines with most words that fit count, the first of those first.

A line fits a column whose name ends with its words, and whose kind is among its kinds. To teach MockCraft a
name, add a line to `text_rules.py` or `number_rules.py`. What a word of a name may be short for stands in `words.py`.
"""

from mockcraft.inspection.columns.number_rules import NUMBER_RULES
from mockcraft.inspection.columns.rule import Rule
from mockcraft.inspection.columns.text_rules import TEXT_RULES

RULES: tuple[Rule, ...] = (*TEXT_RULES, *NUMBER_RULES)
