<#-- How every HTML mail looks, in light and in dark. No image, font or script from elsewhere: mail programs block them, and they would tell who reads. -->
<#macro page tone="note" title=event.title>
<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${title}</title>
<style>
:root { color-scheme: light dark; }
body:lang(ko) { word-break: keep-all; }
@media (prefers-color-scheme: dark) {
.paper { background: #17191c !important; color: #e4e6e9 !important; }
.card { background: #212428 !important; border-color: #363a40 !important; }
.soft { color: #a3a9b2 !important; }
.line { border-color: #363a40 !important; }
a { color: #8ab8ff !important; }
a.button { background: #2b5fc4 !important; color: #ffffff !important; }
.good { border-top-color: #3fa66b !important; }
.bad { border-top-color: #e5646a !important; }
.warn { border-top-color: #d9a034 !important; }
}
</style>
</head>
<body class="paper" style="margin: 0; padding: 0; background: #f3f4f6; color: #1f2328; font-family: -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans CJK SC', sans-serif; font-size: 15px; line-height: 1.5; overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;">
<div style="max-width: 640px; margin: 0 auto; padding: 16px 12px;">
<div class="card ${tone}" style="background: #ffffff; border: 1px solid #d9dde3; border-top: 4px solid ${accent(tone)}; border-radius: 8px; padding: 16px 20px;">
<#nested>
</div>
</div>
</body>
</html>
</#macro>
<#function accent tone>
<#return {"good": "#2c8a52", "bad": "#cf3a41", "warn": "#b97f10"}[tone]!"#5b6b82">
</#function>
<#-- The first sentence, with what happened above it -->
<#macro lead title=event.title>
<p class="soft" style="margin: 0 0 2px; font-size: 13px; color: #59636e;">${title}</p>
<p style="margin: 0 0 14px; font-size: 17px; line-height: 1.4;"><#nested></p>
</#macro>
<#macro link href text label>
<p style="margin: 0 0 14px;"><a class="button" href="${href}" style="display: inline-block; background: #1f5fd0; color: #ffffff; padding: 8px 16px; border-radius: 6px; text-decoration: none; font-weight: 600;">${label}</a></p>
<p class="soft" style="margin: 0 0 14px; font-size: 13px; color: #59636e;"><a href="${href}">${text}</a></p>
</#macro>
<#macro table>
<table role="presentation" style="border-collapse: collapse; width: 100%;">
<#nested>
</table>
</#macro>
<#-- A row without a value is left out. -->
<#macro row name value link="">
<#if value?has_content>
<tr>
<th class="soft line" scope="row" style="text-align: left; vertical-align: top; padding: 6px 12px 6px 0; font-weight: normal; color: #59636e; border-top: 1px solid #e6e9ed; width: 32%;">${name}</th>
<td class="line" style="vertical-align: top; padding: 6px 0; border-top: 1px solid #e6e9ed;"><#if link?has_content><a href="${link}">${value}</a><#else>${value}</#if></td>
</tr>
</#if>
</#macro>
<#-- Of a digest: a day, and an event of that day -->
<#macro heading text>
<tr><th class="soft" colspan="2" style="text-align: left; padding: 12px 0 4px; font-size: 13px; color: #59636e;">${text}</th></tr>
</#macro>
<#macro entry time title text link label>
<tr>
<td class="soft line" style="vertical-align: top; padding: 6px 12px 6px 0; border-top: 1px solid #e6e9ed; color: #59636e; white-space: nowrap; width: 1%;">${time}</td>
<td class="line" style="vertical-align: top; padding: 6px 0; border-top: 1px solid #e6e9ed;"><b>${title}</b><#if text?has_content><br>${text}</#if><#if link?has_content><br><a href="${link}">${label}</a></#if></td>
</tr>
</#macro>
<#macro list>
<ul style="margin: 0 0 14px; padding: 0 0 0 20px;">
<#nested>
</ul>
</#macro>
<#macro item>
<li style="margin: 0 0 6px;"><#nested></li>
</#macro>
<#macro small><br><span class="soft" style="font-size: 13px; color: #59636e;"><#nested></span></#macro>
<#macro footer>
<p class="soft line" style="margin: 16px 0 0; padding: 10px 0 0; border-top: 1px solid #e6e9ed; font-size: 12px; color: #59636e;"><#nested></p>
</#macro>
