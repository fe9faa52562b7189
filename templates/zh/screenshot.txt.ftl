<#import "layout.txt.ftl" as layout>
Subject: 截图已生成：${event.shortStream}<#assign about = [picture!""]?filter(x -> x?has_content)><#if about?has_content>（${about?join("，")}）</#if>

直播流 ${event.stream} 于 ${screenshot.time!event.time} 生成截图。

<#if screenshot.url??>
${screenshot.link!screenshot.url}

</#if>
<@layout.row "直播流" event.stream/>
<@layout.row "推流域名" event.domain!/>
<@layout.row "推流路径" event.path!/>
<@layout.row "画面尺寸" picture!/>
<@layout.row "大小" screenshot.size!/>
<@layout.row "任务 ID" body.task_id!/>
<@layout.footer/>
