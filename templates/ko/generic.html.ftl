<#import "layout.html.ftl" as layout>
<@layout.page>
<@layout.lead><b>${event.stream}</b> 스트림에서 ${event.time}에 이벤트가 발생했습니다: ${event.title} (이벤트 유형 ${event.type})</@layout.lead>
<#if !readable>
<p>이 콜백은 하나의 JSON 객체로 읽을 수 없습니다. 원본 데이터는 보관되어 있습니다.</p>
</#if>
<@layout.table>
<#list rows as row>
<@layout.row row.name row.value row.link!/>
</#list>
</@layout.table>
<#if moreRows gt 0>
<p>(그 외 필드 ${moreRows}개)</p>
</#if>
</@layout.page>
