<#import "layout.txt.ftl" as layout>
Subject: Screenshot: ${event.shortStream}<#assign about = [picture!""]?filter(x -> x?has_content)><#if about?has_content> (${about?join(", ")})</#if>

A screenshot of the stream ${event.stream} was taken at ${screenshot.time!event.time}.

<#if screenshot.url??>
${screenshot.link!screenshot.url}

</#if>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.row "Picture" picture!/>
<@layout.row "Size" screenshot.size!/>
<@layout.row "Task id" body.task_id!/>
<@layout.footer/>
