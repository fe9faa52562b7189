<#import "layout.txt.ftl" as layout>
Subject: ${event.title}: ${event.shortStream}

${event.stream} 스트림에서 ${event.time}에 이벤트가 발생했습니다: ${event.title} (이벤트 유형 ${event.type})

<#if !readable>
이 콜백은 하나의 JSON 객체로 읽을 수 없습니다. 원본 데이터는 보관되어 있습니다.
</#if>
<#list rows as row>
<@layout.field name=row.name value=(row.link!row.value)/>
</#list>
<#if moreRows gt 0>
(그 외 필드 ${moreRows}개)
</#if>
<@layout.footer/>
