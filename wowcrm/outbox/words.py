"""What went wrong with a mail, in plain words, and what to do about it."""

from flask_babel import lazy_gettext as _l

from wowcrm.outbox.models import Fault

FAULTS = {
    Fault.ADDRESS: _l("This is no address that mail can be sent to. Is it spelt right?"),
    Fault.HOST: _l("No mail server of that name was found. Is WOWCRM_SMTP_HOST spelt right?"),
    Fault.REFUSED: _l(
        "The mail server was found, but nothing answers at that port. Is WOWCRM_SMTP_PORT right?"
    ),
    Fault.TIMED_OUT: _l(
        "The mail server did not answer in time. Does WOWCRM_SMTP_SECURITY fit the port: tls for"
        " 465, starttls for 587?"
    ),
    Fault.UNREACHABLE: _l("The mail server cannot be reached from here. Is the network up?"),
    Fault.CERTIFICATE: _l(
        "The mail server’s certificate is not to be trusted: it has expired, or is of another name."
    ),
    Fault.NO_TLS: _l(
        "The mail server does not speak TLS there. Does WOWCRM_SMTP_SECURITY fit the port: tls for"
        " 465, starttls for 587?"
    ),
    Fault.NO_MAIL_SERVER: _l(
        "What answers there is no mail server, or it wants no mail from here."
    ),
    Fault.PASSWORD: _l("The mail server does not take this user and password."),
    Fault.NO_PASSWORDS: _l("The mail server asks for no password: leave WOWCRM_SMTP_USER out."),
    Fault.SENDER: _l(
        "The mail server does not let us send as this address. WOWCRM_SMTP_FROM must be one of yours"
        " there."
    ),
    Fault.RECIPIENT: _l("The mail server does not take mail for this address."),
    Fault.CONTENT: _l("The mail server did not like what the mail says, or how long it is."),
    Fault.DROPPED: _l("The mail server hung up in the middle."),
    Fault.INTERRUPTED: _l("Sending was interrupted each time it was tried."),
    Fault.OTHER: _l("Something unexpected happened on the way."),
}


def fault_words(fault: Fault) -> str:
    return str(FAULTS[fault])
