<#-- What the HTML mails share in this language; how they look is in look.html.ftl beside the folders. -->
<#import "/look.html.ftl" as look>
<#macro page tone="note">
<@look.page tone>
<#nested>
<@look.footer>事件 ${event.id}，来源 ${event.source}，接收时间 ${event.received}。</@look.footer>
</@look.page>
</#macro>
<#assign lead = look.lead>
<#assign table = look.table>
<#assign row = look.row>
<#assign link = look.link>
<#assign list = look.list>
<#assign item = look.item>
<#assign small = look.small>
