"""Reads of plans across models, shaped for pages, exports and figures."""
