"""Education: schools, courses, marks, tests. Marks of one row agree."""

from __future__ import annotations

from mockcraft.core.ladder import Ladder
from mockcraft.core.pattern import DIGITS
from mockcraft.core.values import civil
from mockcraft.generator import Decimal, Draw, Entity, Integer, Pool, Record, Text, fact, generator

PUPIL = {"pupil": True}  # the record has a pupil, whose school a school is


class Course(Entity):
    """A course: subject, code, title and hours belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of courses."""
        return self.draw.record("education/course")


class Mark(Entity):
    """A mark: letter, points and the per cent behind it belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of marks."""
        return self.draw.record("education/mark")

    @fact
    def percent(self) -> Integer:
        """Per cent within those of the letter."""
        low, high = (self.draw.number(each).units for each in (self.entry.low, self.entry.high))
        return self.draw["percent"].integer(low, high)


class Level(Entity):
    """A level of education: number and name belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of levels."""
        return self.draw.record("education/level")


class Programme(Entity):
    """A programme of study: code and title belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of programmes."""
        return self.draw.record("education/programme")


class LanguageTest(Entity):
    """A result of IELTS: band, level and the score of TOEFL that it is worth belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of bands."""
        return self.draw.record("education/language_test")


class Scores(Entity):
    """A result of the SAT: both sections and their sum belong together."""

    @fact
    def reading(self) -> Integer:
        """Tens of points of reading and writing, 20 to 80, around 52."""
        return self.draw["reading"].distributed(20, 80, "normal", 52, 11)

    @fact
    def mathematics(self) -> Integer:
        """Tens of points of mathematics, 20 to 80, around 51."""
        return self.draw["mathematics"].distributed(20, 80, "normal", 51, 11)


class Term(Entity):
    """A term of study: season, year and academic year belong together."""

    @fact
    def season(self) -> Text:
        """Fall, Spring or Summer."""
        return self.draw.pick(TERMS)

    @fact
    def year(self) -> Integer:
        """The calendar year that it begins in."""
        this = civil(self.draw.today.days)[0]
        return self.draw["year"].integer(this - 5, this - 1)

    @fact
    def first_year(self) -> Integer:
        """The calendar year in whose fall the academic year begins."""
        return self.year - 1 + self.draw.number(self.draw.map(self.season, _is_fall)).units  # type: ignore[no-any-return]


TERMS = Pool("term", ("Fall", "Spring", "Summer"), (45, 43, 12))


def _is_fall(season: str) -> str:
    return "1" if season == "Fall" else "0"


class Pupil(Entity):
    """A pupil: grade, age and kind of school belong together."""

    @fact
    def grade(self) -> Integer:
        """Grade, 0 for kindergarten to 12."""
        return self.draw["grade"].integer(0, 12)

    @fact
    def school(self) -> Text:
        """Kind of school that pupils of the grade go to in the United States."""
        return self.draw.at(PUPIL_SCHOOLS, self.draw.rung(FIRST_GRADES, self.grade))


FIRST_GRADES = Ladder((0, 1, 6, 9))
PUPIL_SCHOOLS = Pool(
    "school of a pupil", ("kindergarten", "elementary school", "middle school", "high school")
)


@generator("education", aliases=("course_title",))
def course(draw: Draw) -> Text:
    """Title of the row's course."""
    return draw.entity(Course).entry.title


@generator("education")
def course_code(draw: Draw) -> Text:
    """Code of the row's course, such as BIO 101."""
    return draw.entity(Course).entry.code


@generator("education")
def course_subject(draw: Draw) -> Text:
    """Subject of the row's course."""
    return draw.entity(Course).entry.subject


@generator("education", aliases=("credits",))
def credit_hours(draw: Draw) -> Integer:
    """Hours of credit of the row's course."""
    return draw.number(draw.entity(Course).entry.hours).units  # type: ignore[no-any-return]


@generator("education", aliases=("letter_grade", "mark"))
def grade(draw: Draw) -> Text:
    """Letter of the row's mark, A to F."""
    return draw.entity(Mark).entry.letter


