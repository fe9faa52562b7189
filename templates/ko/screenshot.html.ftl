<#import "layout.html.ftl" as layout>
<@layout.page "note">
<@layout.lead><b>${event.stream}</b> 스트림의 스크린샷이 ${screenshot.time!event.time}에 생성되었습니다.</@layout.lead>
<#if screenshot.link??>
<@layout.link screenshot.link screenshot.url "스크린샷 열기"/>
<#elseif screenshot.url??>
<p>${screenshot.url}</p>
</#if>
<@layout.table>
<@layout.row "스트림" event.stream/>
<@layout.row "도메인" event.domain!/>
<@layout.row "경로" event.path!/>
<@layout.row "해상도" picture!/>
<@layout.row "크기" screenshot.size!/>
<@layout.row "작업 ID" body.task_id!/>
</@layout.table>
</@layout.page>
