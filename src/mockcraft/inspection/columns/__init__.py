"""What a column holds, by its name, its type and its bounds."""
