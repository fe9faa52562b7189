<#import "layout.txt.ftl" as layout>
Subject: ${event.title}: ${event.shortStream}

${event.title} (event type ${event.type}) of the stream ${event.stream} at ${event.time}.

<#if !readable>
The callback could not be read as one JSON object; its bytes are in the archive.
</#if>
<#list rows as row>
<@layout.field name=row.name value=(row.link!row.value)/>
</#list>
<#if moreRows gt 0>
(and ${moreRows} more fields)
</#if>
<@layout.footer/>
