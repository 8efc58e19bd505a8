"""Files of customers' pages."""
