"""Uniqueness: which decisions tell the values of a generator apart, and digits that tell rows apart by them."""
