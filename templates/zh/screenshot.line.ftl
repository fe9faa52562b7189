${[picture!"", screenshot.shortSize!""]?filter(x -> x?has_content)?join("，")}
