<#-- What the HTML mails share. A row without a value is left out. -->
<#macro page>
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"></head>
<body style="font-family: sans-serif; font-size: 15px; color: #222; overflow-wrap: anywhere;">
<#nested>
<p style="color: #666; font-size: 12px;">Event ${event.id} from ${event.source}, received ${event.received}.</p>
</body>
</html>
</#macro>
<#macro table>
<table style="border-collapse: collapse;">
<#nested>
</table>
</#macro>
<#macro row name value link="">
<#if value?has_content>
<tr>
<th style="text-align: left; vertical-align: top; padding: 2px 16px 2px 0; font-weight: normal; color: #666;">${name}</th>
<td style="vertical-align: top; padding: 2px 0;"><#if link?has_content><a href="${link}">${value}</a><#else>${value}</#if></td>
</tr>
</#if>
</#macro>
