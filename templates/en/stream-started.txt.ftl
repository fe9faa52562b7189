<#import "layout.txt.ftl" as layout>
Subject: Stream started: ${event.shortStream}

The stream ${event.stream} started at ${event.time}.

<@layout.row "Stream" event.stream/>
<@layout.row "Domain" event.domain!/>
<@layout.row "Path" event.path!/>
<@layout.row "Picture" picture!/>
<@layout.row "Session" body.sequence!/>
<@layout.footer/>
