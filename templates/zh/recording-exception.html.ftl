<#import "layout.html.ftl" as layout>
<@layout.page (exception.bad?then("bad", "warn"))>
<@layout.lead>直播流 <b>${event.stream}</b> 在 ${exception.time!event.time} 发生录制异常。</@layout.lead>
<@layout.table>
<@layout.row "级别" exception.level!/>
<@layout.row "异常类型" exception.type!/>
<@layout.row "异常描述" exception.desc!/>
<@layout.row "发生次数" exception.occurs!/>
<@layout.row "直播流" event.stream/>
<@layout.row "推流域名" event.domain!/>
<@layout.row "推流路径" event.path!/>
<@layout.row "格式" body.file_format!/>
<@layout.row "会话 ID" body.session_id!/>
</@layout.table>
</@layout.page>
