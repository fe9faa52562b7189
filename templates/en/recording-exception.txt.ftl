Subject: Recording exception: ${event.shortStream}<#assign about = [exception.level!"", exception.type!""]?filter(x -> x?has_content)><#if about?has_content> (${about?join(", ")})</#if>

The recording of the stream ${event.stream} reports an exception at ${exception.time!event.time}.

<#if exception.level??>
Level:     ${exception.level}
</#if>
<#if exception.type??>
Type:      ${exception.type}
</#if>
<#if exception.desc??>
What:      ${exception.desc}
</#if>
<#if exception.occurs??>
Occurs:    ${exception.occurs}
</#if>
Stream:    ${event.stream}
<#if event.domain??>
Domain:    ${event.domain}
</#if>
<#if event.path??>
Path:      ${event.path}
</#if>
<#if body.file_format??>
Format:    ${body.file_format}
</#if>
<#if body.session_id??>
Session:   ${body.session_id}
</#if>

Event ${event.id} from ${event.source}, received ${event.received}.
