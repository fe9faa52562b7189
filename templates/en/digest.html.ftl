<#import "/look.html.ftl" as look>
<@look.page title="Digest">
<@look.lead title="Digest">${digest.count} events of the stream <b>${event.stream}</b>, from ${digest.from} to ${digest.to}.</@look.lead>
<#if digest.repeated>
<p>These events were mailed before; an operator had them sent again.</p>
</#if>
<@look.table>
<#assign day = "">
<#list digest.rows as row>
<#if row.day != day>
<#assign day = row.day>
<@look.heading row.day/>
</#if>
<@look.entry time=row.clock title=row.title text=row.text link=row.link!"" label="open"/>
</#list>
</@look.table>
<#if digest.more gt 0>
<p>and ${digest.more} more, which are all in the archive.</p>
</#if>
<@look.footer>Collected from ${event.source}.</@look.footer>
</@look.page>
