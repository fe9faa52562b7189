<#import "layout.txt.ftl" as layout>
Subject: 画面审核：${event.shortStream}<#assign about = [moderation.verdict!"", moderation.label!"", moderation.scored!""]?filter(x -> x?has_content)><#if about?has_content>（${about?join("，")}）</#if>

直播流 ${event.stream} 在 ${moderation.time!event.time} 的画面已完成审核<#if moderation.verdict??>，处理建议：${moderation.verdict}</#if>。

<#if moderation.url??>
${moderation.link!moderation.url}

</#if>
<@layout.row "处理建议" moderation.verdict!/>
<@layout.row "违规类型" moderation.label!/>
<@layout.row "细分类型" moderation.subLabel!/>
<@layout.row "置信度" moderation.score!/>
<@layout.row "画面文字" moderation.text!/>
<@layout.row "直播流" event.stream/>
<@layout.row "推流域名" event.domain!/>
<@layout.row "推流路径" event.path!/>
<#list moderation.hits as hit>
<@layout.row name=(hit.scene!"-") value=[hit.label!"", hit.score!"", hit.verdict!""]?filter(x -> x?has_content)?join("，")/>
</#list>
<@layout.footer/>
