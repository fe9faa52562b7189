<#import "layout.txt.ftl" as layout>
Subject: Image moderation: ${event.shortStream}<#assign about = [moderation.verdict!"", moderation.label!"", moderation.scored!""]?filter(x -> x?has_content)><#if about?has_content> (${about?join(", ")})</#if>

The moderation looked at an image of the stream ${event.stream} of ${moderation.time!event.time}<#if moderation.verdict??>. Its verdict: ${moderation.verdict}</#if>.

<#if moderation.url??>
${moderation.link!moderation.url}

</#if>
<@layout.row "Verdict" moderation.verdict!/>
<@layout.row "Label" moderation.label!/>
<@layout.row "Detail" moderation.subLabel!/>
<@layout.row "Score" moderation.score!/>
<@layout.row "Text" moderation.text!/>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<#list moderation.hits as hit>
<@layout.row name=(hit.scene!"-") value=[hit.label!"", hit.score!"", hit.verdict!""]?filter(x -> x?has_content)?join(", ")/>
</#list>
<@layout.footer/>
