"""The API of money, a file a subject."""
