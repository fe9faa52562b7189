<#import "layout.txt.ftl" as layout>
Subject: 이미지 검수: ${event.shortStream}<#assign about = [moderation.verdict!"", moderation.label!"", moderation.scored!""]?filter(x -> x?has_content)><#if about?has_content> (${about?join(", ")})</#if>

${event.stream} 스트림의 ${moderation.time!event.time} 화면이 검수되었습니다.<#if moderation.verdict??> 판정: ${moderation.verdict}</#if>

<#if moderation.url??>
${moderation.link!moderation.url}

</#if>
<@layout.row "판정" moderation.verdict!/>
<@layout.row "분류" moderation.label!/>
<@layout.row "세부 분류" moderation.subLabel!/>
<@layout.row "점수" moderation.score!/>
<@layout.row "화면 글자" moderation.text!/>
<@layout.row "스트림" event.stream/>
<@layout.row "도메인" event.domain!/>
<@layout.row "경로" event.path!/>
<#list moderation.hits as hit>
<@layout.row name=(hit.scene!"-") value=[hit.label!"", hit.score!"", hit.verdict!""]?filter(x -> x?has_content)?join(", ")/>
</#list>
<@layout.footer/>
