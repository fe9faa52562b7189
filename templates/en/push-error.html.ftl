<#import "layout.html.ftl" as layout>
<@layout.page "bad">
<@layout.lead>The push of the stream <b>${event.stream}</b> has errors at ${event.time}.</@layout.lead>
<@layout.list>
<#list push.errors as error>
<@layout.item>${error.what}<#if error.count??> (${error.count} ×)</#if><#list error.details as detail><@layout.small>${detail}</@layout.small></#list></@layout.item>
</#list>
</@layout.list>
<#if push.more gt 0>
<p>(and ${push.more} more)</p>
</#if>
<@layout.table>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.row "Session" body.sequence!/>
</@layout.table>
</@layout.page>
