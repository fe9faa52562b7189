[重发] ${subject}
