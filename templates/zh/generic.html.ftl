<#import "layout.html.ftl" as layout>
<@layout.page>
<@layout.lead>直播流 <b>${event.stream}</b> 于 ${event.time} 产生事件：${event.title}（事件类型 ${event.type}）。</@layout.lead>
<#if !readable>
<p>该回调内容不是合法的 JSON 对象，原始数据已存档。</p>
</#if>
<@layout.table>
<#list rows as row>
<@layout.row row.name row.value row.link!/>
</#list>
</@layout.table>
<#if moreRows gt 0>
<p>（另有 ${moreRows} 个字段）</p>
</#if>
</@layout.page>
