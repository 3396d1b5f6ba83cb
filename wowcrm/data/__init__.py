"""Clients in and out as files: reading, recognising, rehearsing, importing, exporting."""
