<#import "layout.html.ftl" as layout>
<@layout.page "bad">
<@layout.lead>直播流 <b>${event.stream}</b> 在 ${event.time} 上报推流异常。</@layout.lead>
<@layout.list>
<#list push.errors as error>
<@layout.item>${error.what}<#if error.count??>（${error.count} 次）</#if><#list error.details as detail><@layout.small>${detail}</@layout.small></#list></@layout.item>
</#list>
</@layout.list>
<#if push.more gt 0>
<p>（另有 ${push.more} 项）</p>
</#if>
<@layout.table>
<@layout.row "直播流" event.stream/>
<@layout.row "推流域名" event.domain!/>
<@layout.row "推流路径" event.path!/>
<@layout.row "推流序列号" body.sequence!/>
</@layout.table>
</@layout.page>
