<#import "layout.txt.ftl" as layout>
Subject: 推流开始：${event.shortStream}

直播流 ${event.stream} 已于 ${event.time} 开始推流。

<@layout.row "直播流" event.stream/>
<@layout.row "推流域名" event.domain!/>
<@layout.row "推流路径" event.path!/>
<@layout.row "画面尺寸" picture!/>
<@layout.row "推流序列号" body.sequence!/>
<@layout.footer/>
