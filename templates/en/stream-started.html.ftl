<#import "layout.html.ftl" as layout>
<@layout.page>
<p>The stream <b>${event.stream}</b> started at ${event.time}.</p>
<@layout.table>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<#if body.width?? && body.height?? && body.width != "0" && body.height != "0">
<@layout.row "Picture" "${body.width} x ${body.height}"/>
</#if>
<@layout.row "Session" body.sequence!/>
</@layout.table>
</@layout.page>
