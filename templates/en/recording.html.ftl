<#import "layout.html.ftl" as layout>
<@layout.page "good">
<@layout.lead>A recording of the stream <b>${event.stream}</b> is ready.</@layout.lead>
<#if recording.link??>
<@layout.link recording.link recording.url "Open the recording"/>
<#elseif recording.url??>
<p>${recording.url}</p>
</#if>
<@layout.table>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.row "Format" recording.format!/>
<@layout.row "Duration" recording.duration!/>
<@layout.row "Size" recording.size!/>
<@layout.row "Start" recording.start!/>
<@layout.row "End" recording.end!/>
<@layout.row "File id" body.file_id!/>
<@layout.row "Task id" body.task_id!/>
</@layout.table>
</@layout.page>
