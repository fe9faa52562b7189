[재전송] ${subject}
