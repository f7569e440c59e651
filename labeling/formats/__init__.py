"""Boxes as other tools write them, a file a purpose. Pure: names and numbers, no rows."""
