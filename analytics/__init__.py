"""Reads everybody, is read by nobody. So far only the Pareto rule."""
