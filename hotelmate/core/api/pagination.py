"""Pages of lists: `{count, next, previous, results}`."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """Ten to a page unless `page_size` asks for more, at most 200."""

    page_size = 10
    page_size_query_param = "page_size"
    max_page_size = 200
