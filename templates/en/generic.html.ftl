<#import "layout.html.ftl" as layout>
<@layout.page>
<@layout.lead>${event.title} (event type ${event.type}) of the stream <b>${event.stream}</b> at ${event.time}.</@layout.lead>
<#if !readable>
<p>The callback could not be read as one JSON object; its bytes are in the archive.</p>
</#if>
<@layout.table>
<#list rows as row>
<@layout.row row.name row.value row.link!/>
</#list>
</@layout.table>
<#if moreRows gt 0>
<p>(and ${moreRows} more fields)</p>
</#if>
</@layout.page>
