"""Writers of mails."""
