"""Figures: one script each, `make bench` runs them all. What begins with an underscore is their common set-up."""
