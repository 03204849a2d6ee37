"""The site for people: server-rendered pages that need no script, set no cookie and ask no other origin."""

from pathlib import Path

from flask import Flask

from search_api.http import compression, problems
from search_api.web import site
from search_api.web.browse.pages import around
from search_api.web.pages import pages, problem_page
from search_api.web.seo import machines
from search_api.web.shortlist import links
from search_api.web.shortlist.page import shortlist
from search_api.web.styles import Styles


def register(app: Flask) -> Styles:
    """The pages and the frame that they share; the stylesheets, for the blueprints that come after."""
    styles = Styles(Path(str(app.static_folder)))
    app.extensions["foothold_styles"] = styles
    compression.register(app)
    site.register(app, styles)
    links.register(app)
    app.register_blueprint(pages)
    app.register_blueprint(around)
    app.register_blueprint(machines)
    app.register_blueprint(shortlist)
    problems.show_problems_with(app, problem_page)
    return styles
