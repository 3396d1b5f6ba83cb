"""Duplicates: clients who may be one person, made one, and taken apart again."""
