"""Checks a rendered report against the tables of the record, by rules of its own.

Nothing of the narrative's code is used, and none of the report's macros.

Every line of a page must be read whole by a rule, and every part of it must be borne out by the archive.
"""
