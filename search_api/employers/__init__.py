"""The pages for those who bring opportunities and for those who show them on: employers and schools."""

from flask import Flask

from search_api.employers.desk import desk
from search_api.schools.widget_page import schools


def register(app: Flask) -> None:
    app.register_blueprint(desk)
    app.register_blueprint(schools)
