"""Addresses of the practice itself."""

from django.urls import path

from practice.views import (
    account,
    away,
    closed,
    deliveries,
    demo_mail,
    health,
    mail_news,
    offers,
    overview,
    people,
    profile,
    start,
    styleguide,
    summary,
)

app_name = "practice"

urlpatterns = [
    path("", start.start, name="start"),
    path("healthz", health.healthz, name="healthz"),
    path("session/", profile.session, name="session"),
    path("switch/", profile.switch, name="switch"),
    path("account/confirm/", account.confirm, name="confirm"),
    path("practice/", overview.overview, name="overview"),
    path("practice/setup/", overview.setup, name="setup"),
    path("practice/closed/", closed.closed, name="closed"),
    path("practice/closed/holidays/", closed.choose_holidays, name="choose_holidays"),
    path("practice/closed/kept/", closed.keep_holidays, name="keep_holidays"),
    path("practice/closed/add/", closed.close_days, name="close_days"),
    path("practice/closed/remove/", closed.reopen_days, name="reopen_days"),
    path("practice/profile/", profile.profile, name="profile"),
    path("practice/profile/away/", away.away, name="away"),
    path("practice/profile/away/<uuid:leave_id>/", away.change_away, name="change_away"),
    path("practice/profile/away/<uuid:leave_id>/back/", away.end_away, name="end_away"),
    path("practice/profile/away/<uuid:leave_id>/remove/", away.remove_away, name="remove_away"),
    path("practice/people/", people.people, name="people"),
    path("practice/people/add/", offers.add_colleague, name="add_colleague"),
    path("practice/people/asked/<uuid:offer_id>/again/", offers.ask_again, name="ask_again"),
    path("practice/people/asked/<uuid:offer_id>/take-back/", offers.take_back, name="take_back"),
    path("offers/", offers.offers, name="offers"),
    path("offers/<uuid:offer_id>/answer/", offers.answer, name="answer_offer"),
    path("practice/people/<uuid:membership_id>/", people.colleague, name="colleague"),
    path("practice/people/<uuid:membership_id>/end/", people.end_membership, name="end_membership"),
    path(
        "practice/people/<uuid:membership_id>/sign-out/",
        people.sign_out_colleague,
        name="sign_out_colleague",
    ),
    path(
        "practice/people/<uuid:membership_id>/new-second-step/",
        people.reset_factors,
        name="reset_factors",
    ),
    path(
        "practice/people/<uuid:membership_id>/letter/",
        people.resend_welcome,
        name="resend_welcome",
    ),
    path(
        "practice/people/<uuid:membership_id>/mail/",
        people.mail_to_colleague,
        name="mail_to_colleague",
    ),
    path("practice/deliveries/", deliveries.deliveries, name="deliveries"),
    path("practice/deliveries/release/", deliveries.release, name="release_deliveries"),
    path("practice/deliveries/<uuid:delivery_id>/again/", deliveries.retry, name="retry_delivery"),
    path("practice/deliveries/<uuid:delivery_id>/leave/", deliveries.leave, name="leave_delivery"),
    path("summary/stop/<str:summary>/", summary.stop_summary, name="stop_summary"),
    path("summary/why/<str:summary>/", summary.why_summary, name="why_summary"),
    path("hooks/mail/", mail_news.mail_news, name="mail_news"),
    path("demo/mail/", demo_mail.mail, name="mail"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
