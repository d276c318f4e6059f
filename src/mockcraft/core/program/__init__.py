"""Programs of the kernel: columns that it draws itself, for all rows at once."""
