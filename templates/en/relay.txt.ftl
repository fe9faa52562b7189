<#import "layout.txt.ftl" as layout>
Subject: ${relay.what!event.title}: ${event.shortStream}<#assign about = [relay.alarm!"", relay.message!""]?filter(x -> x?has_content)><#if about?has_content> (${about?join(", ")})</#if>

The relay of the stream ${event.stream} reports at ${event.time}<#if relay.what??>: ${relay.what}</#if>.

<#if body.callback_event! == "TaskExit">
A task that exits before its end is started again by the live service when it can be.

</#if>
<@layout.row "Alarm" relay.alarm!/>
<@layout.row "Error" relay.message!/>
<@layout.row "Code" relay.code!/>
<@layout.row "File" relay.file!/>
<@layout.row "Duration" relay.duration!/>
<@layout.row "From" relay.sources?join(" ")/>
<@layout.row "To" relay.target!/>
<@layout.row "Stream" event.stream/>
<@layout.row "Task id" body.task_id!/>
<@layout.footer/>
