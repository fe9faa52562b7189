<#import "layout.txt.ftl" as layout>
Subject: 오디오 검수: ${event.shortStream}<#assign about = [moderation.verdict!"", moderation.label!"", moderation.scored!""]?filter(x -> x?has_content)><#if about?has_content> (${about?join(", ")})</#if>

${event.stream} 스트림의 오디오가 ${event.time}에 검수되었습니다.<#if moderation.verdict??> 판정: ${moderation.verdict}</#if>

<#if moderation.url??>
${moderation.link!moderation.url}

</#if>
<@layout.row "판정" moderation.verdict!/>
<@layout.row "분류" moderation.label!/>
<@layout.row "세부 분류" moderation.subLabel!/>
<@layout.row "점수" moderation.score!/>
<@layout.row "음성 내용" moderation.text!/>
<@layout.row "길이" moderation.duration!/>
<@layout.row "스트림" event.stream/>
<@layout.row "도메인" event.domain!/>
<@layout.row "경로" event.path!/>
<@layout.footer/>
