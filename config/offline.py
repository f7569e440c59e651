"""The service worker of the work pages. Its address decides which pages it serves, so it stands among them."""

from csp.decorators import csp_exempt
from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

SCRIPT = (settings.BASE_DIR / "static/canvas/offline.js").read_bytes()


@csp_exempt()  # it fetches what pages may: a picture that an object store serves, too
@never_cache
def offline_worker(request):
    return HttpResponse(SCRIPT, content_type="text/javascript")
