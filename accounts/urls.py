"""Log-in, log-out, own settings, people picker."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.DeskLogin.as_view(), name="login"),
    path("session/", views.show_session, name="session"),
    path("again/", views.log_in_again, name="again"),
    path("logout/", views.log_out, name="logout"),
    path("language/", views.set_language, name="language"),
    path("theme/", views.set_theme, name="theme"),
    path("password/", views.DeskPasswordChange.as_view(), name="password"),
    path("people/", views.pick_people, name="people"),
]
