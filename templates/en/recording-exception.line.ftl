${[exception.level!"", (exception.desc!exception.type!"")]?filter(x -> x?has_content)?join(", ")}
