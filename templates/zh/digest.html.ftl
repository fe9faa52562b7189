<#import "/look.html.ftl" as look>
<@look.page title="事件汇总">
<@look.lead title="事件汇总">直播流 <b>${event.stream}</b> 从 ${digest.from} 到 ${digest.to} 共有 ${digest.count} 条事件。</@look.lead>
<#if digest.repeated>
<p>以下事件此前已发送过邮件，本次由运维人员重新发送。</p>
</#if>
<@look.table>
<#assign day = "">
<#list digest.rows as row>
<#if row.day != day>
<#assign day = row.day>
<@look.heading row.day/>
</#if>
<@look.entry time=row.clock title=row.title text=row.text link=row.link!"" label="查看"/>
</#list>
</@look.table>
<#if digest.more gt 0>
<p>另有 ${digest.more} 条事件未列出，均已存档。</p>
</#if>
<@look.footer>来源：${event.source}</@look.footer>
</@look.page>
