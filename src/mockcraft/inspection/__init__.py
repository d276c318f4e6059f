"""From a database that exists to the schema file that fills it: `read` it, guess, meet its constraints, write."""
