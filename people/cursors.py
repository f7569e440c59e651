"""How the API's lists are paged: newest first, by a cursor, so that a page stays the page it was."""

import re

from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination


class Newest(CursorPagination):
    ordering = "-id"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500

    def decode_cursor(self, request):
        """A cursor says at which id a page ends; one that says something else was not given out by us."""
        cursor = super().decode_cursor(request)
        if cursor and cursor.position is not None and not re.fullmatch(r"[0-9]{1,19}", cursor.position):
            raise NotFound(self.invalid_cursor_message)
        return cursor
