"""How the programme's own pages say what the service knows by a name of its own: jobs, and what the access log has."""

from __future__ import annotations

from programme.web.case.words import PAGES_OF_A_CASE, PAGES_OF_CUSTODYS_CASE

JOB_WORDS = {
    "handle_notifications": "Record the payments that were reported",
    "settle_checkouts": "Ask about payments that nothing was heard of",
    "close_pages": "Close payment pages that are not needed any more",
    "compare_payments": "Look for payments that were missed",
    "send_refunds": "Send the refunds that are due",
    "settle_refunds": "Ask about refunds that are on their way",
    "lapse_holds": "Release places that were not paid for in time",
    "lapse_offers": "End offers that were not answered in time",
    "watch_places": "Watch whether there are places in time",
    "rerun_clocks": "Work out the dates of running cases again",
    "return_unoffered": "Return cases that were not offered in time",
    "return_unbooked": "Return cases in which no date was booked in time",
    "return_unsigned": "Return cases whose register was not signed in time",
    "return_untold": "Return cases of which no neighbour sent a result in time",
    "end_clocks": "Stop the clocks of cases with no further action, after the last day",
    "remind_people": "Remind people of their course",
    "chase_registers": "Ask for registers that are not signed",
    "chase_results": "Ask about results that nobody has acted on",
    "warn_forces": "Make the deadline warnings",
    "pass_up_warnings": "Pass deadline warnings to the next person above",
    "report_last_days": "Report cases that ran out of time",
    "tell_of_warnings": "Send the morning’s message about deadline warnings",
    "send_messages": "Send messages",
    "hear_of_messages": "Ask whether texts arrived",
    "follow_up_messages": "Follow up messages that were not delivered",
    "read_custody_imports": "Read custody exports",
    "forget_custody_imports": "Delete the rows of old custody exports",
    "seal_access_log": "Seal the access log",
    "forget_sign_ins": "Delete sign-ins that have ended",
}
"""What each job of the worker's timetable does."""

_COORDINATORS = frozenset(
    part
    for part in (*PAGES_OF_A_CASE, *PAGES_OF_CUSTODYS_CASE)
    if not part.startswith(("/answer", "/caution", "/concern", "/drugs", "/explain", "/offer", "/settle", "/slip"))
)

_OF_A_FORCE = {
    "/clocks": "Running clocks",
    "/clocks/export": "Export of the running clocks",
    "/import": "Imports of custody exports",
    "/import/{import_id}": "Rows of a custody export",
    "/referrals": "List of cases",
    "/referrals/export": "Export of the list of cases",
    "/referrals/views": "Own views of the list of cases",
    "/referrals/views/{view}/drop": "Own views of the list of cases",
    "/returns": "List of results",
    "/returns/{reference}": "The result",
    "/returns/{reference}/received": "The result, to be acknowledged",
    "/officers": "Officers and their cases",
    "/officers/{reference}": "Cases of one officer, to be given to another",
    "/officers/{reference}/check": "Cases of one officer, before they were given to another",
    "/officers/{reference}/save": "Cases of one officer, given to another",
    "/warnings": "Deadline warnings, by officer",
    "/warnings/check": "Deadline warnings, before they were answered",
    "/warnings/save": "Deadline warnings, answered together",
    "/search": "Search for a person or a number",
}
"""What custody and the coordinator both read."""

_VENUES = {
    "": "Venues",
    "/new": "Page to add a venue",
    "/{venue}": "A venue",
    "/{venue}/change": "Page to change a venue",
    "/{venue}/change/check": "A change of a venue, with who has a place there, before it was saved",
    "/{venue}/change/save": "Page to change a venue",
    "/{venue}/end": "Page to set a venue’s last day",
}
"""Pages of venues that the provider and whoever sets the programme up both have."""

_PEOPLE = {
    "/people": "List of accounts",
    "/people/who-may-do-what": "Who may do what",
    "/people/invite/{door}": "Page to invite somebody",
    "/people/{account_id}": "An account",
    "/people/{account_id}/change": "Page to change an account",
    "/people/{account_id}/disable": "Page to disable an account",
    "/people/{account_id}/enable": "Page to enable an account",
    "/people/{account_id}/invite-again": "An account, to be invited again",
}
"""Pages about accounts, at every door that has administrators."""

