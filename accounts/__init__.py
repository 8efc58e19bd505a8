"""People of the desk: users, departments, outlets, roles and what each may."""
