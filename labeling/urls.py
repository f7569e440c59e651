from django.urls import path

from labeling import views

app_name = "labeling"
urlpatterns = [
    path("projects/<int:pk>/proposals/", views.proposals, name="proposals"),
    path("work/projects/<int:pk>/", views.project, name="project"),
    path("work/projects/<int:pk>/claim/", views.claim, name="claim"),
    path("work/<int:pk>/next/", views.go_on, name="go_on"),
    path("work/<int:pk>/image/", views.image, name="image"),
    path("work/<int:pk>/thumbnail/", views.thumbnail, name="thumbnail"),
]
