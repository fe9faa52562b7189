${[relay.what!"", relay.alarm!"", relay.message!""]?filter(x -> x?has_content)?join(", ")}
