<#import "layout.html.ftl" as layout>
<@layout.page (ended.byClient?then("note", "bad"))>
<@layout.lead>The stream <b>${event.stream}</b> ended at ${event.time}<#if ended.duration??> after ${ended.duration}</#if>.</@layout.lead>
<@layout.table>
<#if ended.cause??>
<@layout.row "Cause" "${ended.cause} (error code ${body.errcode!})"/>
</#if>
<@layout.row "Message" body.errmsg!/>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.row "Duration" ended.duration!/>
<@layout.row "Session" body.sequence!/>
</@layout.table>
</@layout.page>
