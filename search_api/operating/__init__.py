"""What whoever runs this Foothold looks at: `/metrics` for programs, `/operate` for people. Closed to the world."""

from flask import Flask

from search_api.operating import requests
from search_api.operating.views import operating


def register(app: Flask) -> None:
    requests.register(app)
    app.register_blueprint(operating)
