Subject: 이벤트 ${digest.count}건: ${event.shortStream}<#if digest.kinds?has_content> (<#list digest.kinds as kind>${kind.title}<#if kind.count gt 1> ${kind.count}건</#if><#sep>, </#list>)</#if>

${event.stream} 스트림의 이벤트 ${digest.count}건입니다. 기간: ${digest.from} ~ ${digest.to}.
<#if digest.repeated>
이미 발송된 이벤트를 운영자가 다시 보낸 메일입니다.
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

그 외 ${digest.more}건은 표시하지 않았으며 모두 보관되어 있습니다.
</#if>

출처: ${event.source}
