<#import "layout.html.ftl" as layout>
<@layout.page (status.bad?then("bad", "note"))>
<@layout.lead>The recording of the stream <b>${event.stream}</b> reports at ${event.time}<#if status.what??>: ${status.what}</#if>.</@layout.lead>
<@layout.table>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.row "Session" body.session_id!/>
<@layout.row "Task id" body.task_id!/>
</@layout.table>
</@layout.page>
