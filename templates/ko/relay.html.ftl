<#import "layout.html.ftl" as layout>
<@layout.page (relay.bad?then("bad", "note"))>
<@layout.lead><b>${event.stream}</b> 스트림의 릴레이 작업에서 ${event.time}에 알림이 발생했습니다.<#if relay.what??> 상태: ${relay.what}</#if></@layout.lead>
<#if body.callback_event! == "TaskExit">
<p>종료 시간 전에 끝난 작업은 라이브 서비스가 자동으로 다시 시도하므로, 최종 종료가 아닐 수 있습니다.</p>
</#if>
<@layout.table>
<@layout.row "경고" relay.alarm!/>
<@layout.row "오류" relay.message!/>
<@layout.row "오류 코드" relay.code!/>
<@layout.row "파일" relay.file!/>
<@layout.row "길이" relay.duration!/>
<@layout.row "원본" relay.sources?join(" ")/>
<@layout.row "대상" relay.target!/>
<@layout.row "스트림" event.stream/>
<@layout.row "작업 ID" body.task_id!/>
</@layout.table>
</@layout.page>
