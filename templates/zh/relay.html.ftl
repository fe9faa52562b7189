<#import "layout.html.ftl" as layout>
<@layout.page (relay.bad?then("bad", "note"))>
<@layout.lead>直播流 <b>${event.stream}</b> 的拉流转推任务于 ${event.time} 上报状态<#if relay.what??>：${relay.what}</#if>。</@layout.lead>
<#if body.callback_event! == "TaskExit">
<p>任务未到结束时间前的退出会由直播服务自动重试，此通知不代表任务最终结束。</p>
</#if>
<@layout.table>
<@layout.row "告警类型" relay.alarm!/>
<@layout.row "错误信息" relay.message!/>
<@layout.row "错误码" relay.code!/>
<@layout.row "点播文件" relay.file!/>
<@layout.row "时长" relay.duration!/>
<@layout.row "拉流地址" relay.sources?join(" ")/>
<@layout.row "转推目标" relay.target!/>
<@layout.row "直播流" event.stream/>
<@layout.row "任务 ID" body.task_id!/>
</@layout.table>
</@layout.page>
