<#import "layout.txt.ftl" as layout>
Subject: 녹화 이상: ${event.shortStream}<#assign about = [exception.level!"", exception.type!""]?filter(x -> x?has_content)><#if about?has_content> (${about?join(", ")})</#if>

${event.stream} 스트림의 녹화 중 ${exception.time!event.time}에 이상이 발생했습니다.

<@layout.row "수준" exception.level!/>
<@layout.row "유형" exception.type!/>
<@layout.row "설명" exception.desc!/>
<@layout.row "발생 횟수" exception.occurs!/>
<@layout.row "스트림" event.stream/>
<@layout.row "도메인" event.domain!/>
<@layout.row "경로" event.path!/>
<@layout.row "형식" body.file_format!/>
<@layout.row "세션 ID" body.session_id!/>
<@layout.footer/>
