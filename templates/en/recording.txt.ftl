<#import "layout.txt.ftl" as layout>
Subject: Recording ready: ${event.shortStream}<#assign about = [recording.format!"", recording.duration!""]?filter(x -> x?has_content)><#if about?has_content> (${about?join(", ")})</#if>

A recording of the stream ${event.stream} is ready.

<#if recording.url??>
${recording.link!recording.url}

</#if>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.row "Format" recording.format!/>
<@layout.row "Duration" recording.duration!/>
<@layout.row "Size" recording.size!/>
<@layout.row "Start" recording.start!/>
<@layout.row "End" recording.end!/>
<@layout.row "File id" body.file_id!/>
<@layout.row "Task id" body.task_id!/>
<@layout.footer/>
