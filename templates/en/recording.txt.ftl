Subject: Recording ready: ${event.shortStream}<#assign about = [recording.format!"", recording.duration!""]?filter(x -> x?has_content)><#if about?has_content> (${about?join(", ")})</#if>

A recording of the stream ${event.stream} is ready.

<#if recording.url??>
${recording.link!recording.url}

</#if>
Stream:    ${event.stream}
<#if event.domain??>
Domain:    ${event.domain}
</#if>
<#if event.path??>
Path:      ${event.path}
</#if>
<#if recording.format??>
Format:    ${recording.format}
</#if>
<#if recording.duration??>
Duration:  ${recording.duration}
</#if>
<#if recording.size??>
Size:      ${recording.size}
</#if>
<#if recording.start??>
Start:     ${recording.start}
</#if>
<#if recording.end??>
End:       ${recording.end}
</#if>
<#if body.file_id??>
File id:   ${body.file_id}
</#if>
<#if body.task_id??>
Task id:   ${body.task_id}
</#if>

Event ${event.id} from ${event.source}, received ${event.received}.
