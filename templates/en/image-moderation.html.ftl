<#import "layout.html.ftl" as layout>
<@layout.page (moderation.bad?then("bad", "warn"))>
<@layout.lead>The moderation looked at an image of the stream <b>${event.stream}</b> of ${moderation.time!event.time}<#if moderation.verdict??>. Its verdict: ${moderation.verdict}</#if>.</@layout.lead>
<#if moderation.link??>
<@layout.link moderation.link moderation.url "Open the image"/>
<#elseif moderation.url??>
<p>${moderation.url}</p>
</#if>
<@layout.table>
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
</@layout.table>
</@layout.page>
