"""Words of the page that know the ticket."""