_PAGES = {
    "/account": "The account’s own page",
    "/account/password": "Page to change the account’s own password",
    "/cases/{reference}": "The case, by the link of a message",
    "/dates/{reference}": "The course date, by the link of a message",
    "/link/{token}": "How it stands, by the link of a message to somebody without an account",
    "/waiting": "What waits, by the link of a message",
    "/admin": "Overview, with the warnings for the coordinator",
    "/admin/access-log": "The access log",
    "/admin/access-log/export": "Export of the access log",
    "/admin/concerns": "Cases stopped for safeguarding",
    "/admin/concerns/{reference}": "The safeguarding concern",
    "/admin/concerns/{reference}/decision": "The decision on the safeguarding concern",
    "/admin/messages": "Messages that did not go",
    "/admin/messages/again": "Messages that did not go, to be sent again",
    "/admin/owed": "What is open with providers and neighbouring forces",
    "/admin/refunds": "Refunds not done",
    "/admin/untold": "Cases that nobody could be told of",
    "/admin/money/{reference}/{kind}/done": "A task about money",
    **{f"{door}{rest}": words for door in ("/admin", "/partner", "/provider") for rest, words in _PEOPLE.items()},
    "/admin/neighbours": "List of neighbouring forces",
    "/admin/neighbours/new": "Page to add a neighbouring force",
    "/admin/neighbours/{force}": "What is agreed with a neighbouring force",
    "/admin/neighbours/{force}/new": "Page to add a version of an agreement",
    "/admin/neighbours/{force}/{number}/change": "Page to change a version of an agreement",
    "/admin/neighbours/{force}/{number}/end": "Page to set an agreement’s last day",
    "/admin/programme": "The programme’s settings",
    "/admin/programme/{force}": "The programme’s settings",
    "/admin/providers": "List of providers",
    "/admin/providers/new": "Page to add a provider",
    "/admin/providers/{number}": "A provider",
    "/admin/providers/{number}/change": "Page to change a provider",
    "/admin/providers/{number}/end": "Page to set a provider’s last day",
    "/admin/routes": "Disposal routes",
    "/admin/rules": "Eligibility rules",
    "/admin/rules/try": "Page to try the rules on made-up facts",
    "/admin/rules/try/what-if": "Open cases that other rules would alter",
    "/admin/set-up": "What is missing until the programme can begin",
    "/admin/set-up/{force}": "What is missing until the programme can begin",
    "/admin/set-up/{force}/lawyer": "Page to record what the force’s lawyer confirmed",
    "/admin/set-up/{force}/mail": "A test message",
    "/admin/set-up/{force}/payments": "A question to the payment gateway",
    "/admin/timetable": "The timetable",
    "/admin/warnings/seen": "Deadline warnings",
    "/custody": "Today, with what waits for custody",
    "/custody/concerns": "Cases stopped for safeguarding",
    "/custody/drafts": "Drafts of referrals",
    "/custody/drafts/{draft_id}/discard": "A draft of a referral, before it was discarded",
    "/custody/import/{import_id}/take": "Rows of a custody export, to be made cases",
    "/custody/referrals/new": "Page to refer a person",
    "/custody/referrals/new/check": "Referring a person: what was typed, and what the rules say of it",
    "/custody/referrals/new/live": "Page to refer a person: what is known already",
    "/custody/referrals/new/received": "A referral that a neighbouring force was given",
    "/custody/referrals/new/save": "Page to refer a person",
    "/custody/rules/try": "Page to try the rules on made-up facts",
    "/custody/warnings/seen": "Deadline warnings",
    "/my-booking": "His own booking",
    "/my-booking/booking": "His own place",
    "/my-booking/booking/appointment.ics": "His own appointment, for a calendar",
    "/my-booking/booking/cancel": "Page to cancel his own place",
    "/my-booking/booking/cancelled": "His own place, after it was cancelled",
    "/my-booking/booking/move": "Page to move to another date himself",
    "/my-booking/contact": "His own contact details",
    "/my-booking/dates": "Dates that he can book",
    "/my-booking/offer": "His own offer",
    "/my-booking/offer/advice": "Page of his own offer, with advice first",
    "/my-booking/offer/decline": "Page to decline his own offer",
    "/my-booking/offer/instead": "Page to choose court himself",
    "/my-booking/paid": "His own payment, after he paid",
    "/my-booking/pay": "His own payment",
    "/my-booking/who-looked": "Who has looked at his own record",
    "/partner": "List of the cases that a force sent",
    "/partner/agreement": "What is agreed with the force",
    "/partner/concerns": "Cases stopped for safeguarding",
    "/partner/refer": "Page to refer a person",
    "/partner/refer/check": "Referring a person: what was typed, and what the rules say of it",
    "/partner/refer/live": "Page to refer a person: what is known already",
    "/partner/refer/save": "Page to refer a person",
    "/partner/returns": "List of results",
    "/partner/returns/{reference}": "The result",
    "/partner/returns/{reference}/received": "The result, to be acknowledged",
    "/partner/search": "Search for a person or a number",
    "/partner/warnings/seen": "Deadline warnings",
    "/provider": "This week’s courses",
    "/provider/dates": "List of course dates",
    "/provider/dates/new": "A new course date",
    "/provider/dates/{reference}": "A course date",
    "/provider/dates/{reference}/cancel": "A course date, before it was cancelled",
    "/provider/dates/{reference}/cancelled": "A course date, after it was cancelled",
    "/provider/dates/{reference}/change": "A change of a course date",
    "/provider/dates/{reference}/change/check": "A change of a course date, before it was saved",
    "/provider/dates/{reference}/change/save": "A change of a course date",
    "/provider/dates/{reference}/register": "The register",
    "/provider/dates/{reference}/register/open": "The register, to be opened",
    "/provider/dates/{reference}/register/sheet": "The register’s list to print",
    "/provider/dates/{reference}/register/{seat}": "One person on the register",
    "/provider/dates/{reference}/register/{seat}/undo": "Page to take back a mark on the register",
    "/provider/dates/{reference}/sign": "Page to sign the register",
    "/provider/dates/{reference}/sign/{who}": "Everybody who is left on the register",
}

