Subject: ${count} <#if count == "1">event<#else>events</#if>: ${stream}

What happened in the stream ${stream}:

<#list rows as row>
${row.time!}  ${row.title!}<#if row.text?has_content>: ${row.text}</#if>
<#if row.link?has_content>
    ${row.link}
</#if>
</#list>
