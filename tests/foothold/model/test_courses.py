from foothold.model.courses import ROUTES, Course, built_in_courses, route_named


def test_a_title_with_its_level_is_found_in_the_register() -> None:
    reading = built_in_courses().read(("Carpentry and joinery (level 2)",))
    assert reading.standard is not None
    assert reading.level == 2
    assert reading.course == Course(reading.standard.lars_code, "Carpentry and joinery")


def test_a_foundation_apprenticeship_is_known_as_one() -> None:
    reading = built_in_courses().read(("FA0005",))
    assert reading.standard is not None
    assert reading.standard.foundation


def test_a_title_that_two_levels_share_is_not_guessed() -> None:
    courses = built_in_courses()
    assert courses.read(("Journalist",)).standard is None
    assert courses.read(("Journalist (level 5)",)).level == 5


def test_an_unknown_course_keeps_its_words() -> None:
    reading = built_in_courses().read(("Dragon keeping (level 4)", "9999"))
    assert reading.course == Course(9999, "Dragon keeping")
    assert (reading.level, reading.standard) == (4, None)
    assert built_in_courses().read(()).course is None


def test_every_route_of_the_table_is_one_of_the_fifteen() -> None:
    assert len(ROUTES) == 15
    assert {s.route for s in built_in_courses().standards if s.route} <= set(ROUTES)
    assert route_named("construction & the built environment") == "Construction and the built environment"
    assert route_named("Wizardry") is None
