<#-- What the text mails share in this language. A row without a value is left out. -->
<#macro row name value>
<#if value?has_content>
${name}: ${value}
</#if>
</#macro>
<#-- A field of the callback, by its own name -->
<#macro field name value>
<#if value?has_content>
${name}: ${value}
</#if>
</#macro>
<#macro footer>

이벤트 ${event.id}, 출처 ${event.source}, 수신 ${event.received}.
</#macro>
