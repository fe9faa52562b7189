<#import "layout.html.ftl" as layout>
<@layout.page (moderation.bad?then("bad", "warn"))>
<@layout.lead><b>${event.stream}</b> 스트림의 오디오가 ${event.time}에 검수되었습니다.<#if moderation.verdict??> 판정: ${moderation.verdict}</#if></@layout.lead>
<#if moderation.link??>
<@layout.link moderation.link moderation.url "오디오 열기"/>
<#elseif moderation.url??>
<p>${moderation.url}</p>
</#if>
<@layout.table>
<@layout.row "판정" moderation.verdict!/>
<@layout.row "분류" moderation.label!/>
<@layout.row "세부 분류" moderation.subLabel!/>
<@layout.row "점수" moderation.score!/>
<@layout.row "음성 내용" moderation.text!/>
<@layout.row "길이" moderation.duration!/>
<@layout.row "스트림" event.stream/>
<@layout.row "도메인" event.domain!/>
<@layout.row "경로" event.path!/>
</@layout.table>
</@layout.page>
