<#import "layout.html.ftl" as layout>
<@layout.page "good">
<@layout.lead>直播流 <b>${event.stream}</b> 的录制文件已生成。</@layout.lead>
<#if recording.link??>
<@layout.link recording.link recording.url "查看录制文件"/>
<#elseif recording.url??>
<p>${recording.url}</p>
</#if>
<@layout.table>
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
</@layout.table>
</@layout.page>
