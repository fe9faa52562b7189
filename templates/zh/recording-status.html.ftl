<#import "layout.html.ftl" as layout>
<@layout.page (status.bad?then("bad", "note"))>
<@layout.lead>直播流 <b>${event.stream}</b> 的录制状态于 ${event.time} 更新<#if status.what??>：${status.what}</#if>。</@layout.lead>
<@layout.table>
<@layout.row "直播流" event.stream/>
<@layout.row "推流域名" event.domain!/>
<@layout.row "推流路径" event.path!/>
<@layout.row "会话 ID" body.session_id!/>
<@layout.row "任务 ID" body.task_id!/>
</@layout.table>
</@layout.page>
