"""The application, for any WSGI server run from a checkout: `waitress-serve wsgi:app`."""

from wowcrm import create_app

app = create_app()
