"""An independent calculator of every indicator, used to contradict the tool.

Plain dicts and Fractions, and no line shared with the package under test. What it reads are canonical
tables (lists of rows with snake_case columns, values already typed, None where a cell is missing), so it
says what the figure must be once the sheets have been understood; the writer beside it lays the same
tables down as workbooks.
"""
