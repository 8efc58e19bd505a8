"""Realistic bulk data for benchmarks: a vocabulary, people, lives of tickets, their limits, and the rows they become."""
