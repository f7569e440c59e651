"""Pages about money, and those that show several stages: a page belongs to the latest stage that it reads."""
