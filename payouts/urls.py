from django.urls import path

from payouts import views

app_name = "payouts"
urlpatterns = [
    path("work/", views.work, name="work"),
    path("work/<int:pk>/", views.piece, name="piece"),
    path("money/", views.money, name="money"),
    path("statements/", views.statements, name="statements"),
    path("statements/<int:pk>/", views.statement, name="statement"),
    path("statements/<int:pk>/pay/", views.pay, name="pay"),
    path("lines/<int:pk>/", views.line, name="line"),
    path("lines/<int:pk>/image/", views.line_image, name="line_image"),
    path("lines/<int:pk>/thumbnail/", views.line_thumbnail, name="line_thumbnail"),
    path("payouts/", views.runs, name="runs"),
    path("payouts/close/", views.close, name="close"),
    path("projects/<int:pk>/fund/", views.fund, name="fund"),
]
