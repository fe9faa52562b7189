<#import "layout.html.ftl" as layout>
<@layout.page "good">
<@layout.lead><b>${event.stream}</b> 스트림의 녹화 파일이 준비되었습니다.</@layout.lead>
<#if recording.link??>
<@layout.link recording.link recording.url "녹화 파일 열기"/>
<#elseif recording.url??>
<p>${recording.url}</p>
</#if>
<@layout.table>
<@layout.row "스트림" event.stream/>
<@layout.row "도메인" event.domain!/>
<@layout.row "경로" event.path!/>
<@layout.row "형식" recording.format!/>
<@layout.row "길이" recording.duration!/>
<@layout.row "크기" recording.size!/>
<@layout.row "시작" recording.start!/>
<@layout.row "종료" recording.end!/>
<@layout.row "파일 ID" body.file_id!/>
<@layout.row "작업 ID" body.task_id!/>
</@layout.table>
</@layout.page>
