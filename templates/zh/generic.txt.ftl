<#import "layout.txt.ftl" as layout>
Subject: ${event.title}：${event.shortStream}

直播流 ${event.stream} 于 ${event.time} 产生事件：${event.title}（事件类型 ${event.type}）。

<#if !readable>
该回调内容不是合法的 JSON 对象，原始数据已存档。
</#if>
<#list rows as row>
<@layout.field name=row.name value=(row.link!row.value)/>
</#list>
<#if moreRows gt 0>
（另有 ${moreRows} 个字段）
</#if>
<@layout.footer/>
