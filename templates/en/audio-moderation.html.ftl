<#import "layout.html.ftl" as layout>
<@layout.page (moderation.bad?then("bad", "warn"))>
<@layout.lead>The moderation listened to the stream <b>${event.stream}</b> at ${event.time}<#if moderation.verdict??>. Its verdict: ${moderation.verdict}</#if>.</@layout.lead>
<#if moderation.link??>
<@layout.link moderation.link moderation.url "Open the audio"/>
<#elseif moderation.url??>
<p>${moderation.url}</p>
</#if>
<@layout.table>
<@layout.row "Verdict" moderation.verdict!/>
<@layout.row "Label" moderation.label!/>
<@layout.row "Detail" moderation.subLabel!/>
<@layout.row "Score" moderation.score!/>
<@layout.row "Speech" moderation.text!/>
<@layout.row "Duration" moderation.duration!/>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
</@layout.table>
</@layout.page>
