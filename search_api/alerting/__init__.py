"""Alerts as the site tells them: which adverts a stored search finds, and the mails in words."""
