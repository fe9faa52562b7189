<#import "layout.html.ftl" as layout>
<@layout.page "note">
<@layout.lead>直播流 <b>${event.stream}</b> 于 ${screenshot.time!event.time} 生成截图。</@layout.lead>
<#if screenshot.link??>
<@layout.link screenshot.link screenshot.url "查看截图"/>
<#elseif screenshot.url??>
<p>${screenshot.url}</p>
</#if>
<@layout.table>
<@layout.row "直播流" event.stream/>
<@layout.row "推流域名" event.domain!/>
<@layout.row "推流路径" event.path!/>
<@layout.row "画面尺寸" picture!/>
<@layout.row "大小" screenshot.size!/>
<@layout.row "任务 ID" body.task_id!/>
</@layout.table>
</@layout.page>
