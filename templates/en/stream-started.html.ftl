<#import "layout.html.ftl" as layout>
<@layout.page "good">
<@layout.lead>The stream <b>${event.stream}</b> started at ${event.time}.</@layout.lead>
<@layout.table>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.row "Picture" picture!/>
<@layout.row "Session" body.sequence!/>
</@layout.table>
</@layout.page>