@generator("education")
def grade_points(draw: Draw) -> Decimal:
    """Points of the row's mark, 4.0 for an A."""
    return draw.number(draw.entity(Mark).entry.points, 1)


@generator("education", aliases=("exam_score",))
def grade_percent(draw: Draw) -> Integer:
    """Per cent behind the row's mark."""
    return draw.entity(Mark).percent


@generator("education", aliases=("grade_point_average",))
def gpa(draw: Draw) -> Decimal:
    """Mean of a student's points, two places, around 3.1."""
    return Decimal(draw.distributed(100, 400, "normal", 312, 48), 2)


@generator("education", aliases=("isced_level",))
def education_isced(draw: Draw) -> Integer:
    """Number of the row's level of education, 0 to 8 (UNESCO, ISCED 2011)."""
    return draw.number(draw.entity(Level).entry.number).units  # type: ignore[no-any-return]


@generator("education", aliases=("isced_name",))
def education_stage(draw: Draw) -> Text:
    """Name of the row's level of education (UNESCO, ISCED 2011)."""
    return draw.entity(Level).entry.name


@generator("education", aliases=("major", "field_of_study"))
def study_programme(draw: Draw) -> Text:
    """Programme of study (US Department of Education, CIP 2020)."""
    return draw.entity(Programme).entry.title


@generator("education")
def cip_code(draw: Draw) -> Text:
    """Code of the row's programme of study (US Department of Education, CIP 2020)."""
    return draw.entity(Programme).entry.code


@generator("education")
def ielts_band(draw: Draw) -> Decimal:
    """Band of the row's test of English, 4.5 to 9.0 in halves (IELTS)."""
    return draw.number(draw.entity(LanguageTest).entry.band, 1)


@generator("education")
def ielts_cefr(draw: Draw) -> Text:
    """Level of the Common European Framework that the row's band is worth (IELTS)."""
    return draw.entity(LanguageTest).entry.level


@generator("education", aliases=("toefl",))
def toefl_score(draw: Draw) -> Integer:
    """Lowest score of TOEFL iBT that the row's band of IELTS is worth (ETS, 2010)."""
    return draw.number(draw.entity(LanguageTest).entry.toefl).units  # type: ignore[no-any-return]


@generator("education", aliases=("sat",))
def sat_score(draw: Draw) -> Integer:
    """Points of the row's SAT, 400 to 1600: the sum of both sections (College Board)."""
    own = draw.entity(Scores)
    return (own.reading + own.mathematics) * 10


@generator("education")
def sat_reading(draw: Draw) -> Integer:
    """Points in reading and writing of the row's SAT, 200 to 800."""
    return draw.entity(Scores).reading * 10


@generator("education")
def sat_math(draw: Draw) -> Integer:
    """Points in mathematics of the row's SAT, 200 to 800."""
    return draw.entity(Scores).mathematics * 10


@generator("education", aliases=("act",))
def act_score(draw: Draw) -> Integer:
    """Composite score of the ACT, 1 to 36, around 19.5 (ACT, 2023)."""
    return draw.distributed(1, 36, "normal", 19.5, 5.9)


@generator("education", aliases=("school_grade",), settles=PUPIL)
def grade_level(draw: Draw) -> Integer:
    """Grade of the row's pupil, 0 for kindergarten to 12."""
    return draw.entity(Pupil).grade


@generator("education", settles=PUPIL)
def pupil_age(draw: Draw) -> Integer:
    """Age of the row's pupil: five or six years above the grade."""
    return draw.entity(Pupil).grade + draw["age"].integer(5, 6)


@generator("education", aliases=("matriculation_number",))
def student_id(draw: Draw) -> Text:
    """Number of a student: S and eight digits."""
    return draw.pattern("S%#######")


@generator("education", aliases=("term",))
def semester(draw: Draw) -> Text:
    """Term of study of the five years before the clock's, such as Fall 2024."""
    own = draw.entity(Term)
    return draw.join(own.season, " ", own.year)


