"""The codes of all warnings; each begins with its own. What they tell a user stands in ``docs/reference.md``."""

NO_REPORT = "W100"  # the text does not look like a report
NO_TABLE = "W101"  # no statutory table
NO_YEAR = "W102"
NO_AGENCY = "W103"
OTHER_FORM = "W104"  # the tables are in the form of other years
TABLE_LOST = "W105"  # a table was not found
CELLS_LOST = "W106"  # cells of a table were not read
TOO_LONG = "W107"  # a part of the text was read
MIXED_FORMS = "W108"  # a table in another form than the others
SEVERAL_REPORTS = "W109"  # of which the first was read
SEVERAL_YEARS = "W110"  # side by side in the tables
UNRESOLVED = "W111"  # the administrative unit
BEFORE_FORMS = "W112"  # a report on a year without a statutory form
NOT_APPLIED = "W113"  # a correction
SEVERAL_TABLES = "W114"  # of the same kind
