[Repeated] ${subject}
