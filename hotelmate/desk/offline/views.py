"""The service worker, and the downtime sheet that it keeps."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hotelmate.core.capabilities import VIEW_ROOMS
from hotelmate.desk.frame import Desk, desk_page, show
from hotelmate.desk.offline.files import worker_script
from hotelmate.desk.offline.keeping import keepable
from hotelmate.desk.offline.sheet import read_sheet


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script of the service worker; browsers ask for it anew at every visit."""
    return HttpResponse(worker_script(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@desk_page(needs=VIEW_ROOMS)
def downtime(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who is where and who comes, as of now: what a house needs when the server is out of reach."""
    return keepable(show(request, desk, "offline/downtime", {"sheet": read_sheet(desk)}), desk)
