"""Custom fields: what this trader wants to know of each client beyond what everybody asks."""
