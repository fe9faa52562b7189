<#import "layout.txt.ftl" as layout>
Subject: 송출 오류: ${event.shortStream}<#if push.errors?has_content> (${push.errors[0].what}<#if push.errors?size gt 1> 외 ${push.errors?size - 1}건</#if>)</#if>

${event.stream} 스트림의 송출에서 ${event.time}에 오류가 발생했습니다.

<#list push.errors as error>
- ${error.what}<#if error.count??> (${error.count}회)</#if>
<#list error.details as detail>
  ${detail}
</#list>
</#list>
<#if push.more gt 0>
(그 외 ${push.more}건)
</#if>
<#if push.errors?has_content>

</#if>
<@layout.row "스트림" event.stream/>
<@layout.row "도메인" event.domain!/>
<@layout.row "경로" event.path!/>
<@layout.row "세션 ID" body.sequence!/>
<@layout.footer/>
