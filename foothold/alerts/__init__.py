"""E-mail alerts: who asked for them, what is new for them, and the mails."""
