Subject: ${digest.count} events: ${event.shortStream}<#if digest.kinds?has_content> (<#list digest.kinds as kind>${kind.title}<#if kind.count gt 1> × ${kind.count}</#if><#sep>, </#list>)</#if>

${digest.count} events of the stream ${event.stream}, from ${digest.from} to ${digest.to}.
<#if digest.repeated>
These events were mailed before; an operator had them sent again.
</#if>
<#assign day = "">
<#list digest.rows as row>
<#if row.day != day>
<#assign day = row.day>

${row.day}
</#if>
${row.clock}  ${row.title}<#if row.text?has_content>: ${row.text}</#if>
<#if row.link??>
          ${row.link}
</#if>
</#list>
<#if digest.more gt 0>

and ${digest.more} more, which are all in the archive.
</#if>

Collected from ${event.source}.
