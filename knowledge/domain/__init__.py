"""The law of articles: states, review dates, the light structure of their text.

No Django, no database, no clock.
"""
