<#list push.errors as error>${error.what}<#sep>, </#list>
