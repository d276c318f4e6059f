"""The stores of jobs, see `store`."""
