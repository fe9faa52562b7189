<#import "layout.txt.ftl" as layout>
Subject: Push error: ${event.shortStream}<#if push.errors?has_content> (${push.errors[0].what}<#if push.errors?size gt 1> and ${push.errors?size - 1} more</#if>)</#if>

The push of the stream ${event.stream} has errors at ${event.time}.

<#list push.errors as error>
- ${error.what}<#if error.count??> (${error.count} ×)</#if>
<#list error.details as detail>
  ${detail}
</#list>
</#list>
<#if push.more gt 0>
(and ${push.more} more)
</#if>
<#if push.errors?has_content>

</#if>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.row "Session" body.sequence!/>
<@layout.footer/>