_PARTS = {
    "bank-text": "bank text",
    "fee": "fee",
    "help-number": "help number",
    "places": "places",
    "sender": "sender of emails",
    "times": "times and warnings",
}
_CHECKED = {"": "", "/check": ", before a change was saved", "/save": ""}

_DONE = {
    "add_agreement": "An agreement with a neighbouring force, added",
    "add_provider": "A provider, added",
    "add_venue": "A venue, added",
    "ask_for_new_password": "A link for a new password, asked for on the sign-in page",
    "change_account": "An account",
    "change_agreement": "An agreement with a neighbouring force",
    "change_contact": "Contact details, by the person himself",
    "change_own_password": "His own password, by a member of staff",
    "change_programme": "The programme’s settings",
    "set_fee": "The programme’s fee",
    "change_provider": "A provider",
    "change_venue": "A venue",
    "choose_password": "A password, chosen with a link",
    "clock confirm": "Confirming that the machine’s clock is right",
    "change_officer": "Officer in the case",
    "confirm_policies": "What the force’s lawyer confirmed",
    "correct_contact": "Contact details",
    "correct_offence": "The time of the offence",
    "decide_concern": "The decision on the safeguarding concern",
    "discard_referral_draft": "A draft of a referral, discarded",
    "end_agreement": "The last day of an agreement with a neighbouring force",
    "end_provider": "A provider’s last day",
    "end_venue": "A venue’s last day",
    "enable_account": "An account, enabled again",
    "hand_cases_on": "Cases of one officer, given to another",
    "import custody": "A referral from a custody export",
    "invite_again": "An account, invited again",
    "issue_slip": "The slip with the code, printed",
    "mark_attendance": "A mark on the register",
    "mark_the_rest": "Marks of everybody who was left on the register",
    "open_register": "The register, opened",
    "put_criterion_back": "A criterion, put back",
    "raise_concern": "The safeguarding concern",
    "record_bail": "Bail",
    "record_disposal": "What was done with the case",
    "record_drug_intervention": "Whether drugs were considered",
    "record_try_out": "Trying the mail server or the payment gateway",
    "refer_offender": "A referral",
    "save_referral_draft": "A draft of a referral",
    "set_criterion_aside": "A criterion, set aside",
    "set_up": "The service, set up for its first programme",
    "settle_eligibility": "What the eligibility rests on",
    "take_back_disposal": "What was recorded as done, taken back",
    "undo_mark": "A mark on the register, taken back",
    "user add": "A member of staff, added",
    "user disable": "A member of staff, whose sign-in was ended",
    "user password": "The password of a member of staff",
}

_FOOTER = {"contact": "Whom to ask", "help": "Help", "privacy": "The privacy notice", "whats-new": "What is new"}

WHAT_WAS_LOOKED_AT = {
    **_PAGES,
    **{
        f"/admin/programme/{{force}}/{part}{step}": f"The programme’s {words}{when}"
        for part, words in _PARTS.items()
        for step, when in _CHECKED.items()
    },
    **{f"{door}{rest}": words for door in ("/custody", "/admin") for rest, words in _OF_A_FORCE.items()},
    **{
        f"/admin/referrals/{{reference}}{part}": {**PAGES_OF_A_CASE, **PAGES_OF_CUSTODYS_CASE}[part]
        for part in sorted(_COORDINATORS)
    },
    **{
        f"/{door}/{page}": words
        for door in ("custody", "provider", "partner", "admin")
        for page, words in _FOOTER.items()
    },
    **{
        f"/custody/referrals/{{reference}}{rest}": words
        for rest, words in {**PAGES_OF_A_CASE, **PAGES_OF_CUSTODYS_CASE}.items()
    },
    **{f"/partner/cases/{{reference}}{rest}": words for rest, words in PAGES_OF_A_CASE.items()},
    **{f"/admin/providers/{{number}}/venues{rest}": words for rest, words in _VENUES.items()},
    **{f"/provider/venues{rest}": words for rest, words in _VENUES.items()},
    **_DONE,
}
"""What the access log names, a page's address or what was done, in words."""
