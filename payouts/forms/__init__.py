"""Forms about money, a file a subject."""
