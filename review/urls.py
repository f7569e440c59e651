from django.urls import path

from review import views

app_name = "review"
urlpatterns = [
    path("work/<int:pk>/label/", views.label, name="label"),
    path("review/", views.queue, name="queue"),
    path("review/next/", views.go_on, name="go_on"),
    path("review/<int:pk>/", views.judge, name="judge"),
    path("review/<int:pk>/appeal/", views.appeal, name="appeal"),
    path("review/appeals/", views.appeals, name="appeals"),
    path("review/appeals/<int:pk>/", views.decide_appeal, name="decide_appeal"),
]
