<#import "layout.txt.ftl" as layout>
Subject: ${status.what!event.title}: ${event.shortStream}

The recording of the stream ${event.stream} reports at ${event.time}<#if status.what??>: ${status.what}</#if>.

<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.row "Session" body.session_id!/>
<@layout.row "Task id" body.task_id!/>
<@layout.footer/>
