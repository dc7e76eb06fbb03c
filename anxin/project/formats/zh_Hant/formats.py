"""Short where a column of times stands: the year is the running one."""

DATE_FORMAT = "Y年n月j日"
DATETIME_FORMAT = "Y年n月j日 H:i"
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "m-d H:i"
MONTH_DAY_FORMAT = "n月j日"
TIME_FORMAT = "H:i"
