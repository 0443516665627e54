"""The addresses of staff, below /staff/. Who may go where is in `access.permissions`."""

from django.urls import path

from waypost.console import case_reasons, views
from waypost.console.administering import urls as administering
from waypost.console.auditing import urls as auditing
from waypost.console.case_page import urls as case_page
from waypost.console.figures import urls as figures
from waypost.console.finding import urls as finding
from waypost.console.matters import urls as matters
from waypost.console.officer import urls as officer
from waypost.console.quality import urls as quality
from waypost.console.sign_in import views as sign_in
from waypost.console.supervising import urls as supervising
from waypost.console.threads import urls as threads
from waypost.console.witness_care import urls as witness_care

app_name = "console"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("sign-in", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/return", sign_in.Return.as_view(), name="return"),
    path("sign-out", sign_in.SignOut.as_view(), name="sign-out"),
    path("signed-out", sign_in.SignedOut.as_view(), name="signed-out"),
    path("worklist/", views.Worklist.as_view(), name="worklist"),
    path("item/<uuid:item>/", views.Item.as_view(), name="item"),
    path("item/<uuid:item>/confirm/", views.Confirm.as_view(), name="confirm"),
    path("item/<uuid:item>/refuse/", views.Refuse.as_view(), name="refuse"),
    path("item/<uuid:item>/call/", views.Call.as_view(), name="call"),
    path("item/<uuid:item>/done/", views.Done.as_view(), name="done"),
    path("case/<row:case_id>/reason/", case_reasons.CaseReason.as_view(), name="case-reason"),
    *finding.urlpatterns,
    *case_page.urlpatterns,
    *officer.urlpatterns,
    *threads.urlpatterns,
    *supervising.urlpatterns,
    *witness_care.urlpatterns,
    *quality.urlpatterns,
    *figures.urlpatterns,
    *matters.urlpatterns,
    *administering.urlpatterns,
    *auditing.urlpatterns,
]
