<#import "layout.html.ftl" as layout>
<@layout.page "bad">
<@layout.lead><b>${event.stream}</b> 스트림의 송출에서 ${event.time}에 오류가 발생했습니다.</@layout.lead>
<@layout.list>
<#list push.errors as error>
<@layout.item>${error.what}<#if error.count??> (${error.count}회)</#if><#list error.details as detail><@layout.small>${detail}</@layout.small></#list></@layout.item>
</#list>
</@layout.list>
<#if push.more gt 0>
<p>(그 외 ${push.more}건)</p>
</#if>
<@layout.table>
<@layout.row "스트림" event.stream/>
<@layout.row "도메인" event.domain!/>
<@layout.row "경로" event.path!/>
<@layout.row "세션 ID" body.sequence!/>
</@layout.table>
</@layout.page>
