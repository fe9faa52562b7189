<#import "layout.txt.ftl" as layout>
Subject: 录制完成：${event.shortStream}<#assign about = [recording.format!"", recording.duration!""]?filter(x -> x?has_content)><#if about?has_content>（${about?join("，")}）</#if>

直播流 ${event.stream} 的录制文件已生成。

<#if recording.url??>
${recording.link!recording.url}

</#if>
<@layout.row "直播流" event.stream/>
<@layout.row "推流域名" event.domain!/>
<@layout.row "推流路径" event.path!/>
<@layout.row "格式" recording.format!/>
<@layout.row "时长" recording.duration!/>
<@layout.row "大小" recording.size!/>
<@layout.row "开始时间" recording.start!/>
<@layout.row "结束时间" recording.end!/>
<@layout.row "文件 ID" body.file_id!/>
<@layout.row "任务 ID" body.task_id!/>
<@layout.footer/>
