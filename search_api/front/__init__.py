"""The front of the site: connections, and how slow each of them may be, before any thread is taken.

An event loop in each worker reads heads and bodies and sends answers, all within budgets; the app runs in a few
threads that never wait for a client. Gunicorn's event worker does the protocol, this package the budgets.
"""
