"""Realistic bulk data for benchmarks.

A vocabulary, people, lives of tickets, their limits, and the rows they become.
"""
