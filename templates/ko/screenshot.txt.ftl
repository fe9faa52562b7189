<#import "layout.txt.ftl" as layout>
Subject: 스크린샷: ${event.shortStream}<#assign about = [picture!""]?filter(x -> x?has_content)><#if about?has_content> (${about?join(", ")})</#if>

${event.stream} 스트림의 스크린샷이 ${screenshot.time!event.time}에 생성되었습니다.

<#if screenshot.url??>
${screenshot.link!screenshot.url}

</#if>
<@layout.row "스트림" event.stream/>
<@layout.row "도메인" event.domain!/>
<@layout.row "경로" event.path!/>
<@layout.row "해상도" picture!/>
<@layout.row "크기" screenshot.size!/>
<@layout.row "작업 ID" body.task_id!/>
<@layout.footer/>
