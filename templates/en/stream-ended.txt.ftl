Subject: Stream ended: ${event.shortStream}<#if ended.cause??> (${ended.cause})</#if>

The stream ${event.stream} ended at ${event.time}<#if ended.duration??> after ${ended.duration}</#if>.

<#if ended.cause??>
Cause:     ${ended.cause} (error code ${body.errcode!"-"})
</#if>
<#if body.errmsg?has_content>
Message:   ${body.errmsg}
</#if>
Stream:    ${event.stream}
<#if event.domain??>
Domain:    ${event.domain}
</#if>
<#if event.path??>
Path:      ${event.path}
</#if>
<#if ended.duration??>
Duration:  ${ended.duration}
</#if>
<#if body.sequence??>
Session:   ${body.sequence}
</#if>

Event ${event.id} from ${event.source}, received ${event.received}.
