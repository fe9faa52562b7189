<#import "layout.html.ftl" as layout>
<@layout.page (relay.bad?then("bad", "note"))>
<@layout.lead>The relay of the stream <b>${event.stream}</b> reports at ${event.time}<#if relay.what??>: ${relay.what}</#if>.</@layout.lead>
<#if body.callback_event! == "TaskExit">
<p>A task that exits before its end is started again by the live service when it can be.</p>
</#if>
<@layout.table>
<@layout.row "Alarm" relay.alarm!/>
<@layout.row "Error" relay.message!/>
<@layout.row "Code" relay.code!/>
<@layout.row "File" relay.file!/>
<@layout.row "Duration" relay.duration!/>
<@layout.row "From" relay.sources?join(" ")/>
<@layout.row "To" relay.target!/>
<@layout.row "Stream" event.stream/>
<@layout.row "Task id" body.task_id!/>
</@layout.table>
</@layout.page>
