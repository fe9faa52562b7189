Subject: ${digest.count} 条事件：${event.shortStream}<#if digest.kinds?has_content>（<#list digest.kinds as kind>${kind.title}<#if kind.count gt 1> ×${kind.count}</#if><#sep>、</#list>）</#if>

直播流 ${event.stream} 从 ${digest.from} 到 ${digest.to} 共有 ${digest.count} 条事件。
<#if digest.repeated>
以下事件此前已发送过邮件，本次由运维人员重新发送。
</#if>
<#assign day = "">
<#list digest.rows as row>
<#if row.day != day>
<#assign day = row.day>

${row.day}
</#if>
${row.clock}  ${row.title}<#if row.text?has_content>：${row.text}</#if>
<#if row.link??>
          ${row.link}
</#if>
</#list>
<#if digest.more gt 0>

另有 ${digest.more} 条事件未列出，均已存档。
</#if>

来源：${event.source}
