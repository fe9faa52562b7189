${[recording.format!"", recording.duration!"", recording.shortSize!""]?filter(x -> x?has_content)?join(", ")}
