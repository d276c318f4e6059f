"""What expressions are evaluated with: operands, and the operations on them by family."""
