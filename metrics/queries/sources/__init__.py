"""The sources of cases, by what they look at: the ticket's own times, solved at the first go,
customers' answers, limits.
"""
