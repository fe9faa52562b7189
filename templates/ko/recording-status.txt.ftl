<#import "layout.txt.ftl" as layout>
Subject: ${status.what!event.title}: ${event.shortStream}

${event.stream} 스트림의 녹화 상태가 ${event.time}에 변경되었습니다.<#if status.what??> 상태: ${status.what}</#if>

<@layout.row "스트림" event.stream/>
<@layout.row "도메인" event.domain!/>
<@layout.row "경로" event.path!/>
<@layout.row "세션 ID" body.session_id!/>
<@layout.row "작업 ID" body.task_id!/>
<@layout.footer/>
