<#import "layout.txt.ftl" as layout>
Subject: Recording exception: ${event.shortStream}<#assign about = [exception.level!"", exception.type!""]?filter(x -> x?has_content)><#if about?has_content> (${about?join(", ")})</#if>

The recording of the stream ${event.stream} reports an exception at ${exception.time!event.time}.

<@layout.row "Level" exception.level!/>
<@layout.row "Type" exception.type!/>
<@layout.row "What" exception.desc!/>
<@layout.row "Occurs" exception.occurs!/>
<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.row "Format" body.file_format!/>
<@layout.row "Session" body.session_id!/>
<@layout.footer/>
