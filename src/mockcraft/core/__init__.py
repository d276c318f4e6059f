"""The engine: keys, verbs with their two evaluators, and the plan that a run evaluates."""
