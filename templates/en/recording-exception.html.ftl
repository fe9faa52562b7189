<#import "layout.html.ftl" as layout>
<@layout.page (exception.bad?then("bad", "warn"))>
<@layout.lead>The recording of the stream <b>${event.stream}</b> reports an exception at ${exception.time!event.time}.</@layout.lead>
<@layout.table>
<@layout.row "Level" exception.level!/>
<@layout.row "Type" exception.type!/>
<@layout.row "What" exception.desc!/>
<@layout.row "Occurs" exception.occurs!/>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.row "Format" body.file_format!/>
<@layout.row "Session" body.session_id!/>
</@layout.table>
</@layout.page>
