<#import "layout.html.ftl" as layout>
<@layout.page "note">
<@layout.lead>A screenshot of the stream <b>${event.stream}</b> was taken at ${screenshot.time!event.time}.</@layout.lead>
<#if screenshot.link??>
<@layout.link screenshot.link screenshot.url "Open the screenshot"/>
<#elseif screenshot.url??>
<p>${screenshot.url}</p>
</#if>
<@layout.table>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.row "Picture" picture!/>
<@layout.row "Size" screenshot.size!/>
<@layout.row "Task id" body.task_id!/>
</@layout.table>
</@layout.page>
