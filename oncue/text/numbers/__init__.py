"""Written numbers to the words a reader says: years, money, decimals, ordinals, percentages, clock times, dates."""

from oncue.text.numbers.figures import about_letters, is_figure
from oncue.text.numbers.fractions import written_out
from oncue.text.numbers.readings import number_readings, sign_words, spoken_number, written_number
from oncue.text.numbers.roman import roman_readings

__all__ = [
    "about_letters",
    "is_figure",
    "number_readings",
    "roman_readings",
    "sign_words",
    "spoken_number",
    "written_number",
    "written_out",
]
