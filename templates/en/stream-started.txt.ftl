Subject: Stream started: ${event.shortStream}

The stream ${event.stream} started at ${event.time}.

Stream:    ${event.stream}
<#if event.domain??>
Domain:    ${event.domain}
</#if>
<#if event.path??>
Path:      ${event.path}
</#if>
<#if body.width?? && body.height?? && body.width != "0" && body.height != "0">
Picture:   ${body.width} x ${body.height}
</#if>
<#if body.sequence??>
Session:   ${body.sequence}
</#if>

Event ${event.id} from ${event.source}, received ${event.received}.
