"""Alerts as the site tells them: the pages, which adverts a stored search finds, and the mails in words."""
