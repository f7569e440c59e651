"""A statement as files to keep: JSON that can be checked, CSV for spreadsheets, PDF for people."""

from payouts.downloads.answer import as_file

__all__ = ["as_file"]
