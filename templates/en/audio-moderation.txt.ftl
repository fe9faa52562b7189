<#import "layout.txt.ftl" as layout>
Subject: Audio moderation: ${event.shortStream}<#assign about = [moderation.verdict!"", moderation.label!"", moderation.scored!""]?filter(x -> x?has_content)><#if about?has_content> (${about?join(", ")})</#if>

The moderation listened to the stream ${event.stream} at ${event.time}<#if moderation.verdict??>. Its verdict: ${moderation.verdict}</#if>.

<#if moderation.url??>
${moderation.link!moderation.url}

</#if>
<@layout.row "Verdict" moderation.verdict!/>
<@layout.row "Label" moderation.label!/>
<@layout.row "Detail" moderation.subLabel!/>
<@layout.row "Score" moderation.score!/>
<@layout.row "Speech" moderation.text!/>
<@layout.row "Duration" moderation.duration!/>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.footer/>
