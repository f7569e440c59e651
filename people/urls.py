from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("notices/", views.notices, name="notices"),
    path("events/", views.events, name="events"),
]
