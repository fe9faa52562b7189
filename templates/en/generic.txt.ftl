Subject: ${event.title}: ${event.shortStream}

${event.title} (event type ${event.type}) of the stream ${event.stream} at ${event.time}.

<#if !readable>
The callback could not be read as one JSON object; its bytes are in the archive.
</#if>
<#list rows as row>
<#if row.value?has_content>
${row.name}: ${row.link!row.value}
</#if>
</#list>
<#if moreRows gt 0>
(and ${moreRows} more fields)
</#if>

Event ${event.id} from ${event.source}, received ${event.received}.