@generator("education", aliases=("school_year",))
def academic_year(draw: Draw) -> Text:
    """Two years from autumn to summer that the row's term of study is in, such as 2024/25."""
    year = draw.entity(Term).first_year
    return draw.join(year, "/", draw.padded((year + 1) % 100, 2))


@generator("education")
def school_type(draw: Draw) -> Text:
    """Kind of a school: that of the row's pupil, where a column tells grade or age."""
    return draw.entity(Pupil).school if draw.shared("pupil") else draw.pick(SCHOOLS)


SCHOOLS = Pool("school type", ("elementary school", "middle school", "high school", "kindergarten", "charter school", "private school", "boarding school", "vocational school", "community college", "university", "special school", "Montessori school"), (30, 12, 18, 8, 6, 10, 1, 4, 4, 4, 2, 1))  # fmt: skip


@generator("education")
def attendance_status(draw: Draw) -> Text:
    """Whether a pupil was there."""
    return draw.pick(ATTENDANCE)


ATTENDANCE = Pool("attendance", ("present", "absent", "late", "excused"), (90, 3, 3, 4))


@generator("education")
def enrollment_status(draw: Draw) -> Text:
    """State of a student."""
    return draw.pick(ENROLLMENT)


ENROLLMENT = Pool("enrollment", ("full-time", "part-time", "on leave", "withdrawn", "graduated", "suspended"), (56, 22, 3, 5, 13, 1))  # fmt: skip


@generator("education", aliases=("test_type",))
def assessment_type(draw: Draw) -> Text:
    """How learning is examined."""
    return draw.pick(ASSESSMENTS)


ASSESSMENTS = Pool("assessment", ("quiz", "homework", "essay", "midterm exam", "final exam", "oral exam", "lab report", "project", "presentation", "portfolio", "peer review"), (20, 24, 8, 8, 8, 3, 7, 9, 7, 3, 3))  # fmt: skip


@generator("education", aliases=("tuition",))
def tuition_fee(draw: Draw) -> Integer:
    """Fee of a year of study, in whole hundreds, around 24,000."""
    return draw.distributed(20, 700, "log_normal", 240, 160) * 100


@generator("education", aliases=("bloom_level",))
def cognitive_level(draw: Draw) -> Text:
    """Level of Bloom's taxonomy (Anderson and Krathwohl, 2001)."""
    return draw.pick(BLOOM)


BLOOM = Pool("bloom", ("Remember", "Understand", "Apply", "Analyze", "Evaluate", "Create"))


@generator("education", aliases=("honours",))
def academic_honors(draw: Draw) -> Text:
    """Distinction of a degree."""
    return draw.pick(HONORS)


HONORS = Pool("honors", ("none", "cum laude", "magna cum laude", "summa cum laude", "dean's list", "with distinction"), (62, 12, 8, 4, 10, 4))  # fmt: skip


@generator("education", aliases=("academic_degree",))
def degree_abbreviation(draw: Draw) -> Text:
    """Academic degree, as frequent as it is given in the United States (NCES, 2022)."""
    return draw.pick(DEGREES)


DEGREES = Pool("degree", ("AA", "AS", "BA", "BS", "BFA", "BBA", "MA", "MS", "MBA", "MEd", "MFA", "PhD", "EdD", "JD", "MD"), (60, 40, 80, 100, 6, 20, 15, 28, 24, 14, 2, 6, 2, 4, 3))  # fmt: skip


@generator("education")
def school_club(draw: Draw) -> Text:
    """What pupils do after school."""
    return draw.pick(CLUBS)


CLUBS = Pool("club", ("art", "astronomy", "band", "book", "chess", "choir", "cooking", "dance", "debate", "drama", "environment", "film", "gardening", "gymnastics", "language", "mathematics", "model UN", "orchestra", "photography", "robotics", "science", "school newspaper", "student council", "yearbook"))  # fmt: skip


@generator("education")
def diploma_number(draw: Draw) -> Text:
    """Number of a diploma: year of the ten before the clock's, six digits."""
    year = civil(draw.today.days)[0] - draw["year"].integer(1, 10)
    return draw.join("D-", year, "-", draw.chars(DIGITS, 6))
