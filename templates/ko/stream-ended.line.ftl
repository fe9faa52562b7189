${ended.cause!}<#if ended.duration??><#if ended.cause??>, </#if>송출 시간 ${ended.duration}</#if>
