"""What the rows of a database look like, as keys of a schema file: ranges and quantiles, weights, lengths, children."""
