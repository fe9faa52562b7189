<#import "layout.txt.ftl" as layout>
Subject: 推流异常：${event.shortStream}<#if push.errors?has_content>（${push.errors[0].what}<#if push.errors?size gt 1> 等 ${push.errors?size} 项</#if>）</#if>

直播流 ${event.stream} 在 ${event.time} 上报推流异常。

<#list push.errors as error>
- ${error.what}<#if error.count??>（${error.count} 次）</#if>
<#list error.details as detail>
  ${detail}
</#list>
</#list>
<#if push.more gt 0>
（另有 ${push.more} 项）
</#if>
<#if push.errors?has_content>

</#if>
<@layout.row "直播流" event.stream/>
<@layout.row "推流域名" event.domain!/>
<@layout.row "推流路径" event.path!/>
<@layout.row "推流序列号" body.sequence!/>
<@layout.footer/>
