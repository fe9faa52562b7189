<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"></head>
<body style="font-family: sans-serif; font-size: 15px; color: #222; overflow-wrap: anywhere;">
<p>What happened in the stream <b>${stream}</b>:</p>
<table style="border-collapse: collapse;">
<#list rows as row>
<tr>
<td style="vertical-align: top; padding: 2px 16px 2px 0; color: #666;">${row.time!}</td>
<td style="vertical-align: top; padding: 2px 16px 2px 0;">${row.title!}</td>
<td style="vertical-align: top; padding: 2px 0;"><#if row.link?has_content><a href="${row.link}">${row.text!row.link}</a><#else>${row.text!}</#if></td>
</tr>
</#list>
</table>
</body>
</html>
