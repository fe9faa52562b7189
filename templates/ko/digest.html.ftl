<#import "/look.html.ftl" as look>
<@look.page title="이벤트 모음">
<@look.lead title="이벤트 모음"><b>${event.stream}</b> 스트림의 이벤트 ${digest.count}건입니다. 기간: ${digest.from} ~ ${digest.to}.</@look.lead>
<#if digest.repeated>
<p>이미 발송된 이벤트를 운영자가 다시 보낸 메일입니다.</p>
</#if>
<@look.table>
<#assign day = "">
<#list digest.rows as row>
<#if row.day != day>
<#assign day = row.day>
<@look.heading row.day/>
</#if>
<@look.entry time=row.clock title=row.title text=row.text link=row.link!"" label="열기"/>
</#list>
</@look.table>
<#if digest.more gt 0>
<p>그 외 ${digest.more}건은 표시하지 않았으며 모두 보관되어 있습니다.</p>
</#if>
<@look.footer>출처: ${event.source}</@look.footer>
</@look.page>
