<#-- What the text mails share in this language. A row without a value is left out. -->
<#macro row name value>
<#if value?has_content>
${(name + ":")?right_pad(11)}${value}
</#if>
</#macro>
<#-- A field of the callback, by its own name -->
<#macro field name value>
<#if value?has_content>
${name}: ${value}
</#if>
</#macro>
<#macro footer>

Event ${event.id} from ${event.source}, received ${event.received}.
</#macro>
