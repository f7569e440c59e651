from django.urls import path

from projects import views

app_name = "projects"
urlpatterns = [
    path("projects/", views.projects, name="list"),
    path("projects/new/", views.create, name="create"),
    path("projects/preview/", views.preview, name="preview"),
    path("projects/<int:pk>/", views.detail, name="detail"),
    path("projects/<int:pk>/edit/", views.edit, name="edit"),
    path("projects/<int:pk>/images/", views.images, name="images"),
    path("projects/<int:pk>/open/", views.open_project, name="open"),
    path("projects/<int:pk>/pause/", views.pause, name="pause"),
    path("projects/<int:pk>/close/", views.close, name="close"),
    path("projects/<int:pk>/reviewers/", views.seat, name="seat"),
    path("projects/<int:pk>/reviewers/<int:seat>/leave/", views.unseat, name="unseat"),
    path("projects/<int:pk>/guide/", views.add_guide_picture, name="add_guide_picture"),
    path("projects/<int:pk>/guide/<str:name>", views.guide_picture, name="guide_picture"),
    path("images/<int:pk>/", views.image, name="image"),
    path("images/<int:pk>/thumbnail/", views.thumbnail, name="thumbnail"),
]
