"""How the API's lists are paged: newest first, by a cursor, so that a page stays the page it was."""

from rest_framework.pagination import CursorPagination


class Newest(CursorPagination):
    ordering = "-id"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500
