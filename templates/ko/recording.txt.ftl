<#import "layout.txt.ftl" as layout>
Subject: 녹화 완료: ${event.shortStream}<#assign about = [recording.format!"", recording.duration!""]?filter(x -> x?has_content)><#if about?has_content> (${about?join(", ")})</#if>

${event.stream} 스트림의 녹화 파일이 준비되었습니다.

<#if recording.url??>
${recording.link!recording.url}

</#if>
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
<@layout.footer/>
