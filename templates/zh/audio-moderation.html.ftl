<#import "layout.html.ftl" as layout>
<@layout.page (moderation.bad?then("bad", "warn"))>
<@layout.lead>直播流 <b>${event.stream}</b> 在 ${event.time} 的音频已完成审核<#if moderation.verdict??>，处理建议：${moderation.verdict}</#if>。</@layout.lead>
<#if moderation.link??>
<@layout.link moderation.link moderation.url "收听音频"/>
<#elseif moderation.url??>
<p>${moderation.url}</p>
</#if>
<@layout.table>
<@layout.row "处理建议" moderation.verdict!/>
<@layout.row "违规类型" moderation.label!/>
<@layout.row "细分类型" moderation.subLabel!/>
<@layout.row "置信度" moderation.score!/>
<@layout.row "语音内容" moderation.text!/>
<@layout.row "时长" moderation.duration!/>
<@layout.row "直播流" event.stream/>
<@layout.row "推流域名" event.domain!/>
<@layout.row "推流路径" event.path!/>
</@layout.table>
</@layout.page>
