"""Shapes of input of reports, audits, measures and rectification."""
