"""Site map of the house."""

from django.urls import path

from analytics import views

app_name = "analytics"
urlpatterns = [
    path("", views.report_list, name="reports"),
    path("<slug:month>/", views.report_page, name="report"),
    path("<slug:month>/remark/", views.write_remark, name="remark"),
    path("<slug:month>/issue/", views.issue_report, name="issue"),
    path("<slug:month>/renew/", views.renew_report, name="renew"),
    path("<slug:month>/<int:version>/f20.<slug:kind>", views.download_report, name="download"),
]
