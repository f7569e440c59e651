"""Every address of Honestbox; each app's pages stand in its own urls.py, the API in config/api_urls.py."""

from django.urls import include, path

from config.health import healthz
from config.offline import offline_worker
from payouts.views.home import home
from people.views import set_language

urlpatterns = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("work/offline.js", offline_worker, name="offline_worker"),
    path("account/", include("allauth.account.urls")),
    path("language/", set_language, name="set_language"),
    path("", include("people.urls")),
    path("", include("projects.urls")),
    path("", include("labeling.urls")),
    path("", include("review.urls")),
    path("", include("payouts.urls")),
    path("api/v1/", include("config.api_urls")),
]
