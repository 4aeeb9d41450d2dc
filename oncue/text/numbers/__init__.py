"""Written numbers to the words a reader says: years, money, decimals, ordinals, percentages, clock times, dates."""

from oncue.text.numbers.readings import number_readings, sign_words, spoken_number, written_number

__all__ = ["number_readings", "sign_words", "spoken_number", "written_number"]
