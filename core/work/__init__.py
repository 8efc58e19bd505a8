"""A piece of work: a row with a version, a lifecycle, rights, a ledger, steps and buttons.

Tickets, plans and articles are such pieces, and every later house adds its own. What they have in
common is written here once; a house brings its vocabulary, its table, its rights and its guards.

    lifecycle   state tables: following them, the moves that are open to a person, their drawing
    rules       the rights of a house, asked and required the same way everywhere
    record      taking a row in hand: lock, version, storing
    ledger      append-only lines, with the trigger that the table declares itself

Its door is in `pages`: `offers` (the steps of a kind of thing, and which of them a person may take
now), `steps` (form, lock, once only, what is said when it is refused), `conflicts` (two people at
the same form).
"""
