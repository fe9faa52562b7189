${ended.cause!}<#if ended.duration??><#if ended.cause??>, </#if>after ${ended.duration}</#if>
