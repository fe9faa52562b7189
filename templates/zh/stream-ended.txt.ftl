<#import "layout.txt.ftl" as layout>
Subject: 直播断流：${event.shortStream}<#assign about = [ended.cause!""]?filter(x -> x?has_content)><#if about?has_content>（${about?join("，")}）</#if>

直播流 ${event.stream} 已于 ${event.time} 断流<#if ended.duration??>，推流时长 ${ended.duration}</#if>。

<#if ended.cause??>
<@layout.row "断流原因" "${ended.cause}（错误码 ${body.errcode!}）"/>
</#if>
<@layout.row "详细信息" body.errmsg!/>
<@layout.row "直播流" event.stream/>
<@layout.row "推流域名" event.domain!/>
<@layout.row "推流路径" event.path!/>
<@layout.row "推流时长" ended.duration!/>
<@layout.row "推流序列号" body.sequence!/>
<@layout.footer/>
