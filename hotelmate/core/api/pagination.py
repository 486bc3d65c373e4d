"""Pages of lists: `{count, next, previous, results}`."""

from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

from hotelmate.core.errors import refuse

LONGEST_NUMBER = 9


class Pages(PageNumberPagination):
    """Ten to a page unless `page_size` asks for more, at most 200."""

    page_size = 10
    page_size_query_param = "page_size"
    max_page_size = 200

    def get_page_size(self, request: Request) -> int | None:
        """How many to a page; INVALID_INPUT when what is asked for is no number of things."""
        asked = request.query_params.get(self.page_size_query_param, "10")
        if not asked.isascii() or not asked.isdigit() or len(asked) > LONGEST_NUMBER or not asked.strip("0"):
            message = "page_size is a positive number."
            raise refuse("INVALID_INPUT", message, status=400, fields={self.page_size_query_param: [message]})
        return super().get_page_size(request)
