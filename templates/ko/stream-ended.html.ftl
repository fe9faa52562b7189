<#import "layout.html.ftl" as layout>
<@layout.page (ended.byClient?then("note", "bad"))>
<@layout.lead><b>${event.stream}</b> 스트림이 ${event.time}에 종료되었습니다.<#if ended.duration??> 송출 시간은 ${ended.duration}입니다.</#if></@layout.lead>
<@layout.table>
<#if ended.cause??>
<@layout.row "종료 원인" "${ended.cause} (오류 코드 ${body.errcode!})"/>
</#if>
<@layout.row "메시지" body.errmsg!/>
<@layout.row "스트림" event.stream/>
<@layout.row "도메인" event.domain!/>
<@layout.row "경로" event.path!/>
<@layout.row "송출 시간" ended.duration!/>
<@layout.row "세션 ID" body.sequence!/>
</@layout.table>
</@layout.page>
