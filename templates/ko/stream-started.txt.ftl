<#import "layout.txt.ftl" as layout>
Subject: 스트림 시작: ${event.shortStream}

${event.stream} 스트림이 ${event.time}에 시작되었습니다.

<@layout.row "스트림" event.stream/>
<@layout.row "도메인" event.domain!/>
<@layout.row "경로" event.path!/>
<@layout.row "해상도" picture!/>
<@layout.row "세션 ID" body.sequence!/>
<@layout.footer/>
