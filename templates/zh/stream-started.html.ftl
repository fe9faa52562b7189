<#import "layout.html.ftl" as layout>
<@layout.page "good">
<@layout.lead>直播流 <b>${event.stream}</b> 已于 ${event.time} 开始推流。</@layout.lead>
<@layout.table>
<@layout.row "直播流" event.stream/>
<@layout.row "推流域名" event.domain!/>
<@layout.row "推流路径" event.path!/>
<@layout.row "画面尺寸" picture!/>
<@layout.row "推流序列号" body.sequence!/>
</@layout.table>
</@layout.page>
