<#import "layout.txt.ftl" as layout>
Subject: Stream ended: ${event.shortStream}<#assign about = [ended.cause!""]?filter(x -> x?has_content)><#if about?has_content> (${about?join(", ")})</#if>

The stream ${event.stream} ended at ${event.time}<#if ended.duration??> after ${ended.duration}</#if>.

<#if ended.cause??>
<@layout.row "Cause" "${ended.cause} (error code ${body.errcode!})"/>
</#if>
<@layout.row "Message" body.errmsg!/>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.row "Duration" ended.duration!/>
<@layout.row "Session" body.sequence!/>
<@layout.footer/>
